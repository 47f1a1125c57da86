"""What a spec leaves open, filled by the conventions of the language: one function a value.

`rules` and `modules` both ask here, and `tfgen show` prints the answers, so a default is decided once.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from tfgen import aws, images
from tfgen.spec import Spec
from tfgen.spec.access import Ssm
from tfgen.spec.capacity import FARGATE, Capacity, Share
from tfgen.spec.containers import Container, Port, Task
from tfgen.spec.instance_groups import InstanceGroup, Rule
from tfgen.spec.load_balancers import ClassicHealthCheck, ClassicListener, DefaultTargetGroup, LoadBalancer
from tfgen.spec.logs import Destination
from tfgen.spec.system_containers import SystemContainer
from tfgen.spec.workloads import Workload

# Stands in an ARN or image where the spec has no account_id: the credentials of Terraform tell it then.
UNKNOWN_ACCOUNT = "<account>"

# Events of `alerts` that need instances; the last two belong to normal operation and are told only when written.
INSTANCE_FAILURES = ("launch_failed", "refresh_failed")
INSTANCE_EVENTS = (*INSTANCE_FAILURES, "agent_disconnected", "instance_drained")


@dataclass(frozen=True, slots=True)
class Blocks:
    """The subnets of one zone: IPv4 blocks, or ids in a VPC that exists.

    `public` is None without public subnets, either is None where no block fits.
    """

    public: str | None
    private: str | None


def cluster_name(spec: Spec) -> str:
    """Return the cluster's name, the prefix of every AWS name."""
    return spec.cluster.name or spec.environment


def zone_names(spec: Spec) -> tuple[str, ...]:
    """Return the zones in alphabetical order: the ones given, else the region's first two that every account has."""
    if spec.network.availability_zones is not None:
        return tuple(sorted(spec.network.availability_zones))
    region = aws.REGIONS.get(spec.region)
    return region.common_zones[:2] if region else (f"{spec.region}a", f"{spec.region}b")


def zones(spec: Spec) -> dict[str, Blocks]:
    """Return the subnets of each zone, by name; blocks that are not given follow from the zone's letter."""
    given = spec.network.availability_zones or {}
    if spec.network.vpc_id:
        return {name: Blocks(given[name].public, given[name].private) for name in sorted(given)}
    found = {}
    for name in zone_names(spec):
        by_letter = conventional_blocks(spec.network.cidr, name)
        zone = given.get(name)
        public = (zone and zone.public) or by_letter.public
        private = (zone and zone.private) or by_letter.private
        found[name] = Blocks(public if spec.network.internet_gateway else None, private)
    return found


def has_public_subnets(spec: Spec) -> bool:
    """Tell whether the cluster has public subnets: by the internet gateway, or given in a VPC that exists."""
    if spec.network.vpc_id:
        return any(zone.public for zone in zones(spec).values())
    return spec.network.internet_gateway


def nat(spec: Spec) -> str:
    """Return how the private subnets get out; the way out of a VPC that exists is its owner's: none of ours."""
    return "none" if spec.network.vpc_id else spec.network.nat


def ipv6_index(zone: str, tier: str) -> int:
    """Return which /64 of the VPC's /56 a subnet takes: by the zone's letter, as the blocks of a /16."""
    return ord(zone[-1]) - ord("a") + (50 if tier == "private" else 0)


def endpoints(spec: Spec) -> tuple[str, ...]:
    """Return the names of the VPC endpoints: those given, else the ones that the spec needs, sorted."""
    network = spec.network
    if network.endpoints is not None:
        return tuple(sorted(network.endpoints))
    if network.vpc_id:
        return ()
    return tuple(sorted(needed_endpoints(spec))) if network.nat == "none" else ("s3",)


