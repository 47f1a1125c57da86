"""The module `ecs_instances`: an autoscaling group of container instances with its capacity provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import derived, discovery, names
from tfgen.hcl import Ref, Value
from tfgen.modules.access import key_name, session_policy
from tfgen.modules.docker import docker_inputs, has_short_logs
from tfgen.modules.logs import kept, log_inputs, log_key_inputs, log_shape
from tfgen.modules.network import VPC_ID, private_subnet_ids, public_subnet_ids, vpc_cidr
from tfgen.spec import Spec
from tfgen.spec.instance_groups import CapacityProvider, InstanceGroup, Refresh, RootVolume, Rule
from tfgen.spec.workloads import Workload
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


def ecs_instances(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every instance group."""
    return tuple(_group(spec, name, group) for name, group in sorted(spec.instance_groups.items()))


def _group(spec: Spec, key: str, group: InstanceGroup) -> ModulePlan:
    bottlerocket = group.ami_family == "bottlerocket"
    host_logs = derived.has_host_logs(spec, group)
    ssh_key = [] if bottlerocket else key_name(spec)
    docker = derived.docker_containers(spec, key)
    shape = {
        "bottlerocket": bottlerocket,
        "privileged": bottlerocket and derived.has_privileged(spec, key),
        "mixed": derived.is_mixed(group),
        "spot": group.spot is not None,
        "public": group.subnets == "public",
        "two_hops": group.imds_hop_limit == 2,
        "protected": group.capacity_provider.managed_termination_protection,
        "refresh": group.refresh is not None,
        "refresh_alarms": group.refresh is not None and bool(group.refresh.alarms),
        "ami_id": group.ami_id is not None,
        "boot_commands": group.boot_commands is not None,
        "docker_containers": bool(docker),
        "log_errors": bool(docker) and spec.alerts.alarms.log_errors is not None,
        "ecs_config": bool(group.ecs_config),
        "ecs_config_s3": group.ecs_config_s3 is not None,
        "ingress": bool(_ingress(spec, key, group)),
        "reserved_memory": derived.reserved_memory(spec, key) > 0,
        "rdp_from_anywhere": derived.lets_world_in(group, 3389),
        "ssh_from_anywhere": derived.lets_world_in(group, 22),
        "load_balancers": bool(derived.task_balancers(spec)),
        "tags": bool(spec.tags),
        "ssm": spec.access.ssm is not None,
        "ssh": bool(ssh_key),
        "host_logs": host_logs,
        **log_shape(spec),
        "docker_log_short": any(has_short_logs(spec, one) for one in docker.values()),
    }
    name = derived.physical_name(key, group)
    inputs = (
        *_identity(spec, name, group),
        *_machines(group),
        *_scaling(group),
        *_agent(spec, key, name, group),
        *(log_inputs(spec) if host_logs else log_key_inputs(spec) if docker else ()),
        *_security_group(spec, key, group),
        *ssh_key,
        *session_policy(spec),
    )
    promises = tuple(_promises(spec, key, group))
    return ModulePlan(f"instance_group_{names.label(key)}", "ecs_instances", inputs, shape, promises=promises)


def _promises(spec: Spec, name: str, group: InstanceGroup) -> Iterator[Promise]:
    key, desired, disk = f"instance_groups.{name}", derived.desired_capacity(group), group.root_volume
    types = derived.instance_types(group)
    if derived.is_mixed(group):
        yield Promise("instance_types", types, f"{key}.instance_types", f"instances are {', '.join(types)}")
    else:
        yield Promise("instance_type", types[0], f"{key}.instance_type", f"instances are {types[0]}")
    yield Promise("min_size", group.min_size, f"{key}.min_size", f"at least {group.min_size} instances")
    yield Promise("max_size", group.max_size, f"{key}.max_size", f"at most {group.max_size} instances")
    yield Promise("desired_capacity", desired, f"{key}.desired_capacity", f"{desired} instances at creation")
    yield Promise("root_volume_size", disk.size, f"{key}.root_volume.size", f"root disks have {disk.size} GiB")
    yield Promise("root_volume_type", disk.type, f"{key}.root_volume.type", f"root disks are {disk.type}")
    if group.ami_id:
        yield Promise("image_id", group.ami_id, f"{key}.ami_id", f"instances boot {group.ami_id}")
    if derived.has_host_logs(spec, group):
        days = spec.logs.retention_days
        yield Promise("log_retention_days", [days], "logs.retention_days", f"logs of {key} are kept {kept(days)}")


