"""The module `alarms`: CloudWatch alarms of the whole cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import derived
from tfgen.hcl import Value
from tfgen.modules.ecs_events import alarm_topics
from tfgen.modules.logging import log_group_name
from tfgen.spec import Spec
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
RESERVATION_METRICS = {"cpu_reservation": "CPUReservation", "memory_reservation": "MemoryReservation"}


def alarms(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the alarms that the spec asks for."""
    given = spec.alerts.alarms
    reservation = {key: alarm for key in RESERVATION_METRICS if (alarm := getattr(given, key))}
    shape = {
        "reservation": bool(reservation),
        "no_agent": given.no_agent is not None,
        "daemons": given.daemon_missing is not None and derived.daemon_names(spec) != (),
        "log_errors": given.log_errors is not None and derived.docker_names(spec) != {},
    }
    if not any(shape.values()):
        return ()
    inputs = tuple(_inputs(spec, reservation, shape))
    return (ModulePlan("alarms", "alarms", inputs, shape, promises=tuple(_promises(spec, reservation, shape))),)


def _inputs(spec: Spec, reservation: Mapping[str, Alarm], shape: Mapping[str, bool]) -> Iterator[Input]:
    yield Input("cluster_name", "string", "Name of the cluster", derived.cluster_name(spec))
    yield Input("topic_arns", "list(string)", "Topics that the alarms tell", alarm_topics())
    if reservation:
        values: Value = {
            key: {"metric_name": RESERVATION_METRICS[key], **alarm.model_dump()} for key, alarm in reservation.items()
        }
        yield Input("reservation", RESERVATION, "Alarms of reserved capacity: percent, seconds, periods", values)
    if (no_agent := spec.alerts.alarms.no_agent) is not None:
        yield Input("no_agent", WATCH, "Alarm of a cluster without an agent: seconds, periods", no_agent.model_dump())
    if shape["daemons"] and (missing := spec.alerts.alarms.daemon_missing) is not None:
        yield Input("daemon_missing", WATCH, "Alarms of missing daemons: seconds, periods", missing.model_dump())
        daemons = {key: {"treat_missing_data": _missing_data(spec, key)} for key in derived.daemon_names(spec)}
        yield Input("daemons", DAEMONS, "Daemons, and what no data of them means", daemons)
    if shape["log_errors"] and (errors := spec.alerts.alarms.log_errors) is not None:
        about = "Alarms of errors in logs: namespace of their metrics, lines, seconds, periods"
        namespace = derived.log_errors_namespace(spec)
        yield Input("log_errors", LOG_ERRORS, about, {"namespace": namespace, **errors.model_dump(exclude={"pattern"})})
        groups: Value = {name: log_group_name(spec, "system", name) for name in derived.docker_names(spec)}
        about = "Containers that Docker runs, and the first part of their log groups' names"
        yield Input("docker_containers", "map(string)", about, groups)


def _missing_data(spec: Spec, daemon: str) -> str:
    """Return what no data means: a fault, unless the groups of the daemon may all be empty."""
    groups = derived.system_groups(spec, spec.system_containers[daemon])
    return "breaching" if any(spec.instance_groups[key].min_size for key in groups) else "notBreaching"


def _promises(spec: Spec, reservation: Mapping[str, Alarm], shape: Mapping[str, bool]) -> Iterator[Promise]:
    cluster = derived.cluster_name(spec)
    if thresholds := {key: alarm.threshold for key, alarm in reservation.items()}:
        said = " and ".join(f"{key} beyond {threshold} percent" for key, threshold in thresholds.items())
        yield Promise("reservation_thresholds", thresholds, "alerts.alarms", f"alarms ring on {said}")
    if shape["no_agent"]:
        text = "an alarm rings when no agent reports"
        yield Promise("no_agent_alarm", f"{cluster}-no-agent", "alerts.alarms.no_agent", text)
    if shape["daemons"]:
        names = [f"{cluster}-{daemon}-missing" for daemon in derived.daemon_names(spec)]
        text = f"an alarm rings when one of {', '.join(derived.daemon_names(spec))} is missing"
        yield Promise("daemon_alarms", names, "alerts.alarms.daemon_missing", text)
    if shape["log_errors"] and (errors := spec.alerts.alarms.log_errors) is not None:
        thresholds = dict.fromkeys(derived.docker_names(spec), errors.threshold)
        text = f"alarms ring on more than {errors.threshold} lines with errors of {' or of '.join(thresholds)}"
        yield Promise("log_errors_thresholds", thresholds, "alerts.alarms.log_errors", text)
