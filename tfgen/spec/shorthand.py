"""Expand shorthands and merge `extends` and `defaults`, on the nodes of the source, before any model sees them.

Nodes carry their places, so a value that comes from `defaults` is still reported where it is written.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from tfgen.diagnostics import Diagnostic, Location
from tfgen.source import Entry, Fields, Items, Scalar
from tfgen.spec.section import Names, One, Section, Switch
from tfgen.spec.top import WITH_DEFAULTS, Spec


@dataclass(frozen=True, slots=True)
class Off:
    """A feature switched off with `false`."""

    at: Location


def unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Strip `Annotated` and `| None` from a type; return it with the markers met on the way."""
    if get_origin(annotation) is Annotated:
        inner, *markers = get_args(annotation)
        kind, more = unwrap(inner)
        return kind, (*markers, *more)
    if get_origin(annotation) in (Union, types.UnionType):
        inner = next(a for a in get_args(annotation) if a is not type(None))
        return unwrap(inner)
    return annotation, ()


def fields_of(model: type[Section]) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """Return the YAML keys of a model, each with its type and markers."""
    found = {}
    for name, field in model.model_fields.items():
        kind, markers = unwrap(field.annotation)
        found[field.alias or name] = (kind, (*field.metadata, *markers))
    return found


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
            case One(key=""), Scalar() if not node.is_null:
                return Items((node,), node.at)
            case One(), Scalar() if not node.is_null:
                return Fields({marker.key: Entry(node.at, node)}, node.at)
            case Names(), Items():
                names = [item for item in node.items if isinstance(item, Scalar)]
                if len(names) == len(node.items):
                    return Fields({name.text: Entry(name.at, Fields({}, name.at)) for name in names}, node.at)
    return node


def _each(node: Fields, change: Any) -> Fields:
    return Fields({key: Entry(e.key_at, change(key, e.value)) for key, e in node.entries.items()}, node.at)


def _present(value: Any, member: Any) -> Any:
    """Give a named member without a value all its defaults."""
    empty = isinstance(value, Scalar) and value.is_null and isinstance(member, type) and issubclass(member, Section)
    return Fields({}, value.at) if empty else value


def merge(base: Any, over: Any) -> Any:
    """Merge two nodes: mappings deeply, everything else is replaced."""
    if not (isinstance(base, Fields) and isinstance(over, Fields)):
        return over
    merged = dict(base.entries)
    for key, entry in over.entries.items():
        value = merge(merged[key].value, entry.value) if key in merged else entry.value
        merged[key] = Entry(entry.key_at, value)
    return Fields(merged, over.at)


def long_form(root: Fields) -> Fields:
    """Expand a whole spec and put `defaults` under the members of its sections."""
    known = fields_of(Spec)
    entries = dict(root.entries)
    defaults = entries.pop("defaults", None)
    for key, entry in entries.items():
        if key in known:
            entries[key] = Entry(entry.key_at, expand(entry.value, *known[key]))
    if defaults is not None and isinstance(defaults.value, Fields):
        for section, given in defaults.value.entries.items():
            if section in WITH_DEFAULTS:
                _put_under(entries, section, given, known[section][0], root)
    return Fields(entries, root.at)


def _put_under(entries: dict[str, Entry], section: str, given: Entry, kind: Any, root: Fields) -> None:
    member, markers = unwrap(get_args(kind)[1])
    base = expand(given.value, member, markers)
    if section not in entries:
        present = Spec.model_fields[section].get_default() or {}
        entries[section] = Entry(
            root.at, Fields({name: Entry(root.at, Fields({}, root.at)) for name in present}, root.at)
        )
    members = entries[section].value
    if isinstance(members, Fields):
        entries[section] = Entry(entries[section].key_at, _each(members, lambda _, value: merge(base, value)))


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
                    "SPEC014", f"'{item.text}' is given twice", item.at, "remove one of the two", also=also
                )
            first.setdefault(item.text, item.at)
