"""Rules of `application` and `platform`: that the two are there, and say what is needed."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.platform import ExistingBalancer, Platform
from tfgen.resolve import Cluster, Route, Service, Workload
from tfgen.rules import over
from tfgen.rules.rule import Path, codes_of, finding, rule

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


RULES = (both_are_there, platform_is_told, subnets_are_told, balancers_are_told)
