"""Autoscaling groups, what they launch and how ECS uses them, against the spec's
`instance_groups`."""

from __future__ import annotations

import base64
import tomllib
from typing import Any

from looked_at import every
from spec_data import (
    cluster_name,
    host_log_prefix,
    listed,
    long_form,
    switch,
    written,
    zones,
)
from terraform_trees import specs_with

RECOMMENDED = "/aws/service/ecs/optimized-ami/amazon-linux-2023/{}recommended/image_id"


def usual(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the groups that boot AWS's usual image: with a shell, and without drivers for GPUs or
    Neuron."""
    return {
        key: group
        for key, group in wanted(spec).items()
        if group.get("ami_family", "al2023") == "al2023" and not group_is_accelerated(group)
    }


def wanted(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the groups of the spec by key."""
    groups: dict[str, dict[str, Any]] = spec.get("instance_groups", {})
    return groups


def types(group: dict[str, Any]) -> list[str]:
    """Return the instance types of a group, in order of preference; none of requirements."""
    return listed(group.get("instance_types") or group.get("instance_type", []))


def group_is_accelerated(group: dict[str, Any]) -> bool:
    """Tell whether a group needs an image with drivers for GPUs or Neuron."""
    return any(name.startswith(("g", "p", "inf", "trn")) for name in types(group)[:1])


def test_each_group_has_the_sizes_of_the_spec(applied) -> None:
    expected = {}
    for key, group in wanted(applied.spec).items():
        least = group.get("min_size", 2)
        expected[key] = (least, group.get("max_size", 4), group.get("desired_capacity", least))

    assert expected == {
        key: (group["MinSize"], group["MaxSize"], group["DesiredCapacity"])
        for key, group in groups(applied).items()
    }


def test_each_group_spans_the_subnets_of_the_spec(applied) -> None:
    blocks = {
        subnet["SubnetId"]: subnet["CidrBlock"]
        for subnet in applied.read("ec2", "describe_subnets")
    }
    expected = {
        key: {zone[group.get("subnets", "private")] for zone in zones(applied.spec).values()}
        for key, group in wanted(applied.spec).items()
    }

    assert expected == {
        key: {
            written(applied.spec, blocks, subnet)
            for subnet in group["VPCZoneIdentifier"].split(",")
        }
        for key, group in groups(applied).items()
    }


def test_each_group_launches_the_types_of_the_spec(applied) -> None:
    expected = {key: types(group) for key, group in wanted(applied.spec).items()}

    assert expected == {
        key: launched_types(applied, group) for key, group in groups(applied).items()
    }


def test_each_group_uses_the_latest_version_of_a_template_of_its_own(applied) -> None:
    latest = {
        template["LaunchTemplateId"]: str(template["LatestVersionNumber"])
        for template in applied.read("ec2", "describe_launch_templates")
    }
    used = {
        template["LaunchTemplateId"]: template["Version"]
        for template in map(template_of, groups(applied).values())
    }

    assert len(wanted(applied.spec)) == len(used)
    assert latest == used


@specs_with("instance_groups")
def test_each_template_has_the_disk_of_the_spec(applied) -> None:
    for key, group in every(wanted(applied.spec).items()):
        disk = long_form(group.get("root_volume", 30), "size")
        data = launch_data(applied, groups(applied)[key])
        sizes = {
            (
                block_device_mapping["Ebs"].get("VolumeSize"),
                block_device_mapping["Ebs"]["VolumeType"],
            )
            for block_device_mapping in data["BlockDeviceMappings"]
        }

        assert (disk.get("size", 30), disk.get("type", "gp3")) in sizes
        assert {True} == {
            block_device_mapping["Ebs"]["Encrypted"]
            for block_device_mapping in data["BlockDeviceMappings"]
        }


@specs_with("instance_groups")
def test_each_template_asks_for_tokens_within_the_hops_of_the_spec(applied) -> None:
    for key, group in every(wanted(applied.spec).items()):
        options = launch_data(applied, groups(applied)[key])["MetadataOptions"]

        assert "required" == options["HttpTokens"]
        assert group.get("imds_hop_limit", 1) == options["HttpPutResponseHopLimit"]


@specs_with(usual)
def test_each_template_boots_the_image_for_its_processor(applied) -> None:
    client = applied.client("ec2")
    for key, group in every(usual(applied.spec).items()):
        answer = client.describe_instance_types(InstanceTypes=types(group)[:1])
        processors = answer["InstanceTypes"][0]["ProcessorInfo"]["SupportedArchitectures"]
        name = RECOMMENDED.format("arm64/" if "arm64" in processors else "")
        image = applied.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]

        assert group.get("ami_id", image) == launch_data(applied, groups(applied)[key])["ImageId"]


