"""Rules of what load balancers answer to: addresses, DNS names, listeners, the default answer."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, again, finding, rule

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_RECORDS = (
    "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html"
)
_MUTUAL = f"{_ELB}/application/mutual-authentication.html"
_ALONE = ("load_balancers",)

NO_CERTIFICATE = Code(
    "RULE203",
    "listener-without-certificate",
    what="A listener or DNS name needs a certificate, and there is none.",
    why=(
        "With TLS the balancer itself answers the handshake, and shows a certificate that proves "
        "its name. ELB creates no HTTPS, SSL or TLS listener without one."
    ),
    help=(
        "Write certificate_arns for the balancer. Of an application or network balancer dns does "
        "too: tfgen then orders a certificate."
    ),
    source=f"{_ELB}/network/load-balancer-listeners.html",
)


@rule(
    Code(
        "RULE204",
        "static-ips-of-internal-balancer",
        what="An internal load balancer has static addresses.",
        why=(
            "They are elastic IPs, which are public. ELB gives them to the nodes of an "
            "internet-facing balancer alone; an internal one has addresses of its subnets."
        ),
        help="Remove static_ips, or write scheme: internet-facing.",
        source=f"{_ELB}/network/create-network-load-balancer.html",
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def static_addresses_are_public(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse elastic IPs of an internal balancer."""
    if balancer.static_ips and balancer.scheme == "internal":
        message = f"load balancer {balancer.key} is internal, and elastic IPs are public"
        help = "remove static_ips, or write scheme: internet-facing"
        at = (*balancer.path, "static_ips")
        yield finding(cluster, "RULE204", at, message, help)


