"""`services.<name>.deployment`: how a new version of a service comes."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import HEADER_NAME
from tfgen.language.field import Field
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import (
    Bool,
    Int,
    Key,
    Seconds,
    Text,
    Words,
    matching,
)
from tfgen.language.section import One, Section
from tfgen.language.service_alarms import AlarmName
from tfgen.language.subscribers import FunctionArn


class ShiftStep(Section):
    """A part of the requests that goes over to the new version, and the wait behind it."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
    percent: Int = Field(
        10,
        ge=1,
        le=100,
        description="Share of the requests: of the only step (canary), or of each step (linear, "
        "from 3).",
    )
    bake_time: Seconds = Field(
        300, ge=0, le=86400, description="Wait before the next step; whole minutes, up to 24h."
    )


_STRATEGIES = (
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html"
)
_STEPWISE = ("canary", "linear")
_SHIFTING = Not(
    "with strategy: rolling",
    strategy="rolling",
    code="RULE269",
    help="remove it, or write strategy: blue_green, canary or linear",
    source=_STRATEGIES,
)
_IN_STEPS = Only(
    "with strategy: canary or linear",
    strategy=_STEPWISE,
    code="RULE269",
    help="remove it, or write strategy: canary or linear",
    source=_STRATEGIES,
)
_AT_ONCE = Not(
    "with strategy: canary or linear",
    strategy=_STEPWISE,
    code="RULE269",
    help="remove it, or write strategy: rolling or blue_green",
    source=_STRATEGIES,
)


_FORCED = Only("with force_new_deployment", force_new_deployment=True)
Stage = Annotated[
    Literal[
        "reconcile_service",
        "pre_scale_up",
        "post_scale_up",
        "test_traffic_shift",
        "post_test_traffic_shift",
        "production_traffic_shift",
        "post_production_traffic_shift",
    ],
    Words(),
]


class Hook(Section):
    """A function of Lambda that ECS asks at stages of a deployment whether it goes on."""

    lambda_: FunctionArn = Field(
        alias="lambda",
        description="ARN of the function, in the region of the cluster. It answers with a "
        "hookStatus: SUCCEEDED, FAILED, or IN_PROGRESS to be asked again.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html
    stages: Annotated[tuple[Stage, ...], One()] = Field(
        min_length=1,
        description="When it is asked; with canary and linear production_traffic_shift comes with "
        "each step. Those of test traffic come when requests with the header of test_traffic "
        "reach the new version.",
    )
    details: dict[Key, Text] = Field(
        {}, description="What the function is told each time, by name: no secrets."
    )


class TestTraffic(Section):
    """Requests that reach a new version before all others do, told by a header."""

    # Balancers compare both without their case, the proxies of Service Connect the whole value.
    header: Annotated[
        str,
        matching(
            rf"(?![Hh][Oo][Ss][Tt]$)(?=.{{1,{HEADER_NAME.longest}}}$){HEADER_NAME.pattern}",
            "a name of a header, which the host is not",
            f"use up to {HEADER_NAME.longest} of {HEADER_NAME.allowed}",
        ),
    ] = Field(description="Name of the header, such as X-Test-Version; up to 40 characters.")
    value: Annotated[
        str,
        matching(
            r"[!-)+->@-~](?:[ -)+->@-~]{0,126}[!-)+->@-~])?",
            "a value of a header without wildcards",
            "use up to 128 characters of visible ASCII but * and ?",
        ),
    ] = Field(
        description="Value that the header has to have; up to 128 characters. Whoever sends it "
        "reaches the new version: a long one is hard to guess."
    )


class Deployment(Section):
    """How a new version of a service comes."""

    owner: Annotated[Literal["terraform", "external"], Words()] = Field(
        "terraform",
        description="Who sets the task definition: terraform, or external (CI), which Terraform "
        "then ignores.",
    )
    strategy: Annotated[Literal["rolling", "blue_green", "canary", "linear"], Words()] = Field(
        "rolling",
        description="How requests go over to the new version. rolling: task by task. "
        "blue_green: all at once, when all new tasks are healthy. canary: a step first, then "
        "the rest. linear: step by step. All but rolling need routes from application "
        "balancers or peers of Service Connect, twice the room, and AWS provider 6.21.",
    )
    # AWS counts in minutes, and a day is the longest.
    bake_time: Annotated[Seconds | None, _SHIFTING] = Field(
        None,
        ge=0,
        le=86400,
        description="How long the former tasks stay behind the last step, for a way back at "
        "once; whole minutes, up to 24h. Default: 5m.",
    )
    step: Annotated[ShiftStep | None, _IN_STEPS] = Field(
        None, description="Step of the strategy. Default: 10 percent of the requests, and 5m."
    )
    test_traffic: Annotated[TestTraffic | None, _SHIFTING] = Field(
        None,
        description="Header by which requests reach the new version before customers' do: through "
        "application balancers, and of peers through Service Connect. Left out: none does, but of "
        "peers those with x-amzn-ecs-blue-green-test.",
    )
    hooks: Annotated[dict[Key, Hook], _SHIFTING] = Field(
        {}, description="Functions that may stop a deployment, and bring the former version back."
    )
    minimum_healthy_percent: Int = Field(
        100, ge=0, le=100, description="Share of the tasks that stay up while the version changes."
    )
    maximum_percent: Int = Field(
        200,
        ge=100,
        le=400,
        description="Most tasks at a time while the version changes, as a percentage.",
    )
    rollback_alarms: Annotated[tuple[AlarmName, ...], One()] = Field(
        (),
        description="Alarms of the service that end a deployment and bring the former version "
        "back.",
    )
    # The provider tells ECS nothing of a list that goes away, and refuses an empty one.
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentAlarms.html
    former_alarms: Annotated[tuple[AlarmName, ...], One()] = Field(
        (),
        description="Alarms of a service that has none any more, as it had them last: ECS keeps "
        "their names, switched off. Rendering asks for it.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    circuit_breaker: Annotated[Bool, _AT_ONCE] = Field(
        True, description="Roll back when new tasks do not come up; canary and linear always do."
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    force_new_deployment: Bool = Field(
        True,
        description="Whether each change of the service starts its tasks anew, another "
        "desired_count too. ECS demands that where capacity changes; without it the AWS provider "
        "replaces the service, or refuses in its newest versions. With false the tasks stay: "
        "write true in the apply that changes capacity.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-service-parameters.html
    redeployment: Annotated[Text | None, _FORCED] = Field(
        None,
        min_length=1,
        description="Any text, such as a day: another one starts the tasks anew, as for a new "
        "value of a secret.",
    )
    wait: Bool | None = Field(
        None,
        description="Whether apply waits until the version runs, and fails if it does not. "
        "Default: owner terraform.",
    )
