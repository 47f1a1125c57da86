"""Jobs that an event starts, against the spec's `jobs.*.events`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from event_patterns import matches, transformed
from job_account import arn, definition, event_rule, family, has_workflow, jobs
from looked_at import every
from service_data import network_mode
from spec_data import cluster_name, listed
from terraform_trees import specs_with

pytestmark = specs_with("jobs.*.events")


def events_of(applied) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each event that starts a job: the job's key, the event's, and what the spec says."""
    for key, job in jobs(applied).items():
        for name, event in job.get("events", {}).items():
            yield key, name, event


def sample(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event as its source sends it.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    if "s3" in event:
        key = event["s3"].get("prefix", "") + "2026/some file.csv"
        detail = {"bucket": {"name": event["s3"]["bucket"]}, "object": {"key": key, "size": 5}}
        return {"source": "aws.s3", "detail-type": "Object Created", "detail": detail}
    asked = json.loads(event.get("detail", "{}"))
    return {
        "source": listed(event["source"])[0],
        "detail-type": next(iter(listed(event.get("detail_type", []))), "Anything"),
        "detail": {name: values[0] for name, values in asked.items()},
    }


def test_the_event_matches_and_another_does_not(applied) -> None:
    for key, name, event in every(events_of(applied)):
        pattern = json.loads(event_rule(applied, key, name)[0]["EventPattern"])
        found = sample(event)

        assert matches(pattern, found)
        assert not matches(pattern, {**found, "source": "another"})
        if "s3" in event:
            other = {**found["detail"], "bucket": {"name": "another"}}
            assert not matches(pattern, {**found, "detail": other})


def test_it_starts_the_task_of_the_job_or_its_workflow(applied) -> None:
    for key, name, _ in every(events_of(applied)):
        target, job = event_rule(applied, key, name)[1], jobs(applied)[key]
        if has_workflow(job):
            machine = arn(applied, "states", f"stateMachine:{family(applied, key)}")
            assert machine == target["Arn"]
            assert "EcsParameters" not in target
            continue
        started = target["EcsParameters"]
        assert arn(applied, "ecs", f"cluster/{cluster_name(applied.spec)}") == target["Arn"]
        assert definition(applied, key)["taskDefinitionArn"] == started["TaskDefinitionArn"]
        network = network_mode(applied.spec, job) == "awsvpc"
        assert network is ("NetworkConfiguration" in started)


def test_the_task_learns_of_the_event_what_the_spec_says(applied) -> None:
    for key, name, event in every(events_of(applied)):
        target = event_rule(applied, key, name)[1]
        wanted = event.get("environment", {})
        if not wanted:
            assert "InputTransformer" not in target
            continue
        found = sample(event)
        message = json.loads(transformed(target["InputTransformer"], found))
        (container,) = message["containerOverrides"]
        assert key == container["name"]
        assert {variable: _at(found, path) for variable, path in wanted.items()} == {
            variable["name"]: variable["value"] for variable in container["environment"]
        }


def _at(event: dict[str, Any], path: str) -> Any:
    """Return what stands at a path such as `$.detail.bucket`."""
    value: Any = event
    for word in path.split(".")[1:]:
        value = value[word]
    return value


def test_starts_that_failed_are_kept_and_told(applied) -> None:
    alarms = {alarm["AlarmName"]: alarm for alarm in applied.read("cloudwatch", "describe_alarms")}
    for key, name, _ in every(events_of(applied)):
        failed = f"{family(applied, key)}-failed-events"
        target = event_rule(applied, key, name)[1]

        assert arn(applied, "sqs", failed) == target["DeadLetterConfig"]["Arn"]
        assert [{"Name": "QueueName", "Value": failed}] == alarms[failed]["Dimensions"]