@rule(
    Code(
        "RULE205",
        "dns-name-of-two-balancers",
        what="Two load balancers have one DNS name.",
        why=(
            "A name leads to a balancer by an alias record, and a hosted zone has one such record "
            "of a name. Route 53 refuses to create the second."
        ),
        help="Give one of the two another name.",
        source=_RECORDS,
    ),
    sections=_ALONE,
)
def names_lead_one_way(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a DNS name that two balancers of a spec both want in one hosted zone."""
    for (name, at), (_, other) in again(each(cluster.load_balancers.values(), _dns_names)):
        message = f"{name} cannot lead to load balancer {at[1]}: it leads to {other[1]}"
        also = ((other, "the other one"),)
        help = f"remove {name} from {at[1]} or {other[1]}"
        yield finding(cluster, "RULE205", at, message, help, also=also)


def _dns_names(balancer: LoadBalancer) -> Iterator[tuple[tuple[str, str], tuple[str, Path]]]:
    if balancer.dns:
        for index, name in enumerate(balancer.dns.names):
            at = (*balancer.path, "dns", "names", index)
            # The zone belongs to it: a private and a public one may both have the name.
            yield (str(balancer.dns.zone_id), name), (name, at)


@rule(
    Code(
        "RULE048",
        "http-without-https",
        what="A load balancer has no listener that answers.",
        why=(
            "Port 80 redirects to HTTPS or is closed, and HTTPS has no certificate and hence no "
            "listener. Clients are sent to a port where nobody listens."
        ),
        help="Write certificate_arns or dns, or http: forward.",
        source=f"{_ELB}/APIReference/API_RedirectActionConfig.html",
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def http_has_https(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Ask for a certificate where port 80 redirects to HTTPS or is closed.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
    """
    # Only where http is written: by default it forwards as long as there is no HTTPS.
    if balancer.type != "application" or balancer.https or balancer.http == "forward":
        return
    does = "has no listener at all"
    if balancer.http == "redirect":
        does = "redirects to HTTPS"
    message = f"load balancer {balancer.key} {does}, and no certificate makes HTTPS"
    help = "write certificate_arns or dns, or http: forward"
    yield finding(cluster, "RULE048", (*balancer.path, "http"), message, help)


@rule(
    Code(
        "RULE049",
        "tls-policy-unknown",
        what="ELB does not know the TLS policy.",
        why=(
            "A policy is a name for protocols and ciphers that AWS has put together; there are no "
            "others. A listener with an unknown one fails at apply: SSLPolicyNotFound."
        ),
        help="Write the name of one of ELB's policies.",
        source=f"{_ELB}/application/describe-ssl-policies.html",
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def policy_known(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold ssl_policy to the policies of ELB."""
    # Also where no listener speaks TLS yet: a slip would wait for the day on which one does.
    policy = balancer.ssl_policy
    if policy not in aws.SSL_POLICIES:
        message = f"ELB has no TLS policy {shown(policy)}"
        near = closest(policy, list(aws.SSL_POLICIES))
        help = near or "use ELBSecurityPolicy-TLS13-1-2-2021-06"
        yield finding(cluster, "RULE049", (*balancer.path, "ssl_policy"), message, help)


@rule(
    Code(
        "RULE050",
        "fixed-response-status",
        what="A fixed response cannot have this status.",
        why=(
            "ELB answers by itself with 2xx, 4xx and 5xx. A 3xx needs a place to go to, for which "
            "ELB has an action of its own, the redirect."
        ),
        help="Write a status from 200 to 299 or from 400 to 599.",
        source=f"{_ELB}/APIReference/API_FixedResponseActionConfig.html",
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def fixed_response_status(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold a fixed response to the codes that ELB answers with: 2xx, 4xx and 5xx."""
    answers = ((rule.path, rule.fixed_response) for rule in balancer.rules.values())
    for path, response in ((balancer.path, balancer.fixed_response), *answers):
        # The language holds it to 200 to 599 already.
        if response and 300 <= response.status_code <= 399:
            at = (*path, "fixed_response", "status_code")
            message = f"a fixed response cannot have status {response.status_code}"
            yield finding(cluster, "RULE050", at, message, "write 200 to 299 or 400 to 599")


@rule(
    Code(
        "RULE051",
        "two-default-actions",
        what="A listener has two default actions.",
        why=(
            "What no route asks for gets one answer: the listener forwards it to the default "
            "target group, or answers by itself. The other one would never be used."
        ),
        help="Remove default_target_group or fixed_response.",
        source=f"{_ELB}/application/load-balancer-listeners.html",
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def one_default_action(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse a fixed response beside a default target group: one of them would never answer."""
    if balancer.fixed_response and balancer.default_target_group:
        both = f"load balancer {balancer.key} has both default_target_group and fixed_response"
        message = f"{both}, and a listener one default"
        help = "remove default_target_group or fixed_response"
        also = (((*balancer.path, "fixed_response"), "the fixed response"),)
        at = (*balancer.path, "default_target_group")
        yield finding(cluster, "RULE051", at, message, help, key=True, also=also)


@rule(
    Code(
        "RULE467",
        "verify-without-trust-store",
        what="Certificates of clients are to be verified, and there is no trust store.",
        why=(
            "A trust store holds the certificates of the authorities that clients are known by. "
            "ELB refuses a listener that verifies without one."
        ),
        help="Write trust_store_arn, or mode: passthrough.",
        source=_MUTUAL,
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def verified_by_trust_store(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Demand a trust store where certificates of clients are verified."""
    mutual = balancer.mutual_authentication
    if mutual and mutual.mode == "verify" and mutual.trust_store_arn is None:
        message = f"load balancer {balancer.key} verifies clients, and has no trust store"
        help = "write trust_store_arn, or mode: passthrough"
        at = (*balancer.path, "mutual_authentication")
        yield finding(cluster, "RULE467", at, message, help, key=True)


@rule(
    Code(
        "RULE468",
        "http-beside-mutual-tls",
        what="A load balancer with mutual TLS answers plain HTTP too.",
        why=(
            "Only HTTPS asks for certificates of clients. Who comes to port 80 shows none, and "
            "reaches the same services."
        ),
        help="Write http: redirect or none.",
        source=_MUTUAL,
    ),
    sections=_ALONE,
    over=over.load_balancers,
)
def http_lets_nobody_by(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse plain HTTP beside certificates of clients."""
    mutual = balancer.mutual_authentication
    if mutual and mutual.mode != "off" and balancer.https and balancer.http == "forward":
        message = f"port 80 of load balancer {balancer.key} asks clients for no certificate"
        at = (*balancer.path, "http")
        yield finding(cluster, "RULE468", at, message, "write http: redirect or none")


RULES = (
    verified_by_trust_store,
    http_lets_nobody_by,
    static_addresses_are_public,
    names_lead_one_way,
    http_has_https,
    policy_known,
    fixed_response_status,
    one_default_action,
)
