"""Outputs of Fluent Bit to services of others: Datadog, Splunk, New Relic and Loki."""

from __future__ import annotations

from tfgen.hcl import Value
from tfgen.language.logs import Destination
from tfgen.resolve.destinations import host_of

# The option of each output that has the key, token or password: ECS puts it there.
SECRET_OPTIONS = {
    "datadog": "apikey",
    "splunk": "splunk_token",
    "newrelic": "license_key",
    "loki": "http_passwd",
}


def vendor_output(destination: Destination) -> dict[str, Value]:
    """Return the options of the output without its secret, always over TLS.

    https://docs.fluentbit.io/manual/data-pipeline/outputs
    """
    output = _OUTPUTS[destination.type](destination)
    return {name: value for name, value in output.items() if value is not None}


def _datadog(destination: Destination) -> dict[str, Value]:
    return {
        "Name": "datadog",
        "Host": host_of(destination),
        "TLS": "on",
        "compress": "gzip",
        # Cluster, container and task become tags.
        "provider": "ecs",
        "dd_message_key": "log",
        "dd_service": destination.dd_service,
        "dd_source": destination.dd_source,
    }


def _splunk(destination: Destination) -> dict[str, Value]:
    return {
        "Name": "splunk",
        "Host": destination.host,
        "Port": str(destination.port),
        "event_index": destination.index,
        "tls": "On",
    }


def _newrelic(destination: Destination) -> dict[str, Value]:
    return {"Name": "nrlogs", "base_uri": f"https://{host_of(destination)}/log/v1"}


def _loki(destination: Destination) -> dict[str, Value]:
    return {
        "Name": "loki",
        "Host": destination.host,
        "Port": str(destination.port),
        # Labels have few values each: names of containers and tasks stay in the line.
        "labels": "job=fluent-bit",
        "label_keys": "$ecs_cluster,$ecs_task_definition",
        "tenant_id": destination.tenant_id,
        "http_user": destination.http_user,
        "tls": "On",
    }


_OUTPUTS = {"datadog": _datadog, "splunk": _splunk, "newrelic": _newrelic, "loki": _loki}
