"""What somebody may have meant by a value that is not taken.

Only the explanation of a fault needs it; a sound spec never does.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Switches of other tools, and words that fields have for them.
_FOR = {
    "true": ("enabled", "on", "enhanced"),
    "yes": ("enabled", "on"),
    "on": ("enabled",),
    "false": ("disabled", "off", "none"),
    "no": ("disabled", "off", "none"),
    "off": ("disabled", "none"),
}
_UNITS = 1024


def respelled(text: str, fits: Callable[[str], object]) -> str:
    """Return a text in the spelling that fits, if only case, blanks or underscores are wrong."""
    lower = text.strip().lower()
    spellings = (
        *(text.strip(), lower, lower.replace("_", "-"), re.sub(r"[\s_]+", "-", lower)),
        # A region without its last hyphen, or one of its zones.
        *(re.sub(r"([a-z])([0-9])", r"\1-\2", lower), re.sub(r"([0-9])[a-z]$", r"\1", lower)),
    )
    return next((other for other in spellings if other != text and fits(other)), "")


def switched(text: str, words: tuple[str, ...]) -> str:
    """Return the word of a field that true, false, on or off is there; "" where it has none."""
    return next((word for word in _FOR.get(text.lower(), ()) if word in words), "")


def block_around(address: str) -> str:
    """Return the block that an address without a prefix is probably the first one of."""
    if address == "0.0.0.0":
        return f"{address}/0"
    # Of a VPC /16 is the largest.
    for end, prefix in ((".0.0", 16), (".0", 24)):
        if address.endswith(end):
            return f"{address}/{prefix}"
    return f"{address}/32"


def units_of_cpu(text: str) -> str:
    """Return the CPU units of a number of vCPUs with a point, as Compose writes it."""
    if not re.fullmatch(r"[0-9]{1,3}\.[0-9]{1,3}", text):
        return ""
    return str(round(float(text) * _UNITS))


def percentage(text: str) -> str:
    """Return the percentage that a share between 0 and 1 is."""
    if not re.fullmatch(r"0?\.[0-9]{1,4}", text):
        return ""
    return f"{float(text) * 100:g}"