def needed_endpoints(spec: Spec) -> dict[str, str]:
    """Return the endpoints without which a cluster with no way out does not work, each with what needs it.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
    """
    needed = {
        "ecr": "images are pulled from ECR",
        "logs": "logs go to CloudWatch",
        "s3": "ECR keeps the layers of images in S3",
    }
    private = any(group.subnets == "private" for group in spec.instance_groups.values())
    if private:
        needed["ecs"] = "instances register with ECS"
    if private and spec.access.ssm:
        needed["ssm"] = "access.ssm opens sessions on instances"
    if any(service.exec for service in spec.services.values()):
        needed.setdefault("ssm", "ECS Exec opens sessions in containers")
    containers: list[Container] = [*spec.system_containers.values()]
    for workload in (*spec.services.values(), *spec.jobs.values()):
        containers += [workload, *workload.sidecars.values()]
    tasks: tuple[Task, ...] = (*spec.system_containers.values(), *spec.services.values(), *spec.jobs.values())
    if any(volume.efs for task in tasks for volume in task.volumes.values()):
        needed["efs"] = "what mounts a file system asks EFS where names do not lead to it"
    secrets = [secret for one in containers for secret in one.secrets.values()]
    if any(secret.ssm or ":parameter/" in (secret.arn or "") for secret in secrets):
        needed.setdefault("ssm", "secrets are read from Parameter Store")
    if any(secret.secretsmanager or ":secret:" in (secret.arn or "") for secret in secrets):
        needed["secretsmanager"] = "secrets are read from Secrets Manager"
    if any(one.secret_arn for one in spec.registry_auth.values()):
        needed.setdefault("secretsmanager", "credentials of registries are read from Secrets Manager")
    return needed


def conventional_blocks(cidr: str, zone: str) -> Blocks:
    """Return the blocks that a zone's letter (a to f) stands for in a VPC; None where the convention ends.

    A /16 takes /24s, public at index 0 and private at 50; a smaller VPC is cut into sixteen equal parts, public in
    the first eight. Below /23 the public parts would be too small for a balancer (/27).
    """
    network = ipaddress.IPv4Network(cidr)
    index = ord(zone[-1]) - ord("a")
    if not 0 <= index <= 5 or network.prefixlen > 23 or aws.is_local_zone(zone):
        return Blocks(None, None)
    if network.prefixlen == 16:
        parts = list(network.subnets(new_prefix=24))
        return Blocks(str(parts[index]), str(parts[50 + index]))
    parts = list(network.subnets(prefixlen_diff=4))
    return Blocks(str(parts[index]), str(parts[8 + index]))


def nat_zone(spec: Spec) -> str:
    """Return the zone of the single NAT gateway."""
    return spec.network.nat_zone or zone_names(spec)[0]


def sessions(spec: Spec) -> Ssm | None:
    """Return the settings of sessions on instances; None where they are off, or where there is no instance."""
    return spec.access.ssm if spec.instance_groups or spec.access.bastion else None


def log_prefix(spec: Spec) -> str:
    """Return the first part of every log group's name."""
    return spec.logs.prefix or f"/ecs/{cluster_name(spec)}"


def flow_log_retention_days(spec: Spec) -> int:
    """Return how many days flow logs are kept."""
    given = spec.network.flow_logs.retention_days if spec.network.flow_logs else None
    return spec.logs.retention_days if given is None else given


def state_key(spec: Spec) -> str:
    """Return the object key of the state."""
    given = spec.state.key if spec.state else None
    return given or f"{spec.region}/{cluster_name(spec)}/terraform.tfstate"


def state_region(spec: Spec) -> str:
    """Return the region of the state's bucket."""
    return (spec.state.region if spec.state else None) or spec.region


def alert_events(spec: Spec) -> tuple[str, ...]:
    """Return the events that are told, in the order of their names: the ones given, else those that mean a failure."""
    given = spec.alerts.events
    if given is None:
        of_instances = INSTANCE_FAILURES if spec.instance_groups else ()
        of_spot = ("spot_interruption",) if "fargate_spot" in fargate_capacity(spec) else ()
        given = ("deployment_failed", "placement_failed", "task_failed", *of_instances, *of_spot)
    return tuple(sorted(given))


def daemon_names(spec: Spec) -> tuple[str, ...]:
    """Return the system containers that ECS runs, which are its services of the same names."""
    return tuple(key for key, container in sorted(spec.system_containers.items()) if container.run == "daemon")


