"""Queues with their dead-letter queues and alarms, and repositories, in real plans."""

from __future__ import annotations

import json
from typing import Any

from looked_at import every
from spec_data import cluster_name, long_form, seconds
from terraform_trees import specs_with

pytestmark = specs_with("queues")

DAY = 86_400


def by_name(planned: Any, kind: str, argument: str = "name") -> dict[str, dict[str, Any]]:
    """Return what is planned of a kind of resource, by its name in AWS."""
    return {
        resource["values"][argument]: resource["values"] for resource in planned.resources(kind)
    }


def name(planned: Any, key: str, queue: dict[str, Any], end: str = "") -> str:
    return f"{cluster_name(planned.spec)}-{key}{end}{'.fifo' if queue.get('fifo') else ''}"


def span(queue: dict[str, Any], field: str, default: int) -> int:
    return seconds(queue[field]) if field in queue else default


def dead_letter(queue: dict[str, Any]) -> dict[str, Any] | None:
    written = queue.get("dead_letter", {})
    if written is False:
        return None
    return {} if written is True else long_form(written, "max_receive_count")


def test_queues_are_as_the_spec_says(planned) -> None:
    queues = by_name(planned, "aws_sqs_queue")
    for key, written in every(planned.spec["queues"].items()):
        queue = written or {}
        actual = queues[name(planned, key, queue)]
        assert {
            "fifo_queue": queue.get("fifo", False),
            "content_based_deduplication": queue.get("content_based_deduplication", False),
            "visibility_timeout_seconds": span(queue, "visibility_timeout", 30),
            "message_retention_seconds": span(queue, "message_retention", 4 * DAY),
            "delay_seconds": span(queue, "delay", 0),
            "receive_wait_time_seconds": span(queue, "receive_wait_time", 20),
        }.items() <= actual.items()


def test_every_queue_is_encrypted(planned) -> None:
    queues = by_name(planned, "aws_sqs_queue")
    for key, written in every(planned.spec["queues"].items()):
        queue = written or {}
        kms_key_arn = queue.get("kms_key_arn")
        ends = ["", "-dead-letter"] if dead_letter(queue) is not None else [""]
        for end in ends:
            actual = queues[name(planned, key, queue, end)]
            assert kms_key_arn == actual["kms_master_key_id"]
            # With a key it is not known before an apply, since AWS says it.
            assert kms_key_arn or actual["sqs_managed_sse_enabled"]


def test_what_fails_is_kept_in_a_queue_of_its_own_and_told(planned) -> None:
    queues = by_name(planned, "aws_sqs_queue")
    alarms = by_name(planned, "aws_cloudwatch_metric_alarm", "alarm_name")
    for key, written in every(planned.spec["queues"].items()):
        queue = written or {}
        beside, failed = name(planned, key, queue, "-dead-letter"), dead_letter(queue)
        assert (failed is not None) == (beside in queues)
        if failed is None:
            continue
        assert (
            span(failed, "message_retention", 14 * DAY)
            == (queues[beside]["message_retention_seconds"])
        )
        told = queue.get("alarms", {}).get("failed", True)
        assert told == (beside in alarms)
        if told:
            assert {"QueueName": beside} == alarms[beside]["dimensions"]


def test_messages_that_wait_too_long_are_told(planned) -> None:
    alarms = by_name(planned, "aws_cloudwatch_metric_alarm", "alarm_name")
    for key, written in every(planned.spec["queues"].items()):
        queue = written or {}
        alarm = f"{name(planned, key, queue)}-oldest-message"
        oldest = queue.get("alarms", {}).get("oldest_message")
        assert (oldest is not None) == (alarm in alarms)
        if oldest is not None:
            assert (
                seconds(long_form(oldest, "threshold")["threshold"]) == (alarms[alarm]["threshold"])
            )


def test_repositories_are_as_the_spec_says(planned) -> None:
    repositories = by_name(planned, "aws_ecr_repository")
    policies = by_name(planned, "aws_ecr_lifecycle_policy", "repository")
    for key, written in every(planned.spec["repositories"].items()):
        repository = written or {}
        called = f"{cluster_name(planned.spec)}/{key}"
        actual, key_arn = repositories[called], repository.get("kms_key_arn")
        mutability = "IMMUTABLE" if repository.get("immutable_tags", True) else "MUTABLE"
        assert (mutability, False) == (actual["image_tag_mutability"], actual["force_delete"])
        assert [{"scan_on_push": True}] == actual["image_scanning_configuration"]
        (encryption,) = actual["encryption_configuration"]
        assert ("KMS" if key_arn else "AES256") == encryption["encryption_type"]
        untagged, newest = json.loads(policies[called]["policy"])["rules"]
        assert "untagged" == untagged["selection"]["tagStatus"]
        assert repository.get("keep_images", 100) == newest["selection"]["countNumber"]
