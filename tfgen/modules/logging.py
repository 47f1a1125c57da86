"""Where the logs of a task go: CloudWatch, FireLens (Fluent Bit beside the containers), or Docker's fluentd driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tfgen.hcl import Value
from tfgen.modules.arns import arn, image
from tfgen.modules.logs import log_key_inputs, log_shape
from tfgen.resolve import Cluster, Task
from tfgen.spec.logs import Destination
from tfgen.tree import Input

FIRELENS = ("opensearch", "firehose", "forward")
LOG_ROUTER = "log-router"
# 2.x ended on 2026-06-30: https://github.com/aws/aws-for-fluent-bit
LOG_ROUTER_IMAGE = "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.16"


@dataclass(frozen=True, slots=True)
class LogRoute:
    """What a task's module needs for its logs: `statements` for the task role, `images` of further containers."""

    inputs: tuple[Input, ...]
    shape: Mapping[str, bool]
    statements: tuple[Value, ...] = ()
    images: tuple[str, ...] = ()

    @property
    def log_group(self) -> bool:
        """Whether there is a log group: for the containers, or for the log router itself."""
        return self.shape["log_group"]


def log_route(
    cluster: Cluster, section: str, key: str, task: Task, destination: Destination
) -> LogRoute:
    """Decide where the logs of a task go; `section` is the middle part of its log group's name."""
    kind = destination.type
    blocking = task.logs.mode == "blocking"
    shape = {
        "awslogs": kind == "cloudwatch",
        "firelens": kind in FIRELENS,
        "fluentd": kind == "fluentd",
        "blocking": blocking and kind not in FIRELENS,
        "log_group": kind != "fluentd",
        **log_shape(cluster, task.logs.retention_days),
    }
    inputs: list[Input] = []
    if kind != "fluentd":
        inputs += _log_group(cluster, section, key, task)
    if kind not in FIRELENS and not blocking:
        inputs.append(
            Input(
                "max_buffer_size",
                "string",
                "Logs that wait in memory, as Docker's size",
                task.logs.max_buffer_size,
            )
        )
    if kind != "cloudwatch":
        about = (
            "Options of the log driver"
            if kind == "fluentd"
            else "Output of Fluent Bit that the logs go to"
        )
        inputs.append(
            Input("log_options", "map(string)", about, log_options(cluster, key, destination))
        )
    if kind in FIRELENS:
        inputs.append(
            Input(
                "log_router_image",
                "string",
                "Image of Fluent Bit",
                image(cluster, LOG_ROUTER_IMAGE),
            )
        )
    images = (LOG_ROUTER_IMAGE,) if kind in FIRELENS else ()
    return LogRoute(tuple(inputs), shape, tuple(_statements(cluster, destination)), images)


def _log_group(cluster: Cluster, section: str, key: str, task: Task) -> list[Input]:
    days = task.logs.retention_days
    return [
        Input(
            "log_group_name",
            "string",
            "Name of the log group",
            log_group_name(cluster, section, key),
        ),
        Input(
            "log_retention_days", "number", "Days that logs are kept; 0 keeps them for ever", days
        ),
        *log_key_inputs(cluster),
    ]


def log_group_name(cluster: Cluster, section: str, key: str) -> str:
    """Return the name of a task's log group."""
    return f"{cluster.logs.prefix}/{section}/{key}"


def log_options(cluster: Cluster, key: str, destination: Destination) -> dict[str, Value]:
    """Return the options of the log driver: for FireLens those of Fluent Bit's output.

    https://docs.fluentbit.io/manual/pipeline/outputs
    """
    match destination.type:
        case "opensearch":
            return {
                "Name": "opensearch",
                "Host": destination.endpoint,
                "Port": "443",
                "Index": destination.index,
                "AWS_Auth": "On",
                "AWS_Region": cluster.region,
                "Suppress_Type_Name": "On",
                "tls": "On",
            }
        case "firehose":
            return {
                "Name": "kinesis_firehose",
                "region": cluster.region,
                "delivery_stream": destination.stream,
            }
        case "forward":
            tls = {"tls": "On"} if destination.tls else {}
            return {
                "Name": "forward",
                "Host": destination.host,
                "Port": str(destination.port),
                **tls,
            }
        case _:
            tag = destination.tag or f"{cluster.name}.{key}"
            return {"fluentd-address": destination.address, "fluentd-async": "true", "tag": tag}


def _statements(cluster: Cluster, destination: Destination) -> list[Value]:
    """Return what the log router may do: write into that domain or stream alone."""
    if destination.type == "opensearch":
        resource = arn(cluster, "es", f"domain/{destination.domain}/*")
        return [{"effect": "Allow", "actions": ["es:ESHttpPost"], "resources": [resource]}]
    if destination.type == "firehose":
        resource = arn(cluster, "firehose", f"deliverystream/{destination.stream}")
        return [
            {"effect": "Allow", "actions": ["firehose:PutRecordBatch"], "resources": [resource]}
        ]
    return []
