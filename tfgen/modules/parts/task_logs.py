"""Where the logs of a task go: CloudWatch, Fluent Bit beside the containers, or fluentd."""

from __future__ import annotations

from tfgen.facts.images import LOG_ROUTER as LOG_ROUTER_IMAGE
from tfgen.hcl import Value
from tfgen.language.destinations import VENDORS
from tfgen.language.logs import Destination
from tfgen.modules.parts.arns import arn, image
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.containers import value_from
from tfgen.modules.parts.log_vendors import SECRET_OPTIONS, vendor_output
from tfgen.modules.parts.references import (
    LOG_ROUTER,
    REGION,
    below_log_prefix,
    log_kms_key_arn,
    retention_days,
)
from tfgen.modules.parts.rights import allow
from tfgen.resolve import Cluster, SystemContainer, Workload


def log_inputs(cluster: Cluster, task: Workload | SystemContainer) -> dict[str, Value]:
    """Return where the logs of a task go."""
    inputs = {**_log_group(cluster, task), **_way(cluster, task)}
    return {name: value for name, value in inputs.items() if value is not None}


def _log_group(cluster: Cluster, task: Workload | SystemContainer) -> dict[str, Value]:
    if not task.logs.log_group:
        return {}
    return {
        "log_group": below_log_prefix(cluster, task.logs.log_group),
        "retention_days": retention_days(cluster, task.logs.retention_days),
        "class": task.logs.class_,
        "kms_key_arn": log_kms_key_arn(cluster),
    }


def _way(cluster: Cluster, task: Workload | SystemContainer) -> dict[str, Value]:
    """Return how the logs get to where they go, and what happens when they cannot leave."""
    logs, destination = task.logs, task.logs.destination
    if logs.has_router:
        router: Value = LOG_ROUTER
        if destination != cluster.logs.destination:
            router = log_router(cluster, destination)
        # Fluent Bit drops and keeps what cannot leave in its own way.
        return {"router": router, "stream_prefix": task.name}
    way: dict[str, Value] = {}
    if destination.type == "fluentd":
        way["configuration"] = {"driver": "fluentd", "options": _fluentd(destination)}
    elif len(task.containers) > 1:
        way["stream_prefix"] = task.name
    way |= changed(logs, "mode")
    if logs.mode == "non-blocking":
        way |= changed(logs, "max_buffer_size")
    return way


def log_router_images(task: Workload | SystemContainer) -> tuple[str, ...]:
    """Return the image of the container that sends the logs of a task on, where it has one."""
    if not task.logs.has_router:
        return ()
    return (LOG_ROUTER_IMAGE,)


def _fluentd(destination: Destination) -> dict[str, Value]:
    return {
        "fluentd-address": destination.address,
        # Otherwise no container starts while the collector is away.
        "fluentd-async": "true",
        "tag": destination.tag,
    }


def log_router(cluster: Cluster, destination: Destination) -> dict[str, Value]:
    """Return the container that sends logs on: its image, its output, and what it may do in AWS."""
    router: dict[str, Value] = {
        "image": image(cluster, LOG_ROUTER_IMAGE),
        "options": _output(destination),
    }
    if destination.config_file:
        router["config_file"] = destination.config_file
    if destination.secret:
        router["secrets"] = {
            SECRET_OPTIONS[destination.type]: value_from(cluster, destination.secret)
        }
    if statement := _statement(cluster, destination):
        router["statements"] = [statement]
    return router


def _output(destination: Destination) -> dict[str, Value]:
    """Return the options of Fluent Bit's output.

    https://docs.fluentbit.io/manual/pipeline/outputs
    """
    if destination.type == "opensearch":
        return {
            "Name": "opensearch",
            "Host": destination.endpoint,
            "Port": "443",
            "Index": destination.index,
            "AWS_Auth": "On",
            "AWS_Region": REGION,
            # OpenSearch 2 has no types any more, and refuses a document with one.
            "Suppress_Type_Name": "On",
            "tls": "On",
        }
    if destination.type == "firehose":
        return {
            "Name": "kinesis_firehose",
            "region": REGION,
            "delivery_stream": destination.stream,
        }
    if destination.type in VENDORS:
        return vendor_output(destination)
    # Options of Fluent Bit are texts, numbers too.
    host, port = destination.host, str(destination.port)
    output: dict[str, Value] = {"Name": "forward", "Host": host, "Port": port}
    if destination.tls:
        output["tls"] = "On"
    return output


def _statement(cluster: Cluster, destination: Destination) -> Value:
    """Return what the log router may do: write into that domain or stream alone."""
    if destination.type == "opensearch":
        domain = arn(cluster, "es", f"domain/{destination.domain}/*")
        # The bulk API is a POST; what is there already the router cannot read.
        return allow(["es:ESHttpPost"], [domain])
    if destination.type == "firehose":
        stream = arn(cluster, "firehose", f"deliverystream/{destination.stream}")
        return allow(["firehose:PutRecordBatch"], [stream])
    return None
