"""Rules of `load_balancers`: listeners, TLS policy, the answer when no rule matches, health checks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws, derived
from tfgen.aws_limits import BUCKET_NAME, TARGET_HEALTH_INTERVAL
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.security_groups import MOST_RULES
from tfgen.spec import Reading
from tfgen.spec.load_balancers import HealthCheck, LoadBalancer
from tfgen.spec.scalars import shown

_REDIRECT = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html"
_FIXED = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html"
_POLICIES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"
_MATCHER = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html"
_QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"


def balancers(reading: Reading) -> Iterator[tuple[Path, str, LoadBalancer]]:
    """Yield each balancer with its path and key."""
    for key, balancer in sorted(reading.spec.load_balancers.items()):
        yield ("load_balancers", key), key, balancer


def http_has_https(reading: Reading) -> Iterator[Diagnostic]:
    """Ask for a certificate where port 80 redirects to HTTPS or is closed.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
    """
    for path, key, balancer in balancers(reading):
        if balancer.certificate_arns or balancer.http in (None, "forward"):
            continue
        why = "redirects to HTTPS" if balancer.http == "redirect" else "has no listener at all"
        message = f"load balancer {key} {why}, and no certificate makes HTTPS"
        help = "write certificate_arns, or http: forward"
        yield finding(reading, "RULE048", (*path, "http"), message, help, source=_REDIRECT)


def policy_known(reading: Reading) -> Iterator[Diagnostic]:
    """Hold ssl_policy to the policies of ELB.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """
    for path, _, balancer in balancers(reading):
        if balancer.ssl_policy not in aws.SSL_POLICIES:
            message = f"ELB has no TLS policy {shown(balancer.ssl_policy)}"
            help = closest(balancer.ssl_policy, list(aws.SSL_POLICIES)) or "use ELBSecurityPolicy-TLS13-1-2-2021-06"
            yield finding(reading, "RULE049", (*path, "ssl_policy"), message, help, source=_POLICIES)


def fixed_response_status(reading: Reading) -> Iterator[Diagnostic]:
    """Hold a fixed response to the codes that ELB answers with: 2xx, 4xx and 5xx.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
    """
    for path, _, balancer in balancers(reading):
        if balancer.fixed_response and 300 <= balancer.fixed_response.status_code <= 399:
            message = f"a fixed response cannot have status {balancer.fixed_response.status_code}"
            at = (*path, "fixed_response", "status_code")
            yield finding(reading, "RULE050", at, message, "write 200 to 299 or 400 to 599", source=_FIXED)


def one_default_action(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a fixed response beside a default target group: one of them would never answer."""
    for path, key, balancer in balancers(reading):
        if balancer.fixed_response and balancer.default_target_group:
            message = (
                f"load balancer {key} has both default_target_group and fixed_response, and a listener one default"
            )
            also = (((*path, "fixed_response"), "the fixed response"),)
            at = (*path, "default_target_group")
            yield finding(reading, "RULE051", at, message, "remove one of the two", key=True, also=also)


def health_check_in_time(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the timeout of a health check below its interval.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    """
    for path, check in _health_checks(reading):
        if check.timeout >= check.interval:
            default = "" if reading.wrote(*path, "interval") else ", its default"
            message = f"the timeout of {check.timeout}s is not below the interval of {check.interval}s{default}"
            if not reading.wrote(*path, "timeout"):
                message = f"the interval of {check.interval}s is not above the timeout of {check.timeout}s, its default"
            at = (*path, "timeout" if reading.wrote(*path, "timeout") else "interval")
            help = f"write an interval above {check.timeout}s, or a shorter timeout"
            yield finding(reading, "RULE052", at, message, help, source=TARGET_HEALTH_INTERVAL.source)


def success_codes_in_order(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the ranges of success_codes to their order.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
    """
    for path, check in _health_checks(reading):
        for part in check.success_codes.split(","):
            first, *others = part.split("-")
            if len(others) > 1 or [first, *others] != sorted([first, *others]):
                help = f"write {others[0]}-{first}" if len(others) == 1 else "write ranges such as 200-299"
                message = f"success_codes {part} is not a range from a lower code to a higher one"
                yield finding(reading, "RULE053", (*path, "success_codes"), message, help, source=_MATCHER)


def _health_checks(reading: Reading) -> Iterator[tuple[Path, HealthCheck]]:
    for path, _, balancer in balancers(reading):
        if group := derived.default_target_group(balancer):
            yield (*path, "default_target_group", "health_check"), group.health_check


def someone_may_connect(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of a balancer that no block may connect to, and of more blocks than its security group takes.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    """
    for path, key, balancer in balancers(reading):
        blocks = balancer.allowed_cidrs
        if blocks is None:
            continue
        at = (*path, "allowed_cidrs")
        ports = [
            port
            for port, used in (("80", derived.http(balancer) != "none"), ("443", balancer.certificate_arns))
            if used
        ]
        count = len(blocks) * len(ports)
        if not blocks:
            message = f"load balancer {key} lets nobody connect"
            help = "write blocks, or leave allowed_cidrs out"
            yield finding(reading, "RULE054", at, message, help, severity=Severity.WARNING)
        elif count > MOST_RULES:
            on = listed(ports, "and")
            message = f"{len(blocks)} blocks on ports {on} make {count} rules, and AWS takes {MOST_RULES} at first"
            help = "write fewer, larger blocks, or have the quota raised"
            yield finding(reading, "RULE047", at, message, help, source=_QUOTAS, severity=Severity.WARNING)


def log_bucket_name(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the name of a bucket for access logs to S3's rules.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    for path, _, balancer in balancers(reading):
        if balancer.access_logs and balancer.access_logs.bucket:
            yield from bucket(reading, (*path, "access_logs", "bucket"), balancer.access_logs.bucket)


def bucket(reading: Reading, path: Path, name: str) -> Iterator[Diagnostic]:
    """Yield an error where S3 can have no bucket of this name."""
    if not BUCKET_NAME.accepts(name):
        message = f"S3 has no bucket named '{name}': {BUCKET_NAME.allowed}"
        yield finding(reading, "RULE055", path, message, "check the name of the bucket", source=BUCKET_NAME.source)


RULES = (
    Rule(("load_balancers",), http_has_https),
    Rule(("load_balancers",), policy_known),
    Rule(("load_balancers",), fixed_response_status),
    Rule(("load_balancers",), one_default_action),
    Rule(("load_balancers",), health_check_in_time),
    Rule(("load_balancers",), success_codes_in_order),
    Rule(("load_balancers",), someone_may_connect),
    Rule(("load_balancers",), log_bucket_name),
)
