"""What Fluent Bit does with the logs of a task: it writes as the task, where the spec says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rights.evaluate import Call
from rights.facts import Facts

_FIRELENS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
_FIREHOSE = "https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html"
_OPENSEARCH = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html"


def destination(
    facts: Facts, role: str, item: Mapping[str, Any], task: Mapping[str, Any]
) -> Iterator[Call]:
    """Yield the writes of the log router of a task, where it has one."""
    routed = any("firelensConfiguration" in one for one in task["containerDefinitions"])
    if not routed:
        return
    written = item.get("logs", {}).get("destination") or facts.spec["logs"]["destination"]
    if written["type"] == "firehose":
        stream = facts.arn("firehose", f"deliverystream/{written['stream']}")
        yield Call(role, "firehose:PutRecordBatch", stream, source=_FIREHOSE)
    if written["type"] == "opensearch":
        # The endpoint begins with the domain's name and ends with what AWS makes up.
        name = written["endpoint"].partition(".")[0].removeprefix("search-").rpartition("-")[0]
        domain = facts.arn("es", f"domain/{name.removeprefix('vpc-')}")
        paths = {"resource": f"{domain}/*"}
        yield Call(role, "es:ESHttpPost", f"{domain}/_bulk", source=_OPENSEARCH, varies=paths)
