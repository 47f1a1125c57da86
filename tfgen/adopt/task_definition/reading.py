"""Values of JSON as a spec wants them; a default of the spec is told and left out."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tfgen.adopt.given import Given

_DEFAULT = "it is what a spec has by default"


def value(given: Given | None, *keys: str, default: Any = None) -> Any:
    """Return a plain value; None where there is none, or the default of the spec."""
    found = given.get(*keys) if given else None
    if found is None or not found.is_plain or found.peek is None:
        return None
    if default is not None and found.plain == default:
        found.changed(_DEFAULT)
        return None
    return found.plain


def number(given: Given | None, *keys: str, default: int | None = None) -> int | None:
    """Return a whole number, which JSON of AWS has in quotes here and there."""
    found = given.get(*keys) if given else None
    if found is None or found.peek is None:
        return None
    text = found.text.strip()
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        found.lose("it is no whole number", "write one")
        return None
    if int(text) == default:
        found.changed(_DEFAULT)
        return None
    return int(text)


def words(given: Given | None, *keys: str) -> list[str]:
    """Return the texts of a list."""
    found = given.get(*keys) if given else None
    return [item.text for item in found.items] if found else []


def size(given: Given | None, unit: int) -> int | None:
    """Return the CPU units or MiB of a task, of 512, "1 vCPU" or "2 GB"; `unit` is of those.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    if given is None or given.peek is None:
        return None
    match = re.fullmatch(r"([0-9]*\.?[0-9]+)\s*(vcpu|gb)?", given.text.strip().lower())
    if match is None:
        given.lose("it is no size", "write cpu and memory, in units of 1/1024 CPU and in MiB")
        return None
    amount = Fraction(match[1]) * (unit if match[2] else 1)
    return int(amount)


def duration(seconds: int | None) -> str | None:
    """Return seconds as a spec has them."""
    if seconds is None:
        return None
    return f"{seconds // 60}m" if seconds and seconds % 60 == 0 else f"{seconds}s"
