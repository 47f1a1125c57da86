"""How many instances a group has, of which kind of capacity, and how they are replaced."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import (
    AUTO_SCALING_GROUP_SIZE,
    INSTANCE_WARMUP,
    SCALING_STEP_SIZE,
    TARGET_CAPACITY,
)
from tfgen.language.field import Field
from tfgen.language.given_names import CapacityProviderName
from tfgen.language.meaning import Not
from tfgen.language.scalars import Bool, Int, Seconds, Text, Words, arn, matching
from tfgen.language.section import One, Section


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

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html
    name: CapacityProviderName | None = Field(
        None,
        description="Name in ECS, of one that exists and is imported; another name replaces it. "
        "Left out: <cluster>-<group>.",
    )
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
    instance_warmup: Seconds | None = Field(
        None,
        ge=INSTANCE_WARMUP.low,
        le=INSTANCE_WARMUP.high,
        description="Time until a new instance counts in the group's metrics. Left out: "
        "instance_warmup of the group.",
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
    instance_warmup: Seconds | None = Field(
        None,
        ge=0,
        description="Time until a new instance counts as healthy. Left out: instance_warmup of "
        "the group.",
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


class InstanceMaintenancePolicy(Section):
    """How many instances run while EC2 Auto Scaling replaces some by itself.

    It does so where a health check fails, at the end of max_instance_lifetime, and to balance
    zones. A refresh has percentages of its own.
    """

    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceMaintenancePolicy.html
    min_healthy_percentage: Int = Field(
        ge=0,
        le=100,
        description="Instances in service at any moment, in percent of the desired capacity; 100 "
        "starts the new one first.",
    )
    max_healthy_percentage: Int = Field(
        ge=100,
        le=200,
        description="Instances at most, old and new, in percent of the desired capacity.",
    )


class WarmPool(Section):
    """Instances that are prepared beside the group, so that it grows in seconds.

    ECS takes them when they leave the pool, and none goes back into it.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-warm-pool.html
    """

    # Hibernation needs an agent of its own in the image, which ECS-optimized images do not promise.
    pool_state: Annotated[Literal["stopped", "running"], Words()] = Field(
        "stopped",
        description="stopped: only their disks cost, and they boot once more when they are needed; "
        "running: they cost as others do.",
    )
    min_size: Int = Field(
        0,
        ge=AUTO_SCALING_GROUP_SIZE.low,
        le=AUTO_SCALING_GROUP_SIZE.high,
        description="Least number of instances in the pool.",
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html
    max_group_prepared_capacity: Int | None = Field(
        None,
        ge=AUTO_SCALING_GROUP_SIZE.low,
        le=AUTO_SCALING_GROUP_SIZE.high,
        description="Greatest number of instances in group and pool together. Left out: max_size "
        "of the group.",
    )


ReservationId = Annotated[
    str,
    matching(
        r"cr-[0-9a-f]{8,17}",
        "the id of a Capacity Reservation",
        "write cr- and up to 17 hexadecimal digits",
    ),
]
ReservationGroupArn = Annotated[
    str,
    arn(
        "resource-groups",
        r"group/[A-Za-z0-9_.-]{1,300}",
        "a resource group of Capacity Reservations",
    ),
]
_OF_TARGETS = Not(
    "with preference: none",
    preference="none",
    why="its instances take no reservation",
    source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CapacityReservationSpecification.html",
)


class CapacityReservation(Section):
    """Which On-Demand Capacity Reservations the group takes; open ones need no word of a spec."""

    # https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CapacityReservationSpecification.html
    preference: Annotated[
        Literal["capacity-reservations-first", "capacity-reservations-only", "none"], Words()
    ] = Field(
        "capacity-reservations-first",
        description="capacity-reservations-first: on-demand capacity where the reservations are "
        "full; capacity-reservations-only: no instance then; none: no reservation, open ones "
        "neither.",
    )
    ids: Annotated[
        tuple[ReservationId, ...],
        _OF_TARGETS,
        Not("with resource_group_arns", resource_group_arns=True, why="one of the two names them"),
    ] = Field(
        (),
        description="Reservations to take, one for each type and zone. Left out, with "
        "resource_group_arns too: open ones that fit.",
    )
    resource_group_arns: Annotated[tuple[ReservationGroupArn, ...], One(), _OF_TARGETS] = Field(
        (), description="Resource groups of reservations to take."
    )


# https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
GroupMetric = Annotated[
    Literal[
        "GroupMinSize",
        "GroupMaxSize",
        "GroupDesiredCapacity",
        "GroupInServiceInstances",
        "GroupPendingInstances",
        "GroupStandbyInstances",
        "GroupTerminatingInstances",
        "GroupTotalInstances",
        "GroupInServiceCapacity",
        "GroupPendingCapacity",
        "GroupStandbyCapacity",
        "GroupTerminatingCapacity",
        "GroupTotalCapacity",
    ],
    Words(),
]
