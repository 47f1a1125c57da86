"""Rules of how a balancer asks tasks: codes of gRPC and of HTTP, and HTTPS for gRPC."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts.limits import GRPC_CODES, HTTP_CODES, NETWORK_CODES
from tfgen.language.load_balancers import HealthCheck
from tfgen.resolve import Cluster, Route, Service
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_GROUPS = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-target-groups.html"
)
_BOTH = ("services", "load_balancers")


@rule(
    Code(
        "RULE312",
        "grpc-without-https",
        what="Requests of gRPC come from a balancer that does not speak HTTPS.",
        why="A balancer takes requests of gRPC on HTTPS listeners only.",
        help="Give the balancer a certificate: certificate_arns, or dns.",
        source=_GROUPS,
    ),
    sections=_BOTH,
    over=over.routes,
)
def grpc_has_https(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand HTTPS, and HTTPS alone, of a balancer that a route of gRPC comes from."""
    if route.protocol != "grpc" or route.balancer_type != "application":
        return
    balancer = cluster.load_balancers[route.load_balancer]
    if balancer.https and balancer.http != "forward":
        return
    message = f"load balancer {balancer.key} speaks plain HTTP, and gRPC needs HTTPS"
    help = f"write load_balancers.{balancer.key}.certificate_arns, or dns"
    if balancer.https:
        message = f"port 80 of load balancer {balancer.key} would get the rule too"
        help = f"write http: redirect for load balancer {balancer.key}"
    yield finding(cluster, "RULE312", (*route.path, "protocol"), message, help)


@rule(
    Code(
        "RULE313",
        "success-codes-of-another-protocol",
        what="A health check waits for codes that its protocol does not have.",
        why=(
            "A target group of gRPC takes codes 0 to 99, of which 0 is OK and 12 UNIMPLEMENTED; "
            "one of HTTP takes 200 to 499, that of a network balancer 200 to 599. The first code "
            "of a range is the lower one."
        ),
        help="Write codes of the route's protocol.",
        source=HTTP_CODES.source,
    ),
    sections=_BOTH,
    over=over.routes,
)
def codes_of_the_protocol(
    cluster: Cluster,
    service: Service,
    route: Route,
) -> Iterator[Diagnostic]:
    """Hold the codes of a route's health check to those of its protocol."""
    takes, noun = HTTP_CODES, "HTTP"
    if route.protocol == "grpc":
        takes, noun = GRPC_CODES, "gRPC"
    if route.listen:
        takes = NETWORK_CODES
    if route.check_protocol != "tcp":
        for words in _wrong(route.health_check, takes.low, takes.high):
            path: Path = (*route.path, "health_check", "success_codes")
            message = f"{words} is no code of {noun}, which has {takes.low} to {takes.high} here"
            help = f"write {noun} codes, such as {_such_as(noun)}"
            yield finding(cluster, "RULE313", path, message, help)


def _such_as(noun: str) -> str:
    return {"gRPC": '"0" or "0-99"', "HTTP": "200 or 200-299"}[noun]


def _wrong(check: HealthCheck, low: int, high: int) -> Iterator[str]:
    """Yield each code or range of a list that lies outside, or runs backwards."""
    for words in check.success_codes.split(","):
        codes = [int(code) for code in re.findall(r"\d+", words)]
        if codes != sorted(codes) or codes[0] < low or codes[-1] > high:
            yield words


RULES = (grpc_has_https, codes_of_the_protocol)
