"""Rules of `load_balancers`: listeners, TLS policy, default answer, health checks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.facts.limits import BUCKET_NAME, TARGET_HEALTH_INTERVAL
from tfgen.language.load_balancers import HealthCheck
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, again, finding, listed
from tfgen.rules.security_groups import MOST_RULES

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_REDIRECT = f"{_ELB}/APIReference/API_RedirectActionConfig.html"
_FIXED = f"{_ELB}/APIReference/API_FixedResponseActionConfig.html"
_POLICIES = f"{_ELB}/application/describe-ssl-policies.html"
_MATCHER = f"{_ELB}/APIReference/API_Matcher.html"
_STATIC = f"{_ELB}/network/create-network-load-balancer.html"
_VPC = "https://docs.aws.amazon.com/vpc/latest/userguide"
_QUOTAS = f"{_VPC}/amazon-vpc-limits.html#vpc-limits-security-groups"


def static_addresses_are_public(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse elastic IPs of an internal balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-network-load-balancer.html
    """
    if balancer.static_ips and balancer.scheme == "internal":
        message = f"load balancer {balancer.key} is internal, and elastic IPs are public"
        help = "remove static_ips, or write scheme: internet-facing"
        at = (*balancer.path, "static_ips")
        yield finding(cluster, "RULE204", at, message, help, source=_STATIC)