def _identity(spec: Spec, name: str, group: InstanceGroup) -> list[Input]:
    cluster = derived.cluster_name(spec)
    subnet_ids = public_subnet_ids(spec) if group.subnets == "public" else private_subnet_ids(spec)
    inputs = [
        Input("name", "string", "Name of the instance group", name),
        Input("cluster_name", "string", "Name of the cluster", Ref("module.ecs_cluster.cluster_name")),
        Input("environment", "string", "Stage; tag Environment of instances and volumes", spec.environment),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input("subnet_ids", "map(string)", "Ids of the instances' subnets, by zone", subnet_ids),
        Input("role_name_prefix", "string", "First part of the role's name", role_name_prefix(cluster, name)),
    ]
    if spec.tags:
        inputs.append(
            Input("tags", "map(string)", "Further tags of the group, its instances and volumes", dict(spec.tags))
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
        Input("desired_capacity", "number", "Number of instances at creation", derived.desired_capacity(group)),
        _ami(group),
        Input("root_volume", ROOT_VOLUME, f"{what}: GiB, EBS type, MiB/s", _root_volume(group.root_volume)),
        Input("imds_hop_limit", "number", "Hops of the instance metadata service's answers", group.imds_hop_limit),
    ]


def _types(group: InstanceGroup) -> list[Input]:
    types = derived.instance_types(group)
    if not derived.is_mixed(group):
        return [Input("instance_type", "string", "EC2 instance type", types[0])]
    inputs = [Input("instance_types", "list(string)", "EC2 instance types, in order of preference", types)]
    if group.spot:
        about = "Spot instances: percentage above the base, on-demand instances, and how EC2 chooses"
        inputs.append(Input("spot", SPOT, about, group.spot.model_dump()))
    return inputs


def _ami(group: InstanceGroup) -> Input:
    if group.ami_id:
        return Input("ami_id", "string", "Pinned AMI", group.ami_id)
    about = "Public SSM parameter that names the AMI"
    return Input("ami_parameter", "string", about, derived.ami_parameter(group))


def _scaling(group: InstanceGroup) -> list[Input]:
    about = "How ECS scales the group (percent, instances, seconds) and takes tasks off instances that go"
    inputs = [Input("capacity_provider", CAPACITY_PROVIDER, about, _capacity_provider(group.capacity_provider))]
    if group.refresh:
        about = "How a change replaces the instances: percent of the desired capacity, seconds"
        inputs.append(Input("refresh", REFRESH, about, _refresh(group.refresh)))
    return inputs


def _capacity_provider(given: CapacityProvider) -> Value:
    words = {True: "ENABLED", False: "DISABLED"}
    return {key: words[value] if isinstance(value, bool) else value for key, value in given.model_dump().items()}


def _refresh(given: Refresh) -> Value:
    return {key: value for key, value in given.model_dump().items() if key != "alarms" or value}


def _root_volume(volume: RootVolume) -> Value:
    return {key: value for key, value in volume.model_dump().items() if value is not None}


def _agent(spec: Spec, key: str, name: str, group: InstanceGroup) -> list[Input]:
    attributes = {"instance-group": name, **dict(sorted(group.attributes.items()))}
    drivers = derived.log_drivers(spec, group)
    inputs = [
        Input("attributes", "map(string)", "Attributes of the instances, for placement constraints", attributes),
        Input("log_drivers", "list(string)", "Docker log drivers that containers may use", drivers),
        *docker_inputs(spec, key, name),
    ]
    if reserved := derived.reserved_memory(spec, key):
        inputs.append(Input("reserved_memory", "number", "MiB that ECS gives to no task", reserved))
    if group.ecs_config:
        lines = dict(sorted(group.ecs_config.items()))
        inputs.append(Input("ecs_config", "map(string)", "Further lines of /etc/ecs/ecs.config", lines))
    if group.ecs_config_s3:
        inputs.append(
            Input("ecs_config_s3", "string", "Object fetched at boot before these lines", group.ecs_config_s3)
        )
    if group.boot_commands is not None:
        inputs.append(
            Input("boot_commands", "string", "bash script, run once when an instance boots", group.boot_commands)
        )
    return inputs


