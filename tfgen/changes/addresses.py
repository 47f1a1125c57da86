"""Two trees address by address: what the next apply adds, removes, replaces and changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeAlias

from tfgen.changes.attributes import SURELY, Way, differing, pending, renamed
from tfgen.changes.conditional import depends
from tfgen.evaluation import Ref, Resource, Worked, references
from tfgen.facts import replacements
from tfgen.frozen import frozen
from tfgen.verify.modules import Tree
from tfgen.verify.syntax import Expression, Index

Rename: TypeAlias = Callable[[str], str]
# Moves lead from name to name; Terraform refuses those in a circle.
_MOST_MOVES = 20
_KEY = re.compile(r"""\[(?:\d+|"[^"]*")\]""")
_STEP = re.compile(rf"""\.?[\w-]+|{_KEY.pattern}""")


class Kind(StrEnum):
    """What becomes of an address."""

    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    CHANGED = "changed"
    MOVED = "moved"
    FORGOTTEN = "forgotten"


@frozen
class Touched:
    """An address that a change touches.

    `because` are the arguments that replace or change it. What is not `certain` may turn out to be
    less: a replacement a change in place, and that nothing. `former` is the address that it is
    moved from. Of what is `protected` Terraform refuses to plan the replacement.
    """

    address: str
    type: str
    kind: Kind
    because: tuple[str, ...] = ()
    certain: bool = True
    former: str = ""
    protected: bool = False


def touched(
    former: Worked, present: Worked, rename: Rename, forgets: Callable[[str], bool], tags: bool
) -> list[Touched]:
    """Return what becomes of the addresses that change, in the order of the trees.

    `rename` gives the address to which one moves, `forgets` says whether Terraform lets go of it.
    `tags` is whether the provider's default tags differ.
    """
    before = {rename(address): value for address, value in former.resources.items()}
    told: dict[str, Touched] = {}
    for address, resource in before.items():
        if address not in present.resources:
            kind = Kind.FORGOTTEN if forgets(resource.address) else Kind.REMOVED
            told[address] = Touched(address, resource.type, kind)
    for address, resource in present.resources.items():
        if address not in before:
            told[address] = Touched(address, resource.type, Kind.ADDED)
    _spread(told, before, present.resources, rename, tags)
    for address, resource in before.items():
        if resource.address != address and address in present.resources:
            moved = Touched(address, resource.type, Kind.MOVED)
            told[address] = replace(told.get(address, moved), former=resource.address)
    return sorted(told.values(), key=lambda one: one.address)


def _spread(
    told: dict[str, Touched],
    before: Mapping[str, Resource],
    present: Mapping[str, Resource],
    rename: Rename,
    tags: bool,
) -> None:
    """Add what changes, and what changes since something else is made anew, until no more does."""
    pairs = [
        (_renamed(before[address], address, rename), resource)
        for address, resource in present.items()
        if address in before
    ]
    ways = {after.address: list(differing(was, after)) for was, after in pairs}
    needed = {after.address: set(_needed(after)) for _, after in pairs}
    is_new = True
    # What is made anew has another id, and so what needs it changes too, link by link.
    while is_new:
        is_new = False
        for was, after in pairs:
            result = _result(was, after, ways[after.address], needed[after.address], told, tags)
            if result and result != told.get(after.address):
                told[after.address] = result
                is_new = True


def _renamed(resource: Resource, address: str, rename: Rename) -> Resource:
    values = {name: renamed(value, rename) for name, value in resource.values.items()}
    return replace(resource, address=address, values=values)


def _needed(resource: Resource) -> Iterator[tuple[str, Ref]]:
    for name, value in resource.values.items():
        if name not in resource.ignored and "all" not in resource.ignored:
            yield from ((name, reference) for reference in references(value))


@frozen
class _Said:
    """What an argument does, and whether that is sure."""

    name: str
    word: str
    sure: bool = True


