"""What services have beside what a draft says of them: told, since an apply would take it away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.live.sketch import Sketch
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity

_FIELDS = {
    "attribute:ecs.availability-zone": "zone",
    "instanceId": "instance",
    "host": "instance",
}
# What the language has by itself, as AWS says it.
_USUAL = [("spread", "attribute:ecs.availability-zone"), ("spread", "instanceId")]


def placement(sketch: Sketch, path: Path, values: Mapping[str, Any]) -> None:
    """Put where on the instances the tasks of a service are placed, where it is not as usual."""
    steps = [
        (str(item["type"]), str(item.get("field") or ""))
        for item in values.get("ordered_placement_strategy") or ()
    ]
    on_instances = _on_instances(values) and sketch.draft.get(("instance_groups",))
    if on_instances and steps != _USUAL:
        sketch.draft.put((*path, "placement", "strategy"), [_step(*step) for step in steps])
    constraints = [_constraint(item) for item in values.get("placement_constraints") or ()]
    if constraints:
        sketch.draft.put((*path, "placement", "constraints"), constraints)


def _on_instances(values: Mapping[str, Any]) -> bool:
    names = [item["capacity_provider"] for item in values.get("capacity_provider_strategy") or ()]
    return values.get("launch_type") != "FARGATE" and not any("FARGATE" in name for name in names)


def _step(type_: str, field: str) -> Any:
    if type_ == "random":
        return {"random": True}
    if type_ == "binpack":
        return {"binpack": field.lower()}
    return _FIELDS.get(field, field)


def _constraint(item: Mapping[str, Any]) -> str:
    if item.get("type") == "distinctInstance":
        return "distinct_instance"
    return str(item.get("expression") or "")


def unspoken(sketch: Sketch, path: Path, values: Mapping[str, Any]) -> None:
    """Tell what a service has that its lines of the spec do not, with what to write for it."""
    name = values["name"]
    for what, help in _left(values):
        message = f"service {name} has {what}, which the apply would take away"
        sketch.say("ADOPT072", message, help.format(path=".".join(path)), Severity.WARNING)
    controller = block(values, "deployment_controller").get("type") or "ECS"
    if controller != "ECS":
        message = f"service {name} is deployed by {controller}, which no service of a spec is"
        help = "make a service of ECS beside it, and move its requests there"
        sketch.say("ADOPT074", message, help, Severity.WARNING)


def _left(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if values.get("service_registries"):
        yield "a name in Cloud Map", "write {path}.cloud_map with the id of its namespace"
    connected = block(values, "service_connect_configuration")
    if connected.get("enabled"):
        namespace = connected.get("namespace") or "its namespace"
        help = f"write {{path}}.service_connect, and cluster.service_connect: {namespace}"
        yield "Service Connect", help
    if any(entry.get("elb_name") for entry in values.get("load_balancer") or ()):
        yield "a classic balancer", "give it a target group of an application balancer first"
    if block(values, "alarms").get("alarm_names"):
        yield "alarms that roll it back", "write {path}.deployment.rollback_alarms"
    if values.get("volume_configuration"):
        yield "disks of its tasks", "write {path}.volumes with ebs"
