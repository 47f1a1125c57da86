"""Instance groups, each with its security group and the logs of its hosts."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Text, Value
from tfgen.language.instance_requirements import TypeRequirements
from tfgen.modules.host_logs import host_log, host_logs
from tfgen.modules.parts.balancer_groups import instance_ingress
from tfgen.modules.parts.changed import changed, unless
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    TAGS,
    key_name,
    makes_trunks,
    partition,
    session_policy_arns,
    subnet_ids,
)
from tfgen.modules.parts.rights import managed_policies, rights_of
from tfgen.modules.parts.security_groups import (
    Rules,
    egress_rules,
    from_group,
    group_id,
    ingress_rules,
    ready_id,
    security_group,
)
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer, labels
from tfgen.resolve.waits import USUAL_WAIT, draining_minutes
from tfgen.tree import ModulePlan, Promise

FILE = "capacity"
SSH_PORT = 22
# What the agent takes without a word of the spec.
DEFAULT_LOG_DRIVERS = ("json-file", "awslogs")


def instance_group(cluster: Cluster, group: InstanceGroup) -> Iterator[ModulePlan]:
    """Plan a group, once what its instances need from their first boot on is there."""
    yield security_group(
        cluster,
        call_of(group),
        FILE,
        f"{cluster.name}-{group.name}-instances",
        Text((f"Instances of group {group.name} in cluster ", CLUSTER_NAME)),
        ingress=_ingress(cluster, group),
        egress=egress_rules(cluster, group),
    )
    yield from host_logs(cluster, group, call_of(group))
    inputs: dict[str, Value] = {
        "name": group.name,
        **changed(group, "autoscaling_group_name"),
        "cluster_name": _cluster_name(cluster),
        "environment": cluster.environment,
        "tags": _tags(cluster),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
        **_machines(group),
        **_replacement(group),
        "drain_minutes": unless(USUAL_WAIT, draining_minutes(cluster, group)),
        **_place(group),
        **_access(cluster, group),
        **_agent(group),
        **_containers(cluster, group),
    }
    promises = tuple(_promises(group))
    # Names of what exists are given whole, where all others begin with the cluster's.
    named = bool(group.autoscaling_group_name or group.capacity_provider.name)
    variants = ("kept",) if named else ()
    yield ModulePlan(call_of(group), "ecs_instances", FILE, inputs, variants, promises=promises)


def _cluster_name(cluster: Cluster) -> Ref:
    """Return the cluster's name, once it exists, and its new instances get what they join with."""
    if makes_trunks(cluster):
        return Ref("module.awsvpc_trunking.cluster_name")
    return Ref("module.ecs_cluster.cluster_name")


def _tags(cluster: Cluster) -> Value:
    """Return the tags of the spec: the provider's default tags do not reach what a group starts."""
    if not cluster.tags:
        return None
    return TAGS


def call_of(group: InstanceGroup) -> str:
    """Return the label of a group's call."""
    return f"instance_group_{labels.label(group.key)}"


def _ingress(cluster: Cluster, group: InstanceGroup) -> Rules:
    """Return the rules that the group asks for, and those that balancers, people and peers need."""
    rules = instance_ingress(cluster, group)
    # Nothing listens for SSH on Bottlerocket.
    if cluster.access.instance_connect and group.ami_family != "bottlerocket":
        existing = cluster.access.instance_connect.security_group
        endpoint = existing or group_id("instance_connect")
        rules["SSH from the EC2 Instance Connect Endpoint"] = from_group(SSH_PORT, endpoint)
    for asked in (
        group.access_ingress,
        group.route_ingress,
        group.connect_ingress,
        group.ingress,
    ):
        rules |= ingress_rules(cluster, asked)
    return rules


def _machines(group: InstanceGroup) -> dict[str, Value]:
    """Return the inputs of what a machine is, and how many of them there are."""
    inputs: dict[str, Value] = {
        **_types(group),
        **changed(group, "min_size", "max_size"),
        "desired_capacity": unless(group.min_size, group.desired_capacity),
        "warm_pool": None,
        **changed(group, "ami_family", "ami_id"),
        "ami_parameter": None,
        "root_volume": changed(group.root_volume) or None,
        **changed(group, "imds_hop_limit"),
        "capacity_provider": changed(group.capacity_provider) or None,
    }
    # Given empty it is as large as the language says by default.
    if group.warm_pool:
        inputs["warm_pool"] = changed(group.warm_pool)
    # A pinned image needs no parameter, which Terraform would read at each plan.
    if not group.ami_id:
        inputs["ami_parameter"] = group.ami_parameter
    return inputs


def _replacement(group: InstanceGroup) -> dict[str, Value]:
    """Return the inputs of how instances are replaced, and of what CloudWatch is told of them."""
    inputs: dict[str, Value] = {
        **changed(group, "max_instance_lifetime", "instance_maintenance_policy"),
        **changed(group, "instance_warmup"),
        "enabled_metrics": sorted(set(group.enabled_metrics)) or None,
    }
    # Given empty it refreshes as the language says by default; left out, nothing is replaced.
    if group.refresh:
        inputs["refresh"] = changed(group.refresh)
    return inputs


