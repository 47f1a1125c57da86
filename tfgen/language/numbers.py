"""Integers, booleans and durations, in the one way that nobody reads differently."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from tfgen.language.texts import fault, read_text, shown
from tfgen.source import Scalar

_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(m|mb|mib|g|gb|gib|vcpu)")
# By the first letter of the unit; a vCPU is 1024 of ECS's units.
_UNITS_OF_SIZE = {"m": 1, "g": 1024, "v": 1024}
# YAML 1.1 reads 010 as eight, YAML 1.2 as ten: https://yaml.org/type/int.html
_OTHER_BASES = (
    (16, r"0[xX]([0-9a-fA-F]{1,12})"),
    (8, r"0[oO]?([0-7]{1,12})"),
    (2, r"0[bB]([01]{1,40})"),
)
_PLAIN = "write a plain integer such as 2"
# Beyond 15 digits a JSON number is no longer exact, and no limit of AWS is near.
_DIGITS = 15
_MEANT = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,7})s)?")


def read_int(value: object, mib: int = 1) -> int:
    """Read a plain integer: no quotes, no leading zero, no underscore, no exponent.

    `mib` is the number of MiB in the field's unit, for the help about a size with a unit.
    """
    if isinstance(value, int):
        return value
    text = read_text(value, "an integer")
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        fault("SPEC006", f"{shown(text)} is not an integer", _integer_help(text, mib))
    if isinstance(value, Scalar) and not value.plain:
        fault("SPEC006", f"{shown(text)} is quoted where an integer belongs", "remove the quotes")
    if len(text) > _DIGITS:
        fault("SPEC006", f"{shown(text)} is too large", "write a smaller integer")
    return int(text)


def read_number(value: object) -> Decimal:
    """Read a number with up to six decimals, exactly: no quotes, no exponent, no thousands."""
    if isinstance(value, Decimal | int):
        return Decimal(value)
    text = read_text(value, "a number")
    # JSON's form of a number, which YAML 1.1 and 1.2 read alike.
    if not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?", text):
        help = _integer_help(text, 1)
        if help == _PLAIN:
            help = "write it with a point and up to six decimals, such as 0.5"
        fault("SPEC006", f"{shown(text)} is not a number", help)
    if isinstance(value, Scalar) and not value.plain:
        fault("SPEC006", f"{shown(text)} is quoted where a number belongs", "remove the quotes")
    return Decimal(text)


def plain_number(number: Decimal) -> int | float:
    """Return a number as JSON has it."""
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def read_gib(value: object) -> int:
    """Read a size in GiB: a plain integer."""
    return read_int(value, 1024)


def _integer_help(text: str, mib: int) -> str:
    if size := _SIZE.fullmatch(text.lower()):
        from fractions import Fraction

        number = Fraction(size[1]) * _UNITS_OF_SIZE[size[2][0]] / mib
        return f"write the number alone: {math.ceil(number)}"
    if re.fullmatch(r"[0-9]+%", text):
        return f"write the percentage without the sign: {text[:-1]}"
    for base, pattern in _OTHER_BASES:
        if match := re.fullmatch(pattern, text):
            return f"write it as a decimal number: {int(match[1], base)}"
    compact = text.replace("_", "").replace(",", "")
    if re.fullmatch(r"[0-9]{1,15}", compact):
        return f"write {int(compact)}"
    return _PLAIN


def read_bool(value: object) -> bool:
    """Read `true` or `false`; YAML 1.1's other words are refused."""
    if isinstance(value, bool):
        return value
    text = read_text(value, "true or false")
    is_quoted = isinstance(value, Scalar) and not value.plain
    if text not in ("true", "false") or is_quoted:
        word = _MEANT.get(text.lower(), text.lower())
        if word not in ("true", "false"):
            word = "true or false"
        fault("SPEC007", f"{shown(text)} is not a boolean", f"write {word}, without quotes")
    return text == "true"


def lasting(seconds: int) -> str:
    """Return a duration as people write it, in its largest whole unit: 4d, 90s."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def read_duration(value: object) -> int:
    """Read a duration with units (`30s`, `5m`, `1h30m`, `1d`) into whole seconds."""
    if isinstance(value, int):
        return value
    text = read_text(value, "a duration")
    parts = _DURATION.fullmatch(text)
    # Every part may be left out, so that the empty text matches too.
    if not parts or not text:
        help = "write a number with a unit, such as 30s, 5m or 1h30m"
        if re.fullmatch(r"[0-9]{1,7}", text):
            help = f"write {text}s"
        fault("SPEC008", f"{shown(text)} is not a duration", help)
    units = zip(parts.groups(), _SECONDS.values(), strict=True)
    return sum(int(number) * seconds for number, seconds in units if number)