@specs_with("instance_groups")
def test_instances_join_the_cluster_with_the_settings_of_the_spec(applied) -> None:
    for key, group in every(wanted(applied.spec).items()):
        settings = agent_settings(user_data(applied, groups(applied)[key]))

        assert cluster_name(applied.spec) == settings["ECS_CLUSTER"]
        assert {
            name: str(value) for name, value in group.get("ecs_config", {}).items()
        }.items() <= settings.items()


@specs_with("instance_groups")
def test_each_instance_role_has_the_policies_that_the_spec_needs(applied) -> None:
    """AWS's own would open all logs, images and parameters of the account; what is inline, tests of rights judge."""
    has_sessions = switch(applied.spec.get("access", {}).get("ssm", True))

    for key in every(wanted(applied.spec)):
        attached = applied.read(
            "iam", "list_attached_role_policies", RoleName=role_of(applied, groups(applied)[key])
        )
        names = [policy["PolicyName"] for policy in attached]
        own = [name for name in names if name.startswith(f"{cluster_name(applied.spec)}-sessions-")]
        assert own == names, key
        assert int(has_sessions) == len(own), key


@specs_with("instance_groups")
def test_each_instance_role_may_write_the_logs_of_its_group_alone(applied) -> None:
    log_groups = applied.read("logs", "describe_log_groups")
    for key, group in every(wanted(applied.spec).items()):
        host = {
            log_group["arn"]
            for log_group in log_groups
            if log_group["logGroupName"].startswith(f"{host_log_prefix(applied.spec, key)}/")
        }
        names = {f"/system/{name}/{key}" for name in run_by_docker(applied.spec, key)}
        docker = {
            log_group["arn"]
            for log_group in log_groups
            for name in names
            if log_group["logGroupName"].endswith(name)
        }
        statements = inline_statements(applied, role_of(applied, groups(applied)[key]))
        allowed = [
            statement["Resource"]
            for statement in statements
            if "logs:PutLogEvents" in listed(statement["Action"])
        ]

        assert len(names) == len(docker), key
        assert host | docker == {arn for resources in allowed for arn in listed(resources)}, key
        has_files = group.get("ami_family", "al2023") == "al2023"
        assert bool(host) == (has_files and switch(applied.spec.get("logs", {}).get("host", True)))


def test_each_group_is_a_capacity_provider_of_the_cluster(applied) -> None:
    [cluster] = applied.read("ecs", "describe_clusters", clusters=[cluster_name(applied.spec)])
    providers = applied.read(
        "ecs", "describe_capacity_providers", capacityProviders=cluster["capacityProviders"]
    )
    actual = {
        provider["autoScalingGroupProvider"]["autoScalingGroupArn"]: provider
        for provider in providers
        if is_of_group(provider)
    }

    for key, group in wanted(applied.spec).items():
        settings = group.get("capacity_provider", {})
        provider = actual.pop(groups(applied)[key]["AutoScalingGroupARN"])[
            "autoScalingGroupProvider"
        ]

        assert settings.get("target_capacity", 100) == provider["managedScaling"]["targetCapacity"]
        assert state(settings.get("managed_draining", True)) == provider["managedDraining"]
        assert (
            state(settings.get("managed_termination_protection", False))
            == provider["managedTerminationProtection"]
        )
    assert {} == actual


