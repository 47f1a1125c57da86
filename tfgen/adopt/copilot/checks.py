"""Health checks of load balancers, with AWS's defaults where Copilot's templates say nothing.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-elasticloadbalancingv2-targetgroup.html
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.copilot.values import below, number, seconds, span
from tfgen.adopt.given import Given
from tfgen.facts.limits import (
    TARGET_HEALTH_INTERVAL,
    TARGET_HEALTH_THRESHOLD,
    TARGET_HEALTH_TIMEOUT,
)

# Of a target group that says nothing, of App Runner, of Copilot for connections and of a spec.
_AWS: dict[str, str | int] = {
    "interval": "30s",
    "timeout": "5s",
    "healthy_threshold": 5,
    "unhealthy_threshold": 2,
}
_APP_RUNNER: dict[str, str | int] = {
    "interval": "5s",
    "timeout": "2s",
    "healthy_threshold": 3,
    "unhealthy_threshold": 3,
}
_SPEC: dict[str, str | int] = {
    "interval": "30s",
    "timeout": "5s",
    "healthy_threshold": 3,
    "unhealthy_threshold": 3,
}
USUAL: dict[str, dict[str, str | int]] = {"alb": _AWS, "nlb": _SPEC, "app_runner": _APP_RUNNER}
_LIMITS = {
    "interval": TARGET_HEALTH_INTERVAL,
    "timeout": TARGET_HEALTH_TIMEOUT,
    "healthy_threshold": TARGET_HEALTH_THRESHOLD,
    "unhealthy_threshold": TARGET_HEALTH_THRESHOLD,
}


def is_off(given: Given) -> bool:
    """Whether `false` stands there."""
    return given.is_plain and given.plain is False


def health_check(given: Given | None, port: str | None, kind: str) -> tuple[Any, str | None]:
    """Return a route's health check, {} where it is the usual one, and the grace of tasks.

    `port` is the port that it asks where that is another one, `kind` is a key of USUAL.
    """
    check: dict[str, Any] = {}
    path = given if given and given.is_plain else below(given, "path")
    if path and kind != "nlb" and path.text not in ("", "/"):
        check["path"] = path.text
    if given and given.is_plain:
        given = None
    codes = below(given, "success_codes")
    if codes and kind != "nlb" and codes.text != "200":
        check["success_codes"] = codes.text
    if port:
        check["port"] = port
    for field, usual in USUAL[kind].items():
        value = below(given, field)
        if field == "timeout" and kind == "nlb":
            if value:
                value.leave("a check that only connects has no time of its own")
            continue
        chosen = _chosen(field, value, usual)
        if chosen != _SPEC[field]:
            check[field] = chosen
    grace = span(below(given, "grace_period"))
    return (check["path"] if set(check) == {"path"} else check), grace


def _chosen(field: str, given: Given | None, usual: str | int) -> Any:
    """Return what is said, within what AWS allows, or what is usual."""
    said = span(given) if isinstance(usual, str) else number(given)
    if given is None or said is None:
        return usual
    amount = seconds(said) if isinstance(said, str) else said
    limits = _LIMITS[field]
    if amount is None or limits.low <= amount <= limits.high:
        return said
    bound = limits.low if amount < limits.low else limits.high
    given.changed(f"target groups take {limits.low} to {limits.high}")
    return f"{bound}s" if isinstance(said, str) else bound
