"""Texts of the language's patterns, the same in each run.

To draw them takes a process longer than all else of a test, so that they are kept:
`python tests/spec_strategies.py` draws into pattern_texts.json what lacks there, and takes out what
the language has no longer. A pattern that is not there yet is drawn when it is met.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

KEPT = Path(__file__).with_suffix(".json")
# Texts that a pattern is represented by.
POOL = 25

# What was asked for in this process.
_asked: dict[str, list[str]] = {}


def texts_of(pattern: str) -> list[str]:
    """Return texts of a pattern."""
    if pattern not in _asked:
        _asked[pattern] = known_texts().get(pattern) or drawn(pattern)
    return _asked[pattern]


@cache
def known_texts() -> dict[str, list[str]]:
    """Return the texts that are kept, by pattern."""
    read: dict[str, list[str]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return read


def keep() -> None:
    """Keep the texts that were asked for, and no others."""
    KEPT.write_text(f"{json.dumps(_asked, indent=1, sort_keys=True)}\n", encoding="utf-8")


def drawn(pattern: str) -> list[str]:
    """Draw texts of a pattern."""
    actual: list[str] = []
    fast = settings(
        derandomize=True,
        database=None,
        max_examples=POOL,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @fast
    @given(st.from_regex(pattern.removeprefix("^").removesuffix("$"), fullmatch=True))
    def collect(text: str) -> None:
        actual.append(text)

    collect()
    return sorted(set(actual))
