"""What a manifest says for one environment: its overrides laid over the rest.

https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/#environments
"""

from __future__ import annotations

from tfgen.adopt.given import Given
from tfgen.diagnostics import Severity

# Words that exclude each other: a new one takes the others away.
_BUILD = ({"build"}, {"location"})
_SPOT = (
    {"spot"},
    {"range", "cpu_percentage", "memory_percentage", "requests", "response_time", "queue_delay"},
)
_EFS = ({"id", "root_dir", "auth"}, {"uid", "gid"})
_SECRET = ({"secretsmanager"}, {"from_cfn"})
_EXCLUSIVE = (_BUILD, _SPOT, _EFS, _SECRET)


class LaidOver(Given):
    """A mapping with another one laid over it: mappings merge deeply, all else is replaced.

    Its members are those of the two, so what is read here is read there.
    """

    def __init__(self, below: Given, over: Given) -> None:
        super().__init__(below.path, below.at, _merged(below, over))
        self.key_at = over.key_at
        self._sources = (below, over)

    def leave(self, why: str, help: str = "") -> None:
        """Say why all of it that was not read is not carried over, and what to do instead."""
        for source in self._sources:
            source.leave(why, help)

    def lose(self, why: str, help: str = "") -> None:
        """Say of all of it that it is not carried over, though it may have been read."""
        self._sources[-1].lose(why, help)

    def remark(
        self, code: str, how: str, help: str = "", severity: Severity = Severity.WARNING
    ) -> None:
        """Say something else of it, where it was said last."""
        self._sources[-1].remark(code, how, help, severity)


def _merged(below: Given, over: Given) -> dict[str, Given]:
    replaced = _taken_away(set(over.entries)) & set(below.entries)
    entries = {key: value for key, value in below.entries.items() if key not in replaced}
    for key in sorted(replaced):
        _replace(below.entries[key], over)
    for key, value in over.entries.items():
        former = entries.get(key)
        if former and value.is_plain and not value.text:
            # Copilot takes null for nothing said.
            continue
        # What is a mapping on one side only is another way to say the whole.
        if former and former.is_map and value.is_map:
            entries[key] = LaidOver(former, value)
            continue
        if former:
            _replace(former, value)
        entries[key] = value
    return entries


def _taken_away(keys: set[str]) -> set[str]:
    taken: set[str] = set()
    for left, right in _EXCLUSIVE:
        if keys & left:
            taken |= right
        if keys & right:
            taken |= left
    return taken - keys


def _replace(former: Given, by: Given) -> None:
    former.leave(f"{by.name} takes its place")
