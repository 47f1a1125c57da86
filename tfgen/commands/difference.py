"""What differs between two clusters once all is decided: each value, and where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tfgen.commands.discretion import telling
from tfgen.commands.part import Path
from tfgen.commands.show import HIDDEN, secrets, values
from tfgen.frozen import frozen
from tfgen.pipeline import Checked
from tfgen.resolve import Cluster

# A cluster may have null at a path, and another one no such path at all.
_ABSENT = object()


@frozen
class Side:
    """A value of one of the clusters, and where it comes from."""

    value: Any
    origin: str


@frozen
class Difference:
    """A path with another value in each cluster; a side is None where that one has no such path."""

    path: str
    before: Side | None
    after: Side | None


def differences(before: Checked, after: Checked) -> list[Difference]:
    """Return what differs, in the order of the language; what looks like a secret is not shown.

    Of a member that only one cluster has, the values that are mere defaults are left out.
    """
    former, present = values(before.cluster), values(after.cluster)
    hidden = [*secrets(before.findings), *secrets(after.findings)]
    hidden += (*telling(former), *telling(present))
    told = []
    for path, old, new in _unequal(former, present, ()):
        if any(_overlap(path, secret) for secret in hidden):
            old, new = _hidden(old), _hidden(new)
        sides = _side(before.cluster, path, old), _side(after.cluster, path, new)
        if not _is_default_alone(sides):
            told.append(Difference(".".join(map(str, path)), *sides))
    return told


def _unequal(old: Any, new: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Yield each path with the value that it has in each of two nodes of plain data."""
    if old == new:
        return
    below, others = _members(old), _members(new)
    if not below and not others:
        yield path, old, new
        return
    # What is null or empty on one side has none of what the other has inside.
    for key in dict.fromkeys((*below, *others)):
        yield from _unequal(below.get(key, _ABSENT), others.get(key, _ABSENT), (*path, key))


def unequal(old: Any, new: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield each path at which two nodes of plain data differ, with both values; None for none."""
    for path, before, after in _unequal(old, new, ()):
        yield path, _present(before), _present(after)


def _present(value: Any) -> Any:
    if value is _ABSENT:
        return None
    return value


def _members(node: Any) -> Mapping[str | int, Any]:
    """Return what a map or a list of maps holds, by key or number; of another value nothing."""
    if isinstance(node, dict):
        return node
    if isinstance(node, list) and any(isinstance(item, dict) and item for item in node):
        return dict(enumerate(node))
    return {}


def _overlap(path: Path, other: Path) -> bool:
    """Whether a path leads to another one, or lies in it."""
    return all(step == beside for step, beside in zip(path, other, strict=False))


def _hidden(value: Any) -> Any:
    if value is _ABSENT:
        return value
    return HIDDEN


def _side(cluster: Cluster, path: Path, value: Any) -> Side | None:
    if value is _ABSENT:
        return None
    return Side(value, cluster.origin(*path))


def _is_default_alone(sides: Sequence[Side | None]) -> bool:
    present = [side for side in sides if side]
    return len(present) == 1 and present[0].origin == "default"


def as_text(told: Iterable[Difference]) -> str:
    """Return differences as lines: ~ and both values below, - or + where one cluster has it."""
    return "".join(f"{line}\n" for difference in told for line in _lines(difference))


def _lines(difference: Difference) -> Iterator[str]:
    match difference:
        case Difference(path, None, Side() as after):
            yield f"+ {path}: {_written(after)}"
        case Difference(path, Side() as before, None):
            yield f"- {path}: {_written(before)}"
        case Difference(path, Side() as before, Side() as after):
            yield f"~ {path}"
            yield f"    - {_written(before)}"
            yield f"    + {_written(after)}"


def _written(side: Side) -> str:
    value = side.value
    if value != HIDDEN:
        value = json.dumps(value, ensure_ascii=False)
    return f"{value}  # {side.origin}"


def as_json(told: Iterable[Difference]) -> str:
    """Return differences as JSON: of each path both values with their origins, or null."""
    rows = [
        {"path": row.path, "before": _json(row.before), "after": _json(row.after)} for row in told
    ]
    whole = {"format_version": 1, "differences": rows}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _json(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"value": side.value, "from": side.origin}
