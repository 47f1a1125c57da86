"""Security findings: what the spec relaxes. `waivers` grades them by security.profile."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer, Task, Workload, is_world
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.security_group_rules import SECTIONS, SecurityGroupRule, given_rules

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_METADATA = f"{_EC2}/configuring-IMDS-new-instances.html"
_ACM = "https://docs.aws.amazon.com/acm/latest/userguide"
_CERTIFICATES = f"{_ACM}/acm-certificate-characteristics.html"
_VPC = "https://docs.aws.amazon.com/vpc/latest/userguide"
_GROUPS = f"{_VPC}/vpc-security-best-practices.html"

_REMOTE_ACCESS = {22: "SSH", 3389: "RDP"}


def balancer_speaks_tls(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find balancers that answer plain HTTP.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1
    """
    if balancer.type != "application" or balancer.http != "forward":
        return
    if balancer.https:
        why, help = "beside HTTPS", "write http: redirect, or remove http"
        message = f"load balancer {balancer.key} answers plain HTTP {why}"
    else:
        message = f"load balancer {balancer.key} answers plain HTTP: it has no certificate"
        help = "write certificate_arns, or dns for one that ACM issues"
    path, source = balancer.path, f"{_HUB}/elb-controls.html#elb-1"
    at = (*path, "http" if cluster.wrote(*path, "http") else "certificate_arns")
    yield finding(cluster, "SEC001", at, message, help, source=source)


