"""The module `ecs_instances`: an autoscaling group of container instances with its capacity provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.access import key_name, session_policy
from tfgen.modules.docker import docker_inputs, has_short_logs
from tfgen.modules.logs import kept, log_inputs, log_key_inputs, log_shape
from tfgen.modules.network import VPC_ID, private_subnet_ids, public_subnet_ids, vpc_cidr
from tfgen.resolve import Cluster, InstanceGroup, Workload
from tfgen.resolve.security_groups import VPC, VPC_IPV6
from tfgen.spec.instance_groups import CapacityProvider, Refresh, RootVolume, Rule
from tfgen.tree import Input, ModulePlan, Promise

RULES = """map(object({
  description = string
  ip_protocol = string
  from_port = optional(number)
  to_port = optional(number)
  cidr_ipv4 = optional(string)
  cidr_ipv6 = optional(string)
  prefix_list_id = optional(string)
  referenced_security_group_id = optional(string)
}))"""
ROOT_VOLUME = """object({
  size = number
  type = string
  iops = optional(number)
  throughput = optional(number)
  kms_key_arn = optional(string)
})"""

SPOT = """object({
  percent = number
  on_demand_base = number
  allocation_strategy = string
})"""
CAPACITY_PROVIDER = """object({
  target_capacity = number
  managed_draining = string
  managed_termination_protection = string
  minimum_scaling_step_size = number
  maximum_scaling_step_size = number
  instance_warmup = number
})"""
REFRESH = """object({
  min_healthy_percentage = number
  max_healthy_percentage = number
  instance_warmup = number
  auto_rollback = bool
  alarms = optional(list(string))
})"""


def ecs_instances(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every instance group."""
    return tuple(
        _group(cluster, name, group) for name, group in sorted(cluster.instance_groups.items())
    )


def _group(cluster: Cluster, key: str, group: InstanceGroup) -> ModulePlan:
    bottlerocket = group.ami_family == "bottlerocket"
    host_logs = group.has_host_logs
    ssh_key = [] if bottlerocket else key_name(cluster)
    docker = [cluster.system_containers[one] for one in group.docker_containers]
    shape = {
        "bottlerocket": bottlerocket,
        "privileged": bottlerocket and _has_privileged(cluster, group),
        "mixed": group.is_mixed,
        "spot": group.spot is not None,
        "public": group.subnets == "public",
        "two_hops": group.imds_hop_limit == 2,
        "protected": group.capacity_provider.managed_termination_protection,
        "refresh": group.refresh is not None,
        "refresh_alarms": group.refresh is not None and bool(group.refresh.alarms),
        "ami_id": group.ami_id is not None,
        "boot_commands": group.boot_commands is not None,
        "docker_containers": bool(docker),
        "log_errors": bool(docker) and cluster.alerts.alarms.log_errors is not None,
        "ecs_config": bool(group.ecs_config),
        "ecs_config_s3": group.ecs_config_s3 is not None,
        "ingress": bool(_ingress(cluster, key, group)),
        "reserved_memory": group.reserved_memory > 0,
        "rdp_from_anywhere": group.lets_world_in(3389),
        "ssh_from_anywhere": group.lets_world_in(22),
        "load_balancers": bool(cluster.task_balancers),
        "tags": bool(cluster.tags),
        "ssm": cluster.access.ssm is not None,
        "ssh": bool(ssh_key),
        "host_logs": host_logs,
        **log_shape(cluster),
        "docker_log_short": any(has_short_logs(cluster, one) for one in docker),
    }
    name = group.name
    inputs = (
        *_identity(cluster, name, group),
        *_machines(group),
        *_scaling(group),
        *_agent(cluster, key, name, group),
        *(log_inputs(cluster) if host_logs else log_key_inputs(cluster) if docker else ()),
        *_security_group(cluster, key, group),
        *ssh_key,
        *session_policy(cluster),
    )
    promises = tuple(_promises(cluster, key, group))
    return ModulePlan(
        f"instance_group_{names.label(key)}", "ecs_instances", inputs, shape, promises=promises
    )


def _promises(cluster: Cluster, name: str, group: InstanceGroup) -> Iterator[Promise]:
    key, desired, disk = f"instance_groups.{name}", group.desired_capacity, group.root_volume
    types = group.types
    if group.is_mixed:
        yield Promise(
            "instance_types", types, f"{key}.instance_types", f"instances are {', '.join(types)}"
        )
    else:
        yield Promise(
            "instance_type", types[0], f"{key}.instance_type", f"instances are {types[0]}"
        )
    yield Promise(
        "min_size", group.min_size, f"{key}.min_size", f"at least {group.min_size} instances"
    )
    yield Promise(
        "max_size", group.max_size, f"{key}.max_size", f"at most {group.max_size} instances"
    )
    yield Promise(
        "desired_capacity", desired, f"{key}.desired_capacity", f"{desired} instances at creation"
    )
    yield Promise(
        "root_volume_size", disk.size, f"{key}.root_volume.size", f"root disks have {disk.size} GiB"
    )
    yield Promise(
        "root_volume_type", disk.type, f"{key}.root_volume.type", f"root disks are {disk.type}"
    )
    if group.ami_id:
        yield Promise("image_id", group.ami_id, f"{key}.ami_id", f"instances boot {group.ami_id}")
    if group.has_host_logs:
        days = cluster.logs.retention_days
        yield Promise(
            "log_retention_days",
            [days],
            "logs.retention_days",
            f"logs of {key} are kept {kept(days)}",
        )


