"""Log drivers of a task definition → where the logs of a task go in a spec.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
"""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.given import Given
from tfgen.adopt.task_definition.reading import value

_OWN_GROUP = (
    "tfgen makes a log group for each task: /ecs/<cluster>/services/<service>",
    "logs: {prefix: …} and retention_days say what it is named and how long it keeps them",
)
_ROUTED = ("the router of tfgen has options of its own", "logs: {destination: {…}} has them")
# Names of the router's outputs, and of their options that a spec has.
_OUTPUTS: dict[str, tuple[str, dict[str, str]]] = {
    "cloudwatch": ("cloudwatch", {}),
    "cloudwatch_logs": ("cloudwatch", {}),
    "firehose": ("firehose", {"delivery_stream": "stream"}),
    "kinesis_firehose": ("firehose", {"delivery_stream": "stream"}),
    "forward": ("forward", {"host": "host", "port": "port"}),
    "es": ("opensearch", {"host": "endpoint", "index": "index"}),
    "opensearch": ("opensearch", {"host": "endpoint", "index": "index"}),
    "datadog": ("datadog", {"dd_service": "dd_service", "dd_source": "dd_source"}),
}
# https://docs.datadoghq.com/logs/log_collection/: the host of a site, before its name.
_INTAKE = re.compile(
    r"(?:[a-z0-9-]+\.)*?((?:(?:us3|us5|ap1|ap2)\.)?datadoghq\.com|datadoghq\.eu|ddog-gov\.com)"
)
# What an output needs for tfgen to write it.
_NEEDED = {"firehose": "stream", "forward": "host", "opensearch": "endpoint", "datadog": "secret"}


def logs(node: Given | None, on_fargate: bool) -> dict[str, Any]:
    """Return where the logs of a container go; nothing where that is CloudWatch."""
    if node is None:
        return {}
    driver = node.get("logDriver")
    named = driver.text if driver else ""
    if named == "awslogs":
        return _to_cloudwatch(node)
    if named == "awsfirelens":
        return _routed(node)
    if named == "fluentd" and not on_fargate:
        return _to_fluentd(node)
    node.lose("tfgen has no such log driver", "logs: {destination: {type: …}} has others")
    return {}


def _to_cloudwatch(node: Given) -> dict[str, Any]:
    options = node.get("options")
    parts: dict[str, Any] = {
        "mode": value(options, "mode", default="non-blocking"),
        "max_buffer_size": value(options, "max-buffer-size", default="25m"),
    }
    if node.get("secretOptions"):
        node.entries["secretOptions"].leave("logs in CloudWatch need none", "")
    if options:
        for entry in options.entries.values():
            entry.leave(*_OWN_GROUP)
    node.entries["logDriver"].changed("logs go to CloudWatch, where nothing else is said")
    return {key: entry for key, entry in parts.items() if entry}


def _to_fluentd(node: Given) -> dict[str, Any]:
    address = value(node, "options", "fluentd-address")
    if not address:
        node.lose("it says no address", "destination: {type: fluentd, address: host:24224}")
        return {}
    parts = {"type": "fluentd", "address": address, "tag": value(node, "options", "tag")}
    return {"destination": {key: entry for key, entry in parts.items() if entry}}


def _routed(node: Given) -> dict[str, Any]:
    """Return the destination of an output of the log router."""
    options = node.get("options")
    # Fluent Bit takes the names of options in any case.
    by_name = {key.lower(): entry for key, entry in (options.entries if options else {}).items()}
    output = str(by_name["name"].peek).lower() if "name" in by_name else ""
    kind, words = _OUTPUTS.get(output, ("", {}))
    parts = {word: by_name[key] for key, word in words.items() if key in by_name}
    secrets = node.get("secretOptions")
    secret = secrets.items[0].get("valueFrom") if secrets and secrets.items else None
    if kind == "datadog" and secret:
        parts["secret"] = secret
    if not kind or _NEEDED.get(kind, "") not in ("", *parts):
        node.lose("tfgen writes no such output", "logs: {destination: {type: …}} has others")
        return {}
    by_name["name"].text  # noqa: B018
    destination: dict[str, Any] = {"type": kind}
    destination |= {word: entry.text for word, entry in parts.items()}
    if "port" in destination and destination["port"].isdigit():
        destination["port"] = int(destination["port"])
    if kind == "datadog" and "host" in by_name and (site := _site(by_name["host"])):
        destination["site"] = site
    if options:
        for entry in options.entries.values():
            entry.leave(*_ROUTED)
    if secrets:
        secrets.leave(*_ROUTED)
    node.entries["logDriver"].changed("tfgen adds the log router itself")
    return {} if kind == "cloudwatch" else {"destination": destination}


def _site(host: Given) -> str:
    """Return the site of Datadog that a host is of, "" where it is the usual one or none."""
    match = _INTAKE.fullmatch(str(host.peek))
    # What is none is told with the other options.
    if match is None:
        return ""
    if match[1] == "datadoghq.com":
        host.changed("it is what a spec has by default")
        return ""
    host.text  # noqa: B018
    if host.text != f"http-intake.logs.{match[1]}":
        host.changed(f"of it the destination has the site, {match[1]}")
    return match[1]


def is_router(container: Given) -> bool:
    """Tell whether a container routes the logs of the others."""
    return bool(container.get("firelensConfiguration"))
