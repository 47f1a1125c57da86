"""Priorities of listener rules: the more a pattern says, the earlier it is asked.

A listener asks its rules from the lowest priority to the highest, 1 to 50,000, and no two may have
the same: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
A rule's band follows from its pattern alone, and its place in the band from a hash of service,
route and pattern. So a further rule never moves one that is there; where two meet in one place,
the spec gives one of them a number.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

_EXACT, _PREFIX, _HOST, _ALL = range(4)
_DEEPEST = 5


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


def _bands() -> dict[tuple[int, int, bool], tuple[int, int]]:
    """Return the first priority and the width of each band.

    A band is of one kind, depth of the path, and whether a host is named.
    """
    widths = {(_EXACT, 0, True): 5_000, (_EXACT, 0, False): 4_000}
    for depth in range(_DEEPEST, 0, -1):
        # Most paths are short.
        with_host, without = 2_000, 1_500
        if depth < 3:
            with_host, without = 5_000, 4_000
        widths[_PREFIX, depth, True] = with_host
        widths[_PREFIX, depth, False] = without
    widths |= {(_HOST, 0, True): 9_000, (_HOST, 1, True): 2_000, (_ALL, 0, False): 1_000}
    # To change a width moves the rules of clusters that run: the sum has to stay below 50,000.
    bands, first = {}, 1
    for band, width in widths.items():
        bands[band] = (first, width)
        first += width
    return bands


BANDS = _bands()


def priority(service: str, route: str, pattern: str, asked: str = "") -> int:
    """Return the priority of a pattern's rule; `asked` tells it from others of one pattern."""
    first, width = BANDS[_band(parsed(pattern))]
    digest = hashlib.sha256("\n".join((service, route, asked or pattern)).encode()).digest()
    return first + int.from_bytes(digest[:8], "big") % width


def _band(pattern: Pattern) -> tuple[int, int, bool]:
    named = bool(pattern.host)
    if not pattern.path and not named:
        return (_ALL, 0, False)
    if not pattern.path:
        return (_HOST, int(_is_wild(pattern.host)), True)
    if not _is_wild(pattern.path):
        return (_EXACT, 0, named)
    return (_PREFIX, min(pattern.path.count("/"), _DEEPEST), named)


def _is_wild(text: str) -> bool:
    return "*" in text or "?" in text