def _result(
    was: Resource,
    resource: Resource,
    ways: Iterable[Way],
    needed: Iterable[tuple[str, Ref]],
    told: Mapping[str, Touched],
    tags: bool,
) -> Touched | None:
    """Return what becomes of a resource that is in both trees, as far as it is known."""
    said = [_said(was, resource, way) for way in ways]
    for name, reference in needed:
        if sure := pending(reference, told):
            way = _said(was, resource, Way((name,), "changes"))
            said.append(replace(way, sure=way.sure and sure == SURELY))
    by = [reference.address for reference in resource.triggers if _triggers(reference, told)]
    said += [_Said(address, replacements.REPLACES) for address in by]
    # Terraform shows the provider's own tags in an attribute that nobody writes.
    if tags and is_tagged(resource.type) and "all" not in resource.ignored:
        said.append(_Said("tags_all", replacements.IN_PLACE))
    return _touched(resource, said)


def _said(was: Resource, resource: Resource, way: Way) -> _Said:
    name = way.path[0]
    word = depends(was, resource, name) or replacements.effect(resource.type, way.path, way.how)
    # Where nobody knows, the worst is told.
    return _Said(".".join(way.path), word or replacements.REPLACES, word is not None)


def _touched(resource: Resource, said: Sequence[_Said]) -> Touched | None:
    """Return the worst that arguments do; of two that do the same the sure one counts."""
    for word, kind in (
        (replacements.REPLACES, Kind.REPLACED),
        (replacements.IN_PLACE, Kind.CHANGED),
    ):
        those = [one for one in said if one.word == word]
        if those:
            sure = any(one.sure for one in those)
            names = sorted({one.name for one in those if one.sure == sure})
            refused = resource.protected and kind is Kind.REPLACED
            return Touched(
                resource.address, resource.type, kind, tuple(names), sure, protected=refused
            )
    return None


def _triggers(reference: Ref, told: Mapping[str, Touched]) -> bool:
    other = told.get(reference.address)
    # One that is added triggers nothing.
    return other is not None and other.kind in (Kind.REPLACED, Kind.CHANGED)


def is_tagged(type_: str) -> bool:
    """Return whether the provider's default tags reach a type."""
    from tfgen.verify.provider import body

    known = body("resource", type_, "5") or body("resource", type_, "6")
    return known is not None and "tags_all" in known.attributes


def moves(tree: Tree) -> Rename:
    """Return what gives the address that one has once the moves of a tree are made."""
    present_of = dict(_moves(tree))

    def rename(address: str) -> str:
        for _ in range(_MOST_MOVES):
            former = next((part for part in _outer(address) if part in present_of), None)
            if former is None:
                break
            address = present_of[former] + address.removeprefix(former)
        return address

    return rename


def _moves(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the moves of the root, and those inside of the modules that it calls."""
    root = tree.modules.get("")
    if root is None:
        return
    called = ((f"module.{name}.", tree.called(root, name)) for name in root.calls)
    for prefix, module in (("", root), *called):
        for _, block, _ in module.blocks("moved") if module else ():
            ends = (_address(block.body.value(end)) for end in ("from", "to"))
            former, present = (f"{prefix}{end}" for end in ends)
            yield former, present


def forgotten(tree: Tree) -> Callable[[str], bool]:
    """Return what says whether a tree has Terraform let go of an address and keep the thing."""
    root = tree.modules.get("")
    blocks = [block for _, block, _ in root.blocks("removed")] if root else []
    names = {_address(block.body.value("from")) for block in blocks}
    # In a `removed` an address stands without keys: all instances are meant.
    return lambda address: not names.isdisjoint(_outer(_KEY.sub("", address)))


def _outer(address: str) -> Iterator[str]:
    """Yield an address and all that it lies in, the nearest first."""
    steps = _STEP.findall(address)
    for length in range(len(steps), 0, -1):
        yield "".join(steps[:length])


def _address(expression: Expression | None) -> str:
    if expression is None or not expression.references:
        return ""
    reference = expression.references[0]
    return reference.root + "".join(map(_step, reference.steps))


def _step(step: str | Index) -> str:
    if isinstance(step, str):
        return f".{step}"
    if isinstance(step.key, int):
        return f"[{step.key}]"
    return f'["{step.key}"]'
