"""Rules of classic load balancers, which lead to instances and know no tasks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.resolve.load_balancers import ClassicListener
from tfgen.rules import over
from tfgen.rules.balancer_listeners import NO_CERTIFICATE
from tfgen.rules.rule import again, finding, listed, rule

_CLASSIC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic"
_INTRODUCTION = f"{_CLASSIC}/introduction.html"
_LISTENERS = f"{_CLASSIC}/elb-listener-config.html"
_ALONE = ("load_balancers",)
_GROUPS = ("load_balancers", "instance_groups")

_LISTENER_COUNT = Code(
    "RULE202",
    "classic-listener-missing-or-twice",
    what="A classic load balancer has no listener, or two on one port.",
    why=(
        "ELB creates a classic balancer with one listener or more, and a port has one: a second "
        "with another target fails at apply, DuplicateListener."
    ),
    help="Write listeners, each on a port of its own.",
    source=_LISTENERS,
)
_NO_INSTANCES = Code(
    "RULE206",
    "classic-without-instances",
    what="A classic load balancer has no instances behind it.",
    why=(
        "It leads to the instances of autoscaling groups. Without any it answers 503 to every "
        "request, and closes connections that are not HTTP."
    ),
    help="Write instance_groups, or use an application or network balancer.",
    source=_INTRODUCTION,
)


@rule(
    Code(
        "RULE201",
        "classic-balancer-is-legacy",
        what="A load balancer is a classic one: a legacy.",
        why=(
            "AWS keeps it as the previous generation and recommends the others. It knows neither "
            "tasks nor hosts and paths, and the circuit breaker of ECS does not watch it."
        ),
        help="Use type: application or network, unless something still needs this one.",
        source=_INTRODUCTION,
        severity=Severity.WARNING,
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def classic_is_legacy(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Warn of a classic balancer: AWS recommends the others, and ECS's deployments watch none."""
    if balancer.type == "classic":
        title = f"load balancer {balancer.key} is a classic one"
        message = f"{title}: a legacy, which leads to instances and knows no tasks"
        help = "use application or network, unless something still needs this one"
        yield finding(cluster, "RULE201", (*balancer.path, "type"), message, help)


@rule(_LISTENER_COUNT, sections=_ALONE, over=over.load_balancers)
def classic_listens(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Ask for the listeners of a classic balancer."""
    if balancer.type == "classic" and not balancer.listeners:
        message = f"classic load balancer {balancer.key} has no listener"
        help = "write listeners: {http: {port: 80, protocol: http, instance_port: 8080}}"
        yield finding(cluster, "RULE202", balancer.path, message, help, key=True)


@rule(_LISTENER_COUNT, sections=_ALONE, over=over.load_balancers)
def classic_ports_differ(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Demand a port of its own for each listener of a classic balancer."""
    # By number alone: a listener of HTTP and one of TCP cannot share a port either.
    for name, other in again(each(_listeners(balancer), _port)):
        message = f"listeners {other} and {name} are both on port {balancer.listeners[name].port}"
        at = (*balancer.path, "listeners", name, "port")
        yield finding(cluster, "RULE202", at, message, "give one another port")


def _listeners(balancer: LoadBalancer) -> list[tuple[LoadBalancer, str, ClassicListener]]:
    # Other types have listeners too, of which the language knows other fields.
    if balancer.type != "classic":
        return []
    return [(balancer, name, listener) for name, listener in balancer.listeners.items()]


def _port(item: tuple[LoadBalancer, str, ClassicListener]) -> list[tuple[int, str]]:
    _, name, listener = item
    return [(listener.port, name)]


def _every_listener(cluster: Cluster) -> Iterator[tuple[LoadBalancer, str, ClassicListener]]:
    return each(cluster.load_balancers.values(), _listeners)


@rule(NO_CERTIFICATE, sections=_ALONE, over=_every_listener)
def secure_listeners_have_certificate(
    cluster: Cluster,
    balancer: LoadBalancer,
    name: str,
    listener: ClassicListener,
) -> Iterator[Diagnostic]:
    """Ask for the certificate of a classic balancer's HTTPS and SSL listeners."""
    if listener.protocol in ("https", "ssl") and not balancer.certificate_arns:
        speaks = f"listener {name} of load balancer {balancer.key} speaks {listener.protocol}"
        message = f"{speaks}, and has no certificate"
        # The code's own page is about the listeners of network balancers.
        help = f"write load_balancers.{balancer.key}.certificate_arns ({_LISTENERS})"
        at = (*balancer.path, "listeners", name, "protocol")
        yield finding(cluster, "RULE203", at, message, help)


@rule(_NO_INSTANCES, sections=_GROUPS, over=over.load_balancers)
def classic_has_instances(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Ask for an instance group behind a classic balancer."""
    if balancer.type == "classic" and not cluster.instance_groups:
        message = f"classic load balancer {balancer.key} has no instances behind it"
        help = "write instance_groups, or use type: application"
        yield finding(cluster, "RULE206", (*balancer.path, "type"), message, help)


@rule(_NO_INSTANCES, sections=_GROUPS, over=over.load_balancers)
def classic_groups_exist(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold a classic balancer to instance groups of the spec."""
    if balancer.type != "classic":
        return
    for index, group in enumerate(balancer.instance_groups):
        if group not in cluster.instance_groups:
            known = list(cluster.instance_groups)
            message = f"there is no instance group {shown(group)}"
            help = closest(group, known) or f"use {listed(known)}"
            at = (*balancer.path, "instance_groups", index)
            yield finding(cluster, "RULE206", at, message, help)


RULES = (
    classic_is_legacy,
    classic_listens,
    classic_ports_differ,
    secure_listeners_have_certificate,
    classic_has_instances,
    classic_groups_exist,
)
