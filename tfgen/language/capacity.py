"""`capacity`: where tasks run, as a strategy over capacity of one kind."""

from __future__ import annotations

from typing import Annotated

from tfgen.facts.limits import (
    CAPACITY_PROVIDER_BASE,
    CAPACITY_PROVIDER_WEIGHT,
    CAPACITY_STRATEGY_ITEMS,
)
from tfgen.language.field import Field
from tfgen.language.scalars import KEY_FORM, Int, matching
from tfgen.language.section import One, OneName, Section

FARGATE = {"fargate": "FARGATE", "fargate_spot": "FARGATE_SPOT"}
CapacityName = Annotated[
    str,
    matching(
        # No key of a spec holds an underscore.
        rf"(?:{KEY_FORM}|fargate_spot)",
        "the name of a capacity",
        "write an instance group or managed instances of this spec, fargate or fargate_spot",
    ),
]


class Share(Section):
    """The share of one capacity in a strategy."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    weight: Int = Field(
        1,
        ge=CAPACITY_PROVIDER_WEIGHT.low,
        le=CAPACITY_PROVIDER_WEIGHT.high,
        description="Share of the tasks above the base, in proportion to the other weights.",
    )
    base: Int = Field(
        0,
        ge=CAPACITY_PROVIDER_BASE.low,
        le=CAPACITY_PROVIDER_BASE.high,
        description="Number of tasks that run here first.",
    )


Capacity = Annotated[
    dict[CapacityName, Annotated[Share, One("weight")]],
    OneName(),
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    Field(min_length=CAPACITY_STRATEGY_ITEMS.low, max_length=CAPACITY_STRATEGY_ITEMS.high),
]
