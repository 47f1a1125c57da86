"""Security findings: what the spec relaxes. `waivers` grades them by security.profile."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws
from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, is_world
from tfgen.rules.containers import SECTIONS, tasks
from tfgen.rules.instance_groups import groups
from tfgen.rules.load_balancers import balancers
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.security_groups import SecurityGroupRule, given_rules
from tfgen.spec.scalars import shown

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_METADATA = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html"

_REMOTE_ACCESS = {22: "SSH", 3389: "RDP"}


def balancers_speak_tls(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find balancers that answer plain HTTP.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1
    """
    for path, key, balancer in balancers(cluster):
        if balancer.type != "application" or balancer.http != "forward":
            continue
        if balancer.https:
            message, help = (
                f"load balancer {key} answers plain HTTP beside HTTPS",
                "write http: redirect, or remove http",
            )
        else:
            message = f"load balancer {key} answers plain HTTP: it has no certificate"
            help = "write certificate_arns, or dns for one that ACM issues"
        at = (*path, "http" if cluster.wrote(*path, "http") else "certificate_arns")
        yield finding(cluster, "SEC001", at, message, help, source=f"{_HUB}/elb-controls.html#elb-1")


def balancers_log_access(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find balancers without access logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5
    """
    for path, key, balancer in balancers(cluster):
        if balancer.access_logs is None:
            message = f"load balancer {key} keeps no access logs"
            at = (*path, "access_logs")
            source = f"{_HUB}/elb-controls.html#elb-5"
            yield finding(cluster, "SEC002", at, message, "remove access_logs: false", source=source)


def balancers_protected(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find balancers that one wrong command deletes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-6
    """
    for path, key, balancer in balancers(cluster):
        if not balancer.deletion_protection and balancer.type != "classic":
            message = f"load balancer {key} has no deletion protection"
            at = (*path, "deletion_protection")
            source = f"{_HUB}/elb-controls.html#elb-6"
            yield finding(cluster, "SEC003", at, message, "remove deletion_protection: false", source=source)


def policies_are_modern(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find TLS policies that let in TLS 1.1 and older.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17
    """
    for path, key, balancer in balancers(cluster):
        oldest = aws.SSL_POLICIES.get(balancer.ssl_policy, "1.2")
        if balancer.https and oldest < "1.2":
            message = f"the TLS policy of load balancer {key} lets in TLS {oldest}"
            help = "use ELBSecurityPolicy-TLS13-1-2-2021-06"
            at = (*path, "ssl_policy")
            yield finding(cluster, "SEC009", at, message, help, source=f"{_HUB}/elb-controls.html#elb-17")


def certificates_name_hosts(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find certificates for a wildcard: with its key any host below the name can be played.

    https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html
    """
    for path, key, balancer in balancers(cluster):
        if found := balancer.wildcards:
            message = f"the certificate of load balancer {key} stands for every host of {listed(found, 'and')}"
            source = "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html"
            yield finding(cluster, "SEC026", (*path, "dns", "names"), message, "name the hosts", source=source)


def traffic_logged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a VPC without flow logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6
    """
    if cluster.network.flow_logs is None and cluster.network.vpc_id is None:
        path = ("network", "flow_logs")
        source = f"{_HUB}/ec2-controls.html#ec2-6"
        yield finding(
            cluster,
            "SEC004",
            path,
            "the VPC has no flow logs",
            "remove flow_logs: false",
            source=source,
        )


def logs_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find logs that are kept for less than a year, or for ever.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    yield from _kept(cluster, ("logs", "retention_days"), "logs", cluster.logs.retention_days)


def flow_logs_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find flow logs that are kept for less than a year, or for ever.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    flow_logs = cluster.network.flow_logs
    if flow_logs and flow_logs.gives("retention_days"):
        yield from _kept(
            cluster,
            ("network", "flow_logs", "retention_days"),
            "flow logs",
            flow_logs.retention_days,
        )


def task_logs_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find logs of a task that are kept for less than a year, or for ever, where the task says so itself.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    for one in tasks(cluster):
        if one.task.logs.gives("retention_days"):
            path = (*one.path, "logs", "retention_days")
            yield from _kept(cluster, path, f"logs of {one.key}", one.task.logs.retention_days)


def _kept(cluster: Cluster, path: Path, what: str, days: int) -> Iterator[Diagnostic]:
    if days < aws.LEAST_RETENTION_DAYS:
        how_long = f"{days} days only" if days else "ever, and with them what has to be forgotten"
        help = f"write {aws.LEAST_RETENTION_DAYS} or more"
        source = f"{_HUB}/cloudwatch-controls.html#cloudwatch-16"
        yield finding(cluster, "SEC005", path, f"{what} are kept for {how_long}", help, source=source)


def cluster_watched(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a cluster without Container Insights.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12
    """
    if cluster.cluster.container_insights == "disabled":
        path = ("cluster", "container_insights")
        message = "the cluster has no Container Insights"
        source = f"{_HUB}/ecs-controls.html#ecs-12"
        yield finding(cluster, "SEC006", path, message, "write container_insights: enabled", source=source)


def remote_access_closed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find rules that let the whole internet at SSH or RDP.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13
    """
    for rule in given_rules(cluster):
        first, last = rule.ports or (0, 65535)
        open_to = [f"{name} ({port})" for port, name in _REMOTE_ACCESS.items() if first <= port <= last]
        if rule.direction == "ingress" and rule.given.protocol in ("tcp", "all") and open_to:
            for path in _world(rule):
                message = f"ingress rule {shown(rule.name)} lets the whole internet at {listed(open_to, 'and')}"
                help = "name the blocks that need it, or use Session Manager (access.ssm), which needs no open port"
                yield finding(
                    cluster,
                    "SEC007",
                    path,
                    message,
                    help,
                    source=f"{_HUB}/ec2-controls.html#ec2-13",
                )


def egress_limited(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find rules that let everything out to the whole internet.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html
    """
    for rule in given_rules(cluster):
        if rule.direction == "egress" and rule.given.protocol == "all":
            for path in _world(rule):
                message = f"egress rule {shown(rule.name)} lets everything out to the whole internet"
                help = "name the ports that are needed, such as 443, or remove egress for the default"
                source = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html"
                yield finding(cluster, "SEC008", path, message, help, source=source)


def instances_private(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find instances with public addresses.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-25
    """
    for path, key, group in groups(cluster):
        if group.subnets == "public":
            message = f"the instances of group {key} have public addresses"
            at = (*path, "subnets")
            yield finding(
                cluster,
                "SEC010",
                at,
                message,
                "write subnets: private",
                source=f"{_HUB}/ec2-controls.html#ec2-25",
            )


def tasks_private(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find tasks with public addresses.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2
    """
    for one in cluster.workloads:
        if one.subnets == "public" and one.network_mode == "awsvpc":
            message, at = (
                f"the tasks of {one.kind} {one.key} have public addresses",
                (*one.path, "subnets"),
            )
            source = f"{_HUB}/ecs-controls.html#ecs-2"
            yield finding(cluster, "SEC028", at, message, "write subnets: private", source=source)


def instance_roles_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find containers in bridge mode that can take the role of their instance.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
    """
    for path, key, group in groups(cluster):
        if group.imds_hop_limit > 1:
            message = f"containers in bridge mode can take the role of the instances of group {key}"
            help = "remove imds_hop_limit, and give tasks a role of their own"
            at = (*path, "imds_hop_limit")
            yield finding(cluster, "SEC011", at, message, help, source=_METADATA)


def _world(rule: SecurityGroupRule) -> Iterator[Path]:
    """Yield the peers of a rule that are the whole internet, or a great part of it."""
    for index, peer in enumerate(rule.peers):
        if is_world(peer):
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
