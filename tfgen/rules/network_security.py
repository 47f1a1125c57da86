"""Security findings of the network: its logs, open ports, and public addresses."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup, Workload, is_world
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, listed, rule
from tfgen.rules.security_group_rules import SECTIONS, SecurityGroupRule, given_rules

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_VPC = "https://docs.aws.amazon.com/vpc/latest/userguide"
_WORKLOADS = ("services", "jobs", "instance_groups", "cluster")
_REMOTE_ACCESS = {22: "SSH", 3389: "RDP"}


@rule(
    Code(
        "SEC004",
        "vpc-without-flow-logs",
        what="The VPC has no flow logs.",
        why="They tell which addresses spoke to which, and what was refused; after an intrusion "
        "nothing else shows where it went.",
        help="Remove flow_logs: false.",
        source=f"{_HUB}/ec2-controls.html#ec2-6",
    ),
    sections=("security", "network"),
)
def traffic_logged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a VPC without flow logs."""
    # The logs of a VPC that exists are its owner's.
    if cluster.network.flow_logs is None and cluster.network.vpc_id is None:
        path = ("network", "flow_logs")
        message = "the VPC has no flow logs"
        yield finding(cluster, "SEC004", path, message, "remove flow_logs: false")


@rule(
    Code(
        "SEC007",
        "remote-access-open-to-the-world",
        what="SSH or RDP is open to the whole internet.",
        why="Everybody on the internet can then try passwords, keys and each flaw of the server.",
        help="Name the blocks that need it, or use Session Manager (access.ssm).",
        source=f"{_HUB}/ec2-controls.html#ec2-13",
    ),
    sections=("security", *SECTIONS),
    over=given_rules,
)
def remote_access_closed(cluster: Cluster, group_rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Find rules that let the whole internet at SSH or RDP."""
    if group_rule.direction != "ingress":
        return
    # A rule for all protocols opens both, though it names no port.
    opened = [f"{name} ({port})" for port, name in _REMOTE_ACCESS.items() if group_rule.opens(port)]
    if not opened:
        return
    for path in _world(group_rule):
        name = shown(group_rule.name)
        message = f"ingress rule {name} lets the whole internet at {listed(opened, 'and')}"
        other = "use Session Manager (access.ssm), which needs no open port"
        help = f"name the blocks that need it, or {other}"
        yield finding(cluster, "SEC007", path, message, help)


@rule(
    Code(
        "SEC008",
        "egress-open-to-the-world",
        what="Everything is open out to the whole internet.",
        why="Who breaks into an instance or task can then fetch tools and send data away on any "
        "port. Most programs need 443 alone, which is the default.",
        help="Name the ports that are needed, or remove egress for the default.",
        source=f"{_VPC}/vpc-security-best-practices.html",
    ),
    sections=("security", *SECTIONS),
    over=given_rules,
)
def egress_limited(cluster: Cluster, group_rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Find rules that let everything out to the whole internet."""
    if group_rule.direction != "egress" or group_rule.given.protocol != "all":
        return
    # Which ports are right nobody knows here; a rule without any was not thought about.
    for path in _world(group_rule):
        name = shown(group_rule.name)
        message = f"egress rule {name} lets everything out to the whole internet"
        help = "name the ports that are needed, such as 443, or remove egress for the default"
        yield finding(cluster, "SEC008", path, message, help)


def _world(group_rule: SecurityGroupRule) -> Iterator[Path]:
    """Yield the peers of a rule that are the whole internet, or a great part of it."""
    for index, peer in enumerate(group_rule.peers):
        if is_world(peer):
            yield (*group_rule.path, group_rule.side, index)


@rule(
    Code(
        "SEC010",
        "instances-public",
        what="Instances have public addresses.",
        why="One security group rule that is too wide then opens them to the internet. In private "
        "subnets nobody outside reaches them, whatever the rules say.",
        help="Write subnets: private.",
        source=f"{_HUB}/ec2-controls.html#ec2-25",
    ),
    sections=("security", "instance_groups"),
    over=over.instance_groups,
)
def instances_private(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Find instances with public addresses."""
    if group.subnets == "public":
        path = (*group.path, "subnets")
        message = f"the instances of group {group.key} have public addresses"
        yield finding(cluster, "SEC010", path, message, "write subnets: private")


@rule(
    Code(
        "SEC028",
        "tasks-public",
        what="Tasks have public addresses.",
        why="One security group rule that is too wide then opens them to the internet. Clients "
        "come by a load balancer, which needs tasks with private addresses only.",
        help="Write subnets: private.",
        source=f"{_HUB}/ecs-controls.html#ecs-2",
    ),
    sections=("security", *_WORKLOADS),
    over=over.workloads,
)
def tasks_private(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Find tasks with public addresses."""
    # In the other network modes a task has its instance's address, of which SEC010 tells.
    if workload.subnets == "public" and workload.network_mode == "awsvpc":
        path = (*workload.path, "subnets")
        message = f"the tasks of {workload.kind} {workload.key} have public addresses"
        yield finding(cluster, "SEC028", path, message, "write subnets: private")


RULES = (
    traffic_logged,
    remote_access_closed,
    egress_limited,
    instances_private,
    tasks_private,
)
