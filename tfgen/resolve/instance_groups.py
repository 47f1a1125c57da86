"""Instance groups, resolved: their images, sizes, log drivers and rules."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts import aws
from tfgen.facts.limits import (
    AUTO_SCALING_GROUP_NAME,
    CAPACITY_PROVIDER_NAME,
    INSTANCE_PROFILE_NAME,
    LAUNCH_TEMPLATE_NAME,
    LOG_GROUP_NAME,
    ROLE_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SECURITY_GROUP_NAME,
)
from tfgen.language import instance_groups as language
from tfgen.language.instance_groups import Rule
from tfgen.language.logs import HOST_LOGS
from tfgen.resolve import discovery, names
from tfgen.resolve.convention import RESOLVED, Conventions, Path, begin
from tfgen.resolve.names import Name, Names
from tfgen.resolve.security_groups import (
    default_egress,
    described,
    ingress,
    port_range,
)

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster

# Type of destination -> the log drivers that the instances must allow for it.
DRIVERS = {
    "cloudwatch": ("awslogs",),
    "fluentd": ("fluentd",),
    # FireLens speaks Fluentd's protocol to its log router.
    **dict.fromkeys(("opensearch", "firehose", "forward"), ("awsfirelens", "fluentd")),
}


class InstanceGroup(language.InstanceGroup):
    """A group of instances.

    `name` is what AWS knows it by: its oldest key, since another would replace what is there.
    `ami_parameter` is the public SSM parameter with the image that AWS recommends, None where it
    publishes none. `docker_containers` and `daemons` are the keys of the system containers on it.
    `access_ingress` and `connect_ingress` are rules that access and Service Connect need.
    """

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    desired_capacity: int
    ami_parameter: str | None
    log_drivers: tuple[str, ...]  # type: ignore[assignment]  # words of the language are strings
    docker_containers: tuple[str, ...]
    daemons: tuple[str, ...]
    reserved_memory: int
    has_host_logs: bool
    egress: dict[str, Rule]
    access_ingress: dict[str, Rule]
    connect_ingress: dict[str, Rule]
    role_name_prefix: Name
    names: Names = Field(exclude=True)

    @property
    def types(self) -> tuple[str, ...]:
        """Instance types in order of preference."""
        return self.instance_types or ((self.instance_type,) if self.instance_type else ())

    @property
    def given_egress(self) -> dict[str, Rule]:
        """Rules out that the spec asks for; empty where those of the default stand."""
        return self.egress if self.gives("egress") else {}

    @property
    def is_mixed(self) -> bool:
        """Whether it chooses among types, or between on-demand and spot."""
        return self.instance_types is not None or self.spot is not None

    def lets_world_in(self, port: int) -> bool:
        """Whether a rule of its own lets the whole internet in at a TCP port."""
        return any(
            rule.protocol in ("tcp", "all")
            and first <= port <= last
            and any(map(is_world, rule.from_))
            for rule in self.ingress.values()
            for first, last in [port_range(rule) or (0, 65535)]
        )


def is_world(peer: str) -> bool:
    """Whether a peer is the whole internet or half of it; of IPv6 2000::/3 is all that is in use."""
    try:
        block = ipaddress.ip_network(peer, strict=False)
    except ValueError:
        return False
    return block.prefixlen <= (1 if block.version == 4 else 3)


def begin_group(key: str, given: language.InstanceGroup) -> InstanceGroup:
    """Return a group as far as the spec says it."""
    return begin(InstanceGroup, given, key=key, path=("instance_groups", key))


GROUPS = Conventions(InstanceGroup)
CONNECTED_GROUPS = Conventions(InstanceGroup)


@GROUPS.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, group: InstanceGroup) -> str:
    return group.moved_from[0] if group.moved_from else group.key


@GROUPS.fills("desired_capacity", "min_size")
def _desired_capacity(cluster: Cluster, group: InstanceGroup) -> int:
    return group.min_size


@GROUPS.sets("ami_parameter", "the image that AWS recommends for family and type")
def _ami_parameter(cluster: Cluster, group: InstanceGroup) -> str | None:
    if not group.types:
        return None
    first = group.types[0]
    return aws.ecs_ami_parameter(group.ami_family, aws.architecture(first), aws.accelerator(first))


@GROUPS.sets("has_host_logs", "Bottlerocket has no files that an agent could read")
def _has_host_logs(cluster: Cluster, group: InstanceGroup) -> bool:
    return cluster.logs.host is not None and group.ami_family != "bottlerocket"


@GROUPS.fills("egress", "HTTPS anywhere, and everything inside the VPC")
def _egress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return default_egress(cluster)


@GROUPS.sets("egress", "a rule without description has its name")
def _described_egress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return described(group.egress)


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
    return tuple(cluster.system_containers_on(group.key, "docker"))


@CONNECTED_GROUPS.sets("daemons", "system containers with run: daemon")
def _daemons(cluster: Cluster, group: InstanceGroup) -> tuple[str, ...]:
    return tuple(cluster.system_containers_on(group.key, "daemon"))


@CONNECTED_GROUPS.fills("reserved_memory", "the memory of its system containers with run: docker")
def _reserved_memory(cluster: Cluster, group: InstanceGroup) -> int:
    return sum(cluster.system_containers[key].memory for key in group.docker_containers)


@CONNECTED_GROUPS.fills("log_drivers", "json-file, awslogs, and what logs of tasks need")
def _log_drivers(cluster: Cluster, group: InstanceGroup) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("json-file", "awslogs", *cluster.log_drivers)))


@CONNECTED_GROUPS.sets("connect_ingress", "peers of Service Connect reach its tasks")
def _connect_ingress(cluster: Cluster, group: InstanceGroup) -> dict[str, Rule]:
    return discovery.group_ingress(cluster, group.key)


@CONNECTED_GROUPS.sets("role_name_prefix", "<cluster>-<group>, shortened")
def _role_name_prefix(cluster: Cluster, group: InstanceGroup) -> Name:
    # Terraform adds 26 characters, IAM allows 64.
    prefix = names.fitted(names.joined(cluster.name, group.name), 37) + "-"
    return Name(prefix, f"role of instance group {group.name}", ROLE_NAME, is_prefix=True)


@CONNECTED_GROUPS.sets("names", "<cluster>-<group>")
def _names(cluster: Cluster, group: InstanceGroup) -> Names:
    whole, of = names.joined(cluster.name, group.name), f"instance group {group.name}"
    description = f"Instances of group {group.name} in cluster {cluster.name}"
    every = [
        group.role_name_prefix,
        Name(
            group.role_name_prefix,
            f"instance profile of {of}",
            INSTANCE_PROFILE_NAME,
            is_prefix=True,
        ),
        Name(f"{whole}-", f"launch template of {of}", LAUNCH_TEMPLATE_NAME, is_prefix=True),
        Name(
            f"{whole}-", f"autoscaling group {group.name}", AUTO_SCALING_GROUP_NAME, is_prefix=True
        ),
        Name(whole, f"capacity provider of {of}", CAPACITY_PROVIDER_NAME),
        Name(f"{whole}-instances-", f"security group of {of}", SECURITY_GROUP_NAME, is_prefix=True),
        Name(description, "description of its security group", SECURITY_GROUP_DESCRIPTION),
    ]
    for file in HOST_LOGS if group.has_host_logs else ():
        log_group = f"{cluster.logs.prefix}/host/{group.name}/{file}"
        every.append(Name(log_group, f"log group of {of}", LOG_GROUP_NAME))
    return tuple(every)
