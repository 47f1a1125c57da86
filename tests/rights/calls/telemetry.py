"""What the collector of a service sends, from AWS's pages and from the spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service_data import telemetry

from rights.evaluate import Call
from rights.facts import Facts

_XRAY = "https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html"
_METRICS = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_"
    "Generation_PutLogEvents.html"
)
_WORKSPACE = "https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-and-IAM.html"


def needed(facts: Facts, role: str, key: str, item: Mapping[str, Any]) -> Iterator[Call]:
    """Yield the calls of the collector of a service, where it has one."""
    written = telemetry(item)
    if written is None:
        return
    if written.get("traces", "xray") == "xray":
        yield Call(role, "xray:PutTraceSegments", "*", source=_XRAY)
    if written.get("metrics") == "cloudwatch":
        group = facts.arn("logs", f"log-group:/ecs/{facts.cluster}/telemetry/{key}")
        stream, streams = f"{group}:log-stream:0123", {"resource": f"{group}:*"}
        for action in ("CreateLogStream", "PutLogEvents"):
            yield Call(role, f"logs:{action}", stream, source=_METRICS, varies=streams)
    if written.get("metrics") == "prometheus":
        yield Call(role, "aps:RemoteWrite", written["workspace_arn"], source=_WORKSPACE)
