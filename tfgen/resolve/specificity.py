"""How narrow a listener rule is, which decides when it is asked.

Of two rules of which one takes only requests that the other takes too, the narrower has a lower
band, or more points in the same band. Both follow from the rule alone.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

_DEEPEST = 5
_MOST_VALUES = 4
_MOST_OF_WILD = 12


class Host(IntEnum):
    """What a rule says of hosts, the narrower first."""

    WHOLE, WILD, ANY = range(3)


class Paths(IntEnum):
    """What a rule says of paths, the narrower first.

    Each number is that of slashes, five at most; `LOOSE` with a wildcard before the last of them.
    """

    WHOLE = 0
    OF_ONE_LENGTH = 1
    DEPTH_5 = 2
    DEPTH_5_LOOSE = 3
    DEPTH_4 = 4
    DEPTH_4_LOOSE = 5
    DEPTH_3 = 6
    DEPTH_3_LOOSE = 7
    DEPTH_2 = 8
    DEPTH_2_LOOSE = 9
    DEPTH_1 = 10
    ANY = 11


class Specificity(NamedTuple):
    """The band of a rule, and its points in there: the more, the earlier it is asked.

    `begins` is what all of its paths begin with, up to a slash, where the band says so.
    """

    paths: Paths
    hosts: Host
    points: tuple[int, int, int, int, int]
    begins: str
    host: str

    @property
    def kind(self) -> tuple[Paths, Host, str, str]:
        """What it has in common with all rules of its band that may take the same requests."""
        if self.hosts is Host.WHOLE:
            return (*self.band, self.begins, self.host)
        return (*self.band, self.begins, "")

    @property
    def band(self) -> tuple[Paths, Host]:
        """The kind of rule that it is."""
        return self.paths, self.hosts

    def is_over(self, other: Specificity) -> bool:
        """Tell whether some point says that it is narrower than one of its band, and none not."""
        pairs = list(zip(self.points, other.points, strict=True))
        return self.points != other.points and all(ours >= theirs for ours, theirs in pairs)


class Pattern(NamedTuple):
    """A pattern of a route, taken apart: each part is empty where the pattern leaves it open."""

    host: str
    path: str


def parsed(text: str) -> Pattern:
    """Take a pattern apart: `host`, `/path` or `host/path`; `/*` alone leaves both open."""
    host, slash, path = text.partition("/")
    if slash and path == "*":
        return Pattern(host, "")
    return Pattern(host, slash + path)


def specificity(
    pattern: Pattern,
    methods: Iterable[str],
    headers: Mapping[str, Iterable[str]],
    source_cidrs: Iterable[str],
) -> Specificity:
    """Return how narrow a rule is that asks for all of this."""
    host, path = _tidied(pattern.host.lower()), _tidied(pattern.path)
    paths, begins, end = _of_path(path)
    hosts, of_host = _of_host(host)
    of_headers = sum(_of_header(values) for values in headers.values())
    points = (end, of_host, _of_values(methods), of_headers, _of_sources(source_cidrs))
    return Specificity(paths, hosts, points, begins, host)


def is_wild(text: str) -> bool:
    """Tell whether a pattern has a wildcard."""
    return "*" in text or "?" in text


def _tidied(pattern: str) -> str:
    """Return a pattern with the wildcards between two characters in one order: ?? before one *."""

    def in_order(run: re.Match[str]) -> str:
        return "?" * run[0].count("?") + "*" * ("*" in run[0])

    return re.sub(r"[*?]+", in_order, pattern)


def _literal(pattern: str) -> int:
    """Return points for what a pattern says: no text of it fits a pattern that says more."""
    stars, questions = pattern.count("*"), pattern.count("?")
    characters = len(pattern) - stars - questions
    # A character weighs more than the wildcards that it may stand between.
    return 2 * characters + questions - stars + 1


def _of_path(path: str) -> tuple[Paths, str, int]:
    """Return the kind of a path, what it begins with, and the points of the rest."""
    if path in ("", "/*"):
        return Paths.ANY, "", 0
    if not is_wild(path):
        return Paths.WHOLE, path, 0
    if "*" not in path:
        return Paths.OF_ONE_LENGTH, "", _literal(path)
    *before, end = path.split("/", _DEEPEST)
    depth = len(before)
    paths = Paths[f"DEPTH_{depth}"]
    begins = "/".join(before)
    if is_wild(begins):
        return Paths(paths + 1), "", _literal(path)
    return paths, begins, _literal(end)


def _of_host(host: str) -> tuple[Host, int]:
    if not host:
        return Host.ANY, 0
    if is_wild(host):
        return Host.WILD, _literal(host)
    return Host.WHOLE, 0


def _of_values(values: Iterable[str]) -> int:
    """Return points for a condition that is one of some values: the fewer, the more."""
    count = len(set(values))
    if not count:
        return 0
    return 2 * max(_MOST_VALUES - count, 1)


def _of_header(values: Iterable[str]) -> int:
    """Return points for a condition on a header: more for values without wildcards."""
    known = {value.lower() for value in values}
    if not any(is_wild(value) for value in known):
        return 2 + _MOST_OF_WILD + _of_values(known)
    widest = min(_literal(_tidied(value)) for value in known)
    # Without the odd ones, which have few places.
    return 2 + min(widest // 2 * 2, _MOST_OF_WILD)


def _of_sources(blocks: Iterable[str]) -> int:
    """Return points for a condition on sources: the fewer addresses, the more."""
    networks = ipaddress.collapse_addresses(ipaddress.IPv4Network(block) for block in blocks)
    addresses = sum(network.num_addresses for network in networks)
    if not addresses:
        return 0
    # Two bits of a block's prefix are a step.
    return 2 * (1 + (33 - addresses.bit_length()) // 2)
