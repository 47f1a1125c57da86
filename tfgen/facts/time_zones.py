"""The names of time zones, as IANA has them: the same whatever a machine's own database holds.

As of tzdata 2025b. https://www.iana.org/time-zones
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def names() -> frozenset[str]:
    """Return the names, old ones too, which stay valid."""
    return frozenset(Path(__file__).with_name("time_zones.txt").read_text(encoding="utf-8").split())
