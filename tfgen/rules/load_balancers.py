"""Rules of `load_balancers`, their listeners apart: health checks, clients, access logs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import BUCKET_NAME, TARGET_HEALTH_INTERVAL
from tfgen.language.load_balancers import HealthCheck
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, listed, rule
from tfgen.rules.security_groups import MOST_RULES, TOO_MANY_RULES

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_ALONE = ("load_balancers",)

BUCKET_NAME_REFUSED = Code(
    "RULE055",
    "bucket-name-refused",
    what="No S3 bucket can have this name.",
    why=(
        "S3 never made a bucket of such a name, so that there is none to write to or to read "
        "from: the name is a slip, or that of something else."
    ),
    help="Check the name of the bucket.",
    source=BUCKET_NAME.source,
)


def _health_checks(cluster: Cluster) -> Iterator[tuple[Path, HealthCheck]]:
    return each(cluster.load_balancers.values(), _health_check)


def _health_check(balancer: LoadBalancer) -> Iterator[tuple[Path, HealthCheck]]:
    if group := balancer.default_target_group:
        yield (*balancer.path, "default_target_group", "health_check"), group.health_check


@rule(
    Code(
        "RULE052",
        "health-check-timeout-not-below-interval",
        what="The timeout of a health check is not below its interval.",
        why="ELB refuses it: the next check would begin while the last one still waits.",
        help="Write a longer interval, or a shorter timeout.",
        source=TARGET_HEALTH_INTERVAL.source,
    ),
    sections=_ALONE,
    over=_health_checks,
)
def health_check_in_time(cluster: Cluster, path: Path, check: HealthCheck) -> Iterator[Diagnostic]:
    """Hold the timeout of a health check below its interval."""
    timeout, interval = check.timeout, check.interval
    if timeout < interval:
        return
    field = "timeout"
    message = f"the timeout of {timeout}s is not below the interval of {interval}s"
    # The finding stands at the field that was written; the other may be a default.
    if not check.gives("timeout"):
        field = "interval"
        message = f"the interval of {interval}s is not above the timeout of {timeout}s, its default"
    elif not check.gives("interval"):
        message += ", its default"
    help = f"write an interval above {timeout}s, or a shorter timeout"
    yield finding(cluster, "RULE052", (*path, field), message, help)


@rule(
    Code(
        "RULE053",
        "success-codes-out-of-order",
        what="A range of success codes is in the wrong order.",
        why="ELB reads a range from a lower to a higher code, and refuses any other.",
        help="Write single codes and ranges such as 200-299, with commas between.",
        source=f"{_ELB}/APIReference/API_Matcher.html",
    ),
    sections=_ALONE,
    over=_health_checks,
)
def success_codes_in_order(
    cluster: Cluster,
    path: Path,
    check: HealthCheck,
) -> Iterator[Diagnostic]:
    """Hold the ranges of success_codes to their order."""
    for codes in check.success_codes.split(","):
        ends = codes.split("-")
        # As text they sort like numbers: the language holds each code to three digits.
        if len(ends) <= 2 and ends == sorted(ends):
            continue
        message = f"success_codes {codes} is not a range from a lower code to a higher one"
        help = "write ranges such as 200-299"
        if len(ends) == 2:
            help = f"write {ends[1]}-{ends[0]}"
        yield finding(cluster, "RULE053", (*path, "success_codes"), message, help)


@rule(
    Code(
        "RULE054",
        "balancer-without-clients",
        what="Nobody may connect to a load balancer.",
        why=(
            "A security group without a rule in lets nobody through. The balancer runs and costs "
            "money, and every client waits until it gives up."
        ),
        help="Write blocks, or leave allowed_cidrs out.",
        source=f"{_ELB}/application/load-balancer-update-security-groups.html",
        severity=Severity.WARNING,
    ),
    TOO_MANY_RULES,
    sections=(*_ALONE, "services"),
    over=over.load_balancers,
)
def someone_may_connect(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Warn of a balancer that nobody may connect to, and of more blocks than its group takes."""
    if not balancer.gives("allowed_cidrs"):
        return
    at = (*balancer.path, "allowed_cidrs")
    blocks, ports = balancer.allowed_cidrs, balancer.open_ports
    # Each block is let in at each port: a rule of EC2 has one of either.
    count = len(blocks) * len(ports)
    if not blocks:
        message = f"load balancer {balancer.key} lets nobody connect"
        help = "write blocks, or leave allowed_cidrs out"
        yield finding(cluster, "RULE054", at, message, help)
    elif count > MOST_RULES:
        numbers = listed([str(port) for port, _ in ports], "and")
        rules = f"{len(blocks)} blocks on ports {numbers}"
        message = f"{rules} make {count} rules, and AWS takes {MOST_RULES} at first"
        help = "write fewer, larger blocks, or have the quota raised"
        yield finding(cluster, "RULE047", at, message, help)


@rule(BUCKET_NAME_REFUSED, sections=_ALONE, over=over.load_balancers)
def log_bucket_name(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold the name of a bucket for access logs to S3's rules."""
    logs = balancer.access_logs
    if logs and logs.bucket:
        yield from bucket(cluster, (*balancer.path, "access_logs", "bucket"), logs.bucket)


def bucket(cluster: Cluster, path: Path, name: str) -> Iterator[Diagnostic]:
    """Yield BUCKET_NAME_REFUSED where S3 can have no bucket of this name."""
    if not BUCKET_NAME.accepts(name):
        message = f"S3 has no bucket named '{name}': {BUCKET_NAME.allowed}"
        yield finding(cluster, "RULE055", path, message, "check the name of the bucket")


RULES = (
    health_check_in_time,
    success_codes_in_order,
    someone_may_connect,
    log_bucket_name,
)
