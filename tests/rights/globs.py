"""Texts with the wildcards of IAM, `*` and `?`: what they match, and whether two of them meet."""

from __future__ import annotations

import re
from functools import cache


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in glob)
    return re.compile("".join(parts), re.DOTALL)


def matches(glob: str, text: str) -> bool:
    """Tell whether a text is among those that a glob names."""
    return _compiled(glob).fullmatch(text) is not None


def matches_action(glob: str, action: str) -> bool:
    """Tell the same of actions, in which case means nothing."""
    return matches(glob.lower(), action.lower())


@cache
def meet(left: str, right: str) -> bool:
    """Tell whether some text is among those of both globs."""
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        place = waiting.pop()
        if place == (len(left), len(right)):
            return True
        for following in _steps(left, right, *place):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return False


def arns_meet(left: str, right: str) -> bool:
    """Tell whether some ARN is of both patterns: a star before the name stays within its field."""
    fields, others = left.split(":", 5), right.split(":", 5)
    if len(fields) != len(others):
        return meet(left, right)
    return all(map(meet, fields, others))


def _steps(left: str, right: str, row: int, column: int) -> list[tuple[int, int]]:
    """Return the places from which the rest has to meet, after at most one sign of each glob."""
    steps = []
    here, there = left[row : row + 1], right[column : column + 1]
    if here == "*":
        steps.append((row + 1, column))
    if there == "*":
        steps.append((row, column + 1))
    if here and there and (here == there or {here, there} & {"*", "?"}):
        after_here = row if here == "*" else row + 1
        after_there = column if there == "*" else column + 1
        steps.append((after_here, after_there))
    return steps
