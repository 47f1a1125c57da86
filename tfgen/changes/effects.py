"""Two trees, and all that the next apply does on the way from one to the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from tfgen.changes.addresses import Kind, Touched, forgotten, moves, touched
from tfgen.changes.costs import Costly, costs
from tfgen.changes.deadly import deadly
from tfgen.changes.parts import Part, Parts
from tfgen.changes.root import read_root
from tfgen.evaluation import worked_out
from tfgen.frozen import frozen
from tfgen.tree import RenderedFile
from tfgen.verify.modules import Tree, read


@frozen
class PartChange:
    """A part of the cluster: what becomes of its addresses, and what that costs.

    `kind` is added, removed, moved or changed. `former` is the part that it was before; of an added
    one that which goes and is made alike, so that a name may be all that differs.
    """

    part: Part
    kind: Kind
    touched: tuple[Touched, ...]
    costs: tuple[Costly, ...]
    former: Part | None = None


@frozen
class Effects:
    """What a change does: addresses, the deadly ones among them, costs, and all of it by part.

    `unclear` is what could not be worked out, so that nothing is said of it.
    """

    touched: tuple[Touched, ...]
    deadly: tuple[Touched, ...]
    costs: tuple[Costly, ...]
    parts: tuple[PartChange, ...]
    unclear: tuple[str, ...]


def effects(former: Sequence[RenderedFile], present: Sequence[RenderedFile]) -> Effects:
    """Return what it does to apply a tree where another one is applied."""
    trees = read(former)[0], read(present)[0]
    # Former addresses are told by their present ones, so that the two can be compared.
    rename = moves(trees[1])
    former_tree = worked_out(trees[0])
    standing = {rename(address): each for address, each in former_tree.resources.items()}
    worked = former_tree, worked_out(trees[1], standing)
    tags = read_root(former).default_tags != read_root(present).default_tags
    told = touched(*worked, rename, forgotten(trees[1]), tags)
    costly = tuple(costs(told, worked[1].resources))
    kept = set(worked[1].resources)
    return Effects(
        tuple(told),
        tuple(deadly(told)),
        costly,
        tuple(_by_part(told, costly, trees, kept)),
        tuple(dict.fromkeys((*worked[0].unclear, *worked[1].unclear))),
    )


def _by_part(
    told: Sequence[Touched],
    costly: Sequence[Costly],
    trees: tuple[Tree, Tree],
    present: Collection[str],
) -> list[PartChange]:
    before, after = (Parts(tree) for tree in trees)
    members: dict[Part, list[Touched]] = {}
    former: dict[Part, Part] = {}
    for one in told:
        gone = one.kind in (Kind.REMOVED, Kind.FORGOTTEN)
        part = (before if gone else after).of(one.address)
        members.setdefault(part, []).append(one)
        if one.former and (was := before.of(one.former)) != part:
            former[part] = was
    standing = {after.of(address) for address in present}
    at_rest = _parts_of(trees[0], before)
    cost_of = {cost.address: cost for cost in costly}
    changes = [
        PartChange(
            part,
            _kind_of(part, former, at_rest, standing),
            tuple(those),
            tuple(cost_of[one.address] for one in those if one.address in cost_of),
            former.get(part),
        )
        for part, those in members.items()
    ]
    return sorted(_with_namesakes(changes), key=_rank)


def _rank(change: PartChange) -> tuple[bool, Part]:
    """Put what comes, goes or is renamed before what follows it."""
    return change.kind is Kind.CHANGED, change.part


def _with_namesakes(changes: Sequence[PartChange]) -> Iterator[PartChange]:
    """Yield changes of parts; an added one with the one that goes and looks like it."""
    # Of two that look alike the last is taken: it is a hint, and not a claim.
    gone = {_looks(one): one.part for one in changes if one.kind is Kind.REMOVED}
    for one in changes:
        alike = gone.get(_looks(one)) if one.kind is Kind.ADDED else None
        yield replace(one, former=alike) if alike else one


def _looks(change: PartChange) -> tuple[str, tuple[str, ...]]:
    return change.part.kind, tuple(sorted(one.type for one in change.touched))


def _parts_of(tree: Tree, parts: Parts) -> set[Part]:
    """Return the parts that a tree has."""
    root = tree.modules.get("")
    return {parts.of(f"module.{name}.") for name in root.calls} if root else set()


def _kind_of(
    part: Part, former: Mapping[Part, Part], before: Collection[Part], after: Collection[Part]
) -> Kind:
    if part in former:
        return Kind.MOVED
    if part not in before:
        return Kind.ADDED
    if part not in after:
        return Kind.REMOVED
    return Kind.CHANGED
