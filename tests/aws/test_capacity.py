"""What instances are made of, and how ECS scales and uses them: `instance_groups` and
`cluster.default_capacity`."""

from __future__ import annotations

import base64
import json
import tomllib

from looked_at import every
from service_data import default_capacity
from spec_data import cluster_name, long_form, tags
from terraform_trees import specs_with

WORDS = {True: "ENABLED", False: "DISABLED"}
# Families of the examples whose instances are arm64, and what their images are called.
ARM = ("t4g", "m6g", "m7g", "c7g")
PARAMETERS = {
    "al2023": "/aws/service/ecs/optimized-ami/amazon-linux-2023/{}recommended/image_id",
    "bottlerocket": "/aws/service/bottlerocket/aws-ecs-2/{}/latest/image_id",
}


def test_spot_shares_are_those_of_the_spec(applied) -> None:
    expected = {}
    for key, one in given(applied).items():
        if "instance_types" in one or "spot" in one:
            spot = long_form(one.get("spot", 0), "percent")
            expected[key] = (spot.get("on_demand_base", 0), 100 - spot["percent"])
    policies = {key: group.get("MixedInstancesPolicy") for key, group in by_key(applied).items()}
    shares = {key: policy["InstancesDistribution"] for key, policy in policies.items() if policy}

    assert expected == {
        key: (share["OnDemandBaseCapacity"], share["OnDemandPercentageAboveBaseCapacity"])
        for key, share in shares.items()
    }


def test_groups_boot_the_pinned_image_or_the_one_that_aws_recommends(applied) -> None:
    expected = {}
    for key, fields in given(applied).items():
        family = fields.get("ami_family", "al2023")
        arm = types(fields)[0].split(".")[0] in ARM
        folder = {"al2023": "arm64/" if arm else "", "bottlerocket": "arm64" if arm else "x86_64"}[
            family
        ]
        expected[key] = fields.get("ami_id") or parameter(
            applied, PARAMETERS[family].format(folder)
        )

    assert expected == {
        key: template(applied, group)["ImageId"] for key, group in by_key(applied).items()
    }


@specs_with("instance_groups")
def test_disks_are_encrypted_and_the_one_for_images_has_its_size(applied) -> None:
    for key, group in every(by_key(applied).items()):
        fields = given(applied)[key]
        disks = {
            disk["DeviceName"]: disk["Ebs"]
            for disk in template(applied, group)["BlockDeviceMappings"]
        }
        names = (
            ["/dev/xvda", "/dev/xvdb"]
            if fields.get("ami_family") == "bottlerocket"
            else ["/dev/xvda"]
        )
        disk = long_form(fields.get("root_volume", 30), "size")

        assert names == sorted(disks)
        assert disk["size"] == disks[names[-1]]["VolumeSize"]
        assert {(True, "gp3")} == {
            (block["Encrypted"], block["VolumeType"]) for block in disks.values()
        }


@specs_with("instance_groups")
def test_instances_and_volumes_carry_the_tags(applied) -> None:
    for key, group in every(by_key(applied).items()):
        name = f"{cluster_name(applied.spec)}-{key}"
        expected = tags(applied.spec) | {"Name": name, "InstanceGroup": key}
        at_launch = {
            tag_specification["ResourceType"]: tag_specification["Tags"]
            for tag_specification in template(applied, group)["TagSpecifications"]
        }

        assert ["instance", "volume"] == sorted(at_launch)
        assert [expected] * 2 == [
            {given_tag["Key"]: given_tag["Value"] for given_tag in given_tags}
            for given_tags in at_launch.values()
        ]
        assert expected | {"AmazonECSManaged": "true"} == {
            pair["Key"]: pair["Value"] for pair in group["Tags"]
        }


@specs_with("instance_groups")
def test_running_instances_are_tagged_as_managed_by_ecs(applied) -> None:
    for group in every(groups(applied)):
        ids = [instance["InstanceId"] for instance in group["Instances"]]
        reservations = applied.read("ec2", "describe_instances", InstanceIds=ids) if ids else []
        actual = [
            {pair["Key"]: pair["Value"] for pair in instance["Tags"]}
            for all in reservations
            for instance in all["Instances"]
        ]

        assert group["DesiredCapacity"] == len(actual)
        assert ["true"] * len(actual) == [tag_values["AmazonECSManaged"] for tag_values in actual]


