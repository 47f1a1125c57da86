"""Conventions of instance groups: their image, their rules, what runs on them, their names."""

from __future__ import annotations

from tfgen.facts import aws
from tfgen.facts.limits import (
    AUTO_SCALING_GROUP_NAME,
    CAPACITY_PROVIDER_NAME,
    INSTANCE_PROFILE_NAME,
    LAUNCH_TEMPLATE_NAME,
    LOG_GROUP_NAME,
    ROLE_NAME,
)
from tfgen.language.instance_groups import Rule
from tfgen.language.logs import HOST_LOGS
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.conventions import discovery
from tfgen.resolve.conventions.route_ingress import route_ingress
from tfgen.resolve.host_logs import hosts_share_logs
from tfgen.resolve.instance_groups import InstanceGroup
from tfgen.resolve.names import Name, Names
from tfgen.resolve.security_groups import default_egress, described, ingress

GROUPS = Conventions(InstanceGroup)
CONNECTED_GROUPS = Conventions(InstanceGroup)


@GROUPS.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, group: InstanceGroup) -> str:
    return names.oldest(group.key, group.moved_from)


@GROUPS.fills("desired_capacity", "min_size")
def _desired_capacity(cluster: Cluster, group: InstanceGroup) -> int:
    return group.min_size


@GROUPS.fills("enabled_metrics", "what alarms read")
def _enabled_metrics(cluster: Cluster, group: InstanceGroup) -> tuple[str, ...]:
    if cluster.alerts.alarms.drain_stuck and group.capacity_provider.managed_draining:
        return ("GroupTerminatingInstances",)
    return ()


@GROUPS.sets("ami_parameter", "the image that AWS recommends for family and type")
def _ami_parameter(cluster: Cluster, group: InstanceGroup) -> str | None:
    architecture = group.architecture
    if architecture is None:
        return None
    accelerator = None
    if group.types:
        accelerator = aws.accelerator(group.types[0])
    return aws.ecs_ami_parameter(group.ami_family, architecture, accelerator)


@GROUPS.sets("has_host_logs", "Bottlerocket has no files that an agent could read")
def _has_host_logs(cluster: Cluster, group: InstanceGroup) -> bool:
    return cluster.logs.host is not None and group.ami_family != "bottlerocket"


@GROUPS.sets("given_egress", "a rule without description has its name")
def _given_egress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return described(group.egress or {})


@GROUPS.sets("egress", "HTTPS anywhere, and everything inside the VPC, beside what is written")
def _egress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return {**default_egress(cluster), **group.given_egress}


@GROUPS.sets("ingress", "a rule without description has its name")
def _ingress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return described(group.ingress)


@GROUPS.sets("access_ingress", "as access asks")
def _access_ingress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    # Nothing listens for SSH on Bottlerocket.
    if group.ami_family == "bottlerocket" or cluster.access.ssh is None:
        return {}
    return {"access.ssh": ingress("22", cluster.access.ssh.from_, "SSH")}


@CONNECTED_GROUPS.sets("docker_containers", "system containers with run: docker")
def _docker_containers(cluster: Cluster, group: InstanceGroup) -> tuple[str, ...]:
    return cluster.system_containers_on(group.key, "docker")


@CONNECTED_GROUPS.sets("daemons", "system containers with run: daemon")
def _daemons(cluster: Cluster, group: InstanceGroup) -> tuple[str, ...]:
    return cluster.system_containers_on(group.key, "daemon")


@CONNECTED_GROUPS.fills("reserved_memory", "the memory of its system containers with run: docker")
def _reserved_memory(cluster: Cluster, group: InstanceGroup) -> int:
    # ECS does not see them, and would place tasks into memory that is taken.
    containers = [cluster.system_containers[key] for key in group.docker_containers]
    return sum(container.memory or container.reserved_memory for container in containers)


@CONNECTED_GROUPS.fills("log_drivers", "json-file, awslogs, and what logs of its tasks need")
def _log_drivers(cluster: Cluster, group: InstanceGroup) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("json-file", "awslogs", *cluster.log_drivers_on(group.key))))


@CONNECTED_GROUPS.sets("route_ingress", "balancers reach the ports that routes lead to")
def _route_ingress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return route_ingress(cluster, group.key)


@CONNECTED_GROUPS.sets("connect_ingress", "peers of Service Connect reach its tasks")
def _connect_ingress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return discovery.group_ingress(cluster, group.key)


@GROUPS.sets("provider_name", "its own, else <cluster>-<group>")
def _provider_name(cluster: Cluster, group: InstanceGroup) -> Name:
    text = group.capacity_provider.name or names.joined(cluster.name, group.name)
    of = f"capacity provider of instance group {group.name}"
    return Name(text, of, CAPACITY_PROVIDER_NAME)


@CONNECTED_GROUPS.sets("role_name_prefix", "<cluster>-<group>, shortened")
def _role_name_prefix(cluster: Cluster, group: InstanceGroup) -> Name:
    # Terraform adds 26 characters, IAM allows 64.
    prefix = names.fitted(names.joined(cluster.name, group.name), 37) + "-"
    return Name(prefix, f"role of instance group {group.name}", ROLE_NAME, is_prefix=True)


@CONNECTED_GROUPS.sets("names", "<cluster>-<group>")
def _names(cluster: Cluster, group: InstanceGroup) -> Names:
    whole, of = names.joined(cluster.name, group.name), f"instance group {group.name}"
    prefix, profile = group.role_name_prefix, f"instance profile of {of}"
    template = f"launch template of {of}"
    described = f"Instances of group {group.name} in cluster {cluster.name}"
    every = [
        prefix,
        Name(prefix, profile, INSTANCE_PROFILE_NAME, is_prefix=True),
        Name(f"{whole}-", template, LAUNCH_TEMPLATE_NAME, is_prefix=True),
        _scaling_name(group, f"{whole}-", f"autoscaling group {group.name}"),
        group.provider_name,
    ]
    security_group = f"security group of {of}"
    every += names.security_group_names(f"{whole}-instances-", security_group, described)
    if group.has_host_logs and not hosts_share_logs(cluster):
        for file in HOST_LOGS:
            log_group = f"{cluster.logs.prefix}/host/{group.name}/{file}"
            every.append(Name(log_group, f"log group of {of}", LOG_GROUP_NAME))
    return tuple(every)


def _scaling_name(group: InstanceGroup, prefix: str, of: str) -> Name:
    if group.autoscaling_group_name:
        return Name(group.autoscaling_group_name, of, AUTO_SCALING_GROUP_NAME)
    return Name(prefix, of, AUTO_SCALING_GROUP_NAME, is_prefix=True)
