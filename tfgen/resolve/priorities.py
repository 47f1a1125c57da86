"""Priorities of listener rules: the narrower a rule is, the earlier it is asked.

A listener asks its rules from the lowest priority to the highest, 1 to 50,000, and no two may have
the same: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
A rule's places follow from what it asks alone, and which of them it takes from a hash of it. A
place that several want stays empty: each of them goes on to its next. So nobody has to know who
was there before, and nobody moves to a place that another rule has, or had before the same apply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from tfgen.resolve.specificity import Host, Paths, Specificity

Key = TypeVar("Key", bound=Hashable)
# Those before it, and those behind the last band, are for priorities that a spec writes.
_FIRST = 1_001
_TRIES = 50


class Band(NamedTuple):
    """The places of a kind of rule: those with more points first, and at last those with none."""

    first: int
    levels: int
    step: int
    plain: int

    def level(self, points: int) -> range:
        """Return the places of rules with so many points."""
        return _level(self, min(points, self.levels))

    def width(self) -> int:
        """Return how many places there are in all."""
        return sum(self.width_of(level) for level in range(self.levels + 1))

    def width_of(self, level: int) -> int:
        """Return how many places a level has."""
        if level == 0:
            return self.plain
        # A character or a condition is two points: an odd number has a second star, or a ?.
        return self.step // (1 + 3 * (level % 2))


@cache
def _level(band: Band, level: int) -> range:
    first = band.first + sum(band.width_of(above) for above in range(level + 1, band.levels + 1))
    return range(first, first + band.width_of(level))


class Widths(NamedTuple):
    """Places of rules of one kind of path: how many without points, how many for each two points.

    `of_wild` is the latter where a host has wildcards.
    """

    of_host: int
    of_all: int
    step: int
    of_wild: int = 4


# /api/* is what most write, and a host alone.
_WIDTHS = {
    Paths.WHOLE: Widths(1_500, 1_500, 16, of_wild=8),
    Paths.OF_ONE_LENGTH: Widths(4, 4, 4),
    Paths.DEPTH_5: Widths(200, 200, 8),
    Paths.DEPTH_5_LOOSE: Widths(4, 4, 4),
    Paths.DEPTH_4: Widths(400, 400, 8),
    Paths.DEPTH_4_LOOSE: Widths(4, 4, 16),
    Paths.DEPTH_3: Widths(1_000, 1_000, 20, of_wild=12),
    Paths.DEPTH_3_LOOSE: Widths(4, 4, 32),
    Paths.DEPTH_2: Widths(4_000, 4_000, 56, of_wild=96),
    Paths.DEPTH_2_LOOSE: Widths(8, 8, 8),
    Paths.DEPTH_1: Widths(4, 4, 96),
    Paths.ANY: Widths(5_500, 60, 16, of_wild=48),
}


def _bands() -> dict[tuple[Paths, Host], Band]:
    # To change a width moves the rules of clusters that run.
    bands, first = {}, _FIRST
    for paths, widths in _WIDTHS.items():
        of_hosts = {
            Host.WHOLE: Band(0, 48, widths.step, widths.of_host),
            # Names are long: *.example.com has 24 points.
            Host.WILD: Band(0, 96, widths.of_wild, 4),
            Host.ANY: Band(0, 48, widths.step, widths.of_all),
        }
        for host, band in of_hosts.items():
            bands[paths, host] = band._replace(first=first)
            first += band.width()
    return bands


BANDS = _bands()


class Wish(NamedTuple):
    """What a rule is to have a priority for: which it is, and how narrow."""

    rule: str
    specificity: Specificity

    @property
    def places(self) -> range:
        """The places among which it has one."""
        return BANDS[self.specificity.band].level(sum(self.specificity.points))

    def choice(self, number: int) -> int:
        """Return the first place that it wants, or one of the next."""
        digest = hashlib.sha256(f"{number}\n{self.rule}".encode()).digest()
        places = self.places
        return places[int.from_bytes(digest[:8], "big") % len(places)]


def priorities(wishes: Mapping[Key, Wish], written: Iterable[int]) -> dict[Key, int]:
    """Return a priority for each rule, apart from those that are written.

    In whatever order they are looked at, each comes to the same place. Where a level is so full
    that a rule finds none, it has its first choice.
    """
    empty, holders = set(written), dict[int, Key]()
    numbers = dict.fromkeys(wishes, 0)
    waiting = list(wishes)
    while waiting:
        key = waiting.pop()
        if numbers[key] == _TRIES:
            continue
        place = wishes[key].choice(numbers[key])
        numbers[key] += 1
        holder = holders.pop(place, None)
        if holder is None and place not in empty:
            holders[place] = key
            continue
        empty.add(place)
        waiting.append(key)
        if holder is not None:
            waiting.append(holder)
    settled = {key: place for place, key in holders.items()}
    return {key: settled.get(key, wish.choice(0)) for key, wish in wishes.items()}
