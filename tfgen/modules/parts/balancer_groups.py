"""The security groups of load balancers, and the rules by which others let their requests in."""

from __future__ import annotations

from tfgen.hcl import Ref
from tfgen.modules.parts.security_groups import (
    Rules,
    from_blocks,
    from_group,
    group_id,
    inside_vpc,
    security_group,
)
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer
from tfgen.resolve.security_groups import VPC, VPC_IPV6
from tfgen.tree import ModulePlan

# Docker gives containers in bridge mode a port of this range, the kernel's for short-lived ones.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
DYNAMIC_PORTS = (32768, 65535)
ANYWHERE = "0.0.0.0/0"


def balancer_security_group(cluster: Cluster, balancer: LoadBalancer, file: str) -> ModulePlan:
    """Plan the security group of a balancer."""
    return security_group(
        cluster,
        balancer.module,
        file,
        f"{balancer.name}-lb",
        f"Load balancer {balancer.name}",
        ingress=balancer_ingress(cluster, balancer),
        egress=_egress(cluster, balancer),
    )


def balancer_ingress(cluster: Cluster, balancer: LoadBalancer) -> Rules:
    """Return the rules that let clients connect to where a balancer listens."""
    return from_blocks(balancer.open_ports, _blocks(cluster, balancer))


def balancer_group_id(key: str) -> Ref:
    """Return the id of a balancer's security group, for the rules of others."""
    return group_id(f"load_balancers.{key}")


def instance_ingress(cluster: Cluster, group: InstanceGroup) -> Rules:
    """Return the rules that let balancers reach containers and ports of a group's instances."""
    rules: Rules = {
        f"Dynamic ports of containers, from load balancer {balancer.oldest_key}": from_group(
            DYNAMIC_PORTS, balancer_group_id(key)
        )
        for key, balancer in sorted(cluster.task_balancers.items())
    }
    for key, balancer in sorted(cluster.load_balancers.items()):
        if group.key in balancer.instance_groups:
            for port in _instance_ports(balancer):
                name = f"Port {port}, from load balancer {balancer.oldest_key}"
                rules[name] = from_group(port, balancer_group_id(key))
    return rules


def _blocks(cluster: Cluster, balancer: LoadBalancer) -> tuple[str, ...]:
    """Return who may connect; what a spec need not know of the VPC by its name."""
    if balancer.scheme == "internal" and not balancer.gives("allowed_cidrs"):
        others = cluster.network.blocks[1:]
        if cluster.network.ipv6 and balancer.type == "application":
            return (VPC, VPC_IPV6, *others)
        return (VPC, *others)
    return tuple(block for block in balancer.allowed_cidrs if _takes(balancer, block))


def _takes(balancer: LoadBalancer, block: str) -> bool:
    """Whether a balancer has addresses of the block's kind: only application ones have IPv6."""
    return ":" not in block or balancer.type == "application"


def _egress(cluster: Cluster, balancer: LoadBalancer) -> Rules:
    if balancer.type == "classic":
        return _classic_egress(cluster, balancer)
    # Protocol -1 has no ports, and covers UDP, which only network balancers speak.
    if balancer.type == "network":
        return inside_vpc(cluster, "Targets inside the VPC", {"protocol": "-1"})
    ports: Rules = {"from_port": 0, "to_port": 65535}
    egress = inside_vpc(cluster, "Targets inside the VPC", ports)
    # By IPv4 alone, also from a balancer that clients reach by IPv6:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
    if balancer.has_logins:
        egress["Identity providers"] = {"from_port": 443, "to_port": 443, "cidr_ipv4": ANYWHERE}
    return egress


def _classic_egress(cluster: Cluster, balancer: LoadBalancer) -> Rules:
    return {
        f"Port {port} of instance group {cluster.instance_groups[key].name}": from_group(
            port, group_id(f"instance_groups.{key}")
        )
        for key in sorted(balancer.instance_groups)
        for port in _instance_ports(balancer)
    }


def _instance_ports(balancer: LoadBalancer) -> list[int]:
    """Return the ports of the instances that a classic balancer reaches, that of its check too."""
    ports = {listener.instance_port for listener in balancer.listeners.values()}
    # A target is PROTOCOL:PORT with a path behind HTTP and HTTPS.
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html
    if balancer.health_check:
        target = balancer.health_check.target.partition(":")[2]
        ports.add(int(target.partition("/")[0]))
    return sorted(ports)
