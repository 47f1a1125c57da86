"""The outputs of the root: what an owner, a script or a neighbouring stack asks for."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.hcl import Call, Ref, Value
from tfgen.modules.parts.references import (
    PRIVATE_SUBNET_IDS,
    PUBLIC_SUBNET_IDS,
    ready_cluster_name,
    subnet_ids,
    topic_arn,
)
from tfgen.resolve import Cluster, InstanceGroup, Job, LoadBalancer, Queue, Service, labels
from tfgen.tree import Output

# What an output calls a balancer of each type.
KINDS = {"application": "alb", "network": "nlb", "classic": "elb"}

# What the module calls the listener of a port.
_LISTENERS = {80: "http", 443: "https"}


def root_outputs(cluster: Cluster) -> Iterable[Output]:
    """Yield the outputs of the root."""
    yield Output("cluster_name", "Name of the ECS cluster", _cluster_name(cluster))
    if cluster.application is None:
        yield from _of_cluster(cluster)
    if cluster.deployer:
        about = "ARN of the role that deploys"
        yield _output("deployer_role_arn", about, "deployer.role_arn")
    for key in cluster.file_systems:
        yield from _file_system_outputs(key)
    for queue in cluster.queues.values():
        yield from _queue_outputs(queue)
    for key in cluster.repositories:
        yield from _repository_outputs(key)
    for key in cluster.secrets:
        label = labels.label(key)
        yield _output(f"{label}_secret_arn", f"ARN of secret {key}", f"secret_{label}.arn")
    yield from _service_outputs(cluster)
    for job in cluster.jobs.values():
        yield Output(
            f"{labels.label(job.key)}_run_task",
            f"What aws ecs run-task needs to run job {job.key}, as --cli-input-json takes it",
            run_task(cluster, job),
        )
        if job.has_workflow:
            about = f"ARN of the workflow that runs job {job.key}"
            name = f"{labels.label(job.key)}_state_machine_arn"
            yield _output(name, about, f"{job.module}_workflow.arn")


def _of_cluster(cluster: Cluster) -> Iterable[Output]:
    """Yield what a whole cluster has, and an application has of its platform."""
    yield Output(
        "alerts_topic_arn",
        "ARN of the topic that alerts go to",
        topic_arn(cluster),
    )
    yield _output("cluster_arn", "ARN of the ECS cluster", "ecs_cluster.cluster_arn")
    yield from _network_outputs(cluster)
    yield from _access_outputs(cluster)
    for group in cluster.instance_groups.values():
        yield from _group_outputs(group)
    for balancer in cluster.load_balancers.values():
        yield from _balancer_outputs(balancer)


def _cluster_name(cluster: Cluster) -> Ref:
    if cluster.application:
        return ready_cluster_name(cluster)
    return _of("ecs_cluster", "cluster_name")


def _output(name: str, description: str, value: str) -> Output:
    """Return an output of the root that is one of a module: `vpc.vpc_id`."""
    return Output(name, description, Ref(f"module.{value}"))


def _of(call: str, output: str) -> Ref:
    return Ref(f"module.{call}.{output}")


def _network_outputs(cluster: Cluster) -> Iterable[Output]:
    network = cluster.network
    yield Output(
        "private_subnet_ids",
        "Ids of the private subnets, by zone",
        PRIVATE_SUBNET_IDS,
    )
    if network.has_public_subnets:
        yield Output(
            "public_subnet_ids",
            "Ids of the public subnets, by zone",
            PUBLIC_SUBNET_IDS,
        )
    if network.nat != "none":
        about = "Addresses of the NAT gateways, by zone"
        if network.by_instance:
            about = "Addresses of the NAT instances, by zone"
        yield _output("nat_public_ips", about, "nat.nat_public_ips")
    yield _output("vpc_id", "Id of the VPC", "vpc.vpc_id")


def _access_outputs(cluster: Cluster) -> Iterable[Output]:
    access = cluster.access
    if access.sessions:
        yield _output(
            "session_document_name",
            "Document to name when a session starts",
            "session_manager.document_name",
        )
    if access.bastion:
        yield _output("bastion_instance_id", "Id of the bastion", "bastion.instance_id")
        yield _output("bastion_public_ip", "Address of the bastion", "bastion.public_ip")
        yield _output(
            "bastion_security_group_id",
            "Security group of the bastion",
            "bastion_security_group.id",
        )
    if access.instance_connect and access.instance_connect.security_group is None:
        yield _output(
            "instance_connect_endpoint_id",
            "Id of the EC2 Instance Connect Endpoint",
            "instance_connect.endpoint_id",
        )


def _group_outputs(group: InstanceGroup) -> Iterable[Output]:
    label = labels.label(group.key)
    about = f"of instance group {group.key}"
    call = f"instance_group_{label}"
    yield _output(
        f"{label}_autoscaling_group_name",
        f"Name of the autoscaling group {about}",
        f"{call}.autoscaling_group_name",
    )
    # Not the module's own: this one waits until the cluster may use the provider.
    yield Output(
        f"{label}_capacity_provider_name",
        f"Capacity provider {about}",
        Ref(f'local.capacity["{group.key}"]'),
    )
    yield _output(
        f"{label}_instance_role_name",
        f"Role of the instances {about}",
        f"{call}.instance_role_name",
    )
    yield _output(
        f"{label}_instances_security_group_id",
        f"Security group {about}",
        f"{call}_security_group.id",
    )


def _file_system_outputs(key: str) -> Iterable[Output]:
    label = f"{labels.label(key)}_file_system"
    about = f"of file system {key}"
    call = f"file_system_{labels.label(key)}"
    yield _output(f"{label}_id", f"Id {about}", f"{call}.id")
    yield _output(
        f"{label}_security_group_id",
        f"Security group {about}",
        f"{call}_security_group.id",
    )


def _repository_outputs(key: str) -> Iterable[Output]:
    label = labels.label(key)
    about, call = f"of repository {key}", f"repository_{label}"
    yield _output(f"{label}_repository_arn", f"ARN {about}", f"{call}.arn")
    called = f"What images {about} are called, before the colon and a tag"
    yield _output(f"{label}_repository_url", called, f"{call}.url")


def _queue_outputs(queue: Queue) -> Iterable[Output]:
    key = labels.label(queue.key)
    kinds = [("queue", f"of queue {queue.key}")]
    if queue.dead_letter:
        kinds.append(("dead_letter_queue", f"of the dead-letter queue of {queue.key}"))
    for kind, about in kinds:
        yield _output(f"{key}_{kind}_arn", f"ARN {about}", f"{kind}_{key}.arn")
        yield _output(f"{key}_{kind}_url", f"URL {about}", f"{kind}_{key}.url")


def _balancer_outputs(balancer: LoadBalancer) -> Iterable[Output]:
    call = f"load_balancer_{labels.label(balancer.key)}"
    label = f"{labels.label(balancer.key)}_{KINDS[balancer.type]}"
    about = f"of load balancer {balancer.key}"
    yield _output(f"{label}_dns_name", f"DNS name {about}", f"{call}.dns_name")
    # The zone is AWS's, one for each region and type.
    yield _output(
        f"{label}_zone_id",
        f"Hosted zone {about}, for alias records",
        f"{call}.zone_id",
    )
    yield _output(
        f"{label}_security_group_id",
        f"Security group {about}",
        f"{call}_security_group.id",
    )
    if balancer.type == "application":
        for port, _ in balancer.open_ports:
            yield _output(
                f"{label}_{_LISTENERS[port]}_listener_arn",
                f"ARN of the listener on port {port} {about}",
                f"{call}.{_LISTENERS[port]}_listener_arn",
            )
    if balancer.static_ips:
        yield _output(
            f"{label}_static_ips",
            f"Addresses {about}, by zone",
            f"{call}.static_ips",
        )
    if balancer.default_target_group:
        yield _output(
            f"{label}_target_group",
            f"ARN of the default target group {about}",
            f"{call}.target_group_arn",
        )


def _service_outputs(cluster: Cluster) -> Iterable[Output]:
    """Yield what others name of services, each by the name in ECS: its key may change."""
    known = sorted(cluster.services.values(), key=lambda service: service.name)
    roles: dict[str, Value] = {}
    groups: dict[str, Value] = {}
    targets: dict[str, Value] = {}
    for service in known:
        if service.task_role.arn is None:
            roles[service.name] = _of(f"{service.module}_task", "task_role_name")
        if service.awsvpc:
            groups[service.name] = _of(f"{service.module}_security_group", "id")
        # ECS moves requests between those of a service that shifts them; listeners have their own.
        if _has_target_groups(service):
            targets[service.name] = _of(f"{service.module}_routes", "target_group_arns")
    maps = (
        ("service_security_group_ids", "Security groups of tasks, by service", groups),
        ("service_target_group_arns", "Target groups by route, by service", targets),
        ("service_task_role_names", "Roles that tasks have, by service", roles),
    )
    for name, about, values in maps:
        if values:
            yield Output(name, about, values)


def _has_target_groups(service: Service) -> bool:
    of_listeners = all(route.listen for route in service.routes.values())
    return not of_listeners and not service.shifts


def run_task(cluster: Cluster, job: Job) -> Value:
    """Return the input of `aws ecs run-task` for the newest revision of a job.

    https://docs.aws.amazon.com/cli/latest/reference/ecs/run-task.html
    """
    strategy: Value = [
        {
            "capacityProvider": Ref(f'local.capacity["{name}"]'),
            "weight": share.weight,
            "base": share.base,
        }
        for name, share in sorted(job.capacity.items())
    ]
    request: dict[str, Value] = {
        "cluster": ready_cluster_name(cluster),
        # A family is its newest revision, which CI may have made.
        "taskDefinition": _of(f"{job.module}_task", "family"),
        "capacityProviderStrategy": strategy,
    }
    if job.awsvpc:
        request["networkConfiguration"] = {"awsvpcConfiguration": _addresses(job)}
    return {**request, "enableECSManagedTags": True, "propagateTags": "TASK_DEFINITION"}


def _addresses(job: Job) -> dict[str, Value]:
    # The API takes words where Terraform takes a boolean.
    assigned = "DISABLED"
    if job.subnets == "public":
        assigned = "ENABLED"
    own = [_of(f"{job.module}_security_group", "ready_id")]
    return {
        "subnets": Call("values", (subnet_ids(job.subnets),)),
        "securityGroups": [*own, *job.security_groups],
        "assignPublicIp": assigned,
    }
