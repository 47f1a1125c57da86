"""Arguments and blocks that the AWS provider takes only together, or never together."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Location
from tfgen.verify.modules import Declaration, SourceFile
from tfgen.verify.provider_checks import Steps
from tfgen.verify.syntax import Attribute, Block, Body, is_null
from tfgen.verify.written_values import Looked


class State(Enum):
    """Whether something stands in a body: UNKNOWN may turn out to be null."""

    ABSENT = "absent"
    UNKNOWN = "unknown"
    GIVEN = "given"


class _Stands(NamedTuple):
    """What stands at a path, and where."""

    state: State
    thing: Attribute | Block | None = None


_NOTHING = _Stands(State.ABSENT)


def check(declaration: Declaration, looked: Looked) -> Iterator[Diagnostic]:
    """Yield what stands beside what excludes it, and what lacks what it needs."""
    for group in (*looked.checks.excludes, *looked.checks.one):
        yield from _excluding(declaration, group, looked)
    for path, needed in looked.checks.needs:
        yield from _needing(declaration, path, needed, looked)
    for block, group in looked.checks.some:
        yield from _lacking(declaration, block, group, looked)


def _excluding(
    declaration: Declaration, group: tuple[Steps, ...], looked: Looked
) -> Iterator[Diagnostic]:
    """Yield the second of two arguments that exclude each other."""
    above = _shared(group)
    for holder in _blocks(declaration.block, above, looked):
        states = [(path, _stands(holder.body, path[len(above) :], looked)) for path in group]
        both = [(s.thing, path) for path, s in states if s.state is State.GIVEN and s.thing]
        both.sort(key=lambda pair: (pair[0].line, pair[0].column))
        for thing, path in both[1:2]:
            first, second = ".".join(both[0][1]), ".".join(path)
            why = f"{second} of {looked.title} excludes {first}, and both are given"
            here = _place(declaration.file, thing)
            yield Diagnostic("HCL079", why, here, f"remove {first} or {second}")


def _needing(
    declaration: Declaration, path: Steps, needed: tuple[Steps, ...], looked: Looked
) -> Iterator[Diagnostic]:
    above = _shared((path, *needed))
    for holder in _blocks(declaration.block, above, looked):
        stands = _stands(holder.body, path[len(above) :], looked)
        for other in needed:
            beside = _stands(holder.body, other[len(above) :], looked)
            if stands.thing and beside.state is State.ABSENT:
                name = ".".join(other)
                why = f"{'.'.join(path)} of {looked.title} needs {name} beside it"
                here = _place(declaration.file, stands.thing)
                yield Diagnostic("HCL080", why, here, f"add {name}")


def _lacking(
    declaration: Declaration, block: Steps, group: tuple[Steps, ...], looked: Looked
) -> Iterator[Diagnostic]:
    for holder in _blocks(declaration.block, block, looked):
        states = [_stands(holder.body, path[len(block) :], looked).state for path in group]
        if all(state is State.ABSENT for state in states):
            title = f"{holder.type} of {looked.title}" if block else looked.title
            names = " or ".join(".".join(path) for path in group)
            here = Declaration(declaration.file, holder).location
            yield Diagnostic("HCL080", f"{title} needs {names}", here, f"add {names}")


def _shared(group: tuple[Steps, ...]) -> Steps:
    """Return the block in which all of a group stand, or the blocks that they stand in."""
    depth = 0
    while all(len(path) > depth + 1 for path in group) and len({p[depth] for p in group}) == 1:
        depth += 1
    return group[0][:depth]


def _blocks(
    holder: Block, path: Steps, looked: Looked, *, outermost: bool = True
) -> Iterator[Block]:
    """Yield the blocks at a path from a block; where the provider waits to look, none of them."""
    waits = looked.checks.whole and not looked.strict and not outermost
    if waits and not looked.is_known(holder.body):
        return
    if not path:
        yield holder
        return
    for block in holder.body.of_type(path[0]):
        yield from _blocks(block, path[1:], looked, outermost=False)


def _stands(body: Body, path: Steps, looked: Looked) -> _Stands:
    """Return whether something stands at a path; what a dynamic block makes shows only later."""
    name, *rest = path
    if any(block.name == name for block in body.of_type("dynamic")):
        return _Stands(State.UNKNOWN)
    for argument in body.attributes:
        if argument.name == name:
            return _Stands(_state(argument, looked), argument)
    blocks = list(body.of_type(name))
    if not rest:
        return _Stands(State.GIVEN, blocks[0]) if blocks else _NOTHING
    inside = [_stands(block.body, tuple(rest), looked) for block in blocks]
    sure = [stands for stands in inside if stands.state is State.GIVEN]
    unsure = [stands for stands in inside if stands.state is State.UNKNOWN]
    return next(iter((*sure, *unsure)), _NOTHING)


def _state(argument: Attribute, looked: Looked) -> State:
    if (known := looked.known(argument.value)) is None:
        return State.UNKNOWN
    return State.ABSENT if is_null(known) else State.GIVEN


def _place(file: SourceFile, thing: Attribute | Block) -> Location:
    name = thing.name if isinstance(thing, Attribute) else thing.type
    return file.at(thing, len(name))
