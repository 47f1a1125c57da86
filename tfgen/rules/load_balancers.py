"""Rules of `load_balancers`: listeners, TLS policy, the answer when no rule matches, health checks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws
from tfgen.aws_limits import BUCKET_NAME, TARGET_HEALTH_INTERVAL
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.security_groups import MOST_RULES
from tfgen.spec.load_balancers import HealthCheck
from tfgen.spec.scalars import shown

_REDIRECT = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html"
_FIXED = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html"
_POLICIES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"
_MATCHER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html"
_QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"


_CLASSIC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html"
_CLASSIC_LISTENERS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html"
_STATIC = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-network-load-balancer.html"


def balancers(cluster: Cluster) -> Iterator[tuple[Path, str, LoadBalancer]]:
    """Yield each balancer with its path and key."""
    for key, balancer in sorted(cluster.load_balancers.items()):
        yield ("load_balancers", key), key, balancer


def applications(cluster: Cluster) -> Iterator[tuple[Path, str, LoadBalancer]]:
    """Yield each application balancer with its path and key."""
    return (each for each in balancers(cluster) if each[2].type == "application")


def classic_is_legacy(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a classic balancer: AWS recommends the others, and ECS's deployments watch no classic one.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/introduction.html
    """
    for path, key, balancer in balancers(cluster):
        if balancer.type == "classic":
            message = f"load balancer {key} is a classic one: a legacy, which leads to instances and knows no tasks"
            help = "use application or network, unless something still needs this one"
            at = (*path, "type")
            yield finding(cluster, "RULE201", at, message, help, source=_CLASSIC, severity=Severity.WARNING)


