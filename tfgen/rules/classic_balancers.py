"""Rules of classic load balancers, which lead to instances and know no tasks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.resolve.load_balancers import ClassicListener
from tfgen.rules import over
from tfgen.rules.rule import Rule, again, finding, listed

_CLASSIC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic"
_LEGACY = f"{_CLASSIC}/introduction.html"
_LISTENERS = f"{_CLASSIC}/elb-listener-config.html"


def classic_is_legacy(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Warn of a classic balancer: AWS recommends the others, and ECS's deployments watch none.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html
    """
    if balancer.type == "classic":
        what = f"load balancer {balancer.key} is a classic one"
        message = f"{what}: a legacy, which leads to instances and knows no tasks"
        help = "use application or network, unless something still needs this one"
        at, severity = (*balancer.path, "type"), Severity.WARNING
        yield finding(cluster, "RULE201", at, message, help, source=_LEGACY, severity=severity)


def classic_listens(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Ask for the listeners of a classic balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
    """
    if balancer.type == "classic" and not balancer.listeners:
        message = f"classic load balancer {balancer.key} has no listener"
        help = "write listeners: {http: {port: 80, protocol: http, instance_port: 8080}}"
        at, source = balancer.path, _LISTENERS
        yield finding(cluster, "RULE202", at, message, help, key=True, source=source)


def classic_ports_differ(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Demand a port of its own for each listener of a classic balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
    """
    for name, other in again(each(_listeners(balancer), _port)):
        message = f"listeners {other} and {name} are both on port {balancer.listeners[name].port}"
        at, source = (*balancer.path, "listeners", name, "port"), _LISTENERS
        yield finding(cluster, "RULE202", at, message, "give one another port", source=source)


def _listeners(balancer: LoadBalancer) -> list[tuple[LoadBalancer, str, ClassicListener]]:
    if balancer.type != "classic":
        return []
    return [(balancer, name, listener) for name, listener in balancer.listeners.items()]


def _port(item: tuple[LoadBalancer, str, ClassicListener]) -> list[tuple[int, str]]:
    _, name, listener = item
    return [(listener.port, name)]


def _every_listener(cluster: Cluster) -> Iterator[tuple[LoadBalancer, str, ClassicListener]]:
    return each(cluster.load_balancers.values(), _listeners)


def secure_listeners_have_certificate(
    cluster: Cluster,
    balancer: LoadBalancer,
    name: str,
    listener: ClassicListener,
) -> Iterator[Diagnostic]:
    """Ask for the certificate of a classic balancer's HTTPS and SSL listeners.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
    """
    if listener.protocol in ("https", "ssl") and not balancer.certificate_arns:
        what = f"listener {name} of load balancer {balancer.key} speaks {listener.protocol}"
        help = f"write load_balancers.{balancer.key}.certificate_arns"
        at = (*balancer.path, "listeners", name, "protocol")
        message, source = f"{what}, and has no certificate", _LISTENERS
        yield finding(cluster, "RULE203", at, message, help, source=source)


def classic_has_instances(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Ask for an instance group behind a classic balancer."""
    if balancer.type == "classic" and not cluster.instance_groups:
        message = f"classic load balancer {balancer.key} has no instances behind it"
        help = "write instance_groups, or use type: application"
        yield finding(cluster, "RULE206", (*balancer.path, "type"), message, help)


def classic_groups_exist(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold a classic balancer to instance groups of the spec.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html
    """
    for index, group in enumerate(balancer.instance_groups if balancer.type == "classic" else ()):
        if group not in cluster.instance_groups:
            known = list(cluster.instance_groups)
            message = f"there is no instance group {shown(group)}"
            help = closest(group, known) or f"use {listed(known)}"
            at = (*balancer.path, "instance_groups", index)
            yield finding(cluster, "RULE206", at, message, help)


_ALONE = ("load_balancers",)
_GROUPS = ("load_balancers", "instance_groups")
RULES = (
    Rule(_ALONE, classic_is_legacy, over.load_balancers),
    Rule(_ALONE, classic_listens, over.load_balancers),
    Rule(_ALONE, classic_ports_differ, over.load_balancers),
    Rule(_ALONE, secure_listeners_have_certificate, _every_listener),
    Rule(_GROUPS, classic_has_instances, over.load_balancers),
    Rule(_GROUPS, classic_groups_exist, over.load_balancers),
)
