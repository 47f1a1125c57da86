"""`services.<name>.placement`: where on the instances tasks are placed."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import PLACEMENT_CONSTRAINTS, PLACEMENT_STRATEGIES
from tfgen.language.field import Field
from tfgen.language.runners import NOT_PLACED
from tfgen.language.scalars import Bool, Text, Words, matching
from tfgen.language.section import One, Section

SpreadField = Annotated[
    str,
    matching(
        r"zone|instance|attribute:[A-Za-z0-9._/-]{1,128}",
        "what tasks are spread over",
        "write zone, instance or attribute:<name>",
    ),
]


class Strategy(Section):
    """One step of where tasks are placed."""

    spread: SpreadField | None = Field(
        None, description="Evenly over zone, instance or attribute:<name>."
    )
    binpack: Annotated[Literal["cpu", "memory"], Words()] | None = Field(
        None, description="On as few instances as cpu or memory allow."
    )
    random: Bool = Field(False, description="Anywhere.")


class Placement(Section):
    """Where on the instances tasks are placed."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    strategy: Annotated[tuple[Annotated[Strategy, One("spread")], ...], NOT_PLACED] = Field(
        (Strategy(spread="zone"), Strategy(spread="instance")),
        max_length=PLACEMENT_STRATEGIES.high,
        description="Steps, the first weighs most.",
    )
    constraints: Annotated[tuple[Text, ...], One()] = Field(
        (),
        max_length=PLACEMENT_CONSTRAINTS.high,
        description="distinct_instance, or expressions of the cluster query language.",
    )