def classic_listens(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the listeners of a classic balancer, each on a port of its own.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
    """
    for path, key, balancer in balancers(cluster):
        if balancer.type != "classic":
            continue
        if not balancer.listeners:
            help = "write listeners: {http: {port: 80, protocol: http, instance_port: 8080}}"
            message = f"classic load balancer {key} has no listener"
            yield finding(cluster, "RULE202", path, message, help, key=True, source=_CLASSIC_LISTENERS)
        first: dict[int, str] = {}
        for name, listener in sorted(balancer.listeners.items()):
            other = first.setdefault(listener.port, name)
            if other != name:
                message = f"listeners {other} and {name} are both on port {listener.port}"
                at = (*path, "listeners", name, "port")
                yield finding(
                    cluster,
                    "RULE202",
                    at,
                    message,
                    "give one another port",
                    source=_CLASSIC_LISTENERS,
                )


def secure_listeners_have_certificate(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the certificate of a classic balancer's HTTPS and SSL listeners.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
    """
    for path, key, balancer in balancers(cluster):
        if balancer.type != "classic" or balancer.certificate_arns:
            continue
        for name, listener in sorted(balancer.listeners.items()):
            if listener.protocol in ("https", "ssl"):
                at = (*path, "listeners", name, "protocol")
                message = f"listener {name} of load balancer {key} speaks {listener.protocol}, and has no certificate"
                help = f"write load_balancers.{key}.certificate_arns"
                yield finding(cluster, "RULE203", at, message, help, source=_CLASSIC_LISTENERS)


def static_addresses_are_public(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse elastic IPs of an internal balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-network-load-balancer.html
    """
    for path, key, balancer in balancers(cluster):
        if balancer.static_ips and balancer.scheme == "internal":
            message = f"load balancer {key} is internal, and elastic IPs are public"
            help = "remove static_ips, or write scheme: internet-facing"
            yield finding(cluster, "RULE204", (*path, "static_ips"), message, help, source=_STATIC)


def names_lead_one_way(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a DNS name that two balancers of a spec both want in one hosted zone."""
    first: dict[tuple[str, str], Path] = {}
    for path, key, balancer in balancers(cluster):
        for index, name in enumerate(balancer.dns.names if balancer.dns else ()):
            at = (*path, "dns", "names", index)
            zone = balancer.dns.zone_id if balancer.dns else ""
            other = first.setdefault((zone, name), at)
            if other != at:
                message = f"{name} cannot lead to load balancer {key}: it leads to {other[1]}"
                also = ((other, "the other one"),)
                yield finding(cluster, "RULE205", at, message, "remove one of the two", also=also)


def classic_has_instances(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the instance groups behind a classic balancer."""
    known = sorted(cluster.instance_groups)
    for path, key, balancer in balancers(cluster):
        if balancer.type != "classic":
            continue
        if not known:
            help = "write instance_groups, or use type: application"
            message = f"classic load balancer {key} has no instances behind it"
            yield finding(cluster, "RULE206", (*path, "type"), message, help)
        for index, group in enumerate(balancer.instance_groups):
            if group not in known:
                help = closest(group, known) or f"use {listed(known)}"
                at = (*path, "instance_groups", index)
                yield finding(cluster, "RULE206", at, f"there is no instance group {shown(group)}", help)


def http_has_https(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for a certificate where port 80 redirects to HTTPS or is closed.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
    """
    for path, key, balancer in applications(cluster):
        if balancer.https or balancer.http in (None, "forward"):
            continue
        why = "redirects to HTTPS" if balancer.http == "redirect" else "has no listener at all"
        message = f"load balancer {key} {why}, and no certificate makes HTTPS"
        help = "write certificate_arns or dns, or http: forward"
        yield finding(cluster, "RULE048", (*path, "http"), message, help, source=_REDIRECT)


def policy_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold ssl_policy to the policies of ELB.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """
    for path, _, balancer in balancers(cluster):
        if balancer.ssl_policy not in aws.SSL_POLICIES:
            message = f"ELB has no TLS policy {shown(balancer.ssl_policy)}"
            help = closest(balancer.ssl_policy, list(aws.SSL_POLICIES)) or "use ELBSecurityPolicy-TLS13-1-2-2021-06"
            yield finding(cluster, "RULE049", (*path, "ssl_policy"), message, help, source=_POLICIES)


def fixed_response_status(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a fixed response to the codes that ELB answers with: 2xx, 4xx and 5xx.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
    """
    for path, _, balancer in balancers(cluster):
        if balancer.fixed_response and 300 <= balancer.fixed_response.status_code <= 399:
            message = f"a fixed response cannot have status {balancer.fixed_response.status_code}"
            at = (*path, "fixed_response", "status_code")
            yield finding(cluster, "RULE050", at, message, "write 200 to 299 or 400 to 599", source=_FIXED)


def one_default_action(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a fixed response beside a default target group: one of them would never answer."""
    for path, key, balancer in balancers(cluster):
        if balancer.fixed_response and balancer.default_target_group:
            message = (
                f"load balancer {key} has both default_target_group and fixed_response, and a listener one default"
            )
            also = (((*path, "fixed_response"), "the fixed response"),)
            at = (*path, "default_target_group")
            yield finding(cluster, "RULE051", at, message, "remove one of the two", key=True, also=also)


def health_check_in_time(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the timeout of a health check below its interval.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    """
    for path, check in _health_checks(cluster):
        if check.timeout >= check.interval:
            default = "" if cluster.wrote(*path, "interval") else ", its default"
            message = f"the timeout of {check.timeout}s is not below the interval of {check.interval}s{default}"
            if not cluster.wrote(*path, "timeout"):
                message = f"the interval of {check.interval}s is not above the timeout of {check.timeout}s, its default"
            at = (*path, "timeout" if cluster.wrote(*path, "timeout") else "interval")
            help = f"write an interval above {check.timeout}s, or a shorter timeout"
            yield finding(cluster, "RULE052", at, message, help, source=TARGET_HEALTH_INTERVAL.source)


def success_codes_in_order(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the ranges of success_codes to their order.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
    """
    for path, check in _health_checks(cluster):
        for part in check.success_codes.split(","):
            first, *others = part.split("-")
            if len(others) > 1 or [first, *others] != sorted([first, *others]):
                help = f"write {others[0]}-{first}" if len(others) == 1 else "write ranges such as 200-299"
                message = f"success_codes {part} is not a range from a lower code to a higher one"
                yield finding(cluster, "RULE053", (*path, "success_codes"), message, help, source=_MATCHER)


def _health_checks(cluster: Cluster) -> Iterator[tuple[Path, HealthCheck]]:
    for path, _, balancer in balancers(cluster):
        if group := balancer.default_target_group:
            yield (*path, "default_target_group", "health_check"), group.health_check


def someone_may_connect(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a balancer that no block may connect to, and of more blocks than its security group takes.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    """
    for path, key, balancer in balancers(cluster):
        blocks = balancer.allowed_cidrs
        if not balancer.gives("allowed_cidrs"):
            continue
        at = (*path, "allowed_cidrs")
        ports = [
            port
            for port, used in (("80", balancer.http != "none"), ("443", balancer.https))
            if used and balancer.type == "application"
        ] or sorted({str(listener.port) for listener in balancer.listeners.values()})
        count = len(blocks) * len(ports)
        if not blocks:
            message = f"load balancer {key} lets nobody connect"
            help = "write blocks, or leave allowed_cidrs out"
            yield finding(cluster, "RULE054", at, message, help, severity=Severity.WARNING)
        elif count > MOST_RULES:
            on = listed(ports, "and")
            message = f"{len(blocks)} blocks on ports {on} make {count} rules, and AWS takes {MOST_RULES} at first"
            help = "write fewer, larger blocks, or have the quota raised"
            yield finding(cluster, "RULE047", at, message, help, source=_QUOTAS, severity=Severity.WARNING)


def log_bucket_name(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the name of a bucket for access logs to S3's rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    for path, _, balancer in balancers(cluster):
        if balancer.access_logs and balancer.access_logs.bucket:
            yield from bucket(cluster, (*path, "access_logs", "bucket"), balancer.access_logs.bucket)


def bucket(cluster: Cluster, path: Path, name: str) -> Iterator[Diagnostic]:
    """Yield an error where S3 can have no bucket of this name."""
    if not BUCKET_NAME.accepts(name):
        message = f"S3 has no bucket named '{name}': {BUCKET_NAME.allowed}"
        yield finding(
            cluster,
            "RULE055",
            path,
            message,
            "check the name of the bucket",
            source=BUCKET_NAME.source,
        )


RULES = (
    Rule(("load_balancers",), classic_is_legacy),
    Rule(("load_balancers",), classic_listens),
    Rule(("load_balancers",), secure_listeners_have_certificate),
    Rule(("load_balancers",), static_addresses_are_public),
    Rule(("load_balancers",), names_lead_one_way),
    Rule(("load_balancers", "instance_groups"), classic_has_instances),
    Rule(("load_balancers",), http_has_https),
    Rule(("load_balancers",), policy_known),
    Rule(("load_balancers",), fixed_response_status),
    Rule(("load_balancers",), one_default_action),
    Rule(("load_balancers",), health_check_in_time),
    Rule(("load_balancers",), success_codes_in_order),
    Rule(("load_balancers",), someone_may_connect),
    Rule(("load_balancers",), log_bucket_name),
)
