"""The module `elb`: a classic load balancer in front of instances, for what still needs one."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules import balancers
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.tree import Input, ModulePlan

LISTENERS = """map(object({
  port = number
  protocol = string
  instance_port = number
  instance_protocol = string
  certificate_arn = optional(string)
}))"""
HEALTH_CHECK = """object({
  target = string
  interval = number
  timeout = number
  healthy_threshold = number
  unhealthy_threshold = number
})"""
INSTANCE_PORTS = """map(object({
  instance_group = string
  security_group_id = string
  port = number
}))"""


def elb(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every classic load balancer."""
    return tuple(
        _balancer(cluster, key, balancer) for key, balancer in balancers.of_type(cluster, "classic")
    )


def _balancer(cluster: Cluster, key: str, balancer: LoadBalancer) -> ModulePlan:
    ports = [(listener.port, "tcp") for listener in balancer.listeners.values()]
    groups = tuple(sorted(balancer.instance_groups))
    attached = {
        group: Ref(f"module.instance_group_{names.label(group)}.autoscaling_group_name")
        for group in groups
    }
    check = balancer.health_check.model_dump() if balancer.health_check else {}
    inputs = (
        *balancers.identity(cluster, key, balancer),
        Input("idle_timeout", "number", "Seconds a connection may idle", balancer.idle_timeout),
        Input(
            "listeners",
            LISTENERS,
            "Ports, and where they lead on the instances",
            _listeners(balancer),
        ),
        Input(
            "health_check", HEALTH_CHECK, "Health check of the instances; times in seconds", check
        ),
        Input(
            "ingress",
            balancers.INGRESS,
            "Who may connect to which listener",
            balancers.ingress(cluster, balancer, ports),
        ),
        Input(
            "autoscaling_group_names",
            "map(string)",
            "Autoscaling groups behind it, by instance group",
            attached,
        ),
        Input(
            "instance_ports",
            INSTANCE_PORTS,
            "Ports of the instances, by group and port",
            _ports(balancer, groups),
        ),
        *balancers.dns(balancer),
        *balancers.access_logs(cluster, key, balancer),
    )
    promises = tuple(balancers.promises(cluster, key, balancer))
    return ModulePlan(
        balancers.call(key), "elb", inputs, balancers.shape(cluster, balancer), promises=promises
    )


def _listeners(balancer: LoadBalancer) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for key, listener in sorted(balancer.listeners.items()):
        secure = listener.protocol in ("https", "ssl")
        found[key] = {
            "port": listener.port,
            "protocol": listener.protocol,
            "instance_port": listener.instance_port,
            "instance_protocol": listener.instance_protocol,
            **({"certificate_arn": balancer.certificate_arns[0]} if secure else {}),
        }
    return found


def _ports(balancer: LoadBalancer, groups: tuple[str, ...]) -> Mapping[str, Value]:
    ports = sorted(
        {listener.instance_port for listener in balancer.listeners.values()} | _checked(balancer)
    )
    return {
        f"{group} {port}": {
            "instance_group": group,
            "security_group_id": Ref(
                f"module.instance_group_{names.label(group)}.security_group_id"
            ),
            "port": port,
        }
        for group in groups
        for port in ports
    }


def _checked(balancer: LoadBalancer) -> set[int]:
    """Return the port of the health check."""
    target = balancer.health_check.target if balancer.health_check else ""
    return {int(target.partition(":")[2].partition("/")[0])}
