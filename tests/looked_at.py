"""What tests loop over: a loop over nothing would assert nothing, and pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")


def every(items: Iterable[Item]) -> list[Item]:
    """Return the items; there has to be one at least."""
    looked_at = list(items)
    assert looked_at, "there is nothing to look at"
    return looked_at
