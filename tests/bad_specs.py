"""Load the specs at fault from tests/bad. Their form stands in tests/bad/README.md."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BAD = Path(__file__).parent / "bad"
# What is told of a spec beside the tree that stands: these have a `before`.
CHANGES = sorted((BAD / "changes").glob("*.yaml"))
FILES = sorted({*BAD.glob("*/*.yaml")} - {*CHANGES})
# libyaml's is ten times as fast, and not in each build of PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class BadSpec:
    """A case: a spec at fault, or several that are right one by one and not together."""

    file: Path
    name: str
    specs: Mapping[str, bytes]  # by file name
    says: str
    mended: Mapping[str, bytes] | None
    beside: Mapping[str, bytes]  # bases
    before: bytes = b""  # the spec that the tree that stands is of

    @property
    def code(self) -> str:
        return self.file.stem

    @property
    def section(self) -> str:
        return self.file.parent.name

    @property
    def id(self) -> str:
        return f"{self.code}-{self.name}"

    @property
    def is_group(self) -> bool:
        return self.section == "together"

    @property
    def data(self) -> bytes:
        """Return the only spec."""
        (data,) = self.specs.values()
        return data

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")


@cache
def cases() -> tuple[BadSpec, ...]:
    """Return each case of a spec at fault by itself."""
    return tuple(case for case in _all() if not case.is_group)


@cache
def groups() -> tuple[BadSpec, ...]:
    """Return each case of specs that are at fault together."""
    return tuple(case for case in _all() if case.is_group)


def of_families(*families: str) -> list[BadSpec]:
    """Return the cases of the codes of these families, such as RULE and SEC."""
    return [case for case in cases() if case.code.startswith(families)]


@cache
def _all() -> tuple[BadSpec, ...]:
    return tuple(case for file in FILES for case in load(file))


def load(file: Path) -> list[BadSpec]:
    """Return the cases of a file, in its order."""
    content = yaml.load(file.read_bytes(), _LOADER)
    prelude = content.pop("prelude", "")
    written = content.pop("cases")
    if content:
        raise ValueError(f"{file}: only prelude and cases are known, not {', '.join(content)}")
    return [_case(file, prelude, name, fields) for name, fields in written.items()]


def _case(file: Path, prelude: str, name: str, fields: dict[str, Any]) -> BadSpec:
    if "bytes" in fields:
        specs = {f"{name}.yaml": base64.b64decode(fields.pop("bytes"))}
    elif "specs" in fields:
        texts = fields.pop("specs")
        specs = {f"{key}.yaml": (prelude + text).encode() for key, text in texts.items()}
    else:
        specs = {f"{name}.yaml": (prelude + fields.pop("spec")).encode()}
    beside = {name: text.encode() for name, text in fields.pop("beside", {}).items()}
    before = (prelude + fields.pop("before")).encode() if "before" in fields else b""
    says = fields.pop("says") or ""
    mended = None
    if "mended" in fields:
        try:
            mended = _mended(specs, fields.pop("mended"))
        except ValueError as error:
            raise ValueError(f"{file}: {name}: {error}") from None
    if fields:
        raise ValueError(f"{file}: {name} has keys that are not known: {', '.join(fields)}")
    return BadSpec(file, name, specs, says, mended, beside, before)


def _mended(
    specs: Mapping[str, bytes], mends: Sequence[Mapping[str, Any]] | Mapping[str, str]
) -> dict[str, bytes]:
    """Return the specs after the replacements of a case, or the one that stands there whole."""
    if isinstance(mends, Mapping):
        (name,) = specs
        return {name: mends["spec"].encode()}
    texts = {name: data.decode("utf-8") for name, data in specs.items()}
    for mend in mends:
        _replace(texts, **mend)
    return {name: text.encode() for name, text in texts.items()}


def _replace(texts: dict[str, str], replace: str, by: str, line: int | None = None) -> None:
    """Replace what stands exactly once: in all of the texts, or in that line of the only text."""
    places = [
        (name, start) for name, text in texts.items() for start in _starts(text, replace, line)
    ]
    if len(places) != 1:
        raise ValueError(f"{replace!r} stands {len(places)} times")
    ((name, start),) = places
    text = texts[name]
    texts[name] = text[:start] + by + text[start + len(replace) :]


def _starts(text: str, words: str, line: int | None) -> list[int]:
    starts = []
    start = text.find(words)
    while start >= 0:
        if line in (None, text.count("\n", 0, start) + 1):
            starts.append(start)
        start = text.find(words, start + 1)
    return starts


def rewrite(file: Path, says: Mapping[str, str]) -> None:
    """Write what is said of each case of a file; all else in it stays, comments and order too."""
    text = file.read_text(encoding="utf-8")
    # From the last place to the first, so that the places before it still hold.
    for name, node in reversed(_nodes_of_says(text)):
        start, end = node.start_mark.index, node.end_mark.index
        # A block text ends behind the blank lines that part it from the next case.
        end = start + len(text[start:end].rstrip("\n"))
        text = text[:start] + _block(says[name], node.start_mark.column) + text[end:]
    file.write_text(text, encoding="utf-8", newline="\n")


def _nodes_of_says(text: str) -> list[tuple[str, yaml.Node]]:
    document = {key.value: value for key, value in yaml.compose(text).value}
    return [
        (name.value, value)
        for name, case in document["cases"].value
        for key, value in case.value
        if key.value == "says"
    ]


def _block(words: str, column: int) -> str:
    """Return a block text for behind `says:`, whose value begins in this column."""
    indent = " " * (column - len("says: ") + 2)
    lines = [f"{indent}{line}" if line else "" for line in words.splitlines()]
    return "\n".join(["|", *lines])
