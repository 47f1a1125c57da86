"""The collector beside a service's containers: what it is told, and where it sends."""

from __future__ import annotations

import json
from typing import Any

import collector_config
from looked_at import every
from service_account import container_definitions, pairs
from service_data import COLLECTOR, services, telemetry
from spec_data import cluster_name, long_form, seconds
from terraform_trees import specs_with

pytestmark = specs_with("services.*.telemetry")


def measured(applied) -> dict[str, dict[str, Any]]:
    """Return what the spec says of the services that have telemetry."""
    written = {key: telemetry(service) for key, service in services(applied.spec).items()}
    return {key: fields for key, fields in written.items() if fields is not None}


def config(applied, key: str) -> dict[str, Any]:
    environment = container_definitions(applied, key)[COLLECTOR]["environment"]
    parsed: dict[str, Any] = json.loads(pairs(environment, "name", "value")["AOT_CONFIG_CONTENT"])
    return parsed


def test_the_configuration_is_one_that_the_collector_takes(applied) -> None:
    for key in every(measured(applied)):
        assert [] == collector_config.faults(config(applied, key))


def test_traces_go_where_the_spec_says(applied) -> None:
    for key, fields in every(measured(applied).items()):
        exporters, pipelines = config(applied, key)["exporters"], pipelines_of(applied, key)
        if fields.get("traces", "xray") == "none":
            assert "awsxray" not in exporters
            assert "traces" not in pipelines
            continue
        assert {"region": applied.region} == exporters["awsxray"]
        assert ["awsxray"] == pipelines["traces"]["exporters"]


def pipelines_of(applied, key: str) -> dict[str, Any]:
    pipelines: dict[str, Any] = config(applied, key)["service"]["pipelines"]
    return pipelines


def test_metrics_go_where_the_spec_says(applied) -> None:
    for key, fields in every(measured(applied).items()):
        exporters, metrics = config(applied, key)["exporters"], fields.get("metrics", "none")
        assert ("metrics" in pipelines_of(applied, key)) == (metrics != "none")
        assert ("awsemf" in exporters) == (metrics == "cloudwatch")
        assert ("prometheusremotewrite" in exporters) == (metrics == "prometheus")
        if metrics == "cloudwatch":
            cluster = cluster_name(applied.spec)
            assert fields.get("namespace", f"{cluster}/{key}") == exporters["awsemf"]["namespace"]
            group = f"/ecs/{cluster}/telemetry/{key}"
            assert group == exporters["awsemf"]["log_group_name"]
            groups = applied.read("logs", "describe_log_groups", logGroupNamePrefix=group)
            assert [group] == [found["logGroupName"] for found in groups]
        if metrics == "prometheus":
            _, _, _, region, _, workspace = fields["workspace_arn"].split(":")
            host = f"aps-workspaces.{region}.amazonaws.com"
            path = f"{workspace.replace('workspace/', 'workspaces/')}/api/v1/remote_write"
            assert f"https://{host}/{path}" == exporters["prometheusremotewrite"]["endpoint"]
            signed = config(applied, key)["extensions"]["sigv4auth"]
            assert {"region": region, "service": "aps"} == signed


def test_metrics_are_fetched_where_the_spec_says(applied) -> None:
    for key, fields in every(measured(applied).items()):
        receivers = config(applied, key)["receivers"]
        if "scrape" not in fields:
            assert "prometheus" not in receivers
            continue
        scrape = long_form(fields["scrape"], "port")
        [wanted] = receivers["prometheus"]["config"]["scrape_configs"]
        assert [{"targets": [f"127.0.0.1:{scrape['port']}"]}] == wanted["static_configs"]
        assert scrape.get("path", "/metrics") == wanted["metrics_path"]
        assert f"{seconds(scrape.get('interval', '60s'))}s" == wanted["scrape_interval"]
        assert "prometheus" in pipelines_of(applied, key)["metrics"]["receivers"]


def test_the_collector_listens_to_its_task_alone(applied) -> None:
    for key in every(measured(applied)):
        found = config(applied, key)
        protocols = found["receivers"]["otlp"]["protocols"].values()
        endpoints = {protocol["endpoint"] for protocol in protocols}
        assert {"127.0.0.1:4317", "127.0.0.1:4318"} == endpoints
        assert "127.0.0.1:13133" == found["extensions"]["health_check"]["endpoint"]
