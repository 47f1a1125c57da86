"""The disks of EBS that services ask for, which the emulator does not know, in real plans."""

from __future__ import annotations

from looked_at import every
from terraform_trees import specs_with

pytestmark = specs_with("file_systems")


def test_services_ask_for_the_disks_of_the_spec(planned) -> None:
    services = {
        one["values"]["name"]: one["values"] for one in planned.resources("aws_ecs_service")
    }
    for key, service in every(planned.spec["services"].items()):
        wanted = [
            (name, volume["ebs"], True)
            for name, volume in service.get("volumes", {}).items()
            if "ebs" in volume
        ]
        actual = [
            (one["name"], disk["size_in_gb"], disk["encrypted"])
            for one in services[key]["volume_configuration"]
            for disk in one["managed_ebs_volume"]
        ]
        assert wanted == actual


def test_ecs_makes_the_disks_with_the_policy_of_aws(planned) -> None:
    volumes = [
        one
        for service in planned.spec["services"].values()
        for one in service.get("volumes", {}).values()
    ]
    found = [
        one
        for one in planned.resources("aws_iam_role_policy_attachment")
        if one["address"].endswith("_disks.aws_iam_role_policy_attachment.this")
    ]
    assert sum("ebs" in one for one in volumes) == len(found)
    # Without an account to ask, the partition in the ARN is not known before an apply.
    known = [one["values"]["policy_arn"] for one in found if "policy_arn" in one.get("values", {})]
    assert [] == [
        arn for arn in known if not arn.endswith("/AmazonECSInfrastructureRolePolicyForVolumes")
    ]
