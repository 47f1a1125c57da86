"""What a change costs a cluster that runs: tasks, instances, data, addresses that others know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from tfgen.changes.addresses import Kind, Touched
from tfgen.evaluation import Resource
from tfgen.frozen import frozen


class Cost(StrEnum):
    """What becomes of something that runs or is kept."""

    RESTARTED = "restarted"
    ROLLED = "rolled"
    STOPPED = "stopped"
    DATA = "data let go"
    ADDRESS = "address lost"


@frozen
class Costly:
    """An address whose change costs something, and in words what."""

    address: str
    cost: Cost
    words: str


# With another value of these ECS deploys the service anew:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
_DEPLOYED = {
    "task_definition",
    "network_configuration",
    "load_balancer",
    "service_registries",
    "service_connect_configuration",
    "volume_configuration",
    "capacity_provider_strategy",
    "platform_version",
    "launch_type",
}
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
_REFRESHED = {"launch_template", "launch_configuration", "mixed_instances_policy"}
_KEPT = {
    "aws_cloudwatch_log_group": "its logs go",
    "aws_efs_file_system": "its files go",
    "aws_s3_bucket": "what it holds goes",
    "aws_sqs_queue": "its messages go",
    "aws_ecr_repository": "its images go",
    "aws_secretsmanager_secret": "its value goes",
    "aws_kms_key": "what only its key decrypts is lost",
}
_KNOWN = {
    "aws_eip": "an address goes that partners may know",
    "aws_nat_gateway": "no way out of its subnets for a while",
    "aws_lb": "its DNS name goes",
    "aws_elb": "its DNS name goes",
}
_GONE = {Kind.REMOVED, Kind.REPLACED}


def costs(told: Iterable[Touched], present: Mapping[str, Resource]) -> Iterator[Costly]:
    """Yield what touched addresses cost, in their order."""
    for one in told:
        if one.type == "aws_ecs_service":
            yield from _of_service(one, present.get(one.address))
        elif one.type == "aws_autoscaling_group":
            yield from _of_group(one, present.get(one.address))
        elif one.kind in _GONE and one.type in _KEPT:
            yield Costly(one.address, Cost.DATA, _KEPT[one.type])
        # A gateway that goes leaves no subnet behind that needs it.
        elif one.kind is Kind.REMOVED and one.type == "aws_nat_gateway":
            continue
        elif one.kind in _GONE and one.type in _KNOWN:
            yield Costly(one.address, Cost.ADDRESS, _KNOWN[one.type])


def _of_service(one: Touched, service: Resource | None) -> Iterator[Costly]:
    if one.kind is Kind.REMOVED:
        yield Costly(one.address, Cost.STOPPED, "its tasks stop")
    elif one.kind is Kind.REPLACED:
        yield Costly(one.address, Cost.STOPPED, "its tasks stop, and then new ones start")
    elif one.kind is Kind.CHANGED and service:
        changed = {name.split(".")[0] for name in one.because}
        # Terraform asks for a deployment with any change of a service that has this.
        if changed & _DEPLOYED or service.values.get("force_new_deployment") is True:
            yield Costly(one.address, Cost.RESTARTED, "tasks restarted")


def _of_group(one: Touched, group: Resource | None) -> Iterator[Costly]:
    if one.kind in _GONE:
        yield Costly(one.address, Cost.STOPPED, "its instances go")
    elif one.kind is Kind.CHANGED and group:
        changed = {name.split(".")[0] for name in one.because}
        if not changed & _REFRESHED:
            return
        # Without a refresh the instances that run stay as they are.
        if group.values.get("instance_refresh"):
            yield Costly(one.address, Cost.ROLLED, "instances rolled")
