"""Elastic Load Balancing: the static addresses of network balancers."""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer

from emulator.shims.patch import Function, around


@around(ELBv2Backend, "create_load_balancer")
def keep_addresses(original: Function, backend: Any, **arguments: Any) -> Any:
    """moto forgets the elastic IPs that a balancer is given, so that every plan would replace
    it."""
    balancer = original(backend, **arguments)
    given = {
        one["SubnetId"]: one.get("AllocationId") for one in arguments.get("subnet_mappings") or ()
    }
    balancer.allocations = {
        subnet: allocation for subnet, allocation in given.items() if allocation
    }
    return balancer


def _zones(balancer: FakeLoadBalancer) -> list[dict[str, Any]]:
    """The other half of `keep_addresses`."""
    allocations = getattr(balancer, "allocations", {})
    return [
        {
            "ZoneName": subnet.availability_zone,
            "SubnetId": subnet.id,
            "LoadBalancerAddresses": [{"AllocationId": allocations[subnet.id]}]
            if subnet.id in allocations
            else [],
        }
        for subnet in balancer.subnets
    ]


FakeLoadBalancer.availability_zones = property(_zones)
