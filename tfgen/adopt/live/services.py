"""The ECS services of a cluster that runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.given import Given
from tfgen.adopt.live.containers import given_containers
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.routes import routes
from tfgen.adopt.live.scaling import scaling
from tfgen.adopt.live.sketch import Sketch, seconds
from tfgen.adopt.live.tasks import as_int, definition_of, left, task
from tfgen.adopt.live.unspoken import placement, unspoken
from tfgen.diagnostics import Severity


def services(sketch: Sketch) -> None:
    """Put each service of the cluster into the draft whose task definition is known."""
    for service in sketch.world.of("aws_ecs_service"):
        cluster = str(service.values.get("cluster") or "")
        # By name or by ARN.
        if cluster.rpartition("/")[2] != sketch.name:
            continue
        # It would be a system container: told as what the spec does not have.
        if service.values.get("scheduling_strategy") == "DAEMON":
            continue
        definition = definition_of(sketch, str(service.values.get("task_definition") or ""))
        # What Terraform marks as secret is not read, and a container is nothing without it.
        if definition and definition.values.get("container_definitions"):
            _service(sketch, service, definition.values)


def _service(sketch: Sketch, service: Live, definition: Mapping[str, Any]) -> None:
    name = str(service.values["name"])
    key = sketch.keys.key("services", name, "service")
    path = ("services", key)
    containers = given_containers(str(definition["container_definitions"]), sketch.world.file)
    main = _main(containers, service, name)
    sketch.draft.put(path, {})
    comment = "In AWS; without it the service would be replaced by one of the tree's name."
    sketch.draft.put((*path, "service_name"), name, comment)
    task(sketch, path, definition, service.values, (main, *_beside(containers, main)))
    placement(sketch, path, service.values)
    routes(sketch, path, service, main, _ports(main))
    _tasks(sketch, path, service)
    unspoken(sketch, path, service.values)
    if (former := main.entries["name"].text) != key:
        message = f"container {former} of {name} is called {key} now, like its service"
        help = "tell whoever names it, such as a script that runs commands in it"
        sketch.say("ADOPT002", message, help, Severity.NOTE)
    for given in containers:
        left(sketch, str(definition.get("family")), given)


def _beside(containers: tuple[Given, ...], main: Given) -> list[Given]:
    return [item for item in containers if item is not main]


def _main(containers: tuple[Given, ...], service: Live, name: str) -> Given:
    """Return the container that requests go to, else the one named like the service, or any."""
    targets = service.values.get("load_balancer") or ()
    wanted = [str(entry.get("container_name")) for entry in targets] + [name]
    by_name = {given.entries["name"].text: given for given in containers}
    return next((by_name[item] for item in wanted if item in by_name), containers[0])


def _ports(main: Given) -> dict[int, str]:
    """Return the names of the ports of a container, by number."""
    mappings = main.get("portMappings")
    reading = {}
    for mapping in mappings.items if mappings else ():
        number, name = mapping.entries["containerPort"], mapping.get("name")
        reading[int(number.text)] = name.text if name else f"port-{number.text}"
    return reading


def _tasks(sketch: Sketch, path: Path, service: Live) -> None:
    """Put how many tasks there are, and how a new version comes."""
    values = service.values
    if not scaling(sketch, path, service):
        sketch.put((*path, "desired_count"), as_int(values.get("desired_count")), 1)
    deployment = (*path, "deployment")
    # So terraform-aws-modules names what leaves the version to CI.
    if ".ignore_task_definition" in service.address:
        comment = "As before: CI sets the task definition, and Terraform leaves it."
        sketch.draft.put((*deployment, "owner"), "external", comment)
    least = values.get("deployment_minimum_healthy_percent")
    most = values.get("deployment_maximum_percent")
    sketch.put((*deployment, "minimum_healthy_percent"), as_int(least), 100)
    sketch.put((*deployment, "maximum_percent"), as_int(most), 200)
    if values.get("load_balancer"):
        grace = seconds(values.get("health_check_grace_period_seconds"))
        sketch.put((*path, "health_check_grace_period"), grace, "60s")
    if values.get("enable_execute_command"):
        sketch.draft.put((*path, "exec"), True)