def names_lead_one_way(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a DNS name that two balancers of a spec both want in one hosted zone."""
    for (name, at), (_, other) in again(each(cluster.load_balancers.values(), _dns_names)):
        message = f"{name} cannot lead to load balancer {at[1]}: it leads to {other[1]}"
        also = ((other, "the other one"),)
        yield finding(cluster, "RULE205", at, message, "remove one of the two", also=also)


def _dns_names(balancer: LoadBalancer) -> Iterator[tuple[tuple[str, str], tuple[str, Path]]]:
    if balancer.dns:
        for index, name in enumerate(balancer.dns.names):
            at = (*balancer.path, "dns", "names", index)
            yield (balancer.dns.zone_id, name), (name, at)


def http_has_https(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Ask for a certificate where port 80 redirects to HTTPS or is closed.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
    """
    if balancer.type != "application" or balancer.https or balancer.http == "forward":
        return
    does = "redirects to HTTPS" if balancer.http == "redirect" else "has no listener at all"
    message = f"load balancer {balancer.key} {does}, and no certificate makes HTTPS"
    help = "write certificate_arns or dns, or http: forward"
    yield finding(cluster, "RULE048", (*balancer.path, "http"), message, help, source=_REDIRECT)


def policy_known(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold ssl_policy to the policies of ELB.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """
    policy = balancer.ssl_policy
    if policy not in aws.SSL_POLICIES:
        message = f"ELB has no TLS policy {shown(policy)}"
        near = closest(policy, list(aws.SSL_POLICIES))
        help, at = near or "use ELBSecurityPolicy-TLS13-1-2-2021-06", (*balancer.path, "ssl_policy")
        yield finding(cluster, "RULE049", at, message, help, source=_POLICIES)


def fixed_response_status(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold a fixed response to the codes that ELB answers with: 2xx, 4xx and 5xx.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
    """
    response = balancer.fixed_response
    if response and 300 <= response.status_code <= 399:
        message = f"a fixed response cannot have status {response.status_code}"
        at, help = (
            (*balancer.path, "fixed_response", "status_code"),
            "write 200 to 299 or 400 to 599",
        )
        yield finding(cluster, "RULE050", at, message, help, source=_FIXED)


def one_default_action(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse a fixed response beside a default target group: one of them would never answer."""
    if balancer.fixed_response and balancer.default_target_group:
        both = f"load balancer {balancer.key} has both default_target_group and fixed_response"
        message = f"{both}, and a listener one default"
        also = (((*balancer.path, "fixed_response"), "the fixed response"),)
        at, help = (*balancer.path, "default_target_group"), "remove one of the two"
        yield finding(cluster, "RULE051", at, message, help, key=True, also=also)


def _health_checks(cluster: Cluster) -> Iterator[tuple[Path, HealthCheck]]:
    return each(cluster.load_balancers.values(), _health_check)


def _health_check(balancer: LoadBalancer) -> list[tuple[Path, HealthCheck]]:
    group = balancer.default_target_group
    at = (*balancer.path, "default_target_group", "health_check")
    return [(at, group.health_check)] if group else []


def health_check_in_time(cluster: Cluster, path: Path, check: HealthCheck) -> Iterator[Diagnostic]:
    """Hold the timeout of a health check below its interval.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    """
    timeout, interval = check.timeout, check.interval
    if timeout < interval:
        return
    field = "timeout"
    message = f"the timeout of {timeout}s is not below the interval of {interval}s"
    if not check.gives("timeout"):
        field = "interval"
        message = f"the interval of {interval}s is not above the timeout of {timeout}s, its default"
    elif not check.gives("interval"):
        message += ", its default"
    at, help = (*path, field), f"write an interval above {timeout}s, or a shorter timeout"
    yield finding(cluster, "RULE052", at, message, help, source=TARGET_HEALTH_INTERVAL.source)


def success_codes_in_order(
    cluster: Cluster,
    path: Path,
    check: HealthCheck,
) -> Iterator[Diagnostic]:
    """Hold the ranges of success_codes to their order.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
    """
    for codes in check.success_codes.split(","):
        ends = codes.split("-")
        if len(ends) > 2 or ends != sorted(ends):
            message = f"success_codes {codes} is not a range from a lower code to a higher one"
            swapped = f"write {ends[-1]}-{ends[0]}"
            help = swapped if len(ends) == 2 else "write ranges such as 200-299"
            at = (*path, "success_codes")
            yield finding(cluster, "RULE053", at, message, help, source=_MATCHER)


def someone_may_connect(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Warn of a balancer that no block may connect to, and of more than its security group takes.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    """
    if not balancer.gives("allowed_cidrs"):
        return
    at, severity = (*balancer.path, "allowed_cidrs"), Severity.WARNING
    blocks, ports = balancer.allowed_cidrs, balancer.open_ports
    count = len(blocks) * len(ports)
    if not blocks:
        message = f"load balancer {balancer.key} lets nobody connect"
        help = "write blocks, or leave allowed_cidrs out"
        yield finding(cluster, "RULE054", at, message, help, severity=severity)
    elif count > MOST_RULES:
        rules = f"{len(blocks)} blocks on ports {listed([str(port) for port, _ in ports], 'and')}"
        message = f"{rules} make {count} rules, and AWS takes {MOST_RULES} at first"
        help = "write fewer, larger blocks, or have the quota raised"
        yield finding(cluster, "RULE047", at, message, help, source=_QUOTAS, severity=severity)


def log_bucket_name(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold the name of a bucket for access logs to S3's rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    logs = balancer.access_logs
    if logs and logs.bucket:
        yield from bucket(cluster, (*balancer.path, "access_logs", "bucket"), logs.bucket)


def bucket(cluster: Cluster, path: Path, name: str) -> Iterator[Diagnostic]:
    """Yield an error where S3 can have no bucket of this name."""
    if not BUCKET_NAME.accepts(name):
        message = f"S3 has no bucket named '{name}': {BUCKET_NAME.allowed}"
        help = "check the name of the bucket"
        yield finding(cluster, "RULE055", path, message, help, source=BUCKET_NAME.source)


_ALONE = ("load_balancers",)
RULES = (
    Rule(_ALONE, static_addresses_are_public, over.load_balancers),
    Rule(_ALONE, names_lead_one_way),
    Rule(_ALONE, http_has_https, over.load_balancers),
    Rule(_ALONE, policy_known, over.load_balancers),
    Rule(_ALONE, fixed_response_status, over.load_balancers),
    Rule(_ALONE, one_default_action, over.load_balancers),
    Rule(_ALONE, health_check_in_time, _health_checks),
    Rule(_ALONE, success_codes_in_order, _health_checks),
    Rule((*_ALONE, "services"), someone_may_connect, over.load_balancers),
    Rule(_ALONE, log_bucket_name, over.load_balancers),
)
