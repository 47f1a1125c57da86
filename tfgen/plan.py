"""Spec → Plan: which modules are called with what, and what the root says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby, pairwise

from tfgen import names, provider_features
from tfgen.checks import CHECKS
from tfgen.hcl import Ref
from tfgen.modules import MODULES
from tfgen.modules.network import VPC_ID, private_subnet_ids, public_subnet_ids
from tfgen.promises import MOCKS, promised
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer
from tfgen.spec.instance_groups import Refresh
from tfgen.tree import (
    AcceptedFinding,
    Argument,
    ModulePlan,
    Moved,
    Output,
    Plan,
    Reached,
    Readme,
    Replaced,
    Root,
)

TERRAFORM_VERSION = ">= 1.10"


def plan(cluster: Cluster, spec_name: str) -> Plan:
    """Decide the whole tree; `spec_name` is the file name of the cluster, which the root's README states."""
    modules = tuple(_with_folders(call for module in MODULES for call in module(cluster)))
    needed = {feature for call in modules for feature in call.provider_features}
    root = Root(
        spec_name=spec_name,
        cluster_name=cluster.name,
        terraform_version=TERRAFORM_VERSION,
        provider_version=f"{provider_features.least_version(needed)}, < 7.0",
        provider=_provider(cluster),
        default_tags=default_tags(cluster),
        backend=_backend(cluster),
        moved=tuple(_moved(cluster)),
        outputs=tuple(sorted(_outputs(cluster), key=lambda output: output.name)),
        mocks=MOCKS,
        promised=promised(modules),
        readme=_readme(cluster),
    )
    return Plan(root, modules)


def _with_folders(calls: Iterable[ModulePlan]) -> Iterable[ModulePlan]:
    """Give each shape a folder: the template's name, and where shapes differ what tells this one from the others."""
    for template, same in groupby(calls, key=lambda call: call.template):
        group = list(same)
        telling = _telling_features([call.shape for call in group])
        for call in group:
            yield replace(
                call, folder="_".join([template, *(key for key in telling if call.shape[key])])
            )


def _telling_features(shapes: list[Mapping[str, bool]]) -> list[str]:
    """Return features, in the order of the shapes, that tell all different shapes apart: none that adds nothing."""
    found: list[str] = []
    for key in shapes[0]:
        if _told_apart(shapes, [*found, key]) > _told_apart(shapes, found):
            found.append(key)
    return found


def _told_apart(shapes: list[Mapping[str, bool]], features: list[str]) -> int:
    return len({tuple(shape[key] for key in features) for shape in shapes})


def default_tags(cluster: Cluster) -> dict[str, str]:
    """Return the tags that the provider puts on everything."""
    return {
        "Environment": cluster.environment,
        "Cluster": cluster.name,
        **dict(sorted(cluster.tags.items())),
    }


def _provider(cluster: Cluster) -> tuple[Argument, ...]:
    arguments = [Argument("region", cluster.region)]
    if cluster.profile:
        arguments.append(Argument("profile", cluster.profile))
    if cluster.account_id:
        arguments.append(Argument("allowed_account_ids", (cluster.account_id,)))
    return tuple(arguments)


def _backend(cluster: Cluster) -> tuple[Argument, ...]:
    if cluster.state is None:
        return ()
    arguments = [
        Argument("bucket", cluster.state.bucket),
        Argument("key", cluster.state.key),
        Argument("region", cluster.state.region),
        Argument("encrypt", True),
        Argument("use_lockfile", cluster.state.use_lockfile),
    ]
    if cluster.state.kms_key_arn:
        arguments.append(Argument("kms_key_id", cluster.state.kms_key_arn))
    return tuple(arguments)


def _moved(cluster: Cluster) -> Iterable[Moved]:
    """Yield each rename as one step, since Terraform takes one former address for each new one."""
    for key, group in sorted(cluster.instance_groups.items()):
        for former, present in pairwise((*group.moved_from, key)):
            yield Moved(_call("instance_group", former), _call("instance_group", present))
    for key, container in sorted(cluster.system_containers.items()):
        for former, present in pairwise(
            (*container.moved_from, key) if container.run == "daemon" else ()
        ):
            yield Moved(_call("system_container", former), _call("system_container", present))
    for key, service in sorted(cluster.services.items()):
        for former, present in pairwise((*service.moved_from, key)):
            yield Moved(_call("service", former), _call("service", present))
    for key, job in sorted(cluster.jobs.items()):
        for former, present in pairwise((*job.moved_from, key)):
            yield Moved(_call("job", former), _call("job", present))


def _call(kind: str, key: str) -> Ref:
    return Ref(f"module.{kind}_{names.label(key)}")


