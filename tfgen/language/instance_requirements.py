"""`instance_requirements`: what an instance type needs to have, for EC2 to choose by.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRequirements.html
"""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import Int, Number, Words, matching
from tfgen.language.section import One, Section

# A whole type, or a pattern such as m5.* or *3*.
TypePattern = Annotated[
    str,
    matching(
        r"[a-z0-9.*-]{1,30}",
        "an instance type or a pattern of some",
        "write m7i.large, m7i.* or m*",
    ),
]
Choice = Annotated[Literal["included", "excluded", "required"], Words()]


class Range(Section):
    """A least and a greatest number; a number alone is the least."""

    min: Int = Field(0, ge=0, description="Least number.")
    max: Int | None = Field(None, ge=1, description="Greatest number. Left out: any.")


class Ratio(Section):
    """A least and a greatest ratio; a number alone is the least."""

    min: Number | None = Field(None, ge=0, description="Least ratio. Left out: any.")
    max: Number | None = Field(None, ge=0, description="Greatest ratio. Left out: any.")


class TypeRequirements(Section):
    """What an instance type needs to have.

    Types with accelerators never fit: the image has no drivers for them.
    """

    architecture: Annotated[Literal["x86_64", "arm64"], Words()] = Field(
        "x86_64", description="Architecture of the image, and so of the types that fit."
    )
    vcpu_count: Annotated[Range, One("min")] = Field(description="vCPUs; a number is the least.")
    memory_mib: Annotated[Range, One("min")] = Field(
        description="Memory in MiB; a number is the least."
    )
    memory_gib_per_vcpu: Annotated[Ratio, One("min")] | None = Field(
        None, description="GiB of memory for each vCPU. Left out: any."
    )
    cpu_manufacturers: tuple[
        Annotated[Literal["intel", "amd", "amazon-web-services"], Words()], ...
    ] = Field((), description="Who makes the processor. Left out: any of the architecture.")
    instance_generations: tuple[Annotated[Literal["current", "previous"], Words()], ...] = Field(
        (), description="Whether AWS still recommends the type. Left out: any."
    )
    allowed_instance_types: Annotated[tuple[TypePattern, ...], One()] = Field(
        (), max_length=400, description="Types, or patterns such as m7*, of which one has to fit."
    )
    excluded_instance_types: Annotated[
        tuple[TypePattern, ...],
        One(),
        Not("with allowed_instance_types", allowed_instance_types=True, why="AWS takes one list"),
    ] = Field((), max_length=400, description="Types, or patterns such as t*, that never fit.")
    burstable_performance: Choice = Field(
        "excluded", description="Types of the T families, whose CPU is for bursts."
    )
    bare_metal: Choice = Field("excluded", description="Types without a hypervisor.")
    local_storage: Choice = Field("included", description="Types with disks of the host.")
    network_interface_count: Annotated[Range, One("min")] | None = Field(
        None, description="Network interfaces of an instance. Left out: any."
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-mixed-instances-group-attribute-based-instance-type-selection.html
    spot_max_price_percentage_over_lowest_price: Annotated[
        Int | None, Only("with spot", spot=True)
    ] = Field(
        None,
        ge=0,
        le=999999,
        description="How much dearer than the cheapest type a spot instance may be, in percent. "
        "Left out: AWS's, 100.",
    )
    on_demand_max_price_percentage_over_lowest_price: Int | None = Field(
        None,
        ge=0,
        le=999999,
        description="How much dearer than the cheapest type an on-demand instance may be, in "
        "percent. Left out: AWS's, 20.",
    )
