"""`services.<name>.deployment`: how a new version of a service comes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.spec.scalars import Bool, Int, Words
from tfgen.spec.section import One, Section
from tfgen.spec.service_alarms import AlarmName


class Deployment(Section):
    """How a new version of a service comes."""

    owner: Annotated[Literal["terraform", "external"], Words()] = Field(
        "terraform",
        description="Who sets the task definition: terraform, or external (CI), which Terraform then ignores.",
    )
    minimum_healthy_percent: Int = Field(
        100, ge=0, le=100, description="Share of the tasks that stay up while the version changes."
    )
    maximum_percent: Int = Field(
        200, ge=100, le=400, description="Most tasks at a time while the version changes, as a percentage."
    )
    rollback_alarms: Annotated[tuple[AlarmName, ...], One()] = Field(
        (), description="Alarms of the service that end a deployment and bring the former version back."
    )
    circuit_breaker: Bool = Field(True, description="Roll back when new tasks do not come up.")
    wait: Bool | None = Field(
        None,
        description="Whether apply waits until the version runs, and fails if it does not. Default: owner terraform.",
    )
