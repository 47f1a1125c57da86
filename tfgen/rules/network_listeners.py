"""Rules of the listeners that routes make on network balancers: ports and certificates."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster, Route, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.balancer_listeners import NO_CERTIFICATE
from tfgen.rules.rule import Path, again, finding, rule

_BOTH = ("services", "load_balancers")
# A route of an application balancer has no listener of its own: these pass any check.
_NO_LISTENER = (1, "")

_PORT = Code(
    "RULE229",
    "listener-port-taken",
    what="A listener is on a port that is taken, or that is none.",
    why=(
        "A balancer has one listener for each port from 1 to 65535, which here leads to one "
        "service. A second one fails at apply: DuplicateListener."
    ),
    help="Use another port from 1 to 65535.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
)


@rule(_PORT, sections=_BOTH)
def listeners_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two listeners on one port of a network balancer."""
    for (port, at), (_, other) in again(each(over.routes(cluster), _listener)):
        message = f"port {port} of the balancer leads to service {other[1]} already"
        also = ((other, "the other listener"),)
        yield finding(cluster, "RULE229", at, message, "use another port", also=also)


def _listener(item: tuple[Service, Route]) -> Iterator[tuple[tuple[str, int], tuple[int, Path]]]:
    _, route = item
    if route.listener and route.balancer_type == "network":
        # TCP and UDP on one port are one listener too, of protocol TCP_UDP.
        port, _ = route.listener
        yield (route.load_balancer, port), (port, (*route.path, "listen"))


@rule(_PORT, sections=_BOTH, over=over.routes)
def listener_ports_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Refuse listeners on ports out of range."""
    port, _ = route.listener or _NO_LISTENER
    if route.balancer_type == "network" and not 1 <= port <= 65535:
        at = (*route.path, "listen")
        yield finding(cluster, "RULE229", at, f"there is no port {port}", "write 1 to 65535")


@rule(NO_CERTIFICATE, sections=_BOTH, over=over.routes)
def tls_has_certificate(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Refuse listeners with TLS without a certificate."""
    _, protocol = route.listener or _NO_LISTENER
    if route.balancer_type != "network" or protocol != "tls":
        return
    balancer = cluster.load_balancers[route.load_balancer]
    # A certificate that tfgen orders stands behind dns, and has no ARN yet.
    if not balancer.certificate_arns and not balancer.issues_certificate:
        needs = "a listener with tls needs a certificate"
        message = f"{needs}, and load balancer {balancer.key} has none"
        help = "write certificate_arns or dns for the balancer"
        yield finding(cluster, "RULE203", (*route.path, "listen"), message, help)


RULES = (
    listeners_differ,
    listener_ports_exist,
    tls_has_certificate,
)