@specs_with("instance_groups")
def test_each_group_replaces_and_measures_its_instances_as_the_spec_says(applied) -> None:
    for key, group in every(wanted(applied.spec).items()):
        actual = groups(applied)[key]
        policy = actual.get("InstanceMaintenancePolicy") or {}
        warmup = group.get("instance_warmup", "5m")

        assert days(group.get("max_instance_lifetime")) == actual.get("MaxInstanceLifetime")
        percents = {
            "min_healthy_percentage": policy.get("MinHealthyPercentage"),
            "max_healthy_percentage": policy.get("MaxHealthyPercentage"),
        }
        assert group.get("instance_maintenance_policy", dict.fromkeys(percents)) == percents
        assert int(warmup.removesuffix("m")) * 60 == actual["DefaultInstanceWarmup"]
        assert group.get("capacity_rebalance", False) is actual.get("CapacityRebalance", False)


@specs_with("instance_groups.*.instance_role.statements")
def test_each_instance_role_has_the_statements_of_the_spec(applied) -> None:
    for key, group in every(wanted(applied.spec).items()):
        statements = inline_statements(applied, role_of(applied, groups(applied)[key]))
        for statement in group.get("instance_role", {}).get("statements", ()):
            rights = {"Action": statement["actions"], "Resource": statement["resources"]}
            assert (
                rights.items()
                <= {
                    name: value
                    for one in statements
                    if one["Resource"] == statement["resources"]
                    for name, value in one.items()
                }.items()
            )


def days(lifetime: str | None) -> int | None:
    """Return a lifetime in seconds, as EC2 Auto Scaling has it."""
    return int(lifetime.removesuffix("d")) * 86400 if lifetime else None


def run_by_docker(spec: dict[str, Any], group: str) -> set[str]:
    """Return the system containers that Docker runs on a group, whose logs the role of its
    instances writes."""
    return {
        name
        for name, container in spec.get("system_containers", {}).items()
        if container.get("run") == "docker"
        and group in listed(container.get("instance_groups", [group]))
    }


def state(switched: bool) -> str:
    return "ENABLED" if switched else "DISABLED"


def groups(applied) -> dict[str, dict[str, Any]]:
    """Return the autoscaling groups of the account by the tag that names their key."""
    auto_scaling_groups = applied.read("autoscaling", "describe_auto_scaling_groups")
    return {
        tag["Value"]: group
        for group in auto_scaling_groups
        for tag in group["Tags"]
        if tag["Key"] == "InstanceGroup"
    }


def template_of(group: dict[str, Any]) -> dict[str, Any]:
    mixed = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
    launch_template: dict[str, Any] = (
        group.get("LaunchTemplate") or mixed["LaunchTemplateSpecification"]
    )
    return launch_template


def launch_data(applied, group: dict[str, Any]) -> dict[str, Any]:
    template = template_of(group)
    answer = applied.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=template["LaunchTemplateId"], Versions=[template["Version"]]
    )
    launch_template_data: dict[str, Any] = answer["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    return launch_template_data


def launched_types(applied, group: dict[str, Any]) -> list[str]:
    overrides = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {}).get("Overrides", [])
    return [override["InstanceType"] for override in overrides] or [
        launch_data(applied, group)["InstanceType"]
    ]


def user_data(applied, group: dict[str, Any]) -> str:
    return base64.b64decode(launch_data(applied, group)["UserData"]).decode()


def agent_settings(data: str) -> dict[str, str]:
    """Return the settings of the ECS agent that user data writes."""
    if data.startswith("#!"):
        lines = [
            line.partition("=") for line in data.splitlines() if line.startswith(("ECS_", "AWS_"))
        ]
        return {name: value for name, sign, value in lines if sign}
    return {"ECS_CLUSTER": tomllib.loads(data)["settings"]["ecs"]["cluster"]}


def role_of(applied, group: dict[str, Any]) -> str:
    name = launch_data(applied, group)["IamInstanceProfile"]["Arn"].split("/")[-1]
    profile = applied.client("iam").get_instance_profile(InstanceProfileName=name)[
        "InstanceProfile"
    ]
    role_name: str = profile["Roles"][0]["RoleName"]
    return role_name


def inline_statements(applied, role: str) -> list[dict[str, Any]]:
    client = applied.client("iam")
    names = applied.read("iam", "list_role_policies", RoleName=role)
    documents = [
        client.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names
    ]
    return [statement for document in documents for statement in document["Statement"]]


def is_of_group(provider: dict[str, Any]) -> bool:
    return "autoScalingGroupProvider" in provider
