"""Security findings: what the spec relaxes. `waivers` grades them by security.profile."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws, derived, workloads
from tfgen.diagnostics import Diagnostic
from tfgen.rules.containers import SECTIONS, tasks
from tfgen.rules.instance_groups import groups
from tfgen.rules.load_balancers import balancers
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.security_groups import SecurityGroupRule, given_rules
from tfgen.spec import Reading
from tfgen.spec.scalars import shown

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_METADATA = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html"

_REMOTE_ACCESS = {22: "SSH", 3389: "RDP"}


def balancers_speak_tls(reading: Reading) -> Iterator[Diagnostic]:
    """Find balancers that answer plain HTTP.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1
    """
    for path, key, balancer in balancers(reading):
        if balancer.type != "application" or derived.http(balancer) != "forward":
            continue
        if derived.https(balancer):
            message, help = (
                f"load balancer {key} answers plain HTTP beside HTTPS",
                "write http: redirect, or remove http",
            )
        else:
            message = f"load balancer {key} answers plain HTTP: it has no certificate"
            help = "write certificate_arns, or dns for one that ACM issues"
        at = (*path, "http" if reading.wrote(*path, "http") else "certificate_arns")
        yield finding(reading, "SEC001", at, message, help, source=f"{_HUB}/elb-controls.html#elb-1")


def balancers_log_access(reading: Reading) -> Iterator[Diagnostic]:
    """Find balancers without access logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5
    """
    for path, key, balancer in balancers(reading):
        if balancer.access_logs is None:
            message = f"load balancer {key} keeps no access logs"
            at = (*path, "access_logs")
            source = f"{_HUB}/elb-controls.html#elb-5"
            yield finding(reading, "SEC002", at, message, "remove access_logs: false", source=source)


def balancers_protected(reading: Reading) -> Iterator[Diagnostic]:
    """Find balancers that one wrong command deletes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-6
    """
    for path, key, balancer in balancers(reading):
        if not balancer.deletion_protection and balancer.type != "classic":
            message = f"load balancer {key} has no deletion protection"
            at = (*path, "deletion_protection")
            source = f"{_HUB}/elb-controls.html#elb-6"
            yield finding(reading, "SEC003", at, message, "remove deletion_protection: false", source=source)


def policies_are_modern(reading: Reading) -> Iterator[Diagnostic]:
    """Find TLS policies that let in TLS 1.1 and older.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17
    """
    for path, key, balancer in balancers(reading):
        oldest = aws.SSL_POLICIES.get(balancer.ssl_policy, "1.2")
        if derived.https(balancer) and oldest < "1.2":
            message = f"the TLS policy of load balancer {key} lets in TLS {oldest}"
            help = "use ELBSecurityPolicy-TLS13-1-2-2021-06"
            at = (*path, "ssl_policy")
            yield finding(reading, "SEC009", at, message, help, source=f"{_HUB}/elb-controls.html#elb-17")


def certificates_name_hosts(reading: Reading) -> Iterator[Diagnostic]:
    """Find certificates for a wildcard: with its key any host below the name can be played.

    https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html
    """
    for path, key, balancer in balancers(reading):
        if found := derived.wildcards(balancer):
            message = f"the certificate of load balancer {key} stands for every host of {listed(found, 'and')}"
            source = "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html"
            yield finding(reading, "SEC026", (*path, "dns", "names"), message, "name the hosts", source=source)


def traffic_logged(reading: Reading) -> Iterator[Diagnostic]:
    """Find a VPC without flow logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6
    """
    if reading.spec.network.flow_logs is None and reading.spec.network.vpc_id is None:
        path = ("network", "flow_logs")
        source = f"{_HUB}/ec2-controls.html#ec2-6"
        yield finding(reading, "SEC004", path, "the VPC has no flow logs", "remove flow_logs: false", source=source)


def logs_kept(reading: Reading) -> Iterator[Diagnostic]:
    """Find logs that are kept for less than a year, or for ever.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    yield from _kept(reading, ("logs", "retention_days"), "logs", reading.spec.logs.retention_days)


def flow_logs_kept(reading: Reading) -> Iterator[Diagnostic]:
    """Find flow logs that are kept for less than a year, or for ever.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    flow_logs = reading.spec.network.flow_logs
    if flow_logs and flow_logs.retention_days is not None:
        yield from _kept(reading, ("network", "flow_logs", "retention_days"), "flow logs", flow_logs.retention_days)


def task_logs_kept(reading: Reading) -> Iterator[Diagnostic]:
    """Find logs of a task that are kept for less than a year, or for ever, where the task says so itself.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    for one in tasks(reading):
        if one.task.logs.retention_days is not None:
            path = (*one.path, "logs", "retention_days")
            yield from _kept(reading, path, f"logs of {one.key}", one.task.logs.retention_days)


