"""The routes of private subnets to networks beside the VPC."""

from __future__ import annotations

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise


def network_routes(cluster: Cluster, file: str, subnet_ids: Ref, table_ids: Ref) -> ModulePlan:
    """Plan the routes that the spec has, in each private route table."""
    routes: Value = {
        block: changed(route) for block, route in sorted(cluster.network.routes.items())
    }
    inputs: dict[str, Value] = {
        "private_subnet_ids": subnet_ids,
        "route_table_ids": table_ids,
        "routes": routes,
    }
    blocks = sorted(cluster.network.routes)
    text = f"the private subnets have routes to {', '.join(blocks)}"
    promise = Promise("destinations", blocks, "network.routes", text)
    return ModulePlan("network_routes", "network_routes", file, inputs, promises=(promise,))