def _outputs(cluster: Cluster) -> Iterable[Output]:
    yield Output(
        "alerts_topic_arn", "ARN of the topic that alerts go to", Ref("module.ecs_events.topic_arn")
    )
    yield Output("cluster_arn", "ARN of the ECS cluster", Ref("module.ecs_cluster.cluster_arn"))
    yield Output("cluster_name", "Name of the ECS cluster", Ref("module.ecs_cluster.cluster_name"))
    if cluster.deployer:
        yield Output(
            "deployer_role_arn", "ARN of the role that deploys", Ref("module.deployer.role_arn")
        )
    yield Output(
        "private_subnet_ids", "Ids of the private subnets, by zone", private_subnet_ids(cluster)
    )
    if cluster.network.has_public_subnets:
        yield Output(
            "public_subnet_ids", "Ids of the public subnets, by zone", public_subnet_ids(cluster)
        )
    if cluster.network.nat != "none":
        yield Output(
            "nat_public_ips",
            "Addresses of the NAT gateways, by zone",
            Ref("module.nat.nat_public_ips"),
        )
    yield Output("vpc_id", "Id of the VPC", VPC_ID)
    yield from _access_outputs(cluster)
    for key in cluster.instance_groups:
        yield from _group_outputs(key)
    for key, balancer in cluster.load_balancers.items():
        yield from _balancer_outputs(key, balancer)
    for key in cluster.file_systems:
        module, about = f"module.file_system_{names.label(key)}", f"of file system {key}"
        yield Output(f"{names.label(key)}_file_system_id", f"Id {about}", Ref(f"{module}.id"))
        group = Ref(f"{module}.security_group_id")
        yield Output(
            f"{names.label(key)}_file_system_security_group_id", f"Security group {about}", group
        )
    for key in cluster.jobs:
        about = f"What aws ecs run-task needs to run job {key}"
        yield Output(
            f"{names.label(key)}_run_task", about, Ref(f"module.job_{names.label(key)}.run_task")
        )


def _access_outputs(cluster: Cluster) -> Iterable[Output]:
    if cluster.access.sessions:
        document = Ref("module.session_manager.document_name")
        yield Output("session_document_name", "Document to name when a session starts", document)
    if cluster.access.bastion:
        yield Output("bastion_instance_id", "Id of the bastion", Ref("module.bastion.instance_id"))
        yield Output("bastion_public_ip", "Address of the bastion", Ref("module.bastion.public_ip"))
        group = Ref("module.bastion.security_group_id")
        yield Output("bastion_security_group_id", "Security group of the bastion", group)
    if cluster.access.instance_connect:
        endpoint = Ref("module.instance_connect.endpoint_id")
        yield Output(
            "instance_connect_endpoint_id", "Id of the EC2 Instance Connect Endpoint", endpoint
        )


def _group_outputs(key: str) -> Iterable[Output]:
    label, module = names.label(key), f"module.instance_group_{names.label(key)}"
    about = f"of instance group {key}"
    yield Output(
        f"{label}_autoscaling_group_name",
        f"Name of the autoscaling group {about}",
        Ref(f"{module}.autoscaling_group_name"),
    )
    yield Output(
        f"{label}_capacity_provider_name",
        f"Capacity provider {about}",
        Ref(f'module.ecs_capacity_providers.capacity_providers["{key}"]'),
    )
    yield Output(
        f"{label}_instance_role_name",
        f"Role of the instances {about}",
        Ref(f"{module}.instance_role_name"),
    )
    yield Output(
        f"{label}_instances_security_group_id",
        f"Security group {about}",
        Ref(f"{module}.security_group_id"),
    )


KINDS = {"application": "alb", "network": "nlb", "classic": "elb"}


def _balancer_outputs(key: str, balancer: LoadBalancer) -> Iterable[Output]:
    label, module = (
        f"{names.label(key)}_{KINDS[balancer.type]}",
        f"module.load_balancer_{names.label(key)}",
    )
    about = f"of load balancer {key}"
    yield Output(f"{label}_dns_name", f"DNS name {about}", Ref(f"{module}.dns_name"))
    yield Output(
        f"{label}_zone_id", f"Hosted zone {about}, for alias records", Ref(f"{module}.zone_id")
    )
    yield Output(
        f"{label}_security_group_id", f"Security group {about}", Ref(f"{module}.security_group_id")
    )
    if balancer.static_ips:
        yield Output(
            f"{label}_static_ips", f"Addresses {about}, by zone", Ref(f"{module}.static_ips")
        )
    if balancer.default_target_group:
        arn = Ref(f"{module}.target_group_arn")
        yield Output(f"{label}_target_group", f"ARN of the default target group {about}", arn)


def _readme(cluster: Cluster) -> Readme:
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
        jobs=tuple(names.label(key) for key in sorted(cluster.jobs)),
        scheduled=any(job.schedule for job in cluster.jobs.values()),
        file_systems=tuple(
            f"file_system_{names.label(key)}" for key in sorted(cluster.file_systems)
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
        label=names.label(key),
        automatic=group.refresh is not None,
        min_healthy_percentage=how.min_healthy_percentage,
        max_healthy_percentage=how.max_healthy_percentage,
        instance_warmup=how.instance_warmup,
    )
