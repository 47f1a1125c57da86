"""The module `cluster_alarms`: alarms of the cluster, of its daemons, and of errors in logs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    TOPIC_ARNS,
    below_log_prefix,
    module,
)
from tfgen.resolve import Cluster, SystemContainer
from tfgen.tree import ModulePlan, Promise

FILE = "alerts"
OF_CLUSTER = ("cpu_reservation", "memory_reservation", "no_agent")


def cluster_alarms(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the alarms that the spec asks for, where it has what they watch."""
    watched: dict[str, Value] = {
        "alarms": _of_cluster(cluster) or None,
        "daemon_missing": _daemon_missing(cluster) or None,
        "drain_stuck": _drain_stuck(cluster) or None,
        "log_errors": _log_errors(cluster) or None,
        "host_log_errors": _host_log_errors(cluster),
    }
    if not any(watched.values()):
        return
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        **watched,
        "topic_arns": TOPIC_ARNS,
    }
    thresholds = _thresholds(cluster)
    text = f"alarms ring beyond a value: {', '.join(thresholds)}"
    promise = Promise("thresholds", thresholds, "alerts.alarms", text)
    yield ModulePlan("cluster_alarms", "cluster_alarms", FILE, inputs, promises=(promise,))


def _of_cluster(cluster: Cluster) -> dict[str, Value]:
    alarms = cluster.alerts.alarms
    asked = {name: getattr(alarms, name) for name in OF_CLUSTER}
    return {name: changed(alarm) for name, alarm in asked.items() if alarm}


def _daemon_missing(cluster: Cluster) -> dict[str, Value]:
    """Return the daemons by the names of their services: ECS knows no key."""
    missing = cluster.alerts.alarms.daemon_missing
    if missing is None:
        return {}
    watch = changed(missing)
    daemons = sorted(cluster.daemons.values(), key=lambda daemon: daemon.name)
    return {daemon.name: {**watch, **_missing_data(cluster, daemon)} for daemon in daemons}


def _missing_data(cluster: Cluster, daemon: SystemContainer) -> dict[str, Value]:
    """Return what no data means, unless it is a fault."""
    # Where all groups of the daemon may be empty, so may the list of its tasks.
    if any(cluster.instance_groups[key].min_size for key in daemon.instance_groups):
        return {}
    return {"treat_missing_data": "notBreaching"}


def _drain_stuck(cluster: Cluster) -> dict[str, Value]:
    """Return the groups whose instances drain, by the names that last."""
    stuck = cluster.alerts.alarms.drain_stuck
    if stuck is None:
        return {}
    watch = changed(stuck)
    return {
        group.name: {
            "autoscaling_group_name": module("instance_group", key, "autoscaling_group_name"),
            **watch,
        }
        for key, group in sorted(cluster.instance_groups.items())
        if group.capacity_provider.managed_draining
    }


def _log_errors(cluster: Cluster) -> dict[str, Value]:
    errors = cluster.alerts.alarms.log_errors
    if errors is None:
        return {}
    watch = changed(errors, "threshold", "period", "evaluation_periods")
    prefix = f"{cluster.logs.prefix}/system"
    return {
        name: {"log_groups": below_log_prefix(cluster, f"{prefix}/{name}"), **watch}
        for name in cluster.docker_containers
    }


def _host_log_errors(cluster: Cluster) -> Value:
    errors = cluster.alerts.alarms.host_log_errors
    if errors is None or not any(group.has_host_logs for group in cluster.instance_groups.values()):
        return None
    watch = changed(errors, "threshold", "period", "evaluation_periods")
    return {"log_groups": below_log_prefix(cluster, f"{cluster.logs.prefix}/host"), **watch}


def _thresholds(cluster: Cluster) -> dict[str, Value]:
    """Return beyond which value each alarm rings, by its name."""
    thresholds: dict[str, Value] = {}
    for name in OF_CLUSTER:
        if alarm := getattr(cluster.alerts.alarms, name):
            # Of instances without an agent there is no number in the spec: one is too many.
            thresholds[name.replace("_", "-")] = getattr(alarm, "threshold", 1)
    for daemon in _daemon_missing(cluster):
        thresholds[f"{daemon}-missing"] = 0
    for group in _drain_stuck(cluster):
        thresholds[f"{group}-drain-stuck"] = 0
    if errors := cluster.alerts.alarms.log_errors:
        for name in _log_errors(cluster):
            thresholds[f"{name}-log-errors"] = errors.threshold
    errors = cluster.alerts.alarms.host_log_errors
    if errors and _host_log_errors(cluster):
        thresholds["host-logs-errors"] = errors.threshold
    return {f"{cluster.name}-{name}": value for name, value in sorted(thresholds.items())}
