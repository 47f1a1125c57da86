"""The outputs of the root: what an owner, a script or a neighbouring stack asks for."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.hcl import Call, Ref, Value
from tfgen.modules.parts.references import PRIVATE_SUBNET_IDS, PUBLIC_SUBNET_IDS, topic_arn
from tfgen.resolve import Cluster, InstanceGroup, Job, LoadBalancer, labels
from tfgen.tree import Output

# What an output calls a balancer of each type.
KINDS = {"application": "alb", "network": "nlb", "classic": "elb"}


def root_outputs(cluster: Cluster) -> Iterable[Output]:
    """Yield the outputs of the root."""
    yield Output("alerts_topic_arn", "ARN of the topic that alerts go to", topic_arn(cluster))
    yield Output("cluster_arn", "ARN of the ECS cluster", _of("ecs_cluster", "cluster_arn"))
    yield Output("cluster_name", "Name of the ECS cluster", _of("ecs_cluster", "cluster_name"))
    if cluster.deployer:
        yield Output(
            "deployer_role_arn", "ARN of the role that deploys", _of("deployer", "role_arn")
        )
    yield from _network_outputs(cluster)
    yield from _access_outputs(cluster)
    for group in cluster.instance_groups.values():
        yield from _group_outputs(group)
    for balancer in cluster.load_balancers.values():
        yield from _balancer_outputs(balancer)
    for key in cluster.file_systems:
        call, about = f"file_system_{labels.label(key)}", f"of file system {key}"
        yield Output(f"{labels.label(key)}_file_system_id", f"Id {about}", _of(call, "id"))
        name = f"{labels.label(key)}_file_system_security_group_id"
        yield Output(name, f"Security group {about}", _of(f"{call}_security_group", "id"))
    for job in cluster.jobs.values():
        about = f"What aws ecs run-task needs to run job {job.key}, as --cli-input-json takes it"
        yield Output(f"{labels.label(job.key)}_run_task", about, run_task(job))


def _of(call: str, output: str) -> Ref:
    return Ref(f"module.{call}.{output}")


def _network_outputs(cluster: Cluster) -> Iterable[Output]:
    yield Output("private_subnet_ids", "Ids of the private subnets, by zone", PRIVATE_SUBNET_IDS)
    if cluster.network.has_public_subnets:
        yield Output("public_subnet_ids", "Ids of the public subnets, by zone", PUBLIC_SUBNET_IDS)
    if cluster.network.nat != "none":
        addresses = _of("nat", "nat_public_ips")
        yield Output("nat_public_ips", "Addresses of the NAT gateways, by zone", addresses)
    yield Output("vpc_id", "Id of the VPC", _of("vpc", "vpc_id"))


def _access_outputs(cluster: Cluster) -> Iterable[Output]:
    if cluster.access.sessions:
        document = _of("session_manager", "document_name")
        yield Output("session_document_name", "Document to name when a session starts", document)
    if cluster.access.bastion:
        yield Output("bastion_instance_id", "Id of the bastion", _of("bastion", "instance_id"))
        yield Output("bastion_public_ip", "Address of the bastion", _of("bastion", "public_ip"))
        group = _of("bastion_security_group", "id")
        yield Output("bastion_security_group_id", "Security group of the bastion", group)
    if cluster.access.instance_connect:
        about = "Id of the EC2 Instance Connect Endpoint"
        yield Output("instance_connect_endpoint_id", about, _of("instance_connect", "endpoint_id"))


def _group_outputs(group: InstanceGroup) -> Iterable[Output]:
    label, about = labels.label(group.key), f"of instance group {group.key}"
    call = f"instance_group_{label}"
    name = _of(call, "autoscaling_group_name")
    yield Output(f"{label}_autoscaling_group_name", f"Name of the autoscaling group {about}", name)
    provider = Ref(f'local.capacity["{group.key}"]')
    yield Output(f"{label}_capacity_provider_name", f"Capacity provider {about}", provider)
    role = _of(call, "instance_role_name")
    yield Output(f"{label}_instance_role_name", f"Role of the instances {about}", role)
    security_group = _of(f"{call}_security_group", "id")
    yield Output(f"{label}_instances_security_group_id", f"Security group {about}", security_group)


def _balancer_outputs(balancer: LoadBalancer) -> Iterable[Output]:
    call = f"load_balancer_{labels.label(balancer.key)}"
    label, about = (
        f"{labels.label(balancer.key)}_{KINDS[balancer.type]}",
        f"of load balancer {balancer.key}",
    )
    yield Output(f"{label}_dns_name", f"DNS name {about}", _of(call, "dns_name"))
    yield Output(
        f"{label}_zone_id", f"Hosted zone {about}, for alias records", _of(call, "zone_id")
    )
    group = _of(f"{call}_security_group", "id")
    yield Output(f"{label}_security_group_id", f"Security group {about}", group)
    if balancer.static_ips:
        yield Output(f"{label}_static_ips", f"Addresses {about}, by zone", _of(call, "static_ips"))
    if balancer.default_target_group:
        arn = _of(call, "target_group_arn")
        yield Output(f"{label}_target_group", f"ARN of the default target group {about}", arn)


def run_task(job: Job) -> Value:
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
    given: dict[str, Value] = {
        "cluster": _of("ecs_capacity_providers", "cluster_name"),
        "taskDefinition": _of(f"{job.module}_task", "family"),
        "capacityProviderStrategy": strategy,
    }
    if job.awsvpc:
        given["networkConfiguration"] = {"awsvpcConfiguration": _addresses(job)}
    return {**given, "enableECSManagedTags": True, "propagateTags": "TASK_DEFINITION"}


def _addresses(job: Job) -> dict[str, Value]:
    public = job.subnets == "public"
    return {
        "subnets": Call("values", (PUBLIC_SUBNET_IDS if public else PRIVATE_SUBNET_IDS,)),
        "securityGroups": [_of(f"{job.module}_security_group", "ready_id")],
        "assignPublicIp": "ENABLED" if public else "DISABLED",
    }
