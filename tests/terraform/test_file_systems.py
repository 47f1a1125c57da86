"""The disks of EBS that services ask for, which the emulator does not know, in real plans."""

from __future__ import annotations

from looked_at import every
from terraform_trees import specs_with

pytestmark = specs_with("file_systems")

# What a disk is like, in the words of the provider; where the spec has others, those.
LOOK = ("size_in_gb", "volume_type", "iops", "throughput", "snapshot_id", "file_system_type")
WORDS = {"size_in_gb": "size", "volume_type": "type"}


def test_services_ask_for_the_disks_of_the_spec(planned) -> None:
    services = {
        resource["values"]["name"]: resource["values"]
        for resource in planned.resources("aws_ecs_service")
    }
    for key, service in every(planned.spec["services"].items()):
        wanted = [
            (name, *look_of(volume["ebs"]), True)
            for name, volume in service.get("volumes", {}).items()
            if "ebs" in volume
        ]
        actual = [
            (configuration["name"], *(disk[word] for word in LOOK), disk["encrypted"])
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


def look_of(disk: int | dict[str, object]) -> tuple[object, ...]:
    """Return what a disk is to be like, in the order of LOOK; a number alone is the size."""
    written = disk if isinstance(disk, dict) else {"size": disk}
    # AWS makes what is left out, but for the type, xfs.
    look = {"type": "gp3", **written}
    if look.get("file_system_type") == "xfs":
        del look["file_system_type"]
    return tuple(look.get(WORDS.get(word, word)) for word in LOOK)
