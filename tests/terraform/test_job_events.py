"""Events that start jobs, in real plans, and what EventBridge does with such events."""

from __future__ import annotations

import json
from typing import Any

from event_patterns import matches, transformed
from looked_at import every
from spec_data import cluster_name, listed, long_form
from terraform_trees import specs_with

pytestmark = specs_with("jobs.*.events")


def events(planned: Any) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return the events of the spec with their jobs, by the name of their rule."""
    return {
        f"{cluster_name(planned.spec)}-{key}-{name}": (event, job)
        for key, job in planned.spec["jobs"].items()
        for name, event in job.get("events", {}).items()
    }


def rules(planned: Any) -> dict[str, dict[str, Any]]:
    return {
        rule["values"]["name"]: rule["values"]
        for rule in planned.resources("aws_cloudwatch_event_rule")
    }


def targets(planned: Any) -> dict[str, dict[str, Any]]:
    return {
        target["values"]["rule"]: target["values"]
        for target in planned.resources("aws_cloudwatch_event_target")
        if target["values"].get("rule")
    }


def created(bucket: str, key: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html"""
    detail = {"bucket": {"name": bucket}, "object": {"key": key, "size": 5}}
    return {"source": "aws.s3", "detail-type": "Object Created", "detail": detail}


def test_rules_are_on_the_bus_of_the_spec(planned) -> None:
    for name, (event, _) in every(events(planned).items()):
        assert event.get("event_bus", "default") == rules(planned)[name]["event_bus_name"]
        assert event.get("event_bus", "default") == targets(planned)[name]["event_bus_name"]


def test_a_rule_matches_what_the_spec_says(planned) -> None:
    for name, (event, _) in every(events(planned).items()):
        pattern = json.loads(rules(planned)[name]["event_pattern"])
        if "s3" in event:
            s3 = long_form(event["s3"], "bucket")
            key = f"{s3.get('prefix', '')}a.csv"
            assert matches(pattern, created(s3["bucket"], key))
            assert not matches(pattern, created("another-bucket", key))
            outside = matches(pattern, created(s3["bucket"], "elsewhere/a.csv"))
            assert outside == ("prefix" not in s3)
            assert not matches(
                pattern, {**created(s3["bucket"], key), "detail-type": "Object Deleted"}
            )
        else:
            wanted = {"source": listed(event["source"])}
            if "detail_type" in event:
                wanted["detail-type"] = listed(event["detail_type"])
            if "detail" in event:
                wanted["detail"] = json.loads(event["detail"])
            assert wanted == pattern


def test_a_run_gets_texts_of_the_event(planned) -> None:
    for name, (event, job) in every(events(planned).items()):
        transformers = targets(planned)[name]["input_transformer"]
        assert bool(transformers) == bool(event.get("environment"))
        if not transformers or "s3" not in event:
            continue
        # A key of an object may hold what would end a text of JSON.
        key = 'a"}],"command":["rm"],"x":[{"b":"\\'
        bucket = long_form(event["s3"], "bucket")["bucket"]
        (transformer,) = transformers
        told = transformed(
            {
                "InputPathsMap": transformer["input_paths"],
                "InputTemplate": transformer["input_template"],
            },
            created(bucket, key),
        )
        capital = {"timeout", "retry"} & {*job}
        overrides = json.loads(told)["ContainerOverrides" if capital else "containerOverrides"]
        assert 1 == len(overrides)
        values = {"$.detail.bucket.name": bucket, "$.detail.object.key": key}
        word = ("Name", "Value") if capital else ("name", "value")
        assert {variable: values[path] for variable, path in event["environment"].items()} == {
            pair[word[0]]: pair[word[1]]
            for pair in overrides[0]["Environment" if capital else "environment"]
        }


def test_what_could_not_start_is_kept_and_told(planned) -> None:
    alarms = {
        alarm["values"]["alarm_name"] for alarm in planned.resources("aws_cloudwatch_metric_alarm")
    }
    queues = {queue["values"]["name"]: queue for queue in planned.resources("aws_sqs_queue")}
    for key, job in every(planned.spec["jobs"].items()):
        if not job.get("events"):
            continue
        name = f"{cluster_name(planned.spec)}-{key}-failed-events"
        assert queues[name]["values"]["sqs_managed_sse_enabled"]
        assert name in alarms or not job.get("alarms", {}).get("failed", True)
