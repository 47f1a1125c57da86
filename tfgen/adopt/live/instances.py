"""The autoscaling groups of a cluster that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch, seconds
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity

# Of the language.
_MIN_SIZE, _MAX_SIZE, _ROOT_VOLUME = 2, 4, 30


def instance_groups(sketch: Sketch) -> None:
    """Put each autoscaling group into the draft, with its capacity provider."""
    for group in sketch.world.of("aws_autoscaling_group"):
        key = sketch.keys.key("instance_groups", str(group.values["name"]), "default")
        _group(sketch, ("instance_groups", key), group)


def _group(sketch: Sketch, path: Path, group: Live) -> None:
    template = template_of(sketch, group)
    _types(sketch, path, group, template)
    values = group.values
    sketch.put((*path, "min_size"), values.get("min_size"), _MIN_SIZE)
    sketch.put((*path, "max_size"), values.get("max_size"), _MAX_SIZE)
    sketch.put((*path, "max_instance_lifetime"), seconds(values.get("max_instance_lifetime")), "0s")
    comment = "In AWS; without it the group would be replaced by one of the tree's name."
    sketch.draft.put((*path, "autoscaling_group_name"), str(values["name"]), comment)
    words = {sketch.subnets.get(subnet) for subnet in values.get("vpc_zone_identifier") or ()}
    # Of a group in both kinds the private ones are kept.
    if words == {"public"}:
        sketch.draft.put((*path, "subnets"), "public")
    _root_volume(sketch, path, template)
    _capacity_provider(sketch, path, group)
    sketch.keep_groups(path, _groups(template), "its instances")


def template_of(sketch: Sketch, group: Live) -> Mapping[str, Any]:
    """Return what the instances of a group are made by, {} where the state does not have it."""
    if name := group.values.get("launch_configuration"):
        entry = sketch.world.first("aws_launch_configuration", name=name)
        return entry.values if entry else {}
    of = block(group.values, "launch_template")
    if not of:
        mixed = block(block(group.values, "mixed_instances_policy"), "launch_template")
        named = block(mixed, "launch_template_specification")
        of = {"id": named.get("launch_template_id"), "name": named.get("launch_template_name")}
    entry = sketch.world.first("aws_launch_template", id=of.get("id") or "")
    entry = entry or sketch.world.first("aws_launch_template", name=of.get("name") or "")
    return entry.values if entry else {}


def _types(sketch: Sketch, path: Path, group: Live, template: Mapping[str, Any]) -> None:
    # In order of preference, as the spec has them.
    mixed = block(group.values, "mixed_instances_policy")
    overrides = block(mixed, "launch_template").get("override") or ()
    types = [str(item["instance_type"]) for item in overrides if item.get("instance_type")]
    if len(types) > 1:
        sketch.draft.put((*path, "instance_types"), types)
    elif item := next(iter(types), template.get("instance_type")):
        sketch.draft.put((*path, "instance_type"), str(item))
    else:
        why = "the state does not say which instances the group has"
        help = "write the type that runs"
        sketch.draft.made_up((*path, "instance_type"), "t3.small", why, help, sketch.at)
    spread = block(mixed, "instances_distribution")
    percent = spread.get("on_demand_percentage_above_base_capacity")
    if types and percent is not None and int(percent) < 100:
        base = int(spread.get("on_demand_base_capacity") or 0)
        spot: Any = {"percent": 100 - int(percent), "on_demand_base": base}
        sketch.draft.put((*path, "spot"), spot if base else spot["percent"])


def _root_volume(sketch: Sketch, path: Path, template: Mapping[str, Any]) -> None:
    size = block(template, "root_block_device").get("volume_size")
    # The last one: of Bottlerocket the second disk is that of the containers.
    for device in template.get("block_device_mappings") or ():
        size = block(device, "ebs").get("volume_size") or size
    # A smaller one has no room for the image of today.
    if size and int(size) > _ROOT_VOLUME:
        sketch.draft.put((*path, "root_volume"), int(size))


def _capacity_provider(sketch: Sketch, path: Path, group: Live) -> None:
    for provider in sketch.world.of("aws_ecs_capacity_provider"):
        of = block(provider.values, "auto_scaling_group_provider")
        arn = str(of.get("auto_scaling_group_arn") or "")
        # A state may have the name where AWS has the ARN.
        if group.values["name"] not in (arn, arn.rpartition("/")[2]):
            continue
        name, own = str(provider.values["name"]), (*path, "capacity_provider")
        sketch.put((*own, "name"), name, f"{sketch.name}-{path[-1]}")
        scaling = block(of, "managed_scaling")
        sketch.put((*own, "target_capacity"), scaling.get("target_capacity"), 100)
        if of.get("managed_termination_protection") == "ENABLED":
            sketch.draft.put((*own, "managed_termination_protection"), True)
        return
    message = f"autoscaling group {group.values['name']} has no capacity provider; the tree makes"
    help = "nothing: services that name no capacity provider stay where they are"
    sketch.say("ADOPT073", f"{message} one, and ECS then scales the group", help, Severity.NOTE)


def _groups(template: Mapping[str, Any]) -> Iterator[str]:
    yield from template.get("security_groups") or ()
    yield from template.get("vpc_security_group_ids") or ()
    for interface in template.get("network_interfaces") or ():
        yield from interface.get("security_groups") or ()
