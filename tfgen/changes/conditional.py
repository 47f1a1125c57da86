"""Changes of which the provider decides by other values whether they replace a resource."""

from __future__ import annotations

from tfgen.evaluation import Resource
from tfgen.facts.replacements import IN_PLACE, REPLACES


def depends(before: Resource, after: Resource, name: str) -> str | None:
    """Return what the change of an argument does; None where it depends on nothing else."""
    if (after.type, name) == ("aws_ecs_service", "capacity_provider_strategy"):
        return _capacity(before, after)
    if after.type == "aws_lb" and after.values.get("load_balancer_type") == "network":
        return _subnets(before, after, name)
    return None


def _capacity(before: Resource, after: Resource) -> str:
    """Return what another capacity does to a service: in place, it is a new deployment.

    https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ecs/service.go
    """
    strategies = [each.values.get("capacity_provider_strategy") for each in (before, after)]
    if after.values.get("force_new_deployment") is True and all(strategies):
        return IN_PLACE
    return REPLACES


def _subnets(before: Resource, after: Resource, name: str) -> str | None:
    """Return what other subnets do to a network balancer: it takes more, and gives none up.

    https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/elbv2/load_balancer.go
    """
    former, present = (each.values.get(name) or [] for each in (before, after))
    if not (isinstance(former, list) and isinstance(present, list)):
        return None
    if name == "subnets":
        return IN_PLACE if len(present) > len(former) else REPLACES
    if name == "subnet_mapping":
        kept = all(subnet in present for subnet in former)
        return IN_PLACE if kept and len(present) > len(former) else REPLACES
    return None
