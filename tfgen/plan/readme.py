"""What the tree's README says of this cluster only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from pathlib import Path
from typing import Any

from tfgen.facts.checks import CHECKS
from tfgen.language.instance_groups import Refresh
from tfgen.pictures.infrastructure import infrastructure
from tfgen.pictures.mermaid import mermaid
from tfgen.resolve import Cluster, InstanceGroup, Service, labels
from tfgen.resolve.host_logs import hosts_share_logs
from tfgen.tree import AcceptedFinding, LeftAlone, Reached, Readme, Replaced

# Of a table that is longer people look for a row, and read on past the others.
_MOST_ROWS = 20


def is_long(table: Sized) -> bool:
    """Tell whether a table is to be folded."""
    return len(table) > _MOST_ROWS


def tree_readme(cluster: Cluster) -> Readme:
    """Return the facts of a cluster, or of an application, that its README tells."""
    application, of_cluster = "", dict(_OF_NO_CLUSTER)
    if cluster.application:
        application = cluster.application
    else:
        of_cluster = _of_cluster(cluster)
    picture = mermaid(infrastructure([cluster], detailed=False))
    return Readme(
        picture=tuple(picture.splitlines()),
        application=application,
        platform=_platform(cluster),
        bases=tuple(dict.fromkeys(Path(file).name for file in cluster.reading.bases)),
        region=cluster.region,
        variables=tuple(sorted(cluster.variables)),
        **of_cluster,
        **_of_alerts(cluster),
        **_of_workloads(cluster),
        waivers=tuple(_waivers(cluster)),
    )


# What the README of an application leaves to that of its platform.
_OF_NO_CLUSTER: Mapping[str, Any] = {
    "host_logs": "",
    "bottlerocket": False,
    "ecs_configs": (),
    "ssm": False,
    "session_logs": "",
    "ssh": False,
    "bastion": False,
    "instance_connect": False,
    "group_keys": (),
    "follows_ami": False,
    "groups": (),
    "rolling": False,
    "last_zone": "",
    "protected": (),
    "insights_log_group": "",
}


def _of_cluster(cluster: Cluster) -> dict[str, Any]:
    """Return what is of the network, of instances, of balancers and of people's access."""
    access, groups = cluster.access, cluster.instance_groups.values()
    return {
        "host_logs": _host_logs(cluster),
        "bottlerocket": any(group.ami_family == "bottlerocket" for group in groups),
        "ecs_configs": _ecs_configs(groups),
        "ssm": _has_sessions(cluster),
        "session_logs": _session_logs(cluster),
        "ssh": access.ssh is not None,
        "bastion": access.bastion is not None,
        "instance_connect": access.instance_connect is not None,
        "group_keys": _groups_with_docker(groups),
        "follows_ami": any(group.ami_id is None for group in groups),
        "groups": tuple(_replaced(cluster)),
        "rolling": any(group.refresh for group in groups),
        "last_zone": _last_zone(cluster),
        "protected": _protected(cluster),
        "insights_log_group": _insights_log_group(cluster),
    }


def _of_alerts(cluster: Cluster) -> dict[str, Any]:
    """Return what somebody has to confirm before alerts come."""
    alerts, own = cluster.alerts, cluster.owns("alerts")
    return {
        "emails": own and bool(alerts.emails),
        "https": own and bool(alerts.https),
        "unconfirmed": own and bool(alerts.emails or alerts.https),
        "budget": own and alerts.budget is not None,
        "slack": own and alerts.slack is not None,
        "teams": own and alerts.teams is not None,
    }


def _of_workloads(cluster: Cluster) -> dict[str, Any]:
    """Return what is of services, jobs and file systems, and of who deploys them."""
    services = [service for _, service in sorted(cluster.services.items())]
    deployer = cluster.deployer
    return {
        "shifting": tuple(service.service_name for service in services if service.shifts),
        "shifting_peers": any(service.shifts and not service.routes for service in services),
        "watched": tuple(
            service.service_name for service in services if service.deployment.rollback_alarms
        ),
        "entered": tuple(service.service_name for service in services if service.exec),
        "deploys": deployer is not None,
        "github": bool(deployer and deployer.github),
        "deployer_user": bool(deployer and deployer.iam_user),
        "jobs": tuple(labels.label(key) for key in sorted(cluster.jobs)),
        "scheduled": any(job.schedule for job in cluster.jobs.values()),
        "workflows": _workflows(cluster),
        "left_alone": tuple(_left_alone(cluster)),
        "file_systems": _file_systems(cluster),
        "queues": _queues(cluster),
        "dead_letters": _dead_letters(cluster),
        "repositories": _repositories(cluster),
        "secrets": tuple(labels.label(key) for key in sorted(cluster.secrets)),
        "connected": tuple(_connected(cluster)),
        "named": tuple(_named(cluster, services)),
    }


def _platform(cluster: Cluster) -> str:
    """Return the file of the platform's spec; "" where others made the platform."""
    if cluster.platform is None or cluster.platform.spec is None:
        return ""
    return cluster.platform.spec


def _host_logs(cluster: Cluster) -> str:
    """Return the form of the names of the hosts' log groups, if there are any."""
    if not any(group.has_host_logs for group in cluster.instance_groups.values()):
        return ""
    if hosts_share_logs(cluster):
        return f"{cluster.logs.prefix}/host/<log>"
    return f"{cluster.logs.prefix}/host/<instance group>/<log>"


