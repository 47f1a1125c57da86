"""Where a reference such as `aws_lb.this.access_logs[0].bucket` leads in the provider's schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tfgen.diagnostics import closest
from tfgen.verify.provider import Body
from tfgen.verify.syntax import Index
from tfgen.verify.types import ANY, Type

Steps = Sequence["str | Index"]


class Found(NamedTuple):
    """What steps lead to: its type where it is known; else what is wrong, with a help, if anything is.

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
    return _after_splat(follow(body, steps, title) if _goes_on(steps) else UNKNOWN)


def follow(body: Body, steps: Steps, title: str) -> Found:
    """Follow the steps from an instance of a type, or from one of its blocks."""
    name, rest = steps[0] if steps else None, steps[1:]
    if not isinstance(name, str):
        return UNKNOWN
    if attribute := body.attributes.get(name):
        found = in_type(attribute.type, rest, f"{name} of {title}")
        return found._replace(deprecated=name) if attribute.deprecated else found
    if block := body.blocks.get(name):
        return _in_block(block.nesting, block.body, rest, f"{name} of {title}")
    return _absent(title, name, (*body.attributes, *body.blocks))


def _in_block(nesting: str, body: Body, steps: Steps, title: str) -> Found:
    if nesting == "single" or not steps:
        return follow(body, steps, title)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Index) and step.splat:
        return follow_all(body, rest, title)
    fault = _bad_index(nesting, step, title)
    return Found(fault=fault[0], help=fault[1]) if fault else follow(body, rest, title)


def in_type(type_: Type, steps: Steps, title: str) -> Found:
    """Follow the steps from a value of a type."""
    if type_ == ANY or not steps:
        return Found(type_)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Index) and step.splat:
        inner = in_type(type_.element, rest, title) if type_.element and _goes_on(rest) else UNKNOWN
        return _after_splat(inner if type_.name in ("list", "set") else UNKNOWN)
    if type_.name == "tuple":
        return _in_tuple(type_.members, step, rest, title)
    if type_.name == "object":
        return _in_object(type_.members, step, rest, title)
    if type_.name == "map" and type_.element:
        return in_type(type_.element, rest, title)
    if type_.is_primitive or not type_.element:
        part = f".{step}" if isinstance(step, str) else "[...]"
        return Found(fault=f"{title} is a {type_}, which has no {part}", help=f"take {part} away")
    fault = _bad_index(type_.name, step, title)
    if fault:
        return Found(fault=fault[0], help=fault[1])
    return in_type(type_.element, rest, title)


def _in_tuple(members: Mapping[str, Type], step: str | Index, rest: Steps, title: str) -> Found:
    """Follow a step into a list whose elements have each a type of their own; without members all is open."""
    fault = _bad_index("list", step, title)
    if fault:
        return Found(fault=fault[0], help=fault[1])
    key = str(step.key) if isinstance(step, Index) and step.key is not None else None
    if key is None or not members:
        return UNKNOWN
    if key in members:
        return in_type(members[key], rest, f"{title}[{key}]")
    count = len(members)
    return Found(fault=f"{title} has {count} elements, and no [{key}]", help="count from 0")


def _in_object(members: Mapping[str, Type], step: str | Index, rest: Steps, title: str) -> Found:
    name = step.key if isinstance(step, Index) else step
    if isinstance(name, int):
        why = f"{title} is an object, whose attributes have names, and [{name}] is a number"
        return Found(fault=why, help="write the attribute's name", splat=True)
    if not isinstance(name, str):
        return UNKNOWN
    if name in members:
        return in_type(members[name], rest, f"{name} of {title}")
    return _absent(title, name, members)


def _bad_index(collection: str, step: str | Index, title: str) -> tuple[str, str] | None:
    """Return what is wrong with a step into a list or set."""
    if isinstance(step, str):
        return (
            f"{title} is a {collection}, so .{step} needs an index before it",
            "write [0] for the first, [*] for all",
        )
    if collection == "set":
        return (
            f"{title} is a set, whose elements have no index",
            "write one(...) for the only one, or a for expression",
        )
    if isinstance(step.key, str) and not step.key.isdigit():
        return f"{title} is a list, whose elements have numbers", "write [0] for the first"
    return None


def _goes_on(steps: Steps) -> bool:
    """Return whether names follow a splat; after an index it is not clear which value is meant."""
    return bool(steps) and all(isinstance(step, str) for step in steps)


def _after_splat(found: Found) -> Found:
    return found._replace(type=Type("list", found.type) if found.type else None, splat=True)


def _absent(title: str, name: str, known: Iterable[str]) -> Found:
    return Found(
        fault=f"{title} has no attribute {name}",
        help=closest(name, list(known)) or "see its documentation",
    )