def docker_names(spec: Spec) -> dict[str, str]:
    """Return the system containers that Docker runs: the name that AWS knows each by -> its key."""
    found = ((physical_name(key, one), key) for key, one in spec.system_containers.items() if one.run == "docker")
    return dict(sorted(found))


def log_errors_namespace(spec: Spec) -> str:
    """Return the namespace of the metrics that count errors in logs."""
    return f"{cluster_name(spec)}/log-errors"


def has_alert_key(spec: Spec) -> bool:
    """Whether the cluster has a key for its alerts: with topics of its own."""
    return spec.alerts.topic_arn is None or spec.alerts.slack is not None


def ami_parameter(group: InstanceGroup) -> str | None:
    """Return the public SSM parameter with the image that AWS recommends; None where AWS publishes none."""
    kind = instance_types(group)[0]
    return aws.ecs_ami_parameter(group.ami_family, aws.architecture(kind), aws.accelerator(kind))


def desired_capacity(group: InstanceGroup) -> int:
    """Return the number of instances at creation."""
    return group.min_size if group.desired_capacity is None else group.desired_capacity


def instance_types(group: InstanceGroup) -> tuple[str, ...]:
    """Return the instance types in order of preference."""
    return group.instance_types or ((group.instance_type,) if group.instance_type else ())


def is_mixed(group: InstanceGroup) -> bool:
    """Whether the group chooses among types, or between on-demand and spot."""
    return group.instance_types is not None or group.spot is not None


def physical_name(key: str, member: InstanceGroup | SystemContainer | Workload) -> str:
    """Return the name that AWS knows a member by: its oldest, since another one would replace what is there."""
    return member.moved_from[0] if member.moved_from else key


def has_host_logs(spec: Spec, group: InstanceGroup) -> bool:
    """Whether the group's instances send logs; Bottlerocket has no files that an agent could read."""
    return spec.logs.host is not None and group.ami_family != "bottlerocket"


def default_capacity(spec: Spec) -> Capacity | None:
    """Return where tasks run that name no capacity; None where the spec has to say it."""
    if spec.cluster.default_capacity is not None:
        return spec.cluster.default_capacity
    groups = sorted(spec.instance_groups)
    if len(groups) == 1 or "default" in groups:
        return {groups[0] if len(groups) == 1 else "default": Share()}
    return None if groups else {"fargate": Share()}


def fargate_capacity(spec: Spec) -> tuple[str, ...]:
    """Return which of fargate and fargate_spot the spec uses."""
    workloads = (*spec.services.values(), *spec.jobs.values())
    used = {name for workload in workloads for name in workload.capacity or ()}
    used |= set(default_capacity(spec) or {})
    return tuple(name for name in FARGATE if name in used)


def ports(rule: Rule) -> tuple[int, int] | None:
    """Return the first and last port of a rule; None where it names none."""
    if rule.port is None:
        return None
    first, _, last = rule.port.partition("-")
    return int(first), int(last or first)


def is_world(peer: str) -> bool:
    """Return whether a peer of a rule is the whole internet, or half of it; of IPv6 2000::/3 is all that is in use."""
    try:
        block = ipaddress.ip_network(peer, strict=False)
    except ValueError:
        return False
    return block.prefixlen <= (1 if block.version == 4 else 3)


def lets_world_in(group: InstanceGroup, port: int) -> bool:
    """Return whether an ingress rule of a group lets the whole internet at a TCP port."""
    return any(
        rule.protocol in ("tcp", "all") and first <= port <= last and any(map(is_world, rule.from_))
        for rule in group.ingress.values()
        for first, last in [ports(rule) or (0, 65535)]
    )


def issues_certificate(balancer: LoadBalancer) -> bool:
    """Return whether ACM issues a certificate for the names of a balancer; a classic one takes only those given."""
    return balancer.dns is not None and balancer.dns.certificate and balancer.type != "classic"


def wildcards(balancer: LoadBalancer) -> tuple[str, ...]:
    """Return the wildcard names of the certificate that ACM issues for a balancer."""
    names = balancer.dns.names if balancer.dns and issues_certificate(balancer) else ()
    return tuple(name for name in names if name.startswith("*"))


