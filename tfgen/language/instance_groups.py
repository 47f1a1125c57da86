"""`instance_groups`: the autoscaling groups of EC2 instances that run the cluster's tasks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.facts.limits import (
    AUTO_SCALING_GROUP_SIZE,
    GP3_THROUGHPUT,
    INSTANCE_WARMUP,
    SCALING_STEP_SIZE,
    TARGET_CAPACITY,
)
from tfgen.language.ecs_agent import (
    AttributeName,
    AttributeValue,
    ConfigObject,
    ConfigValue,
    EnvironmentName,
    LogDriver,
)
from tfgen.language.scalars import Bool, Gib, Int, Key, KmsKeyArn, Seconds, Text, Words, matching
from tfgen.language.section import One, Section, Switch
from tfgen.language.security_groups import FurtherGroups, Rule, further_groups

# A group has rules of its own, so that other stages look for them here.
__all__ = ["InstanceGroup", "Refresh", "RootVolume", "Rule"]

AmiId = Annotated[
    str,
    matching(
        r"ami-(?:[0-9a-f]{8}|[0-9a-f]{17})",
        "an AMI id",
        "write ami- and 8 or 17 hexadecimal digits",
    ),
]
InstanceType = Annotated[
    str,
    matching(
        r"[a-z][a-z0-9-]*\.[a-z0-9-]+",
        "an instance type",
        "write family and size, such as t3.small",
    ),
]


class RootVolume(Section):
    """The root disk (of Bottlerocket the disk of images and containers); always encrypted."""

    size: Gib = Field(
        30,
        ge=30,
        le=16384,
        description="Size in GiB; at least the 30 GiB of the ECS-optimized AMI.",
    )
    type: Annotated[Literal["gp3", "gp2", "io1", "io2"], Words()] = Field(
        "gp3", description="EBS volume type."
    )
    # https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
    iops: Int | None = Field(
        None,
        ge=100,
        le=256000,
        description="Provisioned IOPS of gp3, io1 and io2. Left out: AWS's.",
    )
    throughput: Int | None = Field(
        None,
        ge=GP3_THROUGHPUT.low,
        le=GP3_THROUGHPUT.high,
        description="Throughput of gp3 in MiB/s. Left out: 125.",
    )
    kms_key_arn: KmsKeyArn | None = Field(
        None, description="Key of the volume. Left out: the account's key for EBS."
    )


class Spot(Section):
    """The share of spot instances in a group."""

    percent: Int = Field(
        ge=0,
        le=100,
        description="Spot instances above the base, in percent; the rest is on-demand capacity.",
    )
    on_demand_base: Int = Field(
        0, ge=0, le=5000, description="Number of instances that are on-demand in any case."
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
    allocation_strategy: Annotated[
        Literal[
            "price-capacity-optimized",
            "capacity-optimized",
            "capacity-optimized-prioritized",
            "lowest-price",
        ],
        Words(),
    ] = Field(
        "price-capacity-optimized",
        description="How EC2 chooses among types and zones; capacity-optimized-prioritized "
        "follows the order of instance_types where it can.",
    )


class CapacityProvider(Section):
    """How ECS scales the group, and takes tasks off instances that go."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
    target_capacity: Int = Field(
        100,
        ge=TARGET_CAPACITY.low,
        le=TARGET_CAPACITY.high,
        description="Use of the group's instances in percent; less than 100 keeps idle instances.",
    )
    managed_draining: Bool = Field(
        True, description="Whether ECS moves tasks away before an instance ends."
    )
    managed_termination_protection: Bool = Field(
        False, description="Whether ECS protects instances that run tasks from being scaled in."
    )
    minimum_scaling_step_size: Int = Field(
        1,
        ge=SCALING_STEP_SIZE.low,
        le=SCALING_STEP_SIZE.high,
        description="Least number of instances to add at once.",
    )
    maximum_scaling_step_size: Int = Field(
        10,
        ge=SCALING_STEP_SIZE.low,
        le=SCALING_STEP_SIZE.high,
        description="Greatest number of instances to add at once.",
    )
    instance_warmup: Seconds = Field(
        300,
        ge=INSTANCE_WARMUP.low,
        le=INSTANCE_WARMUP.high,
        description="Time until a new instance counts in the group's metrics.",
    )


class Refresh(Section):
    """How a change of AMI, type, disk or user data replaces instances: new ones come first."""

    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
    min_healthy_percentage: Int = Field(
        100,
        ge=0,
        le=100,
        description="Instances in service at any moment, in percent of the desired capacity.",
    )
    max_healthy_percentage: Int = Field(
        150,
        ge=100,
        le=200,
        description="Instances at most, old and new, in percent of the desired capacity.",
    )
    instance_warmup: Seconds = Field(
        300, ge=0, description="Time until a new instance counts as healthy."
    )
    auto_rollback: Bool = Field(
        False,
        description="Whether AWS replaces the new instances when the refresh fails. Terraform "
        "sets the new launch template version before the refresh starts, so AWS goes back to "
        "that same version: to go back, undo the change in the spec and apply.",
    )
    alarms: Annotated[tuple[Text, ...], One()] = Field(
        (),
        max_length=10,
        description="Names of CloudWatch alarms; the refresh fails when one of them fires.",
    )


