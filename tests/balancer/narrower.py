"""Which of two rules is narrower: every request that it takes is one that the other takes too."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from balancer import patterns
from balancer.listener import Condition, Request, asked

Conditions = Sequence[Condition]
# What a rule asks for that has no condition on it: paths begin with a slash.
_ANY = {"host-header": ("*",), "path-pattern": ("/*",)}


@cache
def included(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    """Tell whether each text of some patterns is one of others."""
    return patterns.included(narrow, wide)


@cache
def shared(left: tuple[str, ...], right: tuple[str, ...]) -> str | None:
    """Return a text that both take."""
    return patterns.shared(left, right)


def _asks(conditions: Conditions) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the values of each condition, by its field and the name of its header."""
    values: dict[tuple[str, str], tuple[str, ...]] = {
        (field, ""): any_value for field, any_value in _ANY.items()
    }
    for condition in conditions:
        name = condition.get("HttpHeaderConfig", {}).get("HttpHeaderName", "").lower()
        values[condition["Field"], name] = tuple(
            _cased(condition["Field"], value) for value in asked(condition)
        )
    return values


def _cased(field: str, value: Any) -> str:
    if field == "query-string":
        return f"{value.get('Key', '*')}={value['Value']}".lower()
    if field in ("host-header", "http-header"):
        return str(value).lower()
    return str(value)


def _networks(values: Iterable[str]) -> list[ipaddress.IPv4Network]:
    return list(ipaddress.collapse_addresses(ipaddress.IPv4Network(value) for value in values))


def _within(field: str, narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    if field == "source-ip":
        return all(
            any(inner.subnet_of(outer) for outer in _networks(wide)) for inner in _networks(narrow)
        )
    if field == "http-request-method":
        return set(narrow) <= set(wide)
    return included(narrow, wide)


def is_narrower(narrow: Conditions, wide: Conditions) -> bool:
    """Tell whether each request that one rule takes is one that another takes, or the same ones."""
    inner = _asks(narrow)
    return all(
        key in inner and _within(key[0], inner[key], values) for key, values in _asks(wide).items()
    )


def request_of_both(left: Conditions, right: Conditions) -> Request | None:
    """Return a request that two rules take; None where there is none."""
    request = Request("", "/")
    ours, theirs = _asks(left), _asks(right)
    for field, name in {**ours, **theirs}:
        mine = ours.get((field, name)) or theirs[field, name]
        value = _value_of_both(field, mine, theirs.get((field, name)) or mine)
        if value is None:
            return None
        request = _with(request, field, name, value)
    return request


def _value_of_both(field: str, left: tuple[str, ...], right: tuple[str, ...]) -> str | None:
    if field == "http-request-method":
        return next((value for value in left if value in right), None)
    if field == "source-ip":
        for inner in _networks(left):
            for outer in _networks(right):
                if inner.overlaps(outer):
                    return str(max(inner, outer, key=lambda network: network.prefixlen)[-1])
        return None
    return shared(left, right)


def _with(request: Request, field: str, name: str, value: str) -> Request:
    if field == "host-header":
        return replace(request, host=value)
    if field == "path-pattern":
        return replace(request, path=value)
    if field == "http-request-method":
        return replace(request, method=value)
    if field == "source-ip":
        return replace(request, source=value)
    if field == "query-string":
        key, _, text = value.partition("=")
        return replace(request, query=(*request.query, (key, text)))
    return replace(request, headers=(*request.headers, (name, value)))