def https(balancer: LoadBalancer) -> bool:
    """Return whether an application balancer listens on port 443: it has a certificate, given or issued."""
    return bool(balancer.certificate_arns) or issues_certificate(balancer)


def http(balancer: LoadBalancer) -> str:
    """Return what port 80 of an application balancer does."""
    return balancer.http or ("redirect" if https(balancer) else "forward")


def allowed_cidrs(spec: Spec, balancer: LoadBalancer) -> tuple[str, ...]:
    """Return the blocks that may connect to a balancer."""
    if balancer.allowed_cidrs is not None:
        return balancer.allowed_cidrs
    if balancer.scheme == "internal":
        return (spec.network.cidr,)
    return ("0.0.0.0/0", "::/0") if spec.network.ipv6 else ("0.0.0.0/0",)


def default_target_group(balancer: LoadBalancer) -> DefaultTargetGroup | None:
    """Return the target group that answers when no rule matches; None with a fixed response, or for other balancers."""
    if balancer.fixed_response or balancer.type != "application":
        return None
    return balancer.default_target_group or DefaultTargetGroup()


def instance_protocol(listener: ClassicListener) -> str:
    """Return the protocol between a classic balancer and the instances."""
    return listener.instance_protocol or {"https": "http", "ssl": "tcp"}.get(listener.protocol, listener.protocol)


def classic_health_check(balancer: LoadBalancer) -> ClassicHealthCheck:
    """Return the health check of a classic balancer: that the port of its first listener answers, unless it has one."""
    if balancer.health_check:
        return balancer.health_check
    first = min(balancer.listeners.values(), key=lambda listener: listener.port)
    return ClassicHealthCheck(target=f"TCP:{first.instance_port}")


def task_balancers(spec: Spec) -> tuple[str, ...]:
    """Return the balancers whose targets are tasks: all but classic ones, which know instances only."""
    return tuple(key for key, one in sorted(spec.load_balancers.items()) if one.type != "classic")


def balanced_groups(spec: Spec, balancer: LoadBalancer) -> tuple[str, ...]:
    """Return the instance groups behind a classic balancer."""
    return tuple(sorted(balancer.instance_groups or spec.instance_groups))


def bastion_zone(spec: Spec) -> str:
    """Return the zone of the bastion."""
    return (spec.access.bastion.zone if spec.access.bastion else None) or zone_names(spec)[0]


def public_key(written: str) -> str:
    """Return a public key without its comment, which EC2 does not keep."""
    return " ".join(written.split()[:2])


def access_rules(spec: Spec) -> dict[str, Rule]:
    """Return the rules into the instances that `access` makes, by name."""
    found = {}
    if spec.access.ssh:
        found["access.ssh"] = Rule.model_validate({"port": "22", "from": spec.access.ssh.from_, "description": "SSH"})
    return found


def image(spec: Spec, name: str) -> str:
    """Return the image that is pulled: itself, or where its registry has a cache the one in ECR.

    UNKNOWN_ACCOUNT stands in it where the spec has no account_id; the modules fill it in.
    """
    parts = images.parsed(name)
    auth = spec.registry_auth.get(parts.host)
    if auth is None or auth.pull_through_cache is None:
        return name
    # Official images of Docker Hub lie under library/.
    hub = parts.host == images.DOCKER_HUB and "/" not in parts.repository
    repository = f"library/{parts.repository}" if hub else parts.repository
    return f"{cache_host(spec)}/{auth.pull_through_cache}/{repository}{parts.version}"


def cache_host(spec: Spec) -> str:
    """Return the host of the account's registry in ECR."""
    return f"{spec.account_id or UNKNOWN_ACCOUNT}.dkr.ecr.{spec.region}.{aws.dns_suffix(spec.region)}"


def container_ports(name: str, container: Container) -> dict[str, Port]:
    """Return the ports of a container by name; the only one of `port` is named like the container."""
    if container.port is not None:
        return {name: Port(container_port=container.port)}
    return dict(sorted(container.ports.items()))


def destination(spec: Spec, task: Task) -> Destination:
    """Return where the logs of a task go."""
    return task.logs.destination or spec.logs.destination


