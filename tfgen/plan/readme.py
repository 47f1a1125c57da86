"""What the tree's README says of this cluster only."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.facts.checks import CHECKS
from tfgen.language.instance_groups import Refresh
from tfgen.resolve import Cluster, InstanceGroup, labels
from tfgen.tree import AcceptedFinding, Reached, Readme, Replaced


def tree_readme(cluster: Cluster) -> Readme:
    """Return the facts of a cluster that its README tells."""
    host_logs = f"{cluster.logs.prefix}/host/<instance group>/<log>"
    objects = {
        group.ecs_config_s3 for group in cluster.instance_groups.values() if group.ecs_config_s3
    }
    return Readme(
        host_logs=host_logs
        if any(group.has_host_logs for group in cluster.instance_groups.values())
        else "",
        bottlerocket=any(
            group.ami_family == "bottlerocket" for group in cluster.instance_groups.values()
        ),
        ecs_configs=tuple(sorted(objects)),
        ssm=cluster.access.ssm is not None and bool(cluster.instance_groups),
        session_logs=f"{cluster.logs.prefix}/sessions"
        if (ssm := cluster.access.sessions) and ssm.session_logs
        else "",
        ssh=cluster.access.ssh is not None,
        bastion=cluster.access.bastion is not None,
        instance_connect=cluster.access.instance_connect,
        group_keys=tuple(sorted(group.name for key, group in cluster.instance_groups.items())),
        emails=bool(cluster.alerts.emails),
        https=bool(cluster.alerts.https),
        unconfirmed=bool(cluster.alerts.emails or cluster.alerts.https),
        slack=cluster.alerts.slack is not None,
        shifting=tuple(one.name for key, one in sorted(cluster.services.items()) if one.shifts),
        entered=tuple(one.name for key, one in sorted(cluster.services.items()) if one.exec),
        deploys=cluster.deployer is not None,
        github=bool(cluster.deployer and cluster.deployer.github),
        deployer_user=bool(cluster.deployer and cluster.deployer.iam_user),
        region=cluster.region,
        follows_ami=any(group.ami_id is None for group in cluster.instance_groups.values()),
        groups=tuple(
            _replaced(key, group) for key, group in sorted(cluster.instance_groups.items())
        ),
        rolling=any(group.refresh for group in cluster.instance_groups.values()),
        jobs=tuple(labels.label(key) for key in sorted(cluster.jobs)),
        scheduled=any(job.schedule for job in cluster.jobs.values()),
        file_systems=tuple(
            f"file_system_{labels.label(key)}" for key in sorted(cluster.file_systems)
        ),
        protected=tuple(
            key for key in cluster.task_balancers if cluster.load_balancers[key].deletion_protection
        ),
        connected=tuple(_connected(cluster)),
        named=tuple(_named(cluster)),
        waivers=tuple(
            AcceptedFinding(
                code,
                CHECKS.get(code, ()),
                waiver.reason,
                waiver.until.isoformat() if waiver.until else "no end",
            )
            for code, waiver in sorted(cluster.security.waivers.items())
        ),
    )


def _connected(cluster: Cluster) -> Iterable[Reached]:
    """Yield the services that peers reach by Service Connect."""
    for key, service in cluster.servers.items():
        if service.service_connect and service.connect_port:
            yield Reached(
                key, f"{service.service_connect.alias}:{service.connect_port.container_port}"
            )


def _named(cluster: Cluster) -> Iterable[Reached]:
    """Yield the services that have a name in DNS, in a namespace that is made here."""
    made = cluster.namespaces
    for key, service in sorted(cluster.services.items()):
        if service.cloud_map and service.cloud_map.namespace in made:
            name = f"{key}.{service.cloud_map.namespace}"
            yield Reached(key, f"{name} ({service.cloud_map.type.upper()})")


def _replaced(key: str, group: InstanceGroup) -> Replaced:
    how = group.refresh or Refresh()
    return Replaced(
        name=key,
        label=labels.label(key),
        automatic=group.refresh is not None,
        min_healthy_percentage=how.min_healthy_percentage,
        max_healthy_percentage=how.max_healthy_percentage,
        instance_warmup=how.instance_warmup,
    )
