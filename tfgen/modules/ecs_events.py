"""The module `ecs_events`: what goes wrong in the cluster, told on a topic."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import derived
from tfgen.hcl import Ref
from tfgen.spec import Spec
from tfgen.tree import Input, ModulePlan, Promise


def ecs_events(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the event rules, the topic with its subscribers, and the queue of what could not be delivered."""
    inputs = [
        Input("cluster_name", "string", "Name of the cluster", derived.cluster_name(spec)),
        Input("cluster_arn", "string", "ARN of the cluster", Ref("module.ecs_cluster.cluster_arn")),
    ]
    if spec.alerts.emails:
        inputs.append(Input("emails", "list(string)", "Addresses that get the alerts", spec.alerts.emails))
    shape = {"emails": bool(spec.alerts.emails)}
    return (ModulePlan("ecs_events", "ecs_events", tuple(inputs), shape, promises=tuple(_promises(spec))),)


def _promises(spec: Spec) -> Iterator[Promise]:
    topic = f"{derived.cluster_name(spec)}-alerts"
    yield Promise("topic_name", topic, "alerts", f"alerts go to the topic {topic}")
    if emails := sorted(spec.alerts.emails):
        yield Promise("emails", emails, "alerts.emails", f"alerts are mailed to {', '.join(emails)}")