def _security_group(spec: Spec, key: str, group: InstanceGroup) -> list[Input]:
    inputs = []
    if balancers := derived.task_balancers(spec):
        ids = {key: Ref(f"module.load_balancer_{names.label(key)}.security_group_id") for key in balancers}
        inputs.append(
            Input(
                "load_balancer_security_group_ids", "map(string)", "Security groups of the balancers, by balancer", ids
            )
        )
    if ingress := _ingress(spec, key, group):
        inputs.append(Input("ingress", RULES, "Rules into the instances", ingress))
    egress = rules(spec, group.egress, "to") if group.egress is not None else default_egress(spec)
    return [*inputs, Input("egress", RULES, "Rules out of the instances", egress)]


def _ingress(spec: Spec, key: str, group: InstanceGroup) -> dict[str, Value]:
    """Return the rules that the group asks for, and those that peers of its tasks and the ways to reach instances need.

    Nothing listens for SSH on Bottlerocket.
    """
    asked = {**rules(spec, discovery.group_ingress(spec, key), "from"), **rules(spec, group.ingress, "from")}
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
        **(endpoint if spec.access.instance_connect else {}),
        **rules(spec, derived.access_rules(spec), "from"),
        **asked,
    }


def default_egress(spec: Spec) -> Value:
    """Return the rules out that stand where a spec has none."""
    rules: dict[str, Value] = {
        "https": {
            "description": "HTTPS anywhere: AWS, registries, packages",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "cidr_ipv4": "0.0.0.0/0",
        },
        "vpc": {"description": "Everything inside the VPC", "ip_protocol": "-1", "cidr_ipv4": vpc_cidr(spec)},
    }
    return rules | (_ipv6_egress() if spec.network.ipv6 else {})


def _ipv6_egress() -> dict[str, Value]:
    return {
        "https-ipv6": {
            "description": "HTTPS anywhere over IPv6",
            "ip_protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "cidr_ipv6": "::/0",
        },
        "vpc-ipv6": {
            "description": "Everything inside the VPC over IPv6",
            "ip_protocol": "-1",
            "cidr_ipv6": Ref("module.vpc.ipv6_cidr"),
        },
    }


def rules(spec: Spec, given: dict[str, Rule], direction: str) -> dict[str, Value]:
    """Return one rule for each name and peer, keyed by both, so that a further peer changes no other rule."""
    return {
        f"{name} {direction} {_lasting(spec, peer)}": {
            "description": rule.description or name,
            "ip_protocol": "-1" if rule.protocol == "all" else rule.protocol,
            **_ports(rule),
            **_peer(peer),
        }
        for name, rule in sorted(given.items())
        for peer in sorted(rule.from_ if direction == "from" else rule.to)
    }


def _lasting(spec: Spec, peer: str) -> str:
    """Return how a rule's key names a peer: one of the spec by the name that it keeps when its key changes."""
    section, _, key = peer.partition(".")
    members: Mapping[str, Mapping[str, InstanceGroup | Workload]] = {
        "instance_groups": spec.instance_groups,
        "services": spec.services,
        "jobs": spec.jobs,
    }
    return f"{section}.{derived.physical_name(key, members[section][key])}" if section in members else peer


def _ports(rule: Rule) -> dict[str, Value]:
    if rule.protocol == "icmp":
        return {"from_port": -1, "to_port": -1}
    if rule.port is None:
        return {}
    first, _, last = rule.port.partition("-")
    return {"from_port": int(first), "to_port": int(last or first)}


def _peer(peer: str) -> dict[str, Value]:
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
        "referenced_security_group_id": Ref(f"module.{section.removesuffix('s')}_{names.label(key)}.security_group_id")
    }
