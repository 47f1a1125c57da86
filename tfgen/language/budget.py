"""`alerts.budget`: what the cluster may cost in a month."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.scalars import Int, Number
from tfgen.language.section import Section

# https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html
Percent = Annotated[Int, Field(ge=1, le=1000)]


class Budget(Section):
    """A monthly budget of what AWS bills with the cluster's tag `Cluster`.

    That tag has to be activated as a cost allocation tag, once, in the account that pays.
    """

    amount: Number = Field(
        ge=1, le=1_000_000_000, description="US dollars that the cluster may cost in a month."
    )
    actual: tuple[Percent, ...] = Field(
        (80, 100), description="Percentages of the amount; told once so much was spent."
    )
    forecasted: tuple[Percent, ...] = Field(
        (100,),
        description="Percentages of the amount; told once AWS expects that so much will have been "
        "spent by the end of the month, which it can after five weeks.",
    )
