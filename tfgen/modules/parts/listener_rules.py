"""What rules of application balancers' listeners ask, and on which listeners they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.hcl import Value
from tfgen.language.platform import ExistingBalancer
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import listener_arn
from tfgen.resolve import AnyRule, Cluster


def on_listeners(
    cluster: Cluster, rule: AnyRule, key: str
) -> Iterator[tuple[str, dict[str, Value]]]:
    """Yield a rule for each listener that answers requests, under keys of their own."""
    for listener in _answering_listeners(cluster, rule.balancer):
        own = key
        if listener == "http":
            own += " http"
        yield (
            own,
            {
                "listener_arn": listener_arn(cluster, rule.balancer, listener),
                "priority": rule.priority,
                **_conditions(rule),
            },
        )


def _answering_listeners(cluster: Cluster, balancer_key: str) -> Iterator[str]:
    """Yield the listeners that answer requests; port 80 often only sends them on to 443."""
    platform = cluster.platform
    if platform and balancer_key in platform.load_balancers:
        yield from _given_listeners(platform.load_balancers[balancer_key])
        return
    balancer = cluster.load_balancers[balancer_key]
    if balancer.https:
        yield "https"
    if balancer.http == "forward":
        yield "http"


def _given_listeners(balancer: ExistingBalancer) -> Iterator[str]:
    if balancer.https_listener_arn:
        yield "https"
    if balancer.http_listener_arn:
        yield "http"


def _conditions(rule: AnyRule) -> Mapping[str, Value]:
    match = rule.match
    conditions: dict[str, Value] = {"host": match.host or None, "path": match.path_pattern or None}
    conditions |= changed(match, "methods", "headers", "source_cidrs")
    return {name: value for name, value in conditions.items() if value is not None}
