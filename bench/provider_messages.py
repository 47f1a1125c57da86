"""What the messages of the AWS provider's checks say: allowed values, ranges, forms, and arguments that exclude or need others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

# "v", "r", "l", "f" and "n" with what rebuild_provider_checks.py writes for them.
Fact: TypeAlias = tuple[str, Any]

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBER = r"(-?\d+(?:\.\d+)?)"

# Every key in backquotes or brackets is a path, with 0 for the only block of a kind.
_COMBINATIONS = {
    "conflicts": (
        re.compile(r"conflicts with (\S+)"),
        re.compile(r"Attribute \"\S+\" cannot be specified when \"(\S+)\" is specified"),
    ),
    "one": (
        re.compile(r"only one of `(\S+)` can be specified"),
        re.compile(r"[1-9]\d* attributes specified when one \(and only one\) of \[(\S+)\]"),
        re.compile(r"These attributes cannot be configured together: \[(\S+)\]"),
        re.compile(
            r"Invalid Attribute Combination\s+Exactly one of these attributes must be configured: \[(\S+)\]"
        ),
    ),
    "some": (
        re.compile(r"one of `(\S+)` must be specified"),
        re.compile(r"No attribute specified when one \(and only one\) of \[(\S+)\]"),
        re.compile(r"At least one attribute out of \[(\S+)\] must be specified"),
        re.compile(
            r"Missing Attribute Configuration\s+(?:Exactly|At least) one of these attributes must be configured: \[(\S+)\]"
        ),
    ),
    "with": (
        re.compile(r"all of `(\S+)` must be specified"),
        re.compile(r"Attribute \"(\S+)\" must be specified when \"\S+\" is specified"),
    ),
    "together": (re.compile(r"These attributes must be configured together: \[(\S+)\]"),),
}


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _texts(match: re.Match[str]) -> Fact | None:
    values = _QUOTED.findall(match[1]) or [_number(word) for word in match[1].split()]
    return ("v", values) if values else None


def _limits(kind: str) -> Callable[[re.Match[str]], Fact]:
    return lambda match: (kind, [_number(match[1]), _number(match[2])])


_VALUES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fact | None]], ...] = (
    (re.compile(r"expected \S+ to be one of \[(.*)\], got"), _texts),
    (re.compile(r"value must be one of: \[(.*)\], got", re.S), _texts),
    (re.compile(r"^expected \S+ to be in the range \(" + _NUMBER + " - " + _NUMBER), _limits("r")),
    (re.compile(rf"value must be between {_NUMBER} and {_NUMBER}, got"), _limits("r")),
    (re.compile(r"to be at least \(" + _NUMBER), lambda match: ("r", [_number(match[1]), None])),
    (re.compile(r"to be at most \(" + _NUMBER), lambda match: ("r", [None, _number(match[1])])),
    (re.compile(rf"value must be at least {_NUMBER}"), lambda m: ("r", [_number(m[1]), None])),
    (re.compile(rf"value must be at most {_NUMBER}"), lambda m: ("r", [None, _number(m[1])])),
    (re.compile(r"to be a valid port number, got"), lambda _: ("r", [1, 65535])),
    (
        re.compile(r"expected length of \S+ to be in the range \((\d+) - (\d+)"),
        _limits("l"),
    ),
    (re.compile(r"string length must be between (\d+) and (\d+)"), _limits("l")),
    (re.compile(r"cannot be longer than (\d+) characters"), lambda m: ("l", [None, int(m[1])])),
    (re.compile(r"is an invalid ARN: arn:|must be a valid ARN"), lambda _: ("f", "arn")),
    (re.compile(r"contains an invalid JSON"), lambda _: ("f", "json")),
    (re.compile(r"cannot parse '.*' as int"), lambda _: ("f", "int")),
    (re.compile(r"is not a valid CIDR block: invalid CIDR address"), lambda _: ("f", "cidr")),
    (re.compile(r"^Invalid or unknown key"), lambda _: ("n", True)),
)


def combination(text: str) -> tuple[str, list[str]] | None:
    """Return what a message says of arguments together: "conflicts", "one", "some", "with" or "together", and paths."""
    for kind, patterns in _COMBINATIONS.items():
        for pattern in patterns:
            if match := pattern.search(text):
                return kind, [re.sub(r"\.\d+(?=\.|$)", "", key) for key in match[1].split(",")]
    return None


def meaning(texts: Iterable[str]) -> Fact | None:
    """Return the one fact that the messages about an argument's value say; None if they say none, or several things."""
    distinct = {text for text in texts if combination(text) is None}
    if len(distinct) != 1:
        return None
    (text,) = distinct
    for pattern, fact in _VALUES:
        if match := pattern.search(text):
            return fact(match)
    return None