def _identity(cluster: Cluster, name: str, group: InstanceGroup) -> list[Input]:
    subnet_ids = (
        public_subnet_ids(cluster) if group.subnets == "public" else private_subnet_ids(cluster)
    )
    inputs = [
        Input("name", "string", "Name of the instance group", name),
        Input(
            "cluster_name", "string", "Name of the cluster", Ref("module.ecs_cluster.cluster_name")
        ),
        Input(
            "environment",
            "string",
            "Stage; tag Environment of instances and volumes",
            cluster.environment,
        ),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input("subnet_ids", "map(string)", "Ids of the instances' subnets, by zone", subnet_ids),
        Input(
            "role_name_prefix",
            "string",
            "First part of the role's name",
            role_name_prefix(cluster.name, name),
        ),
    ]
    if cluster.tags:
        inputs.append(
            Input(
                "tags",
                "map(string)",
                "Further tags of the group, its instances and volumes",
                dict(cluster.tags),
            )
        )
    return inputs


def role_name_prefix(cluster: str, name: str) -> str:
    """Return the prefix of a role's name, at most 38 characters: Terraform adds 26, IAM allows 64."""
    return names.fitted(names.joined(cluster, name), 37) + "-"


def _machines(group: InstanceGroup) -> list[Input]:
    what = "Root disk" if group.ami_family == "al2023" else "Disk of images and containers"
    return [
        *_types(group),
        Input("min_size", "number", "Least number of instances", group.min_size),
        Input("max_size", "number", "Greatest number of instances", group.max_size),
        Input(
            "desired_capacity", "number", "Number of instances at creation", group.desired_capacity
        ),
        _ami(group),
        Input(
            "root_volume",
            ROOT_VOLUME,
            f"{what}: GiB, EBS type, MiB/s",
            _root_volume(group.root_volume),
        ),
        Input(
            "imds_hop_limit",
            "number",
            "Hops of the instance metadata service's answers",
            group.imds_hop_limit,
        ),
    ]


def _types(group: InstanceGroup) -> list[Input]:
    types = group.types
    if not group.is_mixed:
        return [Input("instance_type", "string", "EC2 instance type", types[0])]
    inputs = [
        Input("instance_types", "list(string)", "EC2 instance types, in order of preference", types)
    ]
    if group.spot:
        about = (
            "Spot instances: percentage above the base, on-demand instances, and how EC2 chooses"
        )
        inputs.append(Input("spot", SPOT, about, group.spot.model_dump()))
    return inputs


def _ami(group: InstanceGroup) -> Input:
    if group.ami_id:
        return Input("ami_id", "string", "Pinned AMI", group.ami_id)
    about = "Public SSM parameter that names the AMI"
    return Input("ami_parameter", "string", about, group.ami_parameter)


def _scaling(group: InstanceGroup) -> list[Input]:
    about = "How ECS scales the group (percent, instances, seconds) and takes tasks off instances that go"
    inputs = [
        Input(
            "capacity_provider",
            CAPACITY_PROVIDER,
            about,
            _capacity_provider(group.capacity_provider),
        )
    ]
    if group.refresh:
        about = "How a change replaces the instances: percent of the desired capacity, seconds"
        inputs.append(Input("refresh", REFRESH, about, _refresh(group.refresh)))
    return inputs


def _capacity_provider(given: CapacityProvider) -> Value:
    words = {True: "ENABLED", False: "DISABLED"}
    return {
        key: words[value] if isinstance(value, bool) else value
        for key, value in given.model_dump().items()
    }


def _refresh(given: Refresh) -> Value:
    return {key: value for key, value in given.model_dump().items() if key != "alarms" or value}


def _root_volume(volume: RootVolume) -> Value:
    return {key: value for key, value in volume.model_dump().items() if value is not None}


def _agent(cluster: Cluster, key: str, name: str, group: InstanceGroup) -> list[Input]:
    attributes = {"instance-group": name, **dict(sorted(group.attributes.items()))}
    drivers = group.log_drivers
    inputs = [
        Input(
            "attributes",
            "map(string)",
            "Attributes of the instances, for placement constraints",
            attributes,
        ),
        Input("log_drivers", "list(string)", "Docker log drivers that containers may use", drivers),
        *docker_inputs(cluster, key, name),
    ]
    if reserved := group.reserved_memory:
        inputs.append(Input("reserved_memory", "number", "MiB that ECS gives to no task", reserved))
    if group.ecs_config:
        lines = dict(sorted(group.ecs_config.items()))
        inputs.append(
            Input("ecs_config", "map(string)", "Further lines of /etc/ecs/ecs.config", lines)
        )
    if group.ecs_config_s3:
        inputs.append(
            Input(
                "ecs_config_s3",
                "string",
                "Object fetched at boot before these lines",
                group.ecs_config_s3,
            )
        )
    if group.boot_commands is not None:
        inputs.append(
            Input(
                "boot_commands",
                "string",
                "bash script, run once when an instance boots",
                group.boot_commands,
            )
        )
    return inputs


