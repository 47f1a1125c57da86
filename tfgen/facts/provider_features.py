"""Which version of the AWS provider first has what: the one place that says it.

`plan` raises a tree's constraint by what its modules name in `provider_features`, and `verify`
finds what a module uses without naming it.
https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from tfgen.frozen import frozen

BASE: Final = (5, 100)


@frozen
class Feature:
    """What a version of the provider was the first to have.

    `uses` are arguments and blocks of resources, with dots between; one of them in a module means
    the feature.
    """

    version: tuple[int, int]
    uses: tuple[str, ...]


FEATURES: Final[Mapping[str, Feature]] = MappingProxyType(
    {
        "blue_green": Feature(
            (6, 4),
            (
                "aws_ecs_service.deployment_configuration.bake_time_in_minutes",
                "aws_ecs_service.deployment_configuration.lifecycle_hook",
                "aws_ecs_service.deployment_configuration.strategy",
                "aws_ecs_service.load_balancer.advanced_configuration",
                "aws_ecs_service.service_connect_configuration.service.client_alias"
                ".test_traffic_rules",
            ),
        ),
        "canary": Feature(
            (6, 21),
            (
                "aws_ecs_service.deployment_configuration.canary_configuration",
                "aws_ecs_service.deployment_configuration.linear_configuration",
            ),
        ),
        # The capacity provider itself is of 6.15, the last of these arguments of 6.28.
        "managed_instances": Feature(
            (6, 28),
            (
                "aws_ecs_capacity_provider.cluster",
                "aws_ecs_capacity_provider.managed_instances_provider",
                "aws_ecs_capacity_provider.managed_instances_provider.infrastructure_optimization",
                "aws_ecs_capacity_provider.managed_instances_provider.instance_launch_template"
                ".capacity_option_type",
            ),
        ),
        "predictive_scaling": Feature(
            (6, 13), ("aws_appautoscaling_policy.predictive_scaling_policy_configuration",)
        ),
        "transforms": Feature((6, 19), ("aws_lb_listener_rule.transform",)),
        "regional_nat": Feature((6, 24), ("aws_nat_gateway.availability_mode",)),
    }
)


def least_version(features: Iterable[str]) -> str:
    """Return the constraint that features ask for: `>= 5.100`, or what the newest of them needs."""
    first, second = max((FEATURES[feature].version for feature in features), default=BASE)
    return f">= {first}.{second}"
