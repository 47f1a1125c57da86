"""The disks of EBS that services ask for, which the emulator does not know, in real plans."""

from __future__ import annotations

from looked_at import every
from terraform_trees import specs_with

pytestmark = specs_with("file_systems")


def test_services_ask_for_the_disks_of_the_spec(planned) -> None:
    services = {
        resource["values"]["name"]: resource["values"]
        for resource in planned.resources("aws_ecs_service")
    }
    for key, service in every(planned.spec["services"].items()):
        wanted = [
            (name, size_of(volume["ebs"]), True)
            for name, volume in service.get("volumes", {}).items()
            if "ebs" in volume
        ]
        actual = [
            (configuration["name"], disk["size_in_gb"], disk["encrypted"])
            for configuration in services[key]["volume_configuration"]
            for disk in configuration["managed_ebs_volume"]
        ]
        assert wanted == actual


def test_ecs_makes_the_disks_with_the_policy_of_aws(planned) -> None:
    volumes = [
        volume
        for service in planned.spec["services"].values()
        for volume in service.get("volumes", {}).values()
    ]
    resources = [
        resource
        for resource in planned.resources("aws_iam_role_policy_attachment")
        if resource["address"].endswith("_disks.aws_iam_role_policy_attachment.this")
    ]
    assert sum("ebs" in volume for volume in volumes) == len(resources)
    # Without an account to ask, the partition in the ARN is not known before an apply.
    known = [
        resource["values"]["policy_arn"]
        for resource in resources
        if "policy_arn" in resource.get("values", {})
    ]
    assert [] == [
        arn for arn in known if not arn.endswith("/AmazonECSInfrastructureRolePolicyForVolumes")
    ]


def size_of(disk: int | dict[str, int]) -> int:
    """Return the size of a disk in GiB; a number alone is the size."""
    return disk["size"] if isinstance(disk, dict) else disk
