"""Log groups, against the spec's `logs`."""

from __future__ import annotations

from typing import Any

from spec_data import cluster_name, host_log_prefix, switch


def test_every_log_group_keeps_what_the_spec_says(applied) -> None:
    logs = applied.spec.get("logs", {})
    flow_logs = applied.spec.get("network", {}).get("flow_logs")
    special = (
        {f"{prefix(applied.spec)}/vpc-flow-logs": flow_logs} if isinstance(flow_logs, dict) else {}
    )
    for name, container in applied.spec.get("system_containers", {}).items():
        of_groups = [f"/{group}" for group in applied.spec.get("instance_groups", {})]
        for rest in of_groups if container.get("run") == "docker" else [""]:
            special[f"{prefix(applied.spec)}/system/{name}{rest}"] = container.get("logs", {})
    actual = {
        log_group["logGroupName"]: log_group.get("retentionInDays", 0)
        for log_group in log_groups(applied)
    }
    default = logs.get("retention_days", 365)

    assert {name: special.get(name, {}).get("retention_days", default) for name in actual} == actual


def test_hosts_and_vpc_have_their_log_groups(applied) -> None:
    expected = {f"/aws/ecs/containerinsights/{cluster_name(applied.spec)}/performance"}
    network = applied.spec.get("network", {})
    if "vpc_id" not in network and switch(network.get("flow_logs", True)):
        expected.add(f"{prefix(applied.spec)}/vpc-flow-logs")
    if switch(applied.spec.get("logs", {}).get("host", True)):
        # Bottlerocket has no files that an agent could read.
        families = {
            key: instance_group.get("ami_family")
            for key, instance_group in applied.spec.get("instance_groups", {}).items()
        }
        with_files = {key for key, family in families.items() if family != "bottlerocket"}
        expected |= {f"{host_log_prefix(applied.spec, key)}/ecs-agent" for key in with_files}
    if applied.spec.get("cluster", {}).get("container_insights") == "disabled":
        expected.discard(f"/aws/ecs/containerinsights/{cluster_name(applied.spec)}/performance")

    assert set() == expected - {log_group["logGroupName"] for log_group in log_groups(applied)}


def test_traffic_of_the_vpc_goes_to_its_log_group(applied) -> None:
    flow_logs = {
        (
            flow_log["TrafficType"],
            flow_log["LogDestination"].split(":log-group:")[1].removesuffix(":*"),
        )
        for flow_log in applied.read("ec2", "describe_flow_logs")
    }
    network = applied.spec.get("network", {})
    written = network.get("flow_logs", "vpc_id" not in network)
    kind = "all"
    if isinstance(written, dict):
        kind = written.get("traffic_type", "all")

    assert (
        {(kind.upper(), f"{prefix(applied.spec)}/vpc-flow-logs")} if switch(written) else set()
    ) == flow_logs


def prefix(spec: dict[str, Any]) -> str:
    start: str = spec.get("logs", {}).get("prefix", f"/ecs/{cluster_name(spec)}")
    return start


def log_groups(applied) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = applied.read("logs", "describe_log_groups")
    return groups
