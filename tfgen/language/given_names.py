"""Names in AWS that a spec may give, of things that exist: AWS renames none of them."""

from __future__ import annotations

from typing import Annotated

from tfgen.facts.limits import (
    AUTO_SCALING_GROUP_NAME,
    CAPACITY_PROVIDER_NAME,
    LOAD_BALANCER_NAME,
    TARGET_GROUP_NAME,
    NameRule,
)
from tfgen.language.scalars import Reads, matching


def _name(rule: NameRule, noun: str, help: str) -> Reads:
    return matching(rule.form, noun, help, bare=True)


BalancerName = Annotated[
    str,
    _name(
        LOAD_BALANCER_NAME,
        "the name of a load balancer",
        "use up to 32 letters, digits and inner hyphens, not beginning with internal-",
    ),
]
TargetGroupName = Annotated[
    str,
    _name(
        TARGET_GROUP_NAME,
        "the name of a target group",
        "use up to 32 letters, digits and inner hyphens",
    ),
]
AutoscalingGroupName = Annotated[
    str,
    _name(
        AUTO_SCALING_GROUP_NAME,
        "the name of an autoscaling group",
        "use up to 255 ASCII letters, digits and punctuation, without blanks and colons",
    ),
]
CapacityProviderName = Annotated[
    str,
    _name(
        CAPACITY_PROVIDER_NAME,
        "the name of a capacity provider",
        "use up to 255 letters, digits, underscores and hyphens, not beginning with aws, ecs or "
        "fargate",
    ),
]