def _security_group(cluster: Cluster, key: str, group: InstanceGroup) -> list[Input]:
    inputs = []
    if balancers := cluster.task_balancers:
        ids = {
            key: Ref(f"module.load_balancer_{names.label(key)}.security_group_id")
            for key in balancers
        }
        inputs.append(
            Input(
                "load_balancer_security_group_ids",
                "map(string)",
                "Security groups of the balancers, by balancer",
                ids,
            )
        )
    if ingress := _ingress(cluster, key, group):
        inputs.append(Input("ingress", RULES, "Rules into the instances", ingress))
    return [*inputs, Input("egress", RULES, "Rules out of the instances", egress(cluster, group))]


def _ingress(cluster: Cluster, key: str, group: InstanceGroup) -> dict[str, Value]:
    """Return the rules that the group asks for, and those that peers of its tasks and the ways to reach instances need.

    Nothing listens for SSH on Bottlerocket.
    """
    asked = {
        **rules(cluster, group.connect_ingress, "from"),
        **rules(cluster, group.ingress, "from"),
    }
    if group.ami_family == "bottlerocket":
        return asked
    endpoint: dict[str, Value] = {
        "access.instance_connect": {
            "description": "SSH from the EC2 Instance Connect Endpoint",
            "ip_protocol": "tcp",
            "from_port": 22,
            "to_port": 22,
            "referenced_security_group_id": Ref("module.instance_connect.security_group_id"),
        }
    }
    return {
        **(endpoint if cluster.access.instance_connect else {}),
        **rules(cluster, group.access_ingress, "from"),
        **asked,
    }


def egress(cluster: Cluster, owner: InstanceGroup | Workload) -> dict[str, Value]:
    """Return the rules out of an instance group or out of tasks; those of the default have their names as keys."""
    if owner.gives("egress"):
        return rules(cluster, owner.egress, "to")
    return {name: _rule(cluster, name, rule, rule.to[0]) for name, rule in owner.egress.items()}


def _has_privileged(cluster: Cluster, group: InstanceGroup) -> bool:
    """Whether a system container on a group is privileged, which Bottlerocket has to allow."""
    return any(
        cluster.system_containers[key].privileged
        for key in (*group.docker_containers, *group.daemons)
    )


def rules(cluster: Cluster, given: dict[str, Rule], direction: str) -> dict[str, Value]:
    """Return one rule for each name and peer, keyed by both, so that a further peer changes no other rule."""
    return {
        f"{name} {direction} {_lasting(cluster, peer)}": _rule(cluster, name, rule, peer)
        for name, rule in sorted(given.items())
        for peer in sorted(rule.from_ if direction == "from" else rule.to)
    }


def _rule(cluster: Cluster, name: str, rule: Rule, peer: str) -> dict[str, Value]:
    return {
        "description": rule.description or name,
        "ip_protocol": "-1" if rule.protocol == "all" else rule.protocol,
        **_ports(rule),
        **_peer(cluster, peer),
    }


def _lasting(cluster: Cluster, peer: str) -> str:
    """Return how a rule's key names a peer: one of the spec by the name that it keeps when its key changes."""
    section, _, key = peer.partition(".")
    members: Mapping[str, Mapping[str, InstanceGroup | Workload]] = {
        "instance_groups": cluster.instance_groups,
        "services": cluster.services,
        "jobs": cluster.jobs,
    }
    return f"{section}.{members[section][key].name}" if section in members else peer


def _ports(rule: Rule) -> dict[str, Value]:
    if rule.protocol == "icmp":
        return {"from_port": -1, "to_port": -1}
    if rule.port is None:
        return {}
    first, _, last = rule.port.partition("-")
    return {"from_port": int(first), "to_port": int(last or first)}


def _peer(cluster: Cluster, peer: str) -> dict[str, Value]:
    if peer == VPC:
        return {"cidr_ipv4": vpc_cidr(cluster)}
    if peer == VPC_IPV6:
        return {"cidr_ipv6": Ref("module.vpc.ipv6_cidr")}
    if peer.startswith("pl-"):
        return {"prefix_list_id": peer}
    if peer.startswith("sg-"):
        return {"referenced_security_group_id": peer}
    if "/" in peer:
        return {"cidr_ipv6" if ":" in peer else "cidr_ipv4": peer}
    if peer == "bastion":
        return {"referenced_security_group_id": Ref("module.bastion.security_group_id")}
    section, key = peer.split(".")
    return {
        "referenced_security_group_id": Ref(
            f"module.{section.removesuffix('s')}_{names.label(key)}.security_group_id"
        )
    }
