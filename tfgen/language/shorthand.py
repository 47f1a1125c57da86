"""Expand shorthands and merge `extends` and `defaults`, on nodes, before any model sees them.

Nodes carry their places, so a value that comes from `defaults` is still reported where
it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.frozen import frozen
from tfgen.language.section import (
    Expressed,
    Names,
    One,
    OneName,
    Section,
    Spelled,
    Switch,
    Typed,
    fields_of,
    member_of,
)
from tfgen.language.texts import is_expression
from tfgen.language.top import Defaults, Spec
from tfgen.source import Entry, Fields, Items, Scalar, composed

# YAML 1.1 takes all of them for booleans, and so do people: https://yaml.org/type/bool.html
BOOLEANS = ("true", "false", "yes", "no", "on", "off", "y", "n")


@frozen
class Off:
    """A feature switched off with `false`."""

    at: Location


@frozen
class TakenOut:
    """A null for a member, in a spec that extends others; `inherited`: one of them gives it."""

    at: Location
    inherited: bool = False


@frozen
class Whole(Fields):
    """A mapping that replaces what it is merged over."""


def expand(node: Any, kind: Any, markers: tuple[Any, ...] = (), *, extends: bool = False) -> Any:
    """Return the long form of a node, given the type that will read it.

    In a spec that `extends` others a null takes a member out.
    """
    if isinstance(node, Fields) and is_expression(node.entries):
        return _around_expression(node, markers)
    node = _long_form(node, markers)
    # Neither is merged with what a base has: nothing inside of them can be taken out.
    extends = extends and not isinstance(node, Items | Whole)
    if isinstance(node, Items):
        member, inner = member_of(kind, tuple)
        if member is None:
            return node
        return Items(tuple(expand(item, member, inner) for item in node.items), node.at)
    if not isinstance(node, Fields):
        return node
    if isinstance(kind, type) and issubclass(kind, Section):
        return _expanded(node, fields_of(kind), extends=extends)
    member, inner = member_of(kind, dict)
    if member is None:
        return node

    def expand_member(value: Any) -> Any:
        if extends and is_null(value):
            return TakenOut(value.at)
        return expand(_present(value, member), member, inner, extends=extends)

    return _changed(node, expand_member)


def _expanded(node: Fields, known: Mapping[str, Typed], *, extends: bool) -> Fields:
    entries = {}
    for key, entry in node.entries.items():
        if key in known:
            kind, markers = known[key]
            entry = Entry(entry.key_at, expand(entry.value, kind, markers, extends=extends))
        entries[key] = entry
    return replace(node, entries=entries)


def _changed(node: Fields, change: Callable[[Any], Any]) -> Fields:
    entries = {key: Entry(entry.key_at, change(entry.value)) for key, entry in node.entries.items()}
    return replace(node, entries=entries)


def _long_form(node: Any, markers: tuple[Any, ...]) -> Any:
    for marker in markers:
        match marker, node:
            case Switch(), Scalar(plain=True) if node.text.lower() in BOOLEANS:
                return _switched(node)
            case One(key=""), Scalar() if not node.is_null:
                return Items((node,), node.at)
            case One(), Scalar() if not node.is_null:
                return Fields({marker.key: Entry(node.at, node)}, node.at)
            case OneName(), Scalar() if not node.is_null:
                return Whole(_named(node), node.at)
            case OneName(), Fields():
                return Whole(node.entries, node.at)
            case Spelled(), Scalar() if not node.is_null:
                return marker.read(node)
            case Names(), Items():
                names = [item for item in node.items if isinstance(item, Scalar)]
                if len(names) == len(node.items):
                    # Written as a list, it replaces another one as lists do.
                    return Whole(_named(*names), node.at)
    return node


def _around_expression(node: Fields, markers: tuple[Any, ...]) -> Fields | Items:
    """Return the long form of an expression of Terraform: it is one value, as a text is."""
    for marker in markers:
        match marker:
            case One(key=""):
                return Items((node,), node.at)
            case One(key=key) | Expressed(key=key):
                return Fields({key: Entry(node.at, node)}, node.at)
    return node


def _switched(node: Scalar) -> Fields | Off | Scalar:
    match node.text:
        case "true":
            return Fields({}, node.at)
        case "false":
            return Off(node.at)
    # For the field's reader to refuse: never a value of the shorthand that may follow.
    return node


def _named(*names: Scalar) -> dict[str, Entry]:
    """Return the members of a map for their names alone."""
    return {name.text: Entry(name.at, Fields({}, name.at)) for name in names}


def is_null(node: Any) -> bool:
    """Whether a node is a null, which stands for the tool's default."""
    return isinstance(node, Scalar) and node.is_null


