"""Expand shorthands and merge `extends` and `defaults`, on the nodes of the source, before any model sees them.

Nodes carry their places, so a value that comes from `defaults` is still reported where it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from tfgen.diagnostics import Diagnostic, Location
from tfgen.language.section import Names, One, OneName, Section, Spelled, Switch, fields_of, unwrap
from tfgen.language.top import Defaults, Spec
from tfgen.source import Entry, Fields, Items, Scalar

# YAML 1.1 takes them for booleans, people too.
NOT_BOOLEANS = ("true", "false", "yes", "no", "on", "off", "y", "n")


@dataclass(frozen=True, slots=True)
class Off:
    """A feature switched off with `false`."""

    at: Location


@dataclass(frozen=True, slots=True)
class Whole(Fields):
    """A mapping that replaces what it is merged over."""


def expand(node: Any, kind: Any, markers: tuple[Any, ...] = ()) -> Any:
    """Return the long form of a node, given the type that will read it."""
    node = _long_form(node, markers)
    if isinstance(node, Fields) and isinstance(kind, type) and issubclass(kind, Section):
        known = fields_of(kind)
        return _each(node, lambda key, value: expand(value, *known[key]) if key in known else value)
    if isinstance(node, Fields) and get_origin(kind) is dict:
        member, inner = unwrap(get_args(kind)[1])
        return _each(node, lambda key, value: expand(_present(value, member), member, inner))
    if isinstance(node, Items) and get_origin(kind) is tuple:
        member, inner = unwrap(get_args(kind)[0])
        return Items(tuple(expand(item, member, inner) for item in node.items), node.at)
    return node


def _long_form(node: Any, markers: tuple[Any, ...]) -> Any:
    for marker in markers:
        match marker, node:
            case Switch(), Scalar(text="true" | "false", plain=True):
                return Fields({}, node.at) if node.text == "true" else Off(node.at)
            case Switch(), Scalar(plain=True) if node.text.lower() in NOT_BOOLEANS:
                return node  # never a value of the shorthand that may follow
            case One(key=""), Scalar() if not node.is_null:
                return Items((node,), node.at)
            case One(), Scalar() if not node.is_null:
                return Fields({marker.key: Entry(node.at, node)}, node.at)
            case OneName(), Scalar() | Fields() if not is_null(node):
                return _whole(node)
            case Spelled(), Scalar() if not node.is_null:
                return marker.read(node)
            case Names(), Items():
                names = [item for item in node.items if isinstance(item, Scalar)]
                if len(names) == len(node.items):
                    return Fields(
                        {name.text: Entry(name.at, Fields({}, name.at)) for name in names}, node.at
                    )
    return node


def _whole(node: Scalar | Fields) -> Whole:
    entries = (
        node.entries
        if isinstance(node, Fields)
        else {node.text: Entry(node.at, Fields({}, node.at))}
    )
    return Whole(entries, node.at)


def _each(node: Fields, change: Any) -> Fields:
    return replace(
        node,
        entries={key: Entry(e.key_at, change(key, e.value)) for key, e in node.entries.items()},
    )


def is_null(node: Any) -> bool:
    """Whether a node is a null, which stands for the tool's default."""
    return isinstance(node, Scalar) and node.is_null


def _present(value: Any, member: Any) -> Any:
    """Give a named member without a value all its defaults."""
    empty = is_null(value) and isinstance(member, type) and issubclass(member, Section)
    return Fields({}, value.at) if empty else value


def merge(base: Any, over: Any) -> Any:
    """Merge two nodes: mappings deeply, everything else is replaced, and so is a mapping that forms one whole."""
    if isinstance(over, Whole) or not (isinstance(base, Fields) and isinstance(over, Fields)):
        return over
    merged = dict(base.entries)
    for key, entry in over.entries.items():
        value = merge(merged[key].value, entry.value) if key in merged else entry.value
        merged[key] = Entry(entry.key_at, value)
    return Fields(merged, over.at)


def long_form(root: Fields) -> Fields:
    """Expand the shorthands of a whole spec, those under `defaults` too."""
    known = {**fields_of(Spec), "defaults": (Defaults, ())}
    return _each(root, lambda key, value: expand(value, *known[key]) if key in known else value)


def with_defaults(root: Fields) -> Fields:
    """Put `defaults` under the members of their sections, in a spec in its long form."""
    entries = {
        key: entry for key, entry in root.entries.items() if key not in ("defaults", "extends")
    }
    defaults = root.entries.get("defaults")
    if defaults is not None and isinstance(defaults.value, Fields):
        for section, given in defaults.value.entries.items():
            if section in Defaults.model_fields:
                entries[section] = _with_members(
                    entries.get(section), section, given.value, root.at
                )
    return Fields(entries, root.at)


def _with_members(entry: Entry | None, section: str, base: Any, at: Location) -> Entry:
    """Return a section with the defaults under each member; where it is left out, under the members it then has."""
    if entry is None or is_null(entry.value):
        present = Spec.model_fields[section].get_default()
        entry = Entry(at, Fields({name: Entry(at, Fields({}, at)) for name in present}, at))
    if not isinstance(entry.value, Fields):
        return entry
    return Entry(entry.key_at, _each(entry.value, lambda _, value: merge(base, value)))


def repeated_names(node: Any) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each plain value that a list gives twice."""
    if isinstance(node, Fields):
        for entry in node.entries.values():
            yield from repeated_names(entry.value)
    elif isinstance(node, Items):
        first: dict[str, Location] = {}
        for item in (i for i in node.items if isinstance(i, Scalar)):
            if item.text in first:
                also = ((first[item.text], "first given here"),)
                yield Diagnostic(
                    "SPEC014",
                    f"'{item.text}' is given twice",
                    item.at,
                    "remove one of the two",
                    also=also,
                )
            first.setdefault(item.text, item.at)
