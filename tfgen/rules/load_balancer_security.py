"""Security findings of load balancers: encryption, logs, and what keeps one from being deleted."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.rules import over
from tfgen.rules.rule import finding, listed, rule

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html"
_ACM = "https://docs.aws.amazon.com/acm/latest/userguide"
_SECTIONS = ("security", "load_balancers")


@rule(
    Code(
        "SEC001",
        "balancer-answers-http",
        what="A load balancer answers plain HTTP.",
        why="Whoever is between client and balancer reads and changes what they say, passwords "
        "and cookies too.",
        help="Write certificate_arns, or dns for a certificate that ACM issues, and http: "
        "redirect.",
        source=f"{_HUB}#elb-1",
    ),
    sections=_SECTIONS,
    over=over.load_balancers,
)
def balancer_speaks_tls(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find balancers that answer plain HTTP."""
    if balancer.type != "application" or balancer.http != "forward":
        return
    message = f"load balancer {balancer.key} answers plain HTTP: it has no certificate"
    help = "write certificate_arns, or dns for one that ACM issues"
    if balancer.https:
        message = f"load balancer {balancer.key} answers plain HTTP beside HTTPS"
        help = "write http: redirect, or remove http"
    # Without a certificate http: forward is the default, and stands nowhere.
    field = "http" if cluster.wrote(*balancer.path, "http") else "certificate_arns"
    yield finding(cluster, "SEC001", (*balancer.path, field), message, help)


@rule(
    Code(
        "SEC002",
        "balancer-without-access-logs",
        what="A load balancer keeps no access logs.",
        why="They alone tell who asked for what, and what the answer was; also of requests that "
        "no task got to see.",
        help="Remove access_logs: false.",
        source=f"{_HUB}#elb-5",
    ),
    sections=_SECTIONS,
    over=over.load_balancers,
)
def balancer_logs_access(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find balancers without access logs."""
    if balancer.access_logs is None:
        path = (*balancer.path, "access_logs")
        message = f"load balancer {balancer.key} keeps no access logs"
        yield finding(cluster, "SEC002", path, message, "remove access_logs: false")


@rule(
    Code(
        "SEC003",
        "balancer-unprotected",
        what="A load balancer has no deletion protection.",
        why="One wrong command deletes it. A new one has another name in DNS, so that names "
        "outside of the cluster lead nowhere until somebody changes them.",
        help="Remove deletion_protection: false.",
        source=f"{_HUB}#elb-6",
    ),
    sections=_SECTIONS,
    over=over.load_balancers,
)
def balancer_protected(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find balancers that one wrong command deletes."""
    # Classic balancers know no such protection.
    if not balancer.deletion_protection and balancer.type != "classic":
        path = (*balancer.path, "deletion_protection")
        message = f"load balancer {balancer.key} has no deletion protection"
        yield finding(cluster, "SEC003", path, message, "remove deletion_protection: false")


@rule(
    Code(
        "SEC009",
        "tls-policy-outdated",
        what="The TLS policy of a load balancer lets in TLS 1.1 or older.",
        why="TLS 1.0 and 1.1 rest on hashes that are broken, and were withdrawn in 2021 (RFC "
        "8996). All current clients speak 1.2 at least.",
        help="Use ELBSecurityPolicy-TLS13-1-2-2021-06.",
        source=f"{_HUB}#elb-17",
    ),
    sections=_SECTIONS,
    over=over.load_balancers,
)
def policy_is_modern(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find TLS policies that let in TLS 1.1 and older."""
    # Of a policy that ELB does not know RULE049 tells.
    oldest = aws.SSL_POLICIES.get(balancer.ssl_policy, "1.2")
    if balancer.https and oldest < "1.2":
        path = (*balancer.path, "ssl_policy")
        message = f"the TLS policy of load balancer {balancer.key} lets in TLS {oldest}"
        yield finding(cluster, "SEC009", path, message, "use ELBSecurityPolicy-TLS13-1-2-2021-06")


@rule(
    Code(
        "SEC026",
        "certificate-for-wildcard",
        what="A certificate is for a wildcard name.",
        why="It proves every host below the name, also those that are none of the cluster's: "
        "whoever can use it can play any of them.",
        help="Name the hosts.",
        source=f"{_ACM}/acm-certificate-characteristics.html",
    ),
    sections=_SECTIONS,
    over=over.load_balancers,
)
def certificate_names_hosts(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find certificates for a wildcard: with its key any host below the name can be played."""
    if balancer.wildcards:
        path = (*balancer.path, "dns", "names")
        hosts = f"every host of {listed(balancer.wildcards, 'and')}"
        message = f"the certificate of load balancer {balancer.key} stands for {hosts}"
        yield finding(cluster, "SEC026", path, message, "name the hosts")


RULES = (
    balancer_speaks_tls,
    balancer_logs_access,
    balancer_protected,
    policy_is_modern,
    certificate_names_hosts,
)
