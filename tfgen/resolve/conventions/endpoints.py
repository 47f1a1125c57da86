"""Which VPC endpoints a cluster needs that has no other way out."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import each, part
from tfgen.resolve.tasks import Task

# What is granted of each service, which has an endpoint of its name.
_GRANTED = {
    "dynamodb": "tables of DynamoDB",
    "kms": "keys of KMS",
    "s3": "buckets of S3",
    "secretsmanager": "secrets of Secrets Manager",
    "sns": "topics of SNS",
    "sqs": "queues of SQS",
}


def needed_endpoints(cluster: Cluster) -> dict[str, str]:
    """Return the endpoints without which a cluster with no way out does not work, and why.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
    """
    needed = {
        "ecr": "images are pulled from ECR",
        "logs": "logs go to CloudWatch",
        "s3": "ECR keeps the layers of images in S3",
    }
    of_tasks = (*_of_logs(cluster), *_of_grants(cluster), *_of_telemetry(cluster))
    further = (*_further(cluster), *_of_sessions(cluster), *of_tasks)
    for endpoint, why in further:
        needed.setdefault(endpoint, why)
    if "ecs" in needed:
        # One of its three.
        needed.pop("ecs-agent", None)
    return needed


def _further(cluster: Cluster) -> Iterator[tuple[str, str]]:
    if _has_private_instances(cluster) or any(each([cluster], lambda own: own.managed_instances)):
        yield "ecs", "instances register with ECS"
    pools = each(cluster.instance_groups.values(), lambda group: [group.warm_pool])
    if any(pool.pool_state == "stopped" for pool in pools if pool):
        yield "autoscaling", "instances tell EC2 Auto Scaling that they are prepared"
    if cluster.connected:
        yield "ecs-agent", "the proxies of Service Connect are told their peers by ECS"
    if any(volume.efs for volume in each(cluster.tasks, lambda task: task.volumes.values())):
        yield "efs", "what mounts a file system asks EFS where names do not lead to it"
    containers = list(each(cluster.tasks, lambda task: task.containers.values()))
    secrets = list(each(containers, lambda container: container.secrets.values()))
    stores = {secret.store for secret in secrets}
    if "ssm" in stores:
        yield "ssm", "secrets are read from Parameter Store"
    if "secretsmanager" in stores:
        yield "secretsmanager", "secrets are read from Secrets Manager"
    if any(each(cluster.registry_auth.values(), lambda registry: [registry.secret_arn])):
        yield "secretsmanager", "credentials of registries are read from Secrets Manager"


def _has_private_instances(cluster: Cluster) -> bool:
    return "private" in each(cluster.instance_groups.values(), lambda group: [group.subnets])


def _of_sessions(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield what sessions need, whose text a key of KMS encrypts.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-privatelink.html
    """
    if cluster.access.ssm and _has_private_instances(cluster):
        yield "ssm", "access.ssm opens sessions on instances"
        yield "kms", "sessions on instances are encrypted with a key of KMS"
    if any(each(cluster.services.values(), lambda service: [service.exec])):
        yield "ssm", "ECS Exec opens sessions in containers"
        if cluster.access.exec:
            yield "kms", "sessions of ECS Exec are encrypted with a key of KMS"


def _of_grants(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield what programs call; the key of a thing its service opens for them."""
    for service in sorted(set(each(cluster.tasks, _granted))):
        yield service, f"tasks are granted {_GRANTED[service]}"


def _granted(task: Task) -> list[str]:
    return [service for service in _GRANTED if getattr(task.grants, service)]


def _of_telemetry(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield where collectors send to; metrics of CloudWatch go through its logs."""
    telemetry = list(each(cluster.services.values(), lambda service: part(service, "telemetry")))
    if "xray" in each(telemetry, lambda one: [one.traces]):
        yield "xray", "traces go to X-Ray"
    if cluster.region in each(telemetry, lambda one: [one.workspace_region]):
        yield "aps-workspaces", "metrics go to a workspace of Prometheus"


def _of_logs(cluster: Cluster) -> Iterator[tuple[str, str]]:
    kinds = each(cluster.tasks, lambda task: [task.logs.destination.type])
    if "firehose" in kinds:
        yield "firehose", "logs go to a stream of Data Firehose"