def _kept(reading: Reading, path: Path, what: str, days: int) -> Iterator[Diagnostic]:
    if days < aws.LEAST_RETENTION_DAYS:
        how_long = f"{days} days only" if days else "ever, and with them what has to be forgotten"
        help = f"write {aws.LEAST_RETENTION_DAYS} or more"
        source = f"{_HUB}/cloudwatch-controls.html#cloudwatch-16"
        yield finding(reading, "SEC005", path, f"{what} are kept for {how_long}", help, source=source)


def cluster_watched(reading: Reading) -> Iterator[Diagnostic]:
    """Find a cluster without Container Insights.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12
    """
    if reading.spec.cluster.container_insights == "disabled":
        path = ("cluster", "container_insights")
        message = "the cluster has no Container Insights"
        source = f"{_HUB}/ecs-controls.html#ecs-12"
        yield finding(reading, "SEC006", path, message, "write container_insights: enabled", source=source)


def remote_access_closed(reading: Reading) -> Iterator[Diagnostic]:
    """Find rules that let the whole internet at SSH or RDP.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13
    """
    for rule in given_rules(reading):
        first, last = rule.ports or (0, 65535)
        open_to = [f"{name} ({port})" for port, name in _REMOTE_ACCESS.items() if first <= port <= last]
        if rule.direction == "ingress" and rule.given.protocol in ("tcp", "all") and open_to:
            for path in _world(rule):
                message = f"ingress rule {shown(rule.name)} lets the whole internet at {listed(open_to, 'and')}"
                help = "name the blocks that need it, or use Session Manager (access.ssm), which needs no open port"
                yield finding(reading, "SEC007", path, message, help, source=f"{_HUB}/ec2-controls.html#ec2-13")


def egress_limited(reading: Reading) -> Iterator[Diagnostic]:
    """Find rules that let everything out to the whole internet.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html
    """
    for rule in given_rules(reading):
        if rule.direction == "egress" and rule.given.protocol == "all":
            for path in _world(rule):
                message = f"egress rule {shown(rule.name)} lets everything out to the whole internet"
                help = "name the ports that are needed, such as 443, or remove egress for the default"
                source = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html"
                yield finding(reading, "SEC008", path, message, help, source=source)


def instances_private(reading: Reading) -> Iterator[Diagnostic]:
    """Find instances with public addresses.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-25
    """
    for path, key, group in groups(reading):
        if group.subnets == "public":
            message = f"the instances of group {key} have public addresses"
            at = (*path, "subnets")
            yield finding(
                reading, "SEC010", at, message, "write subnets: private", source=f"{_HUB}/ec2-controls.html#ec2-25"
            )


def tasks_private(reading: Reading) -> Iterator[Diagnostic]:
    """Find tasks with public addresses.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2
    """
    for what, key, one in workloads.placed(reading.spec):
        if one.subnets == "public" and workloads.network_mode(reading.spec, one) == "awsvpc":
            message, at = f"the tasks of {what} {key} have public addresses", (f"{what}s", key, "subnets")
            source = f"{_HUB}/ecs-controls.html#ecs-2"
            yield finding(reading, "SEC028", at, message, "write subnets: private", source=source)


def instance_roles_kept(reading: Reading) -> Iterator[Diagnostic]:
    """Find containers in bridge mode that can take the role of their instance.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
    """
    for path, key, group in groups(reading):
        if group.imds_hop_limit > 1:
            message = f"containers in bridge mode can take the role of the instances of group {key}"
            help = "remove imds_hop_limit, and give tasks a role of their own"
            at = (*path, "imds_hop_limit")
            yield finding(reading, "SEC011", at, message, help, source=_METADATA)


def _world(rule: SecurityGroupRule) -> Iterator[Path]:
    """Yield the peers of a rule that are the whole internet, or a great part of it."""
    for index, peer in enumerate(rule.peers):
        if derived.is_world(peer):
            yield (*rule.path, rule.side, index)


RULES = (
    Rule(("security", "load_balancers"), balancers_speak_tls),
    Rule(("security", "load_balancers"), balancers_log_access),
    Rule(("security", "load_balancers"), balancers_protected),
    Rule(("security", "load_balancers"), policies_are_modern),
    Rule(("security", "load_balancers"), certificates_name_hosts),
    Rule(("security", "network"), traffic_logged),
    Rule(("security", "logs"), logs_kept),
    Rule(("security", "network"), flow_logs_kept),
    Rule(("security", *SECTIONS), task_logs_kept),
    Rule(("security", "cluster"), cluster_watched),
    Rule(("security", "instance_groups", "services", "jobs", "cluster"), remote_access_closed),
    Rule(("security", "instance_groups", "services", "jobs", "cluster"), egress_limited),
    Rule(("security", "instance_groups"), instances_private),
    Rule(("security", "services", "jobs", "instance_groups", "cluster"), tasks_private),
    Rule(("security", "instance_groups"), instance_roles_kept),
)
