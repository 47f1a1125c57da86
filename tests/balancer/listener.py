"""Which rule of a listener takes a request, as AWS's pages have it.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Condition = Mapping[str, Any]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Request:
    """A request, as far as rules ask: its path is without the query."""

    host: str
    path: str
    method: str = "GET"
    headers: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    source: str = "198.51.100.7"


@dataclass(frozen=True)
class ListenerRule:
    """A rule that exists: where it leads, when it is asked, and its conditions."""

    target: str
    priority: int
    conditions: tuple[Condition, ...]


def asked(condition: Condition) -> list[Any]:
    """Return the values of a condition: its config is the member that is named after its field."""
    for member, config in condition.items():
        if member.endswith("Config"):
            return list(config["Values"])
    return list(condition["Values"])


def fits(pattern: str, text: str, *, cased: bool = False) -> bool:
    """Tell whether a text is of a pattern: * is any characters, also none, and ? is one."""
    flags = re.DOTALL
    if not cased:
        flags |= re.IGNORECASE
    parts = re.split(r"([*?])", pattern)
    wild = {"*": ".*", "?": "."}
    return bool(
        re.fullmatch("".join(wild.get(part, re.escape(part)) for part in parts), text, flags)
    )


def _of_query(value: Condition, query: Iterable[Pair]) -> bool:
    # A pair may leave out its key, and then any key will do.
    key = value.get("Key")
    return any(
        (key is None or fits(key, name)) and fits(value["Value"], text) for name, text in query
    )


def _of_headers(condition: Condition, headers: Iterable[Pair]) -> bool:
    wanted = condition["HttpHeaderConfig"]["HttpHeaderName"].lower()
    sent = [value for name, value in headers if name.lower() == wanted]
    return any(fits(pattern, value) for pattern in asked(condition) for value in sent)


def holds(condition: Condition, request: Request) -> bool:
    """Tell whether one of a condition's values is that of a request."""
    values = asked(condition)
    field = condition["Field"]
    if field == "host-header":
        return any(fits(value, request.host) for value in values)
    if field == "path-pattern":
        return any(fits(value, request.path, cased=True) for value in values)
    if field == "http-request-method":
        return request.method in values
    if field == "query-string":
        return any(_of_query(value, request.query) for value in values)
    if field == "source-ip":
        source = ipaddress.ip_address(request.source)
        return any(source in ipaddress.ip_network(value) for value in values)
    return _of_headers(condition, request.headers)


def takes(conditions: Iterable[Condition], request: Request) -> bool:
    """Tell whether a request fulfils all conditions of a rule."""
    return all(holds(condition, request) for condition in conditions)


def answers(rules: Iterable[ListenerRule], request: Request) -> str | None:
    """Return where a request goes: the rule of the lowest priority that takes it, or the default."""
    for rule in sorted(rules, key=lambda rule: rule.priority):
        if takes(rule.conditions, request):
            return rule.target
    return None
