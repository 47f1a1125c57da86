"""Tasks that run by a schedule on a cluster that runs: jobs of the spec."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.given import Given
from tfgen.adopt.live.containers import given_containers
from tfgen.adopt.live.sketch import Sketch, seconds
from tfgen.adopt.live.tasks import as_int, definition_of, left, task
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity
from tfgen.frozen import frozen

# Of the language: what is tried again, and for how long.
_ATTEMPTS, _AGE = 3, "1h"


@frozen
class Started:
    """A task that something starts: its name, the task and its settings, and when it starts."""

    name: str
    target: Mapping[str, Any]
    run: Mapping[str, Any]
    when: Mapping[str, Any]
    enabled: bool
    kept: bool


def jobs(sketch: Sketch) -> None:
    """Put each scheduled task of the cluster into the draft."""
    for started in (*_schedules(sketch), *_rules(sketch)):
        named = str(started.run.get("task_definition_arn") or "")
        definition = definition_of(sketch, named)
        if definition and definition.values.get("container_definitions"):
            _job(sketch, started, definition.values)


def _schedules(sketch: Sketch) -> Iterator[Started]:
    for live in sketch.world.of("aws_scheduler_schedule"):
        values, target = live.values, block(live.values, "target")
        if target.get("arn") != sketch.cluster.values["arn"]:
            continue
        window = block(values, "flexible_time_window").get("maximum_window_in_minutes")
        name = str(values["name"])
        when = {
            "schedule": values["schedule_expression"],
            "timezone": values.get("schedule_expression_timezone"),
            "flexible_window": seconds(int(window) * 60) if window else None,
        }
        enabled = values.get("state") != "DISABLED"
        # The tree's own stands in a group of its name, and is taken over.
        kept = values.get("group_name") == name and name.startswith(f"{sketch.name}-")
        yield Started(name, target, block(target, "ecs_parameters"), when, enabled, kept)


def _rules(sketch: Sketch) -> Iterator[Started]:
    for live in sketch.world.of("aws_cloudwatch_event_target"):
        rule = sketch.world.first("aws_cloudwatch_event_rule", name=live.values.get("rule"))
        runs = live.values.get("arn") == sketch.cluster.values["arn"]
        if not runs or rule is None or not rule.values.get("schedule_expression"):
            continue
        when = {"schedule": rule.values["schedule_expression"]}
        enabled = rule.values.get("state") != "DISABLED"
        run = block(live.values, "ecs_target")
        yield Started(str(rule.values["name"]), live.values, run, when, enabled, False)


def _job(sketch: Sketch, started: Started, definition: Mapping[str, Any]) -> None:
    key = sketch.keys.key("jobs", started.name, "job")
    path = ("jobs", key)
    containers = given_containers(str(definition["container_definitions"]), sketch.world.file)
    sketch.draft.put(path, {})
    task(sketch, path, definition, started.run, containers)
    for field, usual in (("schedule", None), ("timezone", "UTC"), ("flexible_window", None)):
        sketch.put((*path, field), started.when.get(field), usual)
    sketch.put((*path, "task_count"), as_int(started.run.get("task_count")), 1)
    _tries(sketch, path, started.target)
    _overrides(sketch, path, started, containers[0])
    _enabled(sketch, path, started)
    for given in containers:
        left(sketch, str(definition.get("family")), given)


def _tries(sketch: Sketch, path: Path, target: Mapping[str, Any]) -> None:
    retry = block(target, "retry_policy")
    attempts = as_int(retry.get("maximum_retry_attempts"))
    sketch.put((*path, "maximum_retry_attempts"), attempts, _ATTEMPTS)
    age = seconds(retry.get("maximum_event_age_in_seconds"))
    sketch.put((*path, "maximum_event_age"), age, _AGE)


def _overrides(sketch: Sketch, path: Path, started: Started, main: Given) -> None:
    """Put what the run of the main container has of its own."""
    given = _input(started.target.get("input"))
    name = main.entries["name"].text
    for override in given.pop("containerOverrides", None) or ():
        own = override.pop("name", "") == name
        if own and (command := override.pop("command", None)):
            sketch.draft.put((*path, "overrides", "command"), command)
        if own and (environment := override.pop("environment", None)):
            _variables(sketch, path, environment)
        given |= override
    for word in given:
        message = f"{started.name} overrides {word} of its task, which has no place in the spec"
        sketch.say("ADOPT072", message, "write it into the job itself", Severity.WARNING)


def _variables(sketch: Sketch, path: Path, environment: Any) -> None:
    """Put the variables of a run, but for those that look like secrets."""
    variables = {str(item["name"]): str(item["value"]) for item in environment}
    for name in [name for name, value in variables.items() if sketch.hidden.is_secret(name, value)]:
        del variables[name]
        message = (
            f"a run of {path[-1]} sets {name}, which looks like a secret: it is not in the spec"
        )
        sketch.say("ADOPT072", message, "write it into secrets of the job", Severity.WARNING)
    sketch.put((*path, "overrides", "environment"), variables or None)


def _input(text: Any) -> dict[str, Any]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        return {"all": text}
    return given if isinstance(given, dict) else {"all": given}


def _enabled(sketch: Sketch, path: Path, started: Started) -> None:
    """Leave the schedule of the tree off where the old one goes on: a run is not wanted twice."""
    if started.enabled and not started.kept:
        comment = f"{started.name} goes on: switch that off when you delete this line."
        sketch.draft.put((*path, "enabled"), False, comment)
        message = f"{started.name} goes on, and the tree has a schedule of its own, which is off"
        help = f"delete {'.'.join(path)}.enabled, and disable {started.name} before that apply"
        sketch.say("ADOPT073", message, help, Severity.NOTE)
    elif not started.enabled:
        sketch.draft.put((*path, "enabled"), False)
