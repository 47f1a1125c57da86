"""Which texts patterns take: whether others take them all, and one that two of them share.

A pattern is an automaton whose states are places between its characters. A letter that stands in
no pattern stands for all that stand in none, so that the answers hold for every text there is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

# A pattern by its number, and how much of it is read.
State = tuple[int, int]
States = frozenset[State]
OTHER = "·"


def _waiting(patterns: Sequence[str], states: Iterator[State] | list[State]) -> States:
    """Return the states with those that a star reaches without a letter."""
    reached = set()
    todo = list(states)
    while todo:
        number, read = todo.pop()
        if (number, read) in reached:
            continue
        reached.add((number, read))
        if patterns[number][read : read + 1] == "*":
            todo.append((number, read + 1))
    return frozenset(reached)


def begun(patterns: Sequence[str]) -> States:
    """Return where patterns stand before the first letter."""
    return _waiting(patterns, [(number, 0) for number in range(len(patterns))])


def after(patterns: Sequence[str], states: States, letter: str) -> States:
    """Return where patterns stand when a letter is read."""
    further = []
    for number, read in states:
        here = patterns[number][read : read + 1]
        if here == "*":
            further.append((number, read))
        elif here in ("?", letter):
            further.append((number, read + 1))
    return _waiting(patterns, further)


def is_end(patterns: Sequence[str], states: States) -> bool:
    """Tell whether the text so far is one that some pattern takes."""
    return any(read == len(patterns[number]) for number, read in states)


def _letters(*patterns: str) -> list[str]:
    used = set("".join(patterns)) - {"*", "?"}
    assert OTHER not in used, f"{OTHER} stands for the letters of no pattern"
    # Seldom ones first, so that a shared text is not a special one.
    return [OTHER, *sorted(used)]


def _walk(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, States, States]]:
    """Yield the texts that lead to new states, the shortest first, with the states."""
    letters = _letters(*left, *right)
    start = (begun(left), begun(right))
    seen, todo = {start}, deque([("", *start)])
    while todo:
        text, of_left, of_right = todo.popleft()
        yield text, of_left, of_right
        for letter in letters:
            states = (after(left, of_left, letter), after(right, of_right, letter))
            if states[0] and states not in seen:
                seen.add(states)
                todo.append((text + letter, *states))


def included(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    """Tell whether each text of some patterns is one of others."""
    return not any(
        is_end(narrow, of_narrow) and not is_end(wide, of_wide)
        for _, of_narrow, of_wide in _walk(narrow, wide)
    )


def shared(left: Sequence[str], right: Sequence[str]) -> str | None:
    """Return a text that both take, a short one; None where there is none."""
    for text, of_left, of_right in _walk(left, right):
        if is_end(left, of_left) and is_end(right, of_right):
            return text
    return None
