"""Health checks of load balancers, with AWS's defaults where Copilot's templates say nothing.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-elasticloadbalancingv2-targetgroup.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tfgen.adopt.copilot.values import number, span
from tfgen.adopt.given import Given

# Of a target group that says nothing, of one of Copilot's for connections, of a route of a spec.
_AWS = {"interval": "30s", "timeout": "5s", "healthy_threshold": 5, "unhealthy_threshold": 2}
_SPEC = {"interval": "30s", "timeout": "5s", "healthy_threshold": 3, "unhealthy_threshold": 3}


def is_off(given: Given) -> bool:
    """Whether `false` stands there."""
    return given.is_plain and given.plain is False


def health_check(
    given: Given | None, asked: Callable[[Given], str | None], protocol: str
) -> tuple[Any, str | None]:
    """Return a route's health check, {} where it is the usual one, and the grace of tasks."""
    check: dict[str, Any] = {}
    path = given if given and given.is_plain else given.get("path") if given else None
    if path and path.text and protocol != "tcp" and path.text != "/":
        check["path"] = path.text
    if given and given.is_plain:
        given = None
    usual_ones = _SPEC if protocol == "tcp" else _AWS
    codes = given.get("success_codes") if given else None
    if codes and codes.text != "200":
        check["success_codes"] = codes.text
    if (port := given.get("port") if given else None) and (name := asked(port)):
        check["port"] = name
    for field, usual in usual_ones.items():
        value = given.get(field) if given else None
        if field == "timeout" and protocol == "tcp":
            continue
        said = span(value) if isinstance(usual, str) else number(value)
        chosen = usual if said is None else said
        if chosen != _SPEC[field]:
            check[field] = chosen
    grace = span(given.get("grace_period")) if given else None
    return (check["path"] if set(check) == {"path"} else check), grace
