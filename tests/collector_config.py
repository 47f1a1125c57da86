"""Whether the collector takes a configuration: written by hand from the pages of its parts.

Pipelines name what is declared, what is declared is used, and each part knows its settings:
https://opentelemetry.io/docs/collector/configuration/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# What the collector has of each kind, with the settings that are in use here.
# https://github.com/aws-observability/aws-otel-collector#adot-collector-built-in-components
# and the README of each part in github.com/open-telemetry/opentelemetry-collector-contrib
PARTS: Mapping[str, Mapping[str, set[str]]] = {
    "extensions": {"health_check": {"endpoint"}, "sigv4auth": {"region", "service"}},
    "receivers": {"otlp": {"protocols"}, "prometheus": {"config"}},
    "processors": {
        "memory_limiter": {"check_interval", "limit_percentage", "spike_limit_percentage"},
        "resourcedetection": {"detectors", "override"},
        "resource": {"attributes"},
        "batch": {"timeout", "send_batch_size"},
    },
    "exporters": {
        "awsxray": {"region"},
        "awsemf": {
            *("region", "namespace", "log_group_name", "log_stream_name"),
            "dimension_rollup_option",
        },
        "prometheusremotewrite": {"endpoint", "auth", "resource_to_telemetry_conversion"},
    },
}
# What a pipeline of each signal may end with.
ENDS = {"traces": {"awsxray"}, "metrics": {"awsemf", "prometheusremotewrite"}}


def faults(config: Mapping[str, Any]) -> list[str]:
    """Return what the collector would refuse, or would have for nothing."""
    return [*_unknown(config), *_pipelines(config), *_unused(config)]


def _unknown(config: Mapping[str, Any]) -> Iterator[str]:
    for kind in sorted(config.keys() - {*PARTS, "service"}):
        yield f"{kind}: unknown"
    for kind, known in PARTS.items():
        for name, settings in config.get(kind, {}).items():
            # A second one of a kind has a name of its own behind a slash.
            part = name.partition("/")[0]
            if part not in known:
                yield f"{kind}.{name}: unknown"
            for setting in sorted(settings.keys() - known.get(part, set())):
                yield f"{kind}.{name}.{setting}: unknown"


def _pipelines(config: Mapping[str, Any]) -> Iterator[str]:
    pipelines = config["service"]["pipelines"]
    if not pipelines:
        yield "service.pipelines: none"
    for signal, pipeline in pipelines.items():
        yield from _undeclared(config, signal, pipeline)
        if not pipeline["receivers"] or not pipeline["exporters"]:
            yield f"{signal}: from nowhere or to nowhere"
        if not set(pipeline["exporters"]) <= ENDS[signal]:
            yield f"{signal}: {pipeline['exporters']}"
        # https://github.com/open-telemetry/opentelemetry-collector/tree/main/processor
        if pipeline["processors"][0] != "memory_limiter":
            yield f"{signal}: memory is not limited first"
        if not pipeline["processors"][-1].startswith("batch"):
            yield f"{signal}: does not end with a batch"


def _undeclared(
    config: Mapping[str, Any], signal: str, pipeline: Mapping[str, Any]
) -> Iterator[str]:
    for kind in ("receivers", "processors", "exporters"):
        for name in pipeline[kind]:
            if name not in config[kind]:
                yield f"{signal}: {kind}.{name} is not declared"


def _unused(config: Mapping[str, Any]) -> Iterator[str]:
    service = config["service"]
    if sorted(service["extensions"]) != sorted(config["extensions"]):
        yield f"extensions: {service['extensions']} are on"
    for kind in ("receivers", "processors", "exporters"):
        used = {name for pipeline in service["pipelines"].values() for name in pipeline[kind]}
        for name in sorted(config[kind].keys() - used):
            yield f"{kind}.{name}: is in no pipeline"
    for exporter in config["exporters"].values():
        authenticator = exporter.get("auth", {}).get("authenticator")
        if authenticator and authenticator not in service["extensions"]:
            yield f"{authenticator}: does not run"
