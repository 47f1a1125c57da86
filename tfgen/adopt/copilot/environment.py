"""The manifest of an environment: its network and how it is watched.

https://aws.github.io/copilot-cli/docs/manifest/environment/
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from tfgen.adopt.copilot.scene import Scene
from tfgen.adopt.copilot.values import below, flag, items, number, text_of
from tfgen.adopt.given import Given
from tfgen.facts import aws

_SUBNET_KINDS = ("public", "private")


def look_at_network(scene: Scene, environment: Given | None) -> None:
    """Find what services have to know of the network before it is put."""
    vpc = below(environment, "network", "vpc")
    if vpc is None:
        return
    if cidr := vpc.get("cidr"):
        scene.vpc_cidr = cidr.text
    if identity := vpc.get("id"):
        scene.joins_vpc |= bool(identity.text)
        scene.vpc_cidr = None if identity.text else scene.vpc_cidr
        scene.subnets = {kind for kind in _SUBNET_KINDS if vpc.get("subnets", kind)}


def put_environment(scene: Scene, environment: Given | None) -> None:
    """Put the network and the cluster's insights."""
    network = below(environment, "network", "vpc")
    fields = _network(scene, network) if network else {}
    if "vpc_id" not in fields and not scene.is_private:
        # Copilot makes NAT gateways for tasks in private subnets only, one in each zone.
        fields["nat"] = "single"
    if fields:
        scene.draft.put(("network",), fields)
    _put_insights(scene, environment)
    if environment:
        _check_name(scene, environment)
    if cdn := below(environment, "cdn"):
        cdn.leave("a spec has no CloudFront", "write a distribution as Terraform of your own")


def _put_insights(scene: Scene, environment: Given | None) -> None:
    insights = below(environment, "observability", "container_insights")
    if flag(insights):
        return
    if scene.backlog:
        scene.backlog.changed("it needs Container Insights, so they are on")
        return
    scene.draft.put(("cluster", "container_insights"), "disabled")


def _check_name(scene: Scene, environment: Given) -> None:
    """Say where a manifest is not what its folder says."""
    name, kind = environment.get("name"), environment.get("type")
    if name and name.text != scene.environment:
        name.changed(f"{name.text} is the name of its folder here, {scene.environment}")
    if kind and kind.text != "Environment":
        kind.changed(f"{kind.text} is read as an environment, where it lies")


def _network(scene: Scene, vpc: Given) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    identity, cidr = vpc.get("id"), vpc.get("cidr")
    if identity and identity.text:
        fields["vpc_id"] = scene.text(identity)
        _say_namespace(scene, identity)
        _put_block(scene, fields, identity)
    if cidr and cidr.text:
        fields["cidr"] = cidr.text
    zones = _zones(scene, vpc, is_new="vpc_id" not in fields)
    if zones:
        fields["availability_zones"] = zones
    logs = vpc.get("flow_logs")
    if "vpc_id" in fields and logs:
        logs.leave("the VPC exists, and its flow logs are its owner's")
    elif logs and logs.is_map and (days := number(logs.get("retention"))) is not None:
        fields["flow_logs"] = {"retention_days": days}
    elif logs and logs.is_plain and not flag(logs):
        fields["flow_logs"] = False
    if group := vpc.get("security_group"):
        why = "each service has a security group of its own, with what it needs"
        group.leave(why, "write the rules under ingress and egress of the services")
    return fields


def _say_namespace(scene: Scene, identity: Given) -> None:
    services = scene.draft.get(("services",)) or {}
    names = sorted({str(item["cloud_map"]) for item in services.values() if "cloud_map" in item})
    if names:
        identity.changed(
            f"Copilot has the zone {names[0]} in this VPC, which takes a name once",
            "take cloud_map out of the services until Copilot's environment is gone",
        )


def _put_block(scene: Scene, fields: dict[str, Any], identity: Given) -> None:
    """Put a block where an internal balancer has to know from where requests may come."""
    if "internal" not in scene.balancers or scene.is_application:
        return
    fields["cidr"] = "10.0.0.0/16"
    why = "the block of the VPC, from which the internal balancer takes requests"
    help = "write what aws ec2 describe-vpcs shows"
    scene.draft.made_up(("network", "cidr"), fields["cidr"], why, help, identity.key_at)


def _zones(scene: Scene, vpc: Given, *, is_new: bool) -> dict[str, dict[str, str]]:
    """Return the subnets by zone; which zone an existing one is in, Copilot does not know."""
    lists = [vpc.get("subnets", kind) for kind in _SUBNET_KINDS]
    of_kind = [items(subnets) for subnets in lists]
    region = aws.REGIONS.get(scene.region)
    usual = region.zones if region else tuple(f"{scene.region}{letter}" for letter in "abcdef")
    zones: dict[str, dict[str, str]] = {}
    # As Copilot pairs them: the first public one with the first private one, and so on.
    for pair, fallback in zip(zip_longest(*of_kind), usual, strict=False):
        for kind, subnet in zip(_SUBNET_KINDS, pair, strict=True):
            if subnet is None:
                continue
            zone = subnet.get("az")
            where = zones.setdefault(zone.text if zone and zone.text else fallback, {})
            name = subnet.get("cidr" if is_new else "id")
            where[kind] = text_of(name)
    first = next((subnets for subnets in lists if subnets), None)
    if zones and first and not any(subnet.get("az") for subnet in first.items):
        first.changed(
            f"which zone each subnet is in is made up: {', '.join(zones)} in their order",
            "aws ec2 describe-subnets shows their zones",
        )
    return zones
