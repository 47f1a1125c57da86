"""Autoscaling groups of a cluster, and what their instances are made by.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.adopt.aws.account import Account, Answer, block, blocks, picked, tags_of

# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingInstances.html
_MOST_INSTANCES = 50
_MOST_GROUPS = 50
_MOST_CONTAINER_INSTANCES = 100


def read_instance_groups(account: Account, cluster: str, named: Iterable[str]) -> None:
    """Read the groups of capacity providers, those that instances are in, and some by name."""
    names = {*_of_providers(account), *_of_instances(account, cluster), *named}
    of = ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups")
    for group in account.ask_by(*of, "AutoScalingGroupNames", names, _MOST_GROUPS):
        _group(account, group)


def _of_providers(account: Account) -> Iterator[str]:
    for provider in account.of("aws_ecs_capacity_provider"):
        for group in provider.values["auto_scaling_group_provider"]:
            yield str(group.get("auto_scaling_group_arn") or "").rpartition("/")[2]


def _of_instances(account: Account, cluster: str) -> Iterator[str]:
    """Yield the groups of instances that joined the cluster, with a capacity provider or not."""
    arns = account.ask("ecs", "list_container_instances", "containerInstanceArns", cluster=cluster)
    ids: list[str] = []
    for start in range(0, len(arns), _MOST_CONTAINER_INSTANCES):
        some = arns[start : start + _MOST_CONTAINER_INSTANCES]
        of = ("ecs", "describe_container_instances", "containerInstances")
        for one in account.ask(*of, cluster=cluster, containerInstances=some):
            ids.append(one.get("ec2InstanceId") or "")
    of = ("autoscaling", "describe_auto_scaling_instances", "AutoScalingInstances")
    for instance in account.ask_by(*of, "InstanceIds", ids, _MOST_INSTANCES):
        yield instance["AutoScalingGroupName"]


def _group(account: Account, group: Answer) -> None:
    name = group["AutoScalingGroupName"]
    zones = str(group.get("VPCZoneIdentifier") or "")
    values = {
        "id": name,
        "name": name,
        "arn": group["AutoScalingGroupARN"],
        **picked(
            group,
            min_size="MinSize",
            max_size="MaxSize",
            desired_capacity="DesiredCapacity",
            default_cooldown="DefaultCooldown",
            default_instance_warmup="DefaultInstanceWarmup",
            health_check_type="HealthCheckType",
            health_check_grace_period="HealthCheckGracePeriod",
            availability_zones="AvailabilityZones",
            launch_configuration="LaunchConfigurationName",
            max_instance_lifetime="MaxInstanceLifetime",
            capacity_rebalance="CapacityRebalance",
            protect_from_scale_in="NewInstancesProtectedFromScaleIn",
            target_group_arns="TargetGroupARNs",
            service_linked_role_arn="ServiceLinkedRoleARN",
        ),
        "vpc_zone_identifier": zones.split(",") if zones else [],
        "enabled_metrics": [one["Metric"] for one in group.get("EnabledMetrics") or ()],
        "launch_template": _template_block(group.get("LaunchTemplate")),
        "mixed_instances_policy": _mixed(group.get("MixedInstancesPolicy")),
        "tag": blocks(
            group.get("Tags"), key="Key", value="Value", propagate_at_launch="PropagateAtLaunch"
        ),
    }
    account.found("aws_autoscaling_group", name, values)
    _made_by(account, group)


def _template_block(template: Answer | None) -> list[Answer]:
    return block(template, id="LaunchTemplateId", name="LaunchTemplateName", version="Version")


def _mixed(policy: Answer | None) -> list[Answer]:
    if not policy:
        return []
    template = policy.get("LaunchTemplate") or {}
    named = block(
        template.get("LaunchTemplateSpecification"),
        launch_template_id="LaunchTemplateId",
        launch_template_name="LaunchTemplateName",
        version="Version",
    )
    overrides = blocks(
        template.get("Overrides"),
        instance_type="InstanceType",
        weighted_capacity="WeightedCapacity",
    )
    spread = block(
        policy.get("InstancesDistribution"),
        on_demand_allocation_strategy="OnDemandAllocationStrategy",
        on_demand_base_capacity="OnDemandBaseCapacity",
        on_demand_percentage_above_base_capacity="OnDemandPercentageAboveBaseCapacity",
        spot_allocation_strategy="SpotAllocationStrategy",
    )
    made_by = [{"launch_template_specification": named, "override": overrides}]
    return [{"launch_template": made_by, "instances_distribution": spread}]


def _made_by(account: Account, group: Answer) -> None:
    """Read the launch template or launch configuration of a group."""
    if name := group.get("LaunchConfigurationName"):
        _configurations(account, [name])
        return
    mixed = (group.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}
    named = group.get("LaunchTemplate") or mixed.get("LaunchTemplateSpecification") or {}
    if named.get("LaunchTemplateId"):
        _template(account, named["LaunchTemplateId"], named.get("Version") or "$Default")


def _configurations(account: Account, names: Iterable[str]) -> None:
    of = ("autoscaling", "describe_launch_configurations", "LaunchConfigurations")
    for one in account.ask_by(*of, "LaunchConfigurationNames", names, _MOST_GROUPS):
        name = one["LaunchConfigurationName"]
        values = {
            "id": name,
            **picked(
                one,
                name="LaunchConfigurationName",
                image_id="ImageId",
                instance_type="InstanceType",
                key_name="KeyName",
                security_groups="SecurityGroups",
                iam_instance_profile="IamInstanceProfile",
                spot_price="SpotPrice",
            ),
        }
        account.found("aws_launch_configuration", name, values)


def _template(account: Account, id_: str, version: str) -> None:
    of = ("ec2", "describe_launch_template_versions", "LaunchTemplateVersions")
    for one in account.ask(*of, LaunchTemplateId=id_, Versions=[version]):
        data = one.get("LaunchTemplateData") or {}
        # User data may hold secrets, and the tree has its own: it is not kept.
        values = {
            "id": id_,
            "name": one.get("LaunchTemplateName"),
            **picked(
                data,
                image_id="ImageId",
                instance_type="InstanceType",
                key_name="KeyName",
                vpc_security_group_ids="SecurityGroupIds",
            ),
            "iam_instance_profile": block(data.get("IamInstanceProfile"), arn="Arn", name="Name"),
            "network_interfaces": blocks(
                data.get("NetworkInterfaces"),
                security_groups="Groups",
                associate_public_ip_address="AssociatePublicIpAddress",
            ),
            "block_device_mappings": list(_devices(data.get("BlockDeviceMappings"))),
            "tags": tags_of(one.get("Tags")),
        }
        account.found("aws_launch_template", id_, values)


def _devices(devices: Iterable[Answer] | None) -> Iterator[Answer]:
    for device in devices or ():
        disk = block(
            device.get("Ebs"),
            volume_size="VolumeSize",
            volume_type="VolumeType",
            encrypted="Encrypted",
            iops="Iops",
            throughput="Throughput",
            kms_key_id="KmsKeyId",
        )
        yield {"device_name": device.get("DeviceName"), "ebs": disk}