@specs_with("instance_groups")
def test_capacity_providers_have_the_settings_of_their_group(applied) -> None:
    providers = {
        own_provider["autoScalingGroupProvider"]["autoScalingGroupArn"]: own_provider
        for own_provider in own_providers(applied)
    }
    for key, group in every(by_key(applied).items()):
        wanted = given(applied)[key].get("capacity_provider", {})
        provider = providers[group["AutoScalingGroupARN"]]
        settings = provider["autoScalingGroupProvider"]

        assert f"{cluster_name(applied.spec)}-{key}" == provider["name"]
        assert WORDS[wanted.get("managed_draining", True)] == settings["managedDraining"]
        assert (
            WORDS[wanted.get("managed_termination_protection", False)]
            == settings["managedTerminationProtection"]
        )
        assert {
            "status": "ENABLED",
            "targetCapacity": wanted.get("target_capacity", 100),
            "minimumScalingStepSize": wanted.get("minimum_scaling_step_size", 1),
            "maximumScalingStepSize": wanted.get("maximum_scaling_step_size", 10),
            "instanceWarmupPeriod": seconds(given(applied)[key].get("instance_warmup", "5m")),
        } == settings["managedScaling"]


def test_protection_of_new_instances_follows_the_provider(applied) -> None:
    expected = {
        key: group.get("capacity_provider", {}).get("managed_termination_protection", False)
        for key, group in given(applied).items()
    }

    assert expected == {
        key: group["NewInstancesProtectedFromScaleIn"] for key, group in by_key(applied).items()
    }


def test_cluster_has_every_capacity_and_the_default_strategy(applied) -> None:
    (cluster,) = applied.client("ecs").describe_clusters(clusters=[cluster_name(applied.spec)])[
        "clusters"
    ]
    names = {key: f"{cluster_name(applied.spec)}-{key}" for key in given(applied)}
    names |= {"fargate": "FARGATE", "fargate_spot": "FARGATE_SPOT"}
    strategy = default_capacity(applied.spec)

    assert {names[key] for key in [*given(applied), *strategy]} <= set(cluster["capacityProviders"])
    assert {
        (names[key], share.get("weight", 1), share.get("base", 0))
        for key, share in strategy.items()
    } == {
        (share["capacityProvider"], share["weight"], share.get("base", 0))
        for share in cluster["defaultCapacityProviderStrategy"]
    }


@specs_with("instance_groups")
def test_user_data_joins_the_cluster_with_the_attributes_of_the_group(applied) -> None:
    for key, group in every(by_key(applied).items()):
        fields = given(applied)[key]
        attributes = {"instance-group": key} | fields.get("attributes", {})
        text = base64.b64decode(template(applied, group)["UserData"]).decode()
        if fields.get("ami_family") == "bottlerocket":
            ecs = tomllib.loads(text)["settings"]["ecs"]
            actual = (
                ecs["cluster"],
                ecs["instance-attributes"],
                ecs.get("enable-spot-instance-draining", False),
            )
        else:
            lines = dict(
                line.split("=", 1)
                for line in text.splitlines()
                if line.startswith("ECS_") and "=" in line
            )
            draining = lines.get("ECS_ENABLE_SPOT_INSTANCE_DRAINING", "false") == "true"
            actual = (lines["ECS_CLUSTER"], json.loads(lines["ECS_INSTANCE_ATTRIBUTES"]), draining)

        assert (cluster_name(applied.spec), attributes, "spot" in fields) == actual


def given(applied) -> dict[str, dict]:
    """Return the groups of the spec."""
    return {
        key: instance_group or {}
        for key, instance_group in applied.spec.get("instance_groups", {}).items()
    }


def groups(applied) -> list[dict]:
    return applied.read("autoscaling", "describe_auto_scaling_groups")


def by_key(applied) -> dict[str, dict]:
    """Return the autoscaling groups by the key that their tag tells."""
    return {tag(group, "InstanceGroup"): group for group in groups(applied)}


def tag(group: dict, key: str) -> str:
    return next(pair["Value"] for pair in group["Tags"] if pair["Key"] == key)


def types(value: dict) -> list[str]:
    return value.get("instance_types") or [value["instance_type"]]


def template(applied, group: dict) -> dict:
    """Return the version of the launch template that a group uses."""
    used = (
        group.get("LaunchTemplate")
        or group["MixedInstancesPolicy"]["LaunchTemplate"]["LaunchTemplateSpecification"]
    )
    (version,) = applied.read(
        "ec2",
        "describe_launch_template_versions",
        LaunchTemplateId=used["LaunchTemplateId"],
        Versions=[used["Version"]],
    )
    return version["LaunchTemplateData"]


def parameter(applied, name: str) -> str:
    return applied.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]


def own_providers(applied) -> list[dict]:
    capacity_providers = applied.client("ecs").describe_capacity_providers()["capacityProviders"]
    return [
        capacity_provider
        for capacity_provider in capacity_providers
        if not capacity_provider["name"].startswith("FARGATE")
    ]


def seconds(minutes: str) -> int:
    """Return a time in minutes in seconds, as ECS has it."""
    return int(minutes.removesuffix("m")) * 60
