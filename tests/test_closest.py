"""What may have been meant is found among thousands of names too, and without comparing them
all."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from tfgen.diagnostics import closest

pytestmark = (
    pytest.mark.slow
)  # of `make test`: it asks for much, and `make check` stays within a minute

MISSPELT = ["orders-0417-ap", "oders-0417-api", "rders-0417-api", "orders-0417api"]


@pytest.mark.parametrize("word", MISSPELT)
@pytest.mark.parametrize("count", [500, 5000])
def test_a_misspelt_name_is_found_among_many(word: str, count: int) -> None:
    known = [f"orders-{number:04}-api" for number in range(count)]
    assert "did you mean 'orders-0417-api'?" == closest(word, known)


def test_a_name_like_no_other_has_no_suggestion() -> None:
    assert "" == closest("zzz", [f"orders-{number}" for number in range(5000)])


def calls(count: int) -> int:
    """Return how many functions it calls to look up as many unknown names as there are known
    ones."""
    known = [f"orders-{number}-api" for number in range(count)]
    called = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        for name in known:
            closest(name.replace("api", "ap"), known)
    finally:
        sys.setprofile(None)
    return called


def test_ten_times_the_names_take_ten_times_the_work() -> None:
    assert calls(2000) <= 11 * calls(200)