def _ecs_configs(groups: Iterable[InstanceGroup]) -> tuple[str, ...]:
    """Return the objects of S3 that instances fetch at boot, each once."""
    objects = {group.ecs_config_s3 for group in groups if group.ecs_config_s3}
    return tuple(sorted(objects))


def _has_sessions(cluster: Cluster) -> bool:
    # Sessions end on instances: on Fargate there is nothing to enter but containers.
    return cluster.access.ssm is not None and bool(cluster.instance_groups)


def _session_logs(cluster: Cluster) -> str:
    sessions = cluster.access.sessions
    if sessions is None or not sessions.session_logs:
        return ""
    return f"{cluster.logs.prefix}/sessions"


def _workflows(cluster: Cluster) -> tuple[str, ...]:
    """Return the labels of the jobs that Step Functions runs."""
    jobs = sorted(cluster.jobs.items())
    return tuple(labels.label(key) for key, job in jobs if job.has_workflow)


def _left_alone(cluster: Cluster) -> Iterator[LeftAlone]:
    """Yield what Terraform ignores or never reads, as the modules have it under ignore_changes."""
    for key, service in sorted(cluster.services.items()):
        if service.deployment.owner == "external":
            yield LeftAlone(f"the task definition that service {key} runs", "CI")
        if service.scaling:
            yield LeftAlone(f"the number of tasks of service {key}", "its scaling")
        if service.scaling and service.scaling.schedules:
            yield LeftAlone(f"the bounds of that, between {key}'s schedules", "the schedules")
        if service.shifts and service.routes:
            yield LeftAlone(f"which target group has the requests of service {key}", "ECS")
    for key, job in sorted(cluster.jobs.items()):
        if job.deployment.owner == "external":
            yield LeftAlone(f"the task definition of job {key} after the first one", "CI")
    if not cluster.owns("instance_groups"):
        return
    for key in sorted(cluster.instance_groups):
        yield LeftAlone(f"the number of instances of group {key}", "its capacity provider")


def _last_zone(cluster: Cluster) -> str:
    zones = cluster.network.zone_names
    if cluster.network.vpc_id or not cluster.instance_groups or len(zones) < 2:
        return ""
    return zones[-1]


def _groups_with_docker(groups: Iterable[InstanceGroup]) -> tuple[str, ...]:
    """Return the groups whose instances run commands beside docker: Bottlerocket's do not."""
    return tuple(sorted(group.name for group in groups if group.ami_family != "bottlerocket"))


def _file_systems(cluster: Cluster) -> tuple[str, ...]:
    """Return the calls whose file systems Terraform refuses to delete."""
    return tuple(f"file_system_{labels.label(key)}" for key in sorted(cluster.file_systems))


def _repositories(cluster: Cluster) -> tuple[str, ...]:
    """Return the calls whose repositories Terraform refuses to delete."""
    return tuple(f"repository_{labels.label(key)}" for key in sorted(cluster.repositories))


def _queues(cluster: Cluster) -> tuple[str, ...]:
    """Return the calls whose queues Terraform refuses to delete."""
    beside = [f"dead_letter_queue_{label}" for label in _dead_letters(cluster)]
    return (*beside, *(f"queue_{labels.label(key)}" for key in sorted(cluster.queues)))


def _dead_letters(cluster: Cluster) -> tuple[str, ...]:
    """Return the labels of the queues that have a dead-letter queue."""
    queues = sorted(cluster.queues.items())
    return tuple(labels.label(key) for key, queue in queues if queue.dead_letter)


def _protected(cluster: Cluster) -> tuple[str, ...]:
    """Return the balancers that AWS deletes only once their protection is off."""
    balancers = cluster.load_balancers
    return tuple(key for key in cluster.task_balancers if balancers[key].deletion_protection)


def _insights_log_group(cluster: Cluster) -> str:
    if cluster.cluster.container_insights == "disabled":
        return ""
    return f"/aws/ecs/containerinsights/{cluster.name}/performance"


def _connected(cluster: Cluster) -> Iterator[Reached]:
    """Yield the services that peers reach by Service Connect."""
    for key, service in cluster.servers.items():
        if service.service_connect and service.connect_port:
            port = service.connect_port.container_port
            yield Reached(key, f"{service.service_connect.alias}:{port}")


def _named(cluster: Cluster, services: Iterable[Service]) -> Iterator[Reached]:
    """Yield the services that have a name in DNS, in a namespace that is made here."""
    made = cluster.namespaces
    for service in services:
        if service.cloud_map and service.cloud_map.namespace in made:
            name = f"{service.key}.{service.cloud_map.namespace}"
            yield Reached(service.key, f"{name} ({service.cloud_map.type.upper()})")


def _replaced(cluster: Cluster) -> Iterator[Replaced]:
    """Yield how the instances of each group are replaced."""
    for key, group in sorted(cluster.instance_groups.items()):
        # By hand it goes in the same steps: the README has them as a command.
        refresh = group.refresh or Refresh()
        yield Replaced(
            name=key,
            label=labels.label(key),
            automatic=group.refresh is not None,
            min_healthy_percentage=refresh.min_healthy_percentage,
            max_healthy_percentage=refresh.max_healthy_percentage,
            instance_warmup=refresh.instance_warmup or group.instance_warmup,
        )


def _waivers(cluster: Cluster) -> Iterator[AcceptedFinding]:
    """Yield the findings that the spec accepts, with the checks of checkov that say the same."""
    for code, waiver in sorted(cluster.security.waivers.items()):
        until = "no end"
        if waiver.until:
            until = waiver.until.isoformat()
        yield AcceptedFinding(code, CHECKS.get(code, ()), waiver.reason, until)
