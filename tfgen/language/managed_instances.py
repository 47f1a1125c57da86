"""`managed_instances`: capacity that ECS starts, patches and ends itself, as tasks ask for it."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import (
    MANAGED_INSTANCES_SCALE_IN,
    MANAGED_INSTANCES_STORAGE,
    REQUIRED_INSTANCE_TYPES,
)
from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import Bool, Gib, Int, Key, Number, Seconds, Words, matching
from tfgen.language.section import One, Section, Switch
from tfgen.language.security_groups import FurtherGroups, further_groups

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_REQUIREMENTS = f"{_ECS}/APIReference/API_InstanceRequirementsRequest.html"
_ON_SPOT = Only(
    "with capacity_option_type: spot",
    capacity_option_type="spot",
    source=_REQUIREMENTS,
)
_ON_DEMAND = Only(
    "with capacity_option_type: on_demand",
    capacity_option_type="on_demand",
    source=_REQUIREMENTS,
)
Choice = Annotated[Literal["included", "excluded", "required"], Words()]
TypePattern = Annotated[
    str,
    matching(
        r"(?=.{1,30}$)[a-z*][a-z0-9*-]*(?:\.[a-z0-9*-]+)?",
        "an instance type or a pattern of them",
        "write m7i.large, m7g.* or c*",
    ),
]


class Count(Section):
    """A range of whole numbers, of which `min` has to be there."""

    min: Int = Field(ge=1, description="Least number.")
    max: Int | None = Field(None, ge=1, description="Greatest number. Left out: none.")


class Accelerators(Section):
    """A range of numbers of accelerators."""

    min: Int | None = Field(None, ge=0, description="Least number. Left out: none.")
    max: Int | None = Field(None, ge=0, description="Greatest number; 0 for none at all.")


class Bandwidth(Section):
    """A range of gigabits per second."""

    min: Number | None = Field(None, ge=0, description="Least Gbit/s. Left out: none.")
    max: Number | None = Field(None, ge=0, description="Greatest Gbit/s. Left out: none.")


class InstanceRequirements(Section):
    """What an instance must have; of the types that have it ECS takes the cheapest that fits."""

    vcpu_count: Count = Field(description="Number of vCPUs of an instance.")
    memory_mib: Count = Field(description="MiB of memory of an instance.")
    allowed_instance_types: tuple[TypePattern, ...] = Field(
        (),
        max_length=REQUIRED_INSTANCE_TYPES.high,
        description="The only instance types, * for any characters. Left out: all.",
    )
    excluded_instance_types: tuple[TypePattern, ...] = Field(
        (),
        max_length=REQUIRED_INSTANCE_TYPES.high,
        description="Instance types that are left out, * for any characters.",
    )
    cpu_manufacturers: tuple[
        Annotated[Literal["intel", "amd", "amazon-web-services"], Words()], ...
    ] = Field(
        (),
        description="Makers of the processors: intel and amd are x86_64, amazon-web-services is "
        "arm64. Left out: any.",
    )
    instance_generations: Annotated[
        tuple[Annotated[Literal["current", "previous"], Words()], ...], One()
    ] = Field((), description="Generations of instance types. Left out: any.")
    burstable_performance: Choice = Field(
        "excluded", description="Instance types with CPU credits, such as t3."
    )
    bare_metal: Choice = Field("excluded", description="Instance types that are a whole machine.")
    network_bandwidth_gbps: Bandwidth | None = Field(
        None, description="Gbit/s of an instance's network. Left out: any."
    )
    accelerator_count: Accelerators | None = Field(
        None, description="Number of GPUs or other accelerators of an instance. Left out: any."
    )
    accelerator_types: Annotated[
        tuple[Annotated[Literal["gpu", "fpga", "inference"], Words()], ...], One()
    ] = Field((), description="Kinds of accelerators. Left out: any.")
    accelerator_manufacturers: Annotated[
        tuple[
            Annotated[Literal["nvidia", "amd", "amazon-web-services", "xilinx", "habana"], Words()],
            ...,
        ],
        One(),
    ] = Field((), description="Makers of the accelerators. Left out: any.")
    on_demand_max_price_percentage_over_lowest_price: Annotated[Int | None, _ON_DEMAND] = Field(
        None,
        ge=0,
        description="Most that a type may cost above the cheapest of a usual one that fits, in "
        "percent. Left out: AWS's.",
    )
    spot_max_price_percentage_over_lowest_price: Annotated[Int | None, _ON_SPOT] = Field(
        None,
        ge=0,
        description="Most that a type may cost above the cheapest of a usual one that fits, in "
        "percent. Left out: AWS's.",
    )


class InfrastructureOptimization(Section):
    """How ECS moves tasks together, and ends instances that are idle or hardly used."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InfrastructureOptimization.html
    scale_in_after: Seconds | None = Field(
        None,
        ge=MANAGED_INSTANCES_SCALE_IN.low,
        le=MANAGED_INSTANCES_SCALE_IN.high,
        description="Time that an instance is idle or hardly used before. Left out: AWS's.",
    )


class ManagedInstances(Section):
    """A capacity provider whose instances ECS starts for tasks, patches and ends itself."""

    instance_requirements: InstanceRequirements | None = Field(
        None,
        description="What an instance must have. Left out: the cheapest types for general use "
        "that its tasks fit on.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InstanceLaunchTemplate.html
    capacity_option_type: Annotated[Literal["on_demand", "spot"], Words()] = Field(
        "on_demand",
        description="How EC2 sells the instances: on_demand, or spot, which it may take back "
        "with a notice of two minutes. It stays for the life of the capacity provider.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html
    storage_size: Gib = Field(
        80,
        ge=MANAGED_INSTANCES_STORAGE.low,
        le=MANAGED_INSTANCES_STORAGE.high,
        description="GiB of the disk of each instance that has images and the scratch space of "
        "all its tasks.",
    )
    monitoring: Annotated[Literal["basic", "detailed"], Words()] = Field(
        "basic",
        description="Metrics of the instances in CloudWatch: every five minutes, or every minute.",
    )
    infrastructure_optimization: Annotated[InfrastructureOptimization | None, Switch()] = Field(
        InfrastructureOptimization(),
        description="Whether and when ECS moves tasks together and ends instances without need.",
    )
    propagate_tags: Bool = Field(
        True,
        description="Whether instances, disks and network interfaces have the tags of the spec.",
    )
    security_groups: FurtherGroups = Field((), description=further_groups("the instances"))
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (), description="Former names, oldest first; names in AWS keep the oldest."
    )
