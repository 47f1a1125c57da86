"""Values of a Compose file in their several forms."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from tfgen.adopt.compose.interpolation import Variables
from tfgen.adopt.containers.sizes import mib
from tfgen.adopt.given import Given

# https://docs.docker.com/reference/compose-file/extension/#specifying-durations
_SECONDS = {
    **{"us": Fraction(1, 1000000), "ms": Fraction(1, 1000)},
    **{"s": Fraction(1), "m": Fraction(60), "h": Fraction(3600)},
}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(us|ms|s|m|h)")
# https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([bkmg]?)b?", re.IGNORECASE)
_BYTES = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


class Pair(NamedTuple):
    """An entry of what may be a mapping or a list of NAME=value; no value: None."""

    name: str
    value: str | None
    node: Given


def pairs(node: Given | None, variables: Variables, sign: str = "=") -> Iterator[Pair]:
    """Yield the entries of a mapping, or of a list of NAME=value."""
    if node is None:
        return
    for name, entry in node.entries.items():
        if entry.is_plain:
            is_null = entry.plain is None
            yield Pair(name, None if is_null else variables.text(entry), entry)
    for item in node.items:
        name, amount, value = variables.text(item).partition(sign)
        yield Pair(name.strip(), value if amount else None, item)


def several(node: Given | None) -> tuple[Given, ...]:
    """Return what is one text or a list of them."""
    if node is None:
        return ()
    return node.items if node.is_list else (node,)


def words(node: Given, variables: Variables) -> list[str]:
    """Return the words of a command; a string is split as a shell splits it.

    https://docs.docker.com/reference/compose-file/services/#command
    """
    if node.is_list:
        return [variables.text(item) for item in node.items]
    text = variables.text(node)
    # As a shell splits them, but without one: nothing is expanded.
    try:
        return shlex.split(text)
    except ValueError:
        return ["sh", "-c", text]


def is_true(node: Given | None) -> bool:
    """Tell whether a switch is on, without reading it."""
    return node is not None and repr(node.peek).lower() in ("true", "'true'")


def seconds(text: str) -> Fraction | None:
    """Return the seconds of a duration; None where it is none."""
    # Nothing but numbers with units may stand there.
    if not text or _DURATION.sub("", text):
        return None
    parts = _DURATION.findall(text)
    return sum((Fraction(number) * _SECONDS[unit] for number, unit in parts), Fraction(0))


def size(text: str) -> int | None:
    """Return the bytes of a size; None where it is none."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    return int(Fraction(match[1]) * _BYTES[match[2].lower()])


def written(whole_seconds: int) -> str:
    """Return seconds as a spec has them."""
    if whole_seconds % 60 == 0 and whole_seconds:
        return f"{whole_seconds // 60}m"
    return f"{whole_seconds}s"


def mib_of(text: str) -> int | None:
    """Return a size in MiB, rounded up, one at least; None where it is none."""
    amount = size(text)
    return None if amount is None else max(1, mib(amount))
