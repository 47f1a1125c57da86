"""Which paths of a spec could not be read: what is said of the spec must not depend on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tfgen.diagnostics import Diagnostic
from tfgen.language.faults import is_misspelt, meant_keys
from tfgen.language.paths import Path, known_fields, type_at, value_at
from tfgen.language.refused import Fault
from tfgen.language.top import Defaults


def unread_paths(
    refused: Iterable[Fault], faults: list[Diagnostic], data: dict[str, Any]
) -> Iterator[Path]:
    """Yield the paths of what could not be read, with the keys that misspelt ones may mean."""
    for fault in refused:
        if fault.kind != "unknown":
            yield fault.path
    meant = set(meant_keys(faults))
    yield from meant
    yield from _not_understood(faults, data)
    for path in meant | {told.path for told in faults}:
        if path[:1] == ("defaults",):
            yield from _left_open(path[1:], data)


def _not_understood(faults: list[Diagnostic], data: dict[str, Any]) -> Iterator[Path]:
    """Yield the paths of mappings without any key that is known, or like one that is."""
    unknown: dict[Path, set[str | int]] = {}
    for fault in faults:
        if fault.code == "SPEC002" and not is_misspelt(fault):
            unknown.setdefault(fault.path[:-1], set()).add(fault.path[-1])
    for path, keys in unknown.items():
        if path and keys == set(value_at(data, path) or ()):
            yield path


def _left_open(path: Path, data: dict[str, Any]) -> Iterator[Path]:
    """Yield what members leave to a value of `defaults` that could not be read."""
    if not path:
        for section in Defaults.model_fields:
            yield from _left_open((section,), data)
        return
    section, rest = str(path[0]), path[1:]
    if section not in Defaults.model_fields:
        return
    # A section that is left out may have members of its own, as load_balancers has.
    if section not in data:
        yield (section,)
    members = data.get(section)
    if isinstance(members, dict):
        for key in members:
            yield from _left_open_at((section, key, *rest), data)


def _left_open_at(path: Path, data: dict[str, Any]) -> Iterator[Path]:
    value = value_at(data, path)
    if value is None:
        yield path
    if not isinstance(value, dict):
        return
    known = known_fields(type_at(path)[0])
    if not known:
        yield path
    for field in known:
        if field not in value:
            yield (*path, field)
