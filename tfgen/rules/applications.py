"""Rules of `application` and `platform`: that the two are there, and say what is needed."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.platform import ExistingBalancer, Platform
from tfgen.resolve import Cluster, Route, Service, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, codes_of, finding, listed, rule

PLATFORM: Path = ("platform",)
_NETWORKING = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html"
)


@rule(
    Code(
        "RULE401",
        "application-without-platform",
        what="An application has no platform, or a platform no application.",
        why=(
            "An application's tree makes no network, cluster or balancer: it finds those of its "
            "platform. And its name is part of all its names, so that several share a cluster."
        ),
        help="Write both application and platform, or neither of them.",
    ),
    sections=("application", "platform"),
)
def both_are_there(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse an application without a platform, and the other way round."""
    if cluster.application and cluster.platform is None:
        message = f"application {cluster.application} has no platform to run on"
        help = "write platform: <path of the platform's spec>, or platform: {cluster: …, vpc_id: …}"
        yield finding(cluster, "RULE401", ("application",), message, help, key=True)
    if cluster.platform and cluster.application is None:
        message = "what runs on a platform is an application, and has a name"
        help = "write application: <name>, of lower-case letters and digits"
        yield finding(cluster, "RULE401", PLATFORM, message, help, key=True)


@rule(
    Code(
        "RULE402",
        "platform-not-told",
        what="What is needed of a platform that exists is not told.",
        why=(
            "tfgen knows of such a platform what the spec says, and a tree that names what "
            "nobody told could not be planned."
        ),
        help="Write what the message names under platform.",
    ),
    sections=("platform",),
)
def platform_is_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the names without which nothing can be found."""
    platform = _told(cluster)
    if platform is None:
        return
    for field, example in (("cluster", "<name>"), ("vpc_id", "vpc-…")):
        if getattr(platform, field) is None:
            message = f"platform says no {field}"
            help = f"write {field}: {example}, or spec: <path of the platform's spec>"
            yield finding(cluster, "RULE402", PLATFORM, message, help, key=True)


def _told(cluster: Cluster) -> Platform | None:
    """Return a platform that the spec itself describes."""
    if cluster.platform is None or cluster.platform.spec:
        return None
    return cluster.platform


def _missing(cluster: Cluster, path: Path, message: str, help: str) -> Diagnostic:
    also = ((PLATFORM, "the platform"),)
    return finding(cluster, "RULE403", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE403",
        "platform-lacks",
        what="A service or job needs something of the platform that is not told.",
        why=(
            "Tasks in awsvpc mode stand in subnets, and let a balancer in by its security group; a "
            "route adds its rule to a listener. Of a platform that exists tfgen knows none but "
            "those that the spec names."
        ),
        help="Write what the message names under platform.",
        source=_NETWORKING,
    ),
    sections=("platform", "services", "jobs", "cluster", "instance_groups"),
    over=over.workloads,
)
def subnets_are_told(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Ask for the subnets of tasks with a network of their own."""
    platform = _told(cluster)
    if platform is None or not workload.awsvpc:
        return
    field = f"{workload.subnets}_subnets"
    if not getattr(platform, field):
        message = f"tasks of {workload.kind} {workload.key} stand in {workload.subnets} subnets"
        help = f"write platform.{field}: {{<zone>: subnet-…}}"
        yield _missing(cluster, workload.path, message, help)


def _routes(cluster: Cluster) -> Iterator[tuple[Service, Route]]:
    return over.routes(cluster)


@rule(
    *codes_of(subnets_are_told),
    sections=("platform", "services", "cluster", "instance_groups", "load_balancers"),
    over=_routes,
)
def balancers_are_told(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Ask for the listener that a route adds its rule to, and for the balancer's security group."""
    platform = _told(cluster)
    if platform is None or route.load_balancer not in platform.load_balancers:
        return
    balancer = platform.load_balancers[route.load_balancer]
    yield from _listener_told(cluster, route, balancer)
    if service.awsvpc and balancer.security_group is None:
        named = f"load_balancers.{route.load_balancer}"
        message = f"tasks of service {service.key} let {named} in by its security group"
        help = f"write platform.{named}.security_group: sg-…"
        yield _missing(cluster, route.path, message, help)


def _listener_told(
    cluster: Cluster, route: Route, balancer: ExistingBalancer
) -> Iterator[Diagnostic]:
    listeners = (balancer.https_listener_arn, balancer.http_listener_arn)
    if balancer.type == "application" and not any(listeners):
        named = f"load_balancers.{route.load_balancer}"
        message = f"route {route.key} adds its rule to a listener of {named}"
        help = f"write platform.{named}.https_listener_arn: arn:aws:elasticloadbalancing:…"
        yield _missing(cluster, route.path, message, help)


@rule(
    Code(
        "RULE414",
        "owner-opens",
        what="Ways that the owner of a platform has to open, for tfgen adds no rules to it there.",
        why=(
            "Of a platform that tfgen did not make nobody knows here who may connect to a network "
            "balancer, which ports its instances open to balancers, and where these connect to."
        ),
        help="Have the platform's owner open these, and look at the targets' health then.",
        source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html",
        severity=Severity.NOTE,
    ),
    sections=("platform", "services", "cluster", "instance_groups", "load_balancers"),
)
def owners_open_the_rest(cluster: Cluster) -> Iterator[Diagnostic]:
    """Say once which connections only the owner of a platform can open."""
    platform = _told(cluster)
    if platform is None:
        return
    ways = list(dict.fromkeys(each(cluster.services.values(), lambda one: _ways(platform, one))))
    if ways:
        message = f"the platform's owner lets {listed(ways, 'and')}"
        help = "check the security groups there, and the targets' health after the apply"
        yield finding(cluster, "RULE414", PLATFORM, message, help, key=True)


def _ways(platform: Platform, service: Service) -> Iterator[str]:
    """Yield the connections to a service by way of what its platform's owner decides."""
    for route in service.routes.values():
        if route.load_balancer not in platform.load_balancers:
            continue
        if route.listener:
            port, protocol = route.listener
            yield f"clients connect to {route.load_balancer} at {port}/{protocol}"
        if route.auth:
            yield f"{route.load_balancer} connect to the identity provider at 443/tcp"
        for group in service.groups:
            # A port that Docker chooses, which tfgen's own platforms open to their balancers.
            if not service.awsvpc and not _is_fixed(service, route):
                instances = f"the instances of group {group} at 32768-65535/tcp"
                yield f"{route.load_balancer} connect to {instances}"


def _is_fixed(service: Service, route: Route) -> bool:
    return bool(route.container_port and service.host_port(route.container_port))


RULES = (
    owners_open_the_rest,
    both_are_there,
    platform_is_told,
    subnets_are_told,
    balancers_are_told,
)