def _types(group: InstanceGroup) -> dict[str, Value]:
    """Return one type, or several of which the autoscaling group chooses."""
    types: dict[str, Value] = {}
    if group.instance_requirements:
        types["instance_requirements"] = _requirements(group.instance_requirements)
    elif group.is_mixed:
        types["instance_types"] = group.types
    else:
        types["instance_type"] = group.types[0]
    if group.spot:
        types["spot"] = {"percent": group.spot.percent, **changed(group.spot)}
    # Given empty it takes reservations as the language says by default.
    if group.capacity_reservation:
        types["capacity_reservation"] = changed(group.capacity_reservation)
    return {**types, **changed(group, "capacity_rebalance")}


def _requirements(requirements: TypeRequirements) -> dict[str, Value]:
    """Return what a type needs to have; its architecture is that of the image."""
    wanted = changed(requirements)
    wanted.pop("architecture", None)
    return wanted


def _place(group: InstanceGroup) -> dict[str, Value]:
    return {
        "subnet_ids": subnet_ids(group.subnets),
        "public_addresses": group.subnets == "public" or None,
        "security_group_ids": [ready_id(call_of(group)), *group.security_groups],
    }


def _access(cluster: Cluster, group: InstanceGroup) -> dict[str, Value]:
    """Return the inputs of what the instances may do, and of who may enter them."""
    usual = f"{cluster.name}-{group.name}-"
    inputs: dict[str, Value] = {
        "role_name_prefix": unless(usual, group.role_name_prefix),
        "session_policy_arns": session_policy_arns(cluster),
        "managed_policy_arns": managed_policies(group.instance_role.managed_policy_arns) or None,
    }
    if statements := group.instance_role.statements:
        inputs["instance_policies"] = {"statements": rights_of(statements)}
    # Bottlerocket runs no SSH that a key would open.
    if group.ami_family != "bottlerocket":
        inputs["key_name"] = key_name(cluster)
    return inputs


def _agent(group: InstanceGroup) -> dict[str, Value]:
    """Return the inputs of the ECS agent, and of what runs at boot."""
    return {
        "attributes": dict(sorted(group.attributes.items())) or None,
        "log_drivers": unless(DEFAULT_LOG_DRIVERS, group.log_drivers),
        "reserved_memory": group.reserved_memory or None,
        "ecs_config": dict(sorted(group.ecs_config.items())) or None,
        "ecs_config_s3": group.ecs_config_s3,
        "boot_commands": group.boot_commands,
    }


def _containers(cluster: Cluster, group: InstanceGroup) -> dict[str, Value]:
    """Return the inputs of the host's logs and of its system containers."""
    known = cluster.system_containers
    docker = [known[key] for key in group.docker_containers]
    units: dict[str, Value] = {
        container.name: _docker(container, "units", group) for container in docker
    }
    inputs: dict[str, Value] = {}
    # Bottlerocket refuses them, unless its settings allow them to all.
    every = (known[key] for key in (*group.docker_containers, *group.daemons))
    if group.ami_family == "bottlerocket" and any(container.privileged for container in every):
        inputs["privileged_containers"] = True
    if group.has_host_logs:
        inputs["cloudwatch_agent_config"] = host_log(
            cluster, call_of(group), "cloudwatch_agent_config"
        )
    inputs["docker_containers"] = dict(sorted(units.items())) or None
    inputs["log_group_arns"] = _log_group_arns(cluster, group, docker) or None
    return inputs


def _log_group_arns(
    cluster: Cluster, group: InstanceGroup, docker: list[SystemContainer]
) -> dict[str, Value]:
    """Return where the instances may write logs, by the name of the policy."""
    arns: dict[str, Value] = {}
    if docker:
        arns["docker-logs"] = [_docker(container, "log_group_arns", group) for container in docker]
    if group.has_host_logs:
        arns["host-logs"] = host_log(cluster, call_of(group), "log_group_arns")
    return arns


def _docker(container: SystemContainer, output: str, group: InstanceGroup) -> Ref:
    """Return what a container that Docker runs has for one group."""
    return Ref(f'module.{container.module}.{output}["{group.name}"]')


def _promises(group: InstanceGroup) -> Iterator[Promise]:
    key, types, disk = f"instance_groups.{group.key}", group.types, group.root_volume
    field = "instance_type"
    if group.instance_types:
        field = "instance_types"
    # Of requirements EC2 alone knows the types.
    if types:
        said = f"instances are {', '.join(types)}"
        yield Promise("instance_types", types, f"{key}.{field}", said)
    least, most, desired = group.min_size, group.max_size, group.desired_capacity
    yield Promise("min_size", least, f"{key}.min_size", f"at least {least} instances")
    yield Promise("max_size", most, f"{key}.max_size", f"at most {most} instances")
    said = f"{desired} instances at creation"
    yield Promise("desired_capacity", desired, f"{key}.desired_capacity", said)
    said = f"root disks have {disk.size} GiB"
    yield Promise("root_volume_size", disk.size, f"{key}.root_volume.size", said)
    said = f"root disks are {disk.type}"
    yield Promise("root_volume_type", disk.type, f"{key}.root_volume.type", said)
    if group.ami_id:
        said = f"instances boot {group.ami_id}"
        yield Promise("image_id", group.ami_id, f"{key}.ami_id", said)