class InstanceGroup(Section):
    """An autoscaling group of ECS container instances with its capacity provider."""

    instance_type: InstanceType | None = Field(
        None,
        description="EC2 instance type; the AMI's architecture follows from it. Or write "
        "instance_types.",
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplate.html
    instance_types: tuple[InstanceType, ...] | None = Field(
        None,
        min_length=1,
        max_length=40,
        description="Several EC2 instance types of one architecture, in order of preference: "
        "mixed instances.",
    )
    spot: Annotated[Spot, One("percent")] | None = Field(
        None,
        description="Share of spot instances; a number is its percentage. Left out: on-demand "
        "only.",
    )
    min_size: Int = Field(
        2,
        ge=AUTO_SCALING_GROUP_SIZE.low,
        le=AUTO_SCALING_GROUP_SIZE.high,
        description="Least number of instances.",
    )
    max_size: Int = Field(
        4,
        ge=AUTO_SCALING_GROUP_SIZE.low,
        le=AUTO_SCALING_GROUP_SIZE.high,
        description="Greatest number of instances.",
    )
    desired_capacity: Int | None = Field(
        None,
        ge=AUTO_SCALING_GROUP_SIZE.low,
        le=AUTO_SCALING_GROUP_SIZE.high,
        description="Number of instances at creation; ECS owns it afterwards. Default: min_size.",
    )
    ami_family: Annotated[Literal["al2023", "bottlerocket"], Words()] = Field(
        "al2023",
        description="Operating system: ECS-optimized Amazon Linux 2023, or Bottlerocket, which "
        "has no shell. The variant for arm64, GPU (g*, p*) or Neuron (inf*, trn*) follows from "
        "the type.",
    )
    ami_id: AmiId | None = Field(
        None,
        description="Pinned AMI. Left out: the one AWS recommends in SSM, so that a plan may "
        "roll the group.",
    )
    subnets: Annotated[Literal["private", "public"], Words()] = Field(
        "private", description="Subnets of the instances; public gives each a public address."
    )
    # One hop ends at the instance: a container in bridge mode is a second one away.
    imds_hop_limit: Int = Field(
        1,
        ge=1,
        le=2,
        description="Hops of an answer of the instance metadata service; 2 gives containers in "
        "bridge mode the role of the instance.",
    )
    root_volume: Annotated[RootVolume, One("size")] = Field(
        RootVolume(), description="Root disk, of Bottlerocket the data disk; a number is its size."
    )
    capacity_provider: CapacityProvider = Field(
        CapacityProvider(),
        description="How ECS scales the group, and takes tasks off instances that go.",
    )
    refresh: Annotated[Refresh | None, Switch()] = Field(
        Refresh(),
        description="Replace instances when they are defined otherwise. Off: new instances only.",
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (), description="Former names of the group, oldest first; names in AWS keep the oldest."
    )
    attributes: dict[AttributeName, AttributeValue] = Field(
        {},
        max_length=9,
        description="Custom attributes of the instances, for placement constraints.",
    )
    ecs_config: dict[EnvironmentName, ConfigValue] = Field(
        {}, description="Lines of /etc/ecs/ecs.config."
    )
    ecs_config_s3: ConfigObject | None = Field(
        None,
        description="Object in S3 with further lines of /etc/ecs/ecs.config, s3://bucket/key: "
        "the place for registry credentials (ECS_ENGINE_AUTH_TYPE, ECS_ENGINE_AUTH_DATA). "
        "Fetched at each boot and read before the lines of this spec; the ECS agent waits for "
        "it. The role of the instances may read this object alone; where a key of KMS encrypts "
        "it, that key must let the role decrypt.",
    )
    log_drivers: tuple[LogDriver, ...] | None = Field(
        None,
        min_length=1,
        description="Docker log drivers that containers may use. Default: json-file, awslogs "
        "and what the spec uses.",
    )
    reserved_memory: Int | None = Field(
        None,
        ge=0,
        le=25165824,
        description="MiB that ECS gives to no task. Default: the memory of the system "
        "containers that Docker runs.",
    )
    boot_commands: Text | None = Field(
        None,
        description="bash script, run once as root when an instance first boots: after Docker "
        "has started and before the ECS agent takes tasks. A failure is logged and the instance "
        "stays.",
    )
    ingress: dict[Key, Rule] = Field(
        {},
        description="Further rules into the instances; the balancers' ports are open without one.",
    )
    egress: dict[Key, Rule] | None = Field(
        None,
        description="Rules out of the instances, beside those to HTTPS anywhere and to everything "
        "inside the VPC; one that is named https or vpc takes the place of that one.",
    )
    security_groups: FurtherGroups = Field((), description=further_groups("the instances"))
