"""The module `nlb`: a network load balancer; its listeners stand with the services that they lead to."""

from __future__ import annotations

from tfgen.modules import balancers
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.tree import Input, ModulePlan


def nlb(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every network load balancer."""
    return tuple(
        _balancer(cluster, key, balancer) for key, balancer in balancers.of_type(cluster, "network")
    )


def _balancer(cluster: Cluster, key: str, balancer: LoadBalancer) -> ModulePlan:
    ingress = balancers.ingress(cluster, balancer, balancer.open_ports)
    inputs = [
        *balancers.identity(cluster, key, balancer),
        balancers.vpc_cidr(cluster),
        balancers.protection(balancer),
        *balancers.dns(balancer),
        *balancers.access_logs(cluster, key, balancer),
    ]
    if ingress:
        inputs.append(
            Input("ingress", balancers.INGRESS, "Who may connect to which listener", ingress)
        )
    if balancer.access_logs and not balancer.access_logs.bucket:
        inputs.append(Input("region", "string", "Region of the cluster", cluster.region))
    shape = {
        **balancers.shape(cluster, balancer),
        "static_ips": balancer.static_ips,
        "listeners": bool(ingress),
    }
    promises = tuple(balancers.promises(cluster, key, balancer))
    return ModulePlan(balancers.call(key), "nlb", tuple(inputs), shape, promises=promises)
