"""Which specs have anything in common: those alone are compared, and not each with each.

Two specs can only be at fault together where they share a mark: a name, a place, an id. The rules
across specs say what is wrong with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from tfgen.facts import aws
from tfgen.resolve import Cluster
from tfgen.rules.pairs import Pair

Mark: TypeAlias = tuple[Hashable, ...]

# Of more specs with one mark each is compared with the first: that is one finding all the same.
_FEW = 24


def meetings(
    clusters: Sequence[Cluster],
    anywhere: Sequence[Iterable[Mark]],
    in_account: Sequence[Iterable[Mark]],
) -> Iterator[Pair]:
    """Yield the pairs of specs that share a mark, in their order.

    Marks are those of each spec in turn; some count only where both specs may be of one account.
    """
    found: set[tuple[int, int]] = set()
    for holders in _shared(anywhere):
        found.update(_each_with_each(holders))
    for holders in _shared(in_account):
        found.update(_in_one_account(clusters, holders))
    found.update(_beginnings(clusters))
    for first, second in sorted(found):
        yield Pair(clusters[first], clusters[second])


def _shared(marks: Sequence[Iterable[Mark]]) -> Iterator[list[int]]:
    holders: dict[Mark, list[int]] = defaultdict(list)
    for index, of_spec in enumerate(marks):
        for mark in dict.fromkeys(of_spec):
            holders[mark].append(index)
    return (several for several in holders.values() if len(several) > 1)


def _each_with_each(holders: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(holders) <= _FEW:
        yield from combinations(holders, 2)
        return
    yield from ((holders[0], other) for other in holders[1:])


def _in_one_account(
    clusters: Sequence[Cluster], holders: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs that may be of one account; of each account and region the first with others."""
    alike: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for index in holders:
        cluster = clusters[index]
        alike[cluster.account_id, cluster.region].append(index)
    for several in alike.values():
        yield from _each_with_each(several)
    for one, other in _meeting(alike):
        few = len(alike[one]) + len(alike[other]) <= _FEW
        for first in alike[one] if few else alike[one][:1]:
            for second in alike[other] if few else alike[other][:1]:
                yield min(first, second), max(first, second)


def _meeting(
    alike: Mapping[tuple[str | None, str], Sequence[int]],
) -> Iterator[tuple[tuple[str | None, str], tuple[str | None, str]]]:
    """Yield what differs in account or region and may still be one account: one is not said."""
    of_account: dict[str | None, list[tuple[str | None, str]]] = defaultdict(list)
    for place in alike:
        of_account[place[0]].append(place)
    unsaid = of_account.pop(None, [])
    for regions in (unsaid, *of_account.values()):
        yield from combinations(regions, 2)
    for place in unsaid:
        for regions in of_account.values():
            partition = aws.partition(place[1])
            yield from ((place, one) for one in regions if aws.partition(one[1]) == partition)


def _beginnings(clusters: Sequence[Cluster]) -> Iterator[tuple[int, int]]:
    """Yield the specs of which one's name begins with the other's and a hyphen."""
    named: dict[str, list[int]] = defaultdict(list)
    for index, cluster in enumerate(clusters):
        named[cluster.name].append(index)
    for name in named:
        at = name.find("-")
        while at > 0:
            for shorter in named.get(name[:at], []):
                yield from ((min(shorter, longer), max(shorter, longer)) for longer in named[name])
            at = name.find("-", at + 1)
