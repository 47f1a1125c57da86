"""`instance_groups`: the autoscaling groups of EC2 instances that run the cluster's tasks."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import AUTO_SCALING_GROUP_SIZE, GP3_THROUGHPUT, INSTANCE_WARMUP
from tfgen.language.ecs_agent import (
    AttributeName,
    AttributeValue,
    ConfigObject,
    ConfigValue,
    EnvironmentName,
    LogDriver,
)
from tfgen.language.field import Field
from tfgen.language.given_names import AutoscalingGroupName
from tfgen.language.instance_requirements import TypeRequirements
from tfgen.language.instance_scaling import (
    CapacityProvider,
    CapacityReservation,
    GroupMetric,
    InstanceMaintenancePolicy,
    Refresh,
    Spot,
    WarmPool,
)
from tfgen.language.meaning import Only
from tfgen.language.scalars import Bool, Gib, Int, Key, KmsKeyArn, Seconds, Text, Words, matching
from tfgen.language.section import One, Section, Switch
from tfgen.language.security_groups import FurtherGroups, Rule, further_groups
from tfgen.language.task_roles import PolicyArn, Statement

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


class InstanceRole(Section):
    """Rights of the instances: of boot commands, agents, and containers that reach the metadata."""

    statements: tuple[Statement, ...] = Field((), description="What the instances may do.")
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    managed_policy_arns: tuple[PolicyArn, ...] = Field(
        (), max_length=9, description="Managed policies to attach."
    )


class InstanceGroup(Section):
    """An autoscaling group of ECS container instances with its capacity provider."""

    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
    autoscaling_group_name: AutoscalingGroupName | None = Field(
        None,
        description="Name of the autoscaling group, of one that exists and is imported; another "
        "name replaces the group and its instances. Left out: <cluster>-<group>- and a number.",
    )
    instance_type: InstanceType | None = Field(
        None,
        description="EC2 instance type; the AMI's architecture follows from it. Or write "
        "instance_types or instance_requirements.",
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplate.html
    instance_types: tuple[InstanceType, ...] | None = Field(
        None,
        min_length=1,
        max_length=40,
        description="Several EC2 instance types of one architecture, in order of preference: "
        "mixed instances.",
    )
    instance_requirements: TypeRequirements | None = Field(
        None,
        description="What an instance type needs to have, instead of a list: EC2 takes the "
        "cheapest that fits, new types too.",
    )
    spot: Annotated[Spot, One("percent")] | None = Field(
        None,
        description="Share of spot instances; a number is its percentage. Left out: on-demand "
        "only.",
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-capacity-rebalancing.html
    capacity_rebalance: Annotated[
        Bool,
        Only("with spot", spot=True, why="EC2 takes back no on-demand instance"),
    ] = Field(
        False,
        description="Whether a spot instance is replaced as soon as EC2 sees a greater risk of "
        "interruption, before its notice of two minutes.",
    )
    capacity_reservation: Annotated[CapacityReservation, One("preference")] | None = Field(
        None,
        description="Capacity Reservations of its on-demand instances; a word is its preference. "
        "Left out: open reservations that fit.",
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
    warm_pool: Annotated[WarmPool | None, Switch()] = Field(
        None,
        description="Instances that are prepared beside the group, for tasks that cannot wait for "
        "a first boot; true keeps as many stopped as the group may grow by. Not with spot, "
        "instance_types, instance_requirements or Bottlerocket. What boot_commands do has to "
        "outlive a stop: they run once, in the pool. Left out: none.",
    )
    # A day is AWS's least, 365 of them its most.
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html
    max_instance_lifetime: Seconds | None = Field(
        None,
        ge=86400,
        le=31536000,
        description="Age at which EC2 Auto Scaling replaces an instance, such as 30d. Left out: "
        "none.",
    )
    instance_maintenance_policy: InstanceMaintenancePolicy | None = Field(
        None,
        description="How many instances run while EC2 Auto Scaling replaces some by itself. Left "
        "out: where a health check fails, the old one ends first.",
    )
    instance_warmup: Seconds = Field(
        300,
        ge=INSTANCE_WARMUP.low,
        le=INSTANCE_WARMUP.high,
        description="Time until a new instance counts: in the group's metrics, for ECS and in a "
        "refresh, unless capacity_provider or refresh say otherwise.",
    )
    enabled_metrics: tuple[GroupMetric, ...] | None = Field(
        None,
        description="Metrics of the autoscaling group in CloudWatch, a value each minute. Default: "
        "GroupTerminatingInstances where alerts.alarms.drain_stuck reads it, else none.",
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
    instance_role: InstanceRole = Field(
        InstanceRole(), description="What the instances may do beside what ECS needs."
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
