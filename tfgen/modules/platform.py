"""What an application's tree finds of its platform: data sources under the names of its calls.

A platform of tfgen's is found by the names and tags that its tree guarantees, another one by what
the spec says of it. So what names a balancer or a security group names the same in both trees.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Text, Value
from tfgen.language.capacity import FARGATE
from tfgen.language.platform import ExistingBalancer
from tfgen.language.scalars import TextOrExpression
from tfgen.modules.network import existing_vpc
from tfgen.modules.parts.balancer_groups import balancer_ingress
from tfgen.modules.parts.references import CLUSTER_NAME, VPC_ID, in_cluster
from tfgen.modules.parts.security_groups import Rules, ingress_rules
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer, added_rules, labels
from tfgen.tree import ModulePlan

FILE = "platform"
PORTS = {"https": 443, "http": 80}


def platform(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan all that an application may need of its platform; the tree has what it names."""
    yield _cluster(cluster)
    yield _vpc(cluster)
    for balancer in cluster.task_balancers.values():
        yield from _load_balancer(cluster, balancer)
    for group in cluster.instance_groups.values():
        yield _instances(cluster, group)
    if cluster.access.bastion:
        yield _group(cluster, "bastion", name=f"{cluster.name}-bastion")
    if cluster.namespace:
        yield _existing(cluster, "peer_namespace", "existing_namespace", cluster.namespace)
    if not cluster.owns("alerts"):
        yield _existing(cluster, "alerts_topic", "existing_topic", f"{cluster.name}-alerts")
        yield _existing(cluster, "slack_topic", "existing_topic", f"{cluster.name}-alerts-slack")
        yield _existing(cluster, "teams_topic", "existing_topic", f"{cluster.name}-alerts-teams")
        yield _existing(cluster, "alerts_key", "existing_key", f"alias/{cluster.name}-alerts")
    yield _existing(cluster, "exec_key", "existing_key", f"alias/{cluster.name}-exec")
    yield _existing(cluster, "exec_logs", "existing_log_group", _exec_logs(cluster))


def _cluster(cluster: Cluster) -> ModulePlan:
    providers: dict[str, Value] = {
        key: _provider(cluster, key) for key in cluster.instance_groups if _is_used(cluster, key)
    }
    for key, managed in cluster.managed_instances.items():
        if _is_used(cluster, key):
            providers[key] = in_cluster(cluster, f"{cluster.name}-{managed.name}")
    fargate = {name: FARGATE[name] for name in FARGATE if _is_used(cluster, name)}
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "capacity_providers": {**providers, **fargate},
    }
    return ModulePlan("platform_cluster", "existing_cluster", FILE, inputs)


def _is_used(cluster: Cluster, capacity: str) -> bool:
    return any(capacity in workload.capacity for workload in cluster.workloads)


def _provider(cluster: Cluster, key: str) -> Value:
    capacity = cluster.platform and cluster.platform.capacity.get(key)
    if capacity:
        return capacity.capacity_provider or key
    return in_cluster(cluster, cluster.instance_groups[key].provider_name)


def _vpc(cluster: Cluster) -> ModulePlan:
    network = cluster.network
    if network.vpc_id:
        return existing_vpc(cluster, network.vpc_id, FILE)
    zones = list(network.zone_names)
    inputs: dict[str, Value] = {"cluster_name": CLUSTER_NAME, "private_zones": zones}
    if network.has_public_subnets:
        inputs["public_zones"] = zones
    return ModulePlan("vpc", "platform_vpc", FILE, inputs)


def _load_balancer(cluster: Cluster, balancer: LoadBalancer) -> Iterator[ModulePlan]:
    given = cluster.platform and cluster.platform.load_balancers.get(balancer.key)
    if given:
        yield _given_balancer(balancer, given)
        yield _group(cluster, balancer.module, id=given.security_group)
        return
    inputs: dict[str, Value] = {"name": in_cluster(cluster, balancer.name)}
    if balancer.type == "application":
        inputs["listener_ports"] = _answering(balancer)
    yield ModulePlan(balancer.module, "existing_load_balancer", FILE, inputs)
    ingress: Rules = {}
    # A network balancer listens where its routes say, and lets those ports in; others let in all.
    if balancer.type == "network":
        ingress = balancer_ingress(cluster, balancer)
    yield _group(cluster, balancer.module, name=f"{balancer.name}-lb", ingress=ingress)


def _answering(balancer: LoadBalancer) -> dict[str, Value]:
    ports: dict[str, Value] = {}
    if balancer.https:
        ports["https"] = PORTS["https"]
    if balancer.http == "forward":
        ports["http"] = PORTS["http"]
    return ports


def _given_balancer(balancer: LoadBalancer, given: ExistingBalancer) -> ModulePlan:
    return ModulePlan(balancer.module, "existing_load_balancer", FILE, {"arn": given.arn})


def _instances(cluster: Cluster, group: InstanceGroup) -> ModulePlan:
    call = f"instance_group_{labels.label(group.key)}"
    ingress = ingress_rules(cluster, added_rules(group))
    given = cluster.platform and cluster.platform.capacity.get(group.key)
    if given:
        return _group(cluster, call, id=given.security_group, ingress=ingress)
    name = f"{cluster.name}-{group.name}-instances"
    return _group(cluster, call, name=name, ingress=ingress)


def _group(
    cluster: Cluster,
    call: str,
    *,
    id: TextOrExpression | None = None,
    name: str | None = None,
    ingress: Rules | None = None,
) -> ModulePlan:
    """Plan a security group that exists, by its id or its tag, with rules that this tree adds."""
    known: dict[str, Value] = {"id": id}
    if name:
        known = {"name": in_cluster(cluster, name)}
    inputs: dict[str, Value] = {**known, "vpc_id": VPC_ID, "ingress": ingress or None}
    return ModulePlan(f"{call}_security_group", "existing_security_group", FILE, inputs)


def _existing(cluster: Cluster, call: str, module: str, name: str) -> ModulePlan:
    """Plan what exists under a name."""
    value = in_cluster(cluster, name)
    for before in ("alias/", "/ecs/"):
        if name.startswith(f"{before}{cluster.name}"):
            value = Text((before, CLUSTER_NAME, name[len(before) + len(cluster.name) :]))
    return ModulePlan(call, module, FILE, {"name": value})


def _exec_logs(cluster: Cluster) -> str:
    audit = cluster.platform and cluster.platform.exec
    if audit:
        return audit.log_group or ""
    return f"{cluster.platform_log_prefix}/exec"
