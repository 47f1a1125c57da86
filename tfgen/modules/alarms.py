"""The module `alarms`: CloudWatch alarms of the whole cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.hcl import Value
from tfgen.modules.ecs_events import alarm_topics
from tfgen.modules.logging import log_group_name
from tfgen.resolve import Cluster
from tfgen.spec.alerts import Alarm
from tfgen.tree import Input, ModulePlan, Promise

RESERVATION = """map(object({
  metric_name = string
  threshold = number
  period = number
  evaluation_periods = number
}))"""
WATCH = """object({
  period = number
  evaluation_periods = number
})"""
DAEMONS = """map(object({
  treat_missing_data = string
}))"""
LOG_ERRORS = """object({
  namespace = string
  threshold = number
  period = number
  evaluation_periods = number
})"""
RESERVATION_METRICS = {
    "cpu_reservation": "CPUReservation",
    "memory_reservation": "MemoryReservation",
}


def alarms(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the alarms that the spec asks for."""
    given = cluster.alerts.alarms
    reservation = {key: alarm for key in RESERVATION_METRICS if (alarm := getattr(given, key))}
    shape = {
        "reservation": bool(reservation),
        "no_agent": given.no_agent is not None,
        "daemons": given.daemon_missing is not None and cluster.daemons != {},
        "log_errors": given.log_errors is not None and cluster.docker_containers != {},
    }
    if not any(shape.values()):
        return ()
    inputs = tuple(_inputs(cluster, reservation, shape))
    return (
        ModulePlan(
            "alarms",
            "alarms",
            inputs,
            shape,
            promises=tuple(_promises(cluster, reservation, shape)),
        ),
    )


def _inputs(
    cluster: Cluster, reservation: Mapping[str, Alarm], shape: Mapping[str, bool]
) -> Iterator[Input]:
    yield Input("cluster_name", "string", "Name of the cluster", cluster.name)
    yield Input("topic_arns", "list(string)", "Topics that the alarms tell", alarm_topics())
    if reservation:
        values: Value = {
            key: {"metric_name": RESERVATION_METRICS[key], **alarm.model_dump()}
            for key, alarm in reservation.items()
        }
        yield Input(
            "reservation",
            RESERVATION,
            "Alarms of reserved capacity: percent, seconds, periods",
            values,
        )
    if (no_agent := cluster.alerts.alarms.no_agent) is not None:
        yield Input(
            "no_agent",
            WATCH,
            "Alarm of a cluster without an agent: seconds, periods",
            no_agent.model_dump(),
        )
    if shape["daemons"] and (missing := cluster.alerts.alarms.daemon_missing) is not None:
        yield Input(
            "daemon_missing",
            WATCH,
            "Alarms of missing daemons: seconds, periods",
            missing.model_dump(),
        )
        daemons = {
            key: {"treat_missing_data": _missing_data(cluster, key)} for key in cluster.daemons
        }
        yield Input("daemons", DAEMONS, "Daemons, and what no data of them means", daemons)
    if shape["log_errors"] and (errors := cluster.alerts.alarms.log_errors) is not None:
        about = "Alarms of errors in logs: namespace of their metrics, lines, seconds, periods"
        namespace = cluster.log_errors_namespace
        yield Input(
            "log_errors",
            LOG_ERRORS,
            about,
            {"namespace": namespace, **errors.model_dump(exclude={"pattern"})},
        )
        groups: Value = {
            name: log_group_name(cluster, "system", name) for name in cluster.docker_containers
        }
        about = "Containers that Docker runs, and the first part of their log groups' names"
        yield Input("docker_containers", "map(string)", about, groups)


def _missing_data(cluster: Cluster, daemon: str) -> str:
    """Return what no data means: a fault, unless the groups of the daemon may all be empty."""
    groups = cluster.system_containers[daemon].instance_groups
    return (
        "breaching"
        if any(cluster.instance_groups[key].min_size for key in groups)
        else "notBreaching"
    )


def _promises(
    cluster: Cluster, reservation: Mapping[str, Alarm], shape: Mapping[str, bool]
) -> Iterator[Promise]:
    if thresholds := {key: alarm.threshold for key, alarm in reservation.items()}:
        said = " and ".join(
            f"{key} beyond {threshold} percent" for key, threshold in thresholds.items()
        )
        yield Promise(
            "reservation_thresholds", thresholds, "alerts.alarms", f"alarms ring on {said}"
        )
    if shape["no_agent"]:
        text = "an alarm rings when no agent reports"
        yield Promise("no_agent_alarm", f"{cluster.name}-no-agent", "alerts.alarms.no_agent", text)
    if shape["daemons"]:
        names = [f"{cluster.name}-{daemon}-missing" for daemon in cluster.daemons]
        text = f"an alarm rings when one of {', '.join(cluster.daemons)} is missing"
        yield Promise("daemon_alarms", names, "alerts.alarms.daemon_missing", text)
    if shape["log_errors"] and (errors := cluster.alerts.alarms.log_errors) is not None:
        thresholds = dict.fromkeys(cluster.docker_containers, errors.threshold)
        text = f"alarms ring on more than {errors.threshold} lines with errors of {' or of '.join(thresholds)}"
        yield Promise("log_errors_thresholds", thresholds, "alerts.alarms.log_errors", text)
