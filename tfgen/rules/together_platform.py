"""Rules across specs, of an application and what the platform whose spec it names lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.capacity import FARGATE
from tfgen.resolve import Workload
from tfgen.resolve.instance_groups import DRIVERS
from tfgen.rules.applications import PLATFORM
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Path, as_said, finding, place, written

_CONNECT = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts.html"
)

_NO_NAMESPACE = Code(
    "RULE408",
    "platform-without-namespace",
    what="A service has Service Connect, and the platform makes no namespace for it.",
    why=(
        "Peers know each other in one namespace, which is the platform's: each application would "
        "look for it and find nothing."
    ),
    help="Write cluster.service_connect in the platform's spec, and apply it first.",
    source=_CONNECT,
)
_NO_FARGATE = Code(
    "RULE409",
    "platform-without-fargate",
    what="An application runs on Fargate, and the platform's cluster does not take it.",
    why=(
        "A cluster starts tasks on the capacity providers that it is associated with. tfgen "
        "associates those of Fargate that the spec's own tasks use, or that cluster.fargate names."
    ),
    help="Write cluster.fargate in the platform's spec, and apply it first.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
)
_NO_ENDPOINT = Code(
    "RULE410",
    "platform-without-endpoint",
    what="An application needs an endpoint that the platform's VPC has not.",
    why=(
        "Without a way out, what tasks need of AWS they reach by endpoints alone. With nat: none "
        "a platform makes those that its own tasks need, or that network.endpoints names."
    ),
    help="Add the endpoint to network.endpoints in the platform's spec, and apply it first.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
)
_NO_LOG_DRIVER = Code(
    "RULE411",
    "platform-without-log-driver",
    what="Logs of an application need a log driver that the platform's instances do not allow.",
    why=(
        "The agent places a task only on instances whose agent allows the log drivers of its "
        "containers. tfgen allows those that the logs of the platform's own tasks need."
    ),
    help="Add the driver to log_drivers of the instance group in the platform's spec.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
)
_NO_LOGINS = Code(
    "RULE525",
    "platform-without-logins",
    what="Users of an application log in at a balancer of the platform that asks no provider.",
    why=(
        "A balancer asks the identity provider who a user is, by HTTPS out of its security group. "
        "tfgen opens that where the platform's own routes have logins. Else each answers HTTP 500."
    ),
    help="Add a security group that lets HTTPS out to the balancer in the platform's spec.",
    source=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
        "listener-authenticate-users.html"
    ),
)
CODES: tuple[Code, ...] = (_NO_NAMESPACE, _NO_FARGATE, _NO_ENDPOINT, _NO_LOG_DRIVER, _NO_LOGINS)


def stands(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse what an application needs and its platform, the first, does not make."""
    yield from _namespace_stands(pair)
    yield from _fargate_stands(pair)
    yield from _endpoints_stand(pair)
    yield from _log_drivers_stand(pair)
    yield from _providers_are_asked(pair)


def _namespace_stands(pair: Pair) -> Iterator[Diagnostic]:
    platform = pair.first
    if platform.makes_namespace or platform.namespace.startswith("arn:"):
        return
    for service in pair.second.connected.values():
        message = f"{platform.file} makes no namespace for Service Connect"
        help = f"write cluster: {{service_connect: {platform.name}}} there, and apply it first"
        path = (*service.path, "service_connect")
        yield _lacks(pair, _NO_NAMESPACE, path, ("cluster",), message, help)
        return


def _fargate_stands(pair: Pair) -> Iterator[Diagnostic]:
    for workload in pair.second.workloads:
        for capacity in sorted(workload.capacity):
            if capacity in FARGATE and capacity not in pair.first.fargate:
                message = f"the cluster of {pair.first.file} does not take {capacity}"
                every = sorted({*pair.first.fargate, *pair.second.fargate})
                help = f"write cluster: {{fargate: [{', '.join(every)}]}} there, and apply it first"
                path = written(pair.second, (*workload.path, "capacity"), workload.path)
                yield _lacks(pair, _NO_FARGATE, path, ("cluster",), message, help)
                return


def _endpoints_stand(pair: Pair) -> Iterator[Diagnostic]:
    there = pair.first.network
    missing = sorted({*pair.second.network.endpoints} - {*there.endpoints})
    if missing:
        needed = pair.second.network.needed_endpoints
        reasons = "; ".join(f"{name}: {needed[name]}" for name in missing if name in needed)
        message = f"the VPC of {pair.first.file} has no endpoint {', '.join(missing)} ({reasons})"
        every = sorted({*there.endpoints, *missing})
        help = f"write network: {{endpoints: [{', '.join(every)}]}} there, and apply it first"
        yield _lacks(pair, _NO_ENDPOINT, PLATFORM, ("network",), message, help)


def _log_drivers_stand(pair: Pair) -> Iterator[Diagnostic]:
    for workload in pair.second.workloads:
        for key in workload.groups:
            there = pair.first.instance_groups[key].log_drivers
            missing = [driver for driver in _drivers(workload) if driver not in there]
            if missing:
                message = f"instances of {key} in {pair.first.file} do not allow {missing[0]}"
                every = ", ".join((*there, *missing))
                help = f"write log_drivers: [{every}] there, and apply it first"
                group = ("instance_groups", key)
                yield _lacks(pair, _NO_LOG_DRIVER, workload.path, group, message, help)


def _providers_are_asked(pair: Pair) -> Iterator[Diagnostic]:
    for service in pair.second.services.values():
        for route in service.routes.values():
            if route.auth is None:
                continue
            balancer = pair.first.load_balancers[route.load_balancer]
            if balancer.has_logins or balancer.security_groups:
                continue
            asks = f"load balancer {balancer.key} of {pair.first.file}"
            message = f"the security group of {asks} lets nothing out to an identity provider"
            help = "write security_groups there, with one that lets HTTPS out, and apply it first"
            path = (*route.path, "auth")
            yield _lacks(pair, _NO_LOGINS, path, balancer.path, message, help)


def _drivers(workload: Workload) -> tuple[str, ...]:
    return DRIVERS[workload.logs.destination.type]


def _lacks(
    pair: Pair, code: Code, path: Path, of_platform: Path, message: str, help: str
) -> Diagnostic:
    diagnostic = finding(pair.second, code.code, path, message, help, key=True)
    also = ((place(pair.first, of_platform, key=True), f"in {pair.first.file}"),)
    return replace(as_said(diagnostic, code), also=also)