def balancer_logs_access(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find balancers without access logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5
    """
    if balancer.access_logs is None:
        message = f"load balancer {balancer.key} keeps no access logs"
        at, help = (*balancer.path, "access_logs"), "remove access_logs: false"
        source = f"{_HUB}/elb-controls.html#elb-5"
        yield finding(cluster, "SEC002", at, message, help, source=source)


def balancer_protected(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find balancers that one wrong command deletes.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-6
    """
    if not balancer.deletion_protection and balancer.type != "classic":
        message = f"load balancer {balancer.key} has no deletion protection"
        at, help = (*balancer.path, "deletion_protection"), "remove deletion_protection: false"
        source = f"{_HUB}/elb-controls.html#elb-6"
        yield finding(cluster, "SEC003", at, message, help, source=source)


def policy_is_modern(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find TLS policies that let in TLS 1.1 and older.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17
    """
    oldest = aws.SSL_POLICIES.get(balancer.ssl_policy, "1.2")
    if balancer.https and oldest < "1.2":
        message = f"the TLS policy of load balancer {balancer.key} lets in TLS {oldest}"
        at, help = (*balancer.path, "ssl_policy"), "use ELBSecurityPolicy-TLS13-1-2-2021-06"
        source = f"{_HUB}/elb-controls.html#elb-17"
        yield finding(cluster, "SEC009", at, message, help, source=source)


def certificate_names_hosts(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Find certificates for a wildcard: with its key any host below the name can be played.

    https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html
    """
    if balancer.wildcards:
        hosts = f"every host of {listed(balancer.wildcards, 'and')}"
        message = f"the certificate of load balancer {balancer.key} stands for {hosts}"
        at = (*balancer.path, "dns", "names")
        yield finding(cluster, "SEC026", at, message, "name the hosts", source=_CERTIFICATES)


def traffic_logged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a VPC without flow logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6
    """
    if cluster.network.flow_logs is None and cluster.network.vpc_id is None:
        path = ("network", "flow_logs")
        source = f"{_HUB}/ec2-controls.html#ec2-6"
        message, help = "the VPC has no flow logs", "remove flow_logs: false"
        yield finding(cluster, "SEC004", path, message, help, source=source)


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
        path = ("network", "flow_logs", "retention_days")
        yield from _kept(cluster, path, "flow logs", flow_logs.retention_days)


def task_logs_kept(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find logs of a task that are kept for less than a year, or for ever, by its own wish.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
    """
    if task.logs.gives("retention_days"):
        path = (*task.path, "logs", "retention_days")
        yield from _kept(cluster, path, f"logs of {task.key}", task.logs.retention_days)


def _kept(cluster: Cluster, path: Path, what: str, days: int) -> Iterator[Diagnostic]:
    if days < aws.LEAST_RETENTION_DAYS:
        how_long = f"{days} days only" if days else "ever, and with them what has to be forgotten"
        help = f"write {aws.LEAST_RETENTION_DAYS} or more"
        source = f"{_HUB}/cloudwatch-controls.html#cloudwatch-16"
        message = f"{what} are kept for {how_long}"
        yield finding(cluster, "SEC005", path, message, help, source=source)


def cluster_watched(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a cluster without Container Insights.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12
    """
    if cluster.cluster.container_insights == "disabled":
        path = ("cluster", "container_insights")
        message = "the cluster has no Container Insights"
        help = "write container_insights: enabled"
        source = f"{_HUB}/ecs-controls.html#ecs-12"
        yield finding(cluster, "SEC006", path, message, help, source=source)


def remote_access_closed(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Find rules that let the whole internet at SSH or RDP.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13
    """
    if rule.direction != "ingress":
        return
    opened = [f"{name} ({port})" for port, name in _REMOTE_ACCESS.items() if rule.opens(port)]
    for path in _world(rule) if opened else ():
        what = listed(opened, "and")
        message = f"ingress rule {shown(rule.name)} lets the whole internet at {what}"
        other = "use Session Manager (access.ssm), which needs no open port"
        help = f"name the blocks that need it, or {other}"
        source = f"{_HUB}/ec2-controls.html#ec2-13"
        yield finding(cluster, "SEC007", path, message, help, source=source)


def egress_limited(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Find rules that let everything out to the whole internet.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html
    """
    if rule.direction != "egress" or rule.given.protocol != "all":
        return
    for path in _world(rule):
        message = f"egress rule {shown(rule.name)} lets everything out to the whole internet"
        help = "name the ports that are needed, such as 443, or remove egress for the default"
        yield finding(cluster, "SEC008", path, message, help, source=_GROUPS)


def _world(rule: SecurityGroupRule) -> Iterator[Path]:
    """Yield the peers of a rule that are the whole internet, or a great part of it."""
    for index, peer in enumerate(rule.peers):
        if is_world(peer):
            yield (*rule.path, rule.side, index)


def instances_private(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Find instances with public addresses.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-25
    """
    if group.subnets == "public":
        message = f"the instances of group {group.key} have public addresses"
        at, source = (*group.path, "subnets"), f"{_HUB}/ec2-controls.html#ec2-25"
        yield finding(cluster, "SEC010", at, message, "write subnets: private", source=source)


def tasks_private(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Find tasks with public addresses.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-2
    """
    if workload.subnets == "public" and workload.network_mode == "awsvpc":
        message = f"the tasks of {workload.kind} {workload.key} have public addresses"
        at, source = (*workload.path, "subnets"), f"{_HUB}/ecs-controls.html#ecs-2"
        yield finding(cluster, "SEC028", at, message, "write subnets: private", source=source)


def instance_role_kept(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Find containers in bridge mode that can take the role of their instance.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
    """
    if group.imds_hop_limit > 1:
        role = f"the role of the instances of group {group.key}"
        message = f"containers in bridge mode can take {role}"
        help = "remove imds_hop_limit, and give tasks a role of their own"
        at = (*group.path, "imds_hop_limit")
        yield finding(cluster, "SEC011", at, message, help, source=_METADATA)


_WORKLOADS = ("services", "jobs", "instance_groups", "cluster")
RULES = (
    Rule(("security", "load_balancers"), balancer_speaks_tls, over.load_balancers),
    Rule(("security", "load_balancers"), balancer_logs_access, over.load_balancers),
    Rule(("security", "load_balancers"), balancer_protected, over.load_balancers),
    Rule(("security", "load_balancers"), policy_is_modern, over.load_balancers),
    Rule(("security", "load_balancers"), certificate_names_hosts, over.load_balancers),
    Rule(("security", "network"), traffic_logged),
    Rule(("security", "logs"), logs_kept),
    Rule(("security", "network"), flow_logs_kept),
    Rule(("security", "system_containers", "services", "jobs"), task_logs_kept, over.tasks),
    Rule(("security", "cluster"), cluster_watched),
    Rule(("security", *SECTIONS), remote_access_closed, given_rules),
    Rule(("security", *SECTIONS), egress_limited, given_rules),
    Rule(("security", "instance_groups"), instances_private, over.instance_groups),
    Rule(("security", *_WORKLOADS), tasks_private, over.workloads),
    Rule(("security", "instance_groups"), instance_role_kept, over.instance_groups),
)
