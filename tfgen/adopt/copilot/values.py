"""Values as Copilot writes them: durations, commands, names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from decimal import Decimal

from tfgen.adopt.given import Given

# https://pkg.go.dev/time#ParseDuration
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|h|m|s|d)")
_SECONDS = {"ms": Decimal("0.001"), "s": Decimal(1), "m": Decimal(60), "h": Decimal(3600)}
_SPELLED = re.compile(r"(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?")
_LONGEST_KEY = 31


def below(given: Given | None, *keys: str) -> Given | None:
    """Return what stands below some keys, None where nothing does, or no manifest has the first."""
    return given.get(*keys) if given else None


def items(given: Given | None) -> tuple[Given, ...]:
    """Return the items of a list, none of nothing."""
    return given.items if given else ()


def entries(given: Given | None) -> Mapping[str, Given]:
    """Return the entries of a mapping, none of nothing."""
    return given.entries if given else {}


def text_of(given: Given | None) -> str:
    """Return a text, "" of nothing."""
    return given.text if given else ""


def seconds(text: str) -> Decimal | None:
    """Return the seconds of a duration such as 1h30m or 250ms, None where it is none."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    units = {**_SECONDS, "d": Decimal(86400)}
    return sum((Decimal(number) * units[unit] for number, unit in parts), Decimal(0))


def span(value: Given | None) -> str | None:
    """Return a duration as a spec has it; what is less than a second is rounded, and said."""
    if value is None or value.text == "":
        return None
    text = value.text
    if _SPELLED.fullmatch(text):
        return text
    length = seconds(text)
    if length is None:
        return text
    whole = f"{round(length)}s"
    if length != round(length):
        value.changed(f"{text} is {whole} here: a spec counts in seconds")
    return whole


def words(value: Given | None) -> list[str] | None:
    """Return a command as its words; a text is split as a shell does."""
    if value is None:
        return None
    if value.is_list:
        return [item.text for item in value.items]
    try:
        return shlex.split(value.text) or None
    except ValueError:
        return [value.text]


def number(value: Given | None) -> int | float | None:
    """Return a number, None where there is none."""
    if value is None:
        return None
    plain = value.plain
    if isinstance(plain, str) and re.fullmatch(r"[0-9]+", plain):
        return int(plain)
    return plain if isinstance(plain, int | float) and not isinstance(plain, bool) else None


def flag(value: Given | None) -> bool:
    """Whether a value says true."""
    return value is not None and value.plain in (True, "true")


def as_key(name: str) -> str:
    """Return a name as a key of a spec: lower case, with single hyphens."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name)
    key = re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")
    if not key or not key[0].isalpha():
        key = f"x-{key}".rstrip("-")
    return key[:_LONGEST_KEY].rstrip("-")
