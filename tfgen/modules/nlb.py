"""The module `nlb`: a network load balancer; its listeners stand with the services that they lead to."""

from __future__ import annotations

from tfgen import workloads
from tfgen.modules import balancers
from tfgen.spec import Spec
from tfgen.spec.load_balancers import LoadBalancer
from tfgen.tree import Input, ModulePlan


def nlb(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every network load balancer."""
    return tuple(_balancer(spec, key, balancer) for key, balancer in balancers.of_type(spec, "network"))


def _balancer(spec: Spec, key: str, balancer: LoadBalancer) -> ModulePlan:
    ingress = balancers.ingress(spec, balancer, workloads.network_ports(spec, key))
    inputs = [
        *balancers.identity(spec, key, balancer),
        balancers.vpc_cidr(spec),
        balancers.protection(balancer),
        *balancers.dns(balancer),
        *balancers.access_logs(spec, key, balancer),
    ]
    if ingress:
        inputs.append(Input("ingress", balancers.INGRESS, "Who may connect to which listener", ingress))
    if balancer.access_logs and not balancer.access_logs.bucket:
        inputs.append(Input("region", "string", "Region of the cluster", spec.region))
    shape = {**balancers.shape(spec, balancer), "static_ips": balancer.static_ips, "listeners": bool(ingress)}
    promises = tuple(balancers.promises(spec, key, balancer))
    return ModulePlan(balancers.call(key), "nlb", tuple(inputs), shape, promises=promises)
