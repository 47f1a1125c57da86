"""The module `alarms`: CloudWatch alarms of the whole cluster."""

from __future__ import annotations

from tfgen import derived
from tfgen.modules.ecs_events import alarm_topics
from tfgen.spec import Spec
from tfgen.tree import Input, ModulePlan, Promise

RESERVATION = """map(object({
  metric_name = string
  threshold = number
  period = number
  evaluation_periods = number
}))"""
RESERVATION_METRICS = {"cpu_reservation": "CPUReservation", "memory_reservation": "MemoryReservation"}


def alarms(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the alarms that the spec asks for."""
    given = {key: getattr(spec.alerts.alarms, key) for key in RESERVATION_METRICS}
    reservation = {
        key: {"metric_name": RESERVATION_METRICS[key], **alarm.model_dump()} for key, alarm in given.items() if alarm
    }
    if not reservation:
        return ()
    inputs = (
        Input("cluster_name", "string", "Name of the cluster", derived.cluster_name(spec)),
        Input("topic_arns", "list(string)", "Topics that the alarms tell", alarm_topics()),
        Input("reservation", RESERVATION, "Alarms of reserved capacity: percent, seconds, periods", reservation),
    )
    thresholds = {key: alarm["threshold"] for key, alarm in reservation.items()}
    said = " and ".join(f"{key} beyond {threshold} percent" for key, threshold in thresholds.items())
    promises = (Promise("reservation_thresholds", thresholds, "alerts.alarms", f"alarms ring on {said}"),)
    return (ModulePlan("alarms", "alarms", inputs, {"reservation": True}, promises=promises),)