def _present(value: Any, member: Any) -> Any:
    """Give a named member without a value all its defaults."""
    if is_null(value) and isinstance(member, type) and issubclass(member, Section):
        return Fields({}, value.at)
    return value


def merge(base: Any, over: Any) -> Any:
    """Merge two nodes: mappings deeply; all else is replaced, and a mapping that is one whole."""
    if isinstance(over, TakenOut):
        return TakenOut(over.at, inherited=not isinstance(base, TakenOut))
    if isinstance(over, Whole) or not (isinstance(base, Fields) and isinstance(over, Fields)):
        return over
    merged = dict(base.entries)
    for key, entry in over.entries.items():
        value = entry.value
        if key in merged:
            value = merge(merged[key].value, value)
        merged[key] = Entry(entry.key_at, value)
    return Fields(merged, over.at)


def long_form(root: Fields, *, extends: bool = False) -> Fields:
    """Expand the shorthands of a whole spec, those under `defaults` too."""
    known = {**fields_of(Spec), "defaults": (Defaults, ())}
    return _expanded(root, known, extends=extends)


def taken_in_vain(node: Any, path: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each member that is taken out, and that nothing gives."""
    if not isinstance(node, Fields):
        return
    for key, entry in node.entries.items():
        value, at = entry.value, (*path, key)
        if isinstance(value, TakenOut) and not value.inherited:
            message = f"{'.'.join(at)}: is null, and no base has it: nothing is taken out"
            help = closest(key, _members(node)) or _ALTERNATIVES
            yield Diagnostic("SPEC016", message, value.at, help, path=at)
        yield from taken_in_vain(value, at)


_ALTERNATIVES = "remove the line, or give it a value; {} is a member with all its defaults"


def _members(node: Fields) -> list[str]:
    entries = node.entries.items()
    return [key for key, entry in entries if not isinstance(entry.value, TakenOut)]


def with_defaults(root: Fields) -> Fields:
    """Put `defaults` under the members of their sections, in a spec in its long form."""
    entries = dict(root.entries)
    entries.pop("extends", None)
    defaults = entries.pop("defaults", None)
    if defaults is None or not isinstance(defaults.value, Fields):
        return Fields(entries, root.at)
    for section, shared in defaults.value.entries.items():
        if section in Defaults.model_fields:
            entry = entries.get(section)
            entries[section] = _with_members(entry, section, shared.value, root.at)
    return Fields(entries, root.at)


def _with_members(entry: Entry | None, section: str, base: Any, at: Location) -> Entry:
    """Return a section with the defaults under each member.

    Where it is left out, they stand under the members that it then has.
    """
    if entry is None or is_null(entry.value):
        present = Spec.model_fields[section].get_default()
        entry = Entry(at, Fields({name: Entry(at, Fields({}, at)) for name in present}, at))
    if not isinstance(entry.value, Fields):
        return entry

    def over_defaults(member: Any) -> Any:
        # Taken out as a whole, or in vain: `defaults` make no member of it.
        if isinstance(member, TakenOut):
            return member
        return merge(base, member)

    return Entry(entry.key_at, _changed(entry.value, over_defaults))


# Words that a program gets in their order: each may be there again, as in -v -v.
_IN_ORDER = frozenset({"command", "entrypoint"})


def repeated_names(node: Any) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each plain value that a list gives twice; words of a command may."""
    if isinstance(node, Fields):
        for key, entry in node.entries.items():
            if key not in _IN_ORDER:
                yield from repeated_names(entry.value)
    elif isinstance(node, Items):
        yield from _repeated_items(node)


def _repeated_items(node: Items) -> Iterator[Diagnostic]:
    first: dict[str, Location] = {}
    for item in node.items:
        if not isinstance(item, Scalar):
            continue
        text = composed(item.text)
        if text in first:
            yield Diagnostic(
                "SPEC014",
                f"'{item.text}' is given twice",
                item.at,
                help="remove one of the two",
                also=((first[text], "first given here"),),
            )
        first.setdefault(text, item.at)
