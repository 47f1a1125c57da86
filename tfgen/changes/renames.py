"""What goes while something like it comes: it may have another name only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from tfgen.changes.change import Change, Check
from tfgen.changes.data import holds_data
from tfgen.changes.parts import SECTIONS
from tfgen.changes.root import Call, name_now
from tfgen.diagnostics import Code, Diagnostic, Severity

_RENAMED = Code(
    "WRITE071",
    "perhaps-renamed",
    what="A member of a section goes, and one of another name comes that is made alike.",
    why=(
        "A name is part of an address: without moved_from the next apply destroys what had the "
        "former one and makes all of it anew."
    ),
    help="Write moved_from with the former name; nothing, where they are two different things.",
    source="https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
    severity=Severity.WARNING,
)
CODES = (_RENAMED,)

# Of a member, by what its calls are called behind its name: the modules.
_Shape = frozenset[tuple[str, str]]


def names_are_told(change: Change) -> Iterator[Diagnostic]:
    """Tell of members that may have another name only; what holds data is refused already."""
    before, after = _members(change.former.calls), _members(change.present.calls)
    stayed = {name_now(name, change.present.moved) for name in change.former.calls}
    new = {
        member: calls
        for member, calls in after.items()
        if stayed.isdisjoint(call.name for call in calls)
    }
    for member, calls in before.items():
        kind, label = member
        if member in after or _has_moved(change, calls) or any(map(holds_data, calls)):
            continue
        alike = [
            _key(name)
            for (k, name), other in new.items()
            if k == kind and _shape(name, other) == _shape(label, calls)
        ]
        if alike:
            word, key = kind.replace("_", " "), _key(label)
            message = (
                f"{word} {key} goes and {' or '.join(alike)} comes, made alike: the next apply "
                "destroys the one and makes the other"
            )
            help = f"if it has another name only, write moved_from: {key}"
            yield change.told(_RENAMED, calls[0], message, help)


def _has_moved(change: Change, calls: list[Call]) -> bool:
    return any(name_now(call.name, change.present.moved) != call.name for call in calls)


def _members(calls: Mapping[str, Call]) -> dict[tuple[str, str], list[Call]]:
    """Return the calls of each member of a section, by the word for its kind and its label."""
    members: dict[tuple[str, str], list[Call]] = {}
    for call in calls.values():
        stem = PurePosixPath(call.location.file).stem
        for kind in SECTIONS:
            # Services and jobs have a file each.
            own = stem if kind in ("service", "job") else _first(call.name, calls)
            if own.startswith(f"{kind}_"):
                members.setdefault((kind, own.removeprefix(f"{kind}_")), []).append(call)
                break
    return members


def _first(name: str, calls: Mapping[str, Call]) -> str:
    """Return the call that others of a member are named after."""
    words = name.split("_")
    beginnings = ("_".join(words[:length]) for length in range(1, len(words)))
    return next((other for other in beginnings if other in calls), name)


def _shape(label: str, calls: list[Call]) -> _Shape:
    return frozenset((call.name.partition(f"_{label}")[2], call.module) for call in calls)


def _key(label: str) -> str:
    return label.replace("_", "-")


CHECKS: tuple[Check, ...] = (names_are_told,)