def system_destination(spec: Spec, container: SystemContainer) -> Destination:
    """Return where a system container's logs go: not to fluentd, which may itself run on the instance."""
    if container.run == "docker":
        return Destination()
    given = destination(spec, container)
    return Destination() if given.type == "fluentd" else given


def task_retention_days(spec: Spec, task: Task) -> int:
    """Return how many days CloudWatch keeps the logs of a task."""
    return spec.logs.retention_days if task.logs.retention_days is None else task.logs.retention_days


def system_groups(spec: Spec, container: SystemContainer) -> tuple[str, ...]:
    """Return the instance groups that a system container runs on."""
    return tuple(sorted(container.instance_groups or spec.instance_groups))


def has_privileged(spec: Spec, key: str) -> bool:
    """Whether a system container of an instance group is privileged, which Bottlerocket has to allow."""
    return any(one.privileged and key in system_groups(spec, one) for one in spec.system_containers.values())


def physical_groups(spec: Spec, container: SystemContainer) -> tuple[str, ...]:
    """Return the same groups by the names that AWS and their instances know them by."""
    groups = (key for key in system_groups(spec, container) if key in spec.instance_groups)
    return tuple(sorted(physical_name(key, spec.instance_groups[key]) for key in groups))


def domain(destination: Destination) -> str | None:
    """Return the name of an OpenSearch domain: the one given, else the one in an endpoint of AWS's own form."""
    if destination.domain or not destination.endpoint:
        return destination.domain
    found = re.fullmatch(
        r"(?:search|vpc)-(?P<domain>[a-z][a-z0-9-]{2,27})-[a-z0-9]+\.[a-z0-9-]+\.(?:es|aos)\.[a-z.]+|.*",
        destination.endpoint,
    )
    return found["domain"] if found else None


def system_image(spec: Spec, container: SystemContainer) -> str:
    """Return the image that is pulled; Docker alone, without ECS, does not log in to the cache."""
    return container.image if container.run == "docker" else image(spec, container.image)


def docker_containers(spec: Spec, group: str) -> dict[str, SystemContainer]:
    """Return the system containers that Docker runs on the instances of a group."""
    return {
        key: container
        for key, container in sorted(spec.system_containers.items())
        if container.run == "docker" and group in system_groups(spec, container)
    }


def daemons(spec: Spec, group: str) -> dict[str, SystemContainer]:
    """Return the system containers that ECS runs on the instances of a group."""
    return {
        key: container
        for key, container in sorted(spec.system_containers.items())
        if container.run == "daemon" and group in system_groups(spec, container)
    }


def reserved_memory(spec: Spec, key: str) -> int:
    """Return the MiB of an instance that ECS gives to no task: what Docker's system containers may use."""
    given = spec.instance_groups[key].reserved_memory
    return sum(one.memory for one in docker_containers(spec, key).values()) if given is None else given


# Type of destination -> the log drivers that the instances must allow for it.
DRIVERS = {
    "cloudwatch": ("awslogs",),
    "fluentd": ("fluentd",),
    # FireLens speaks Fluentd's protocol to its log router.
    **dict.fromkeys(("opensearch", "firehose", "forward"), ("awsfirelens", "fluentd")),
}


def used_log_drivers(spec: Spec) -> dict[str, None]:
    """Return the log drivers that the tasks of the spec use, in a fixed order and once each."""
    placed = (*spec.services.values(), *spec.jobs.values())
    destinations = [
        spec.logs.destination,
        *(system_destination(spec, one) for one in spec.system_containers.values()),
        *(destination(spec, one) for one in placed),
    ]
    used = {driver for one in destinations for driver in DRIVERS[one.type]}
    return dict.fromkeys(sorted(used))


def log_drivers(spec: Spec, group: InstanceGroup) -> tuple[str, ...]:
    """Return the log drivers that containers may use: those given, else Docker's and CloudWatch's and the used ones."""
    if group.log_drivers is not None:
        return group.log_drivers
    return tuple(dict.fromkeys(("json-file", "awslogs", *used_log_drivers(spec))))
