"""Where a reference such as `aws_lb.this.access_logs[0].bucket` leads in the provider's schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tfgen.diagnostics import closest
from tfgen.verify.provider import Body
from tfgen.verify.syntax import Index, Scalar
from tfgen.verify.types import ANY, Type

Steps = Sequence["str | Index"]


class Found(NamedTuple):
    """What steps lead to: its type where that is known, or else what is wrong, with a help.

    `splat` is whether Terraform looks only when it has the values, as after a splat.
    """

    type: Type | None = None
    fault: str = ""
    help: str = ""
    deprecated: str = ""
    splat: bool = False


UNKNOWN = Found()


def follow_all(body: Body, steps: Steps, title: str) -> Found:
    """Follow the steps from all instances of a type at once, after a splat."""
    if not _goes_on(steps):
        return _after_splat(UNKNOWN)
    return _after_splat(follow(body, steps, title))


def follow(body: Body, steps: Steps, title: str) -> Found:
    """Follow the steps from an instance of a type, or from one of its blocks."""
    if not steps or not isinstance(steps[0], str):
        return UNKNOWN
    name, rest = steps[0], steps[1:]
    if attribute := body.attributes.get(name):
        end = in_type(attribute.type, rest, f"{name} of {title}")
        if attribute.deprecated:
            return end._replace(deprecated=name)
        return end
    if block := body.blocks.get(name):
        return _in_block(block.nesting, block.body, rest, f"{name} of {title}")
    return _absent(title, name, (*body.attributes, *body.blocks))


def _in_block(nesting: str, body: Body, steps: Steps, title: str) -> Found:
    # A block of nesting "single" is an object, all others are lists or sets of them.
    if nesting == "single" or not steps:
        return follow(body, steps, title)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Index) and step.splat:
        return follow_all(body, rest, title)
    return _bad_index(nesting, step, title) or follow(body, rest, title)


def in_type(type_: Type, steps: Steps, title: str) -> Found:
    """Follow the steps from a value of a type."""
    if type_ == ANY or not steps:
        return Found(type_)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Index) and step.splat:
        return _after_splat(_of_elements(type_, rest, title))
    if type_.name == "tuple":
        return _in_tuple(type_.members, step, rest, title)
    if type_.name == "object":
        return _in_object(type_.members, step, rest, title)
    if type_.name == "map" and type_.element:
        return in_type(type_.element, rest, title)
    if type_.is_primitive or not type_.element:
        return _no_steps(type_, step, title)
    return _bad_index(type_.name, step, title) or in_type(type_.element, rest, title)


def _of_elements(type_: Type, rest: Steps, title: str) -> Found:
    """Follow what stands behind a splat; on a value that is no list a splat makes a list of it."""
    if type_.name in ("list", "set") and type_.element and _goes_on(rest):
        return in_type(type_.element, rest, title)
    return UNKNOWN


def _no_steps(type_: Type, step: str | Index, title: str) -> Found:
    part = "[...]"
    if isinstance(step, str):
        part = f".{step}"
    return Found(fault=f"{title} is a {type_}, which has no {part}", help=f"take {part} away")


def _in_tuple(members: Mapping[str, Type], step: str | Index, rest: Steps, title: str) -> Found:
    """Follow a step into a list with a type for each element; without members all is open."""
    if fault := _bad_index("list", step, title):
        return fault
    # A computed index has no key: it may be any of them.
    if not isinstance(step, Index) or step.key is None or not members:
        return UNKNOWN
    key = str(step.key)
    if key in members:
        return in_type(members[key], rest, f"{title}[{key}]")
    count = len(members)
    return Found(fault=f"{title} has {count} elements, and no [{key}]", help="count from 0")


def _in_object(members: Mapping[str, Type], step: str | Index, rest: Steps, title: str) -> Found:
    name: Scalar = step.key if isinstance(step, Index) else step
    # HCL turns no number into a name here, as it does for a map.
    if isinstance(name, int):
        why = f"{title} is an object, whose attributes have names, and [{name}] is a number"
        return Found(fault=why, help="write the attribute's name", splat=True)
    if not isinstance(name, str):
        return UNKNOWN
    if name in members:
        return in_type(members[name], rest, f"{name} of {title}")
    return _absent(title, name, members)


def _bad_index(collection: str, step: str | Index, title: str) -> Found | None:
    """Return what is wrong with a step into a list or set."""
    if isinstance(step, str):
        return Found(
            fault=f"{title} is a {collection}, so .{step} needs an index before it",
            help="write [0] for the first, [*] for all",
        )
    if collection == "set":
        return Found(
            fault=f"{title} is a set, whose elements have no index",
            help="write one(...) for the only one, or a for expression",
        )
    # `["0"]` is converted, as HCL converts everywhere.
    if isinstance(step.key, str) and not step.key.isdigit():
        return Found(
            fault=f"{title} is a list, whose elements have numbers",
            help="write [0] for the first",
        )
    return None


def _goes_on(steps: Steps) -> bool:
    """Return whether names follow a splat; after an index it is not clear which value is meant."""
    return bool(steps) and all(isinstance(step, str) for step in steps)


def _after_splat(element: Found) -> Found:
    type_ = None
    if element.type:
        type_ = Type("list", element.type)
    return element._replace(type=type_, splat=True)


def _absent(title: str, name: str, known: Iterable[str]) -> Found:
    return Found(
        fault=f"{title} has no attribute {name}",
        help=closest(name, list(known)) or "see its documentation",
    )
