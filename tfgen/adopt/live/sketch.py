"""What the parts of a description share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.draft import Draft, Path
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.world import Keys, World
from tfgen.diagnostics import Diagnostic, Location, Severity
from tfgen.frozen import frozen

# What an interface takes beside the tree's own group.
_FURTHER_GROUPS = 4


@frozen
class Sketch:
    """The world, and the draft of the cluster in it.

    `subnets` has the word of the spec for each subnet by its id: public or private; `balancers`
    the key of each load balancer by its ARN.
    """

    world: World
    draft: Draft
    cluster: Live
    name: str
    keys: Keys
    subnets: dict[str, str]
    balancers: dict[str, str]
    hidden: Hidden

    @property
    def at(self) -> Location:
        """What findings point at: the file as a whole."""
        return Location(self.world.file, length=0)

    def put(self, path: Path, value: Any, default: Any = None, comment: str = "") -> None:
        """Put a value unless it is the language's default."""
        if value is not None and value != default:
            self.draft.put(path, value, comment)

    def say(self, code: str, message: str, help: str, severity: Severity) -> None:
        """Say something of what was found."""
        self.draft.findings.append(Diagnostic(code, message, self.at, help, severity))

    def keep_groups(self, path: Path, groups: Iterable[str], what: str) -> None:
        """Leave the security groups attached that something has: rules of others name them."""
        entry = sorted(set(groups))
        if entry:
            why = f"What lets in {what} by its former group goes on to; later delete this line."
            self.draft.put((*path, "security_groups"), entry[:_FURTHER_GROUPS], why)
        # AWS has five for an interface, and one of them is the own.
        for group in entry[_FURTHER_GROUPS:]:
            message = f"{'.'.join(path)} loses its security group {group}: 4 fit beside its own"
            help = "name another group wherever a rule names this one"
            self.say("ADOPT072", message, help, Severity.WARNING)


def seconds(value: Any) -> str | None:
    """Return a number of seconds as the spec has durations, in the longest unit that fits."""
    if value in (None, ""):
        return None
    whole = int(value)
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        # The language has its defaults of a minute as 60s.
        if whole > 60 and whole % length == 0:
            return f"{whole // length}{unit}"
    return f"{whole}s"
