"""What AWS says of a call beyond its model: conditions, each with the page that states it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from emulator.api import Call

Parameters: TypeAlias = Mapping[str, Any]
# The member at fault, its value, and why AWS refuses it.
Broken: TypeAlias = tuple[str, Any, str]


@dataclass(frozen=True)
class Refusal:
    """What AWS would refuse: at which call and member, by which condition of which page."""

    condition: str
    service: str
    call: str
    member: str
    value: str
    why: str
    page: str


@dataclass(frozen=True)
class Condition:
    """A condition on calls of some names; `judge` gets all of them with their calls."""

    name: str
    page: str
    judge: Callable[[list[Call]], Iterator[tuple[Call, Broken]]]


CONDITIONS: list[Condition] = []


def on(service: str, *names: str, page: str) -> Callable[..., Any]:
    """Make a condition of a function over the parameters of one call."""

    def made(check: Callable[[Parameters], Iterator[Broken]]) -> Any:
        def judge(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
            for call in named(calls, service, *names):
                for broken in check(call.parameters):
                    yield call, broken

        CONDITIONS.append(Condition(check.__name__, page, judge))
        return check

    return made


def across(page: str) -> Callable[..., Any]:
    """Make a condition of a function over all calls of an apply."""

    def made(check: Callable[[list[Call]], Iterator[tuple[Call, Broken]]]) -> Any:
        CONDITIONS.append(Condition(check.__name__, page, check))
        return check

    return made


def named(calls: Iterable[Call], service: str, *names: str) -> Iterator[Call]:
    """Yield the calls of a service that have one of these names."""
    return (call for call in calls if call.service == service and call.name in names)


def outside(member: str, value: Any, low: float, high: float) -> Iterator[Broken]:
    """Refuse a number that is not between both ends; one that is not given is well."""
    if value is not None and not low <= float(value) <= high:
        yield member, value, f"lies outside {low} to {high}"


def twice(member: str, values: Iterable[Any]) -> Iterator[Broken]:
    """Refuse a value that stands in a list a second time."""
    known = set()
    for value in values:
        if value in known:
            yield member, value, "is taken already"
        known.add(value)
