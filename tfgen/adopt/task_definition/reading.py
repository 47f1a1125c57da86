"""Values of JSON as a spec wants them; a default of the spec is told and left out."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tfgen.adopt.given import Given

_DEFAULT = "it is what a spec has by default"


def value(node: Given | None, *keys: str, default: Any = None) -> Any:
    """Return a plain value; None where there is none, or the default of the spec."""
    entry = node.get(*keys) if node else None
    if entry is None or not entry.is_plain or entry.peek is None:
        return None
    if default is not None and entry.plain == default:
        entry.changed(_DEFAULT)
        return None
    return entry.plain


def number(node: Given | None, *keys: str, default: int | None = None) -> int | None:
    """Return a whole number, which JSON of AWS has in quotes here and there."""
    entry = node.get(*keys) if node else None
    if entry is None or entry.peek is None:
        return None
    text = entry.text.strip()
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        entry.lose("it is no whole number", "write one")
        return None
    if int(text) == default:
        entry.changed(_DEFAULT)
        return None
    return int(text)


def words(node: Given | None, *keys: str) -> list[str]:
    """Return the texts of a list."""
    entry = node.get(*keys) if node else None
    return [item.text for item in entry.items] if entry else []


def size(node: Given | None, unit: int) -> int | None:
    """Return the CPU units or MiB of a task, of 512, "1 vCPU" or "2 GB"; `unit` is of those.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    if node is None or node.peek is None:
        return None
    match = re.fullmatch(r"([0-9]*\.?[0-9]+)\s*(vcpu|gb)?", node.text.strip().lower())
    if match is None:
        node.lose("it is no size", "write cpu and memory, in units of 1/1024 CPU and in MiB")
        return None
    # A number without a unit is of CPU units, or of MiB.
    amount = Fraction(match[1]) * (unit if match[2] else 1)
    return int(amount)


def duration(seconds: int | None) -> str | None:
    """Return seconds as a spec has them."""
    if seconds is None:
        return None
    return f"{seconds // 60}m" if seconds and seconds % 60 == 0 else f"{seconds}s"
