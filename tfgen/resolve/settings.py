"""What the whole cluster has one of, resolved: its name, state, logs, access and alerts."""

from __future__ import annotations

from typing import Any

from tfgen.language import Spec, access, alerts, cluster, discovery, logs
from tfgen.language.capacity import Capacity
from tfgen.language.field import Field
from tfgen.language.section import Section
from tfgen.resolve.convention import begin, part
from tfgen.resolve.names import Name
from tfgen.resolve.state import AzureState, CloudState, GcsState, State

# Events of `alerts` that need instances; the last two belong to normal operation.
INSTANCE_FAILURES = ("launch_failed", "refresh_failed")
INSTANCE_EVENTS = (*INSTANCE_FAILURES, "agent_disconnected", "instance_drained")


class PeerNamespace(discovery.PeerNamespace):
    """The namespace of Service Connect: the name of one to make, or the ARN of one that exists."""


class Settings(cluster.Cluster):
    """The ECS cluster itself; without a default every task has to say where it runs."""

    given_name: str | None = Field(exclude=True)
    name: Name
    default_capacity: Capacity | None
    service_connect: PeerNamespace


class Logs(logs.Logs):
    """The log groups of the cluster."""

    prefix: str


class Ssh(access.Ssh):
    """SSH with a key pair; EC2 keeps no comment of a key."""

    key: str | None
    key_pair: Name | None


class Bastion(access.Bastion):
    """The bastion in its zone; None where the cluster has no zone."""

    zone: str | None


class Access(access.Access):
    """How people reach the instances; `sessions` is absent where there is no instance to reach."""

    ssh: Ssh | None
    bastion: Bastion | None
    sessions: access.Ssm | None = Field(exclude=True)


class Alerts(alerts.Alerts):
    """Who is told of what; `has_key`: the cluster has a key for topics of its own."""

    events: tuple[str, ...]  # type: ignore[assignment]  # words of the language are strings
    has_key: bool


_SECTIONS: tuple[tuple[str, type[Section], dict[str, type[Section]]], ...] = (
    ("state", State, {"gcs": GcsState, "azurerm": AzureState, "cloud": CloudState}),
    ("cluster", Settings, {"service_connect": PeerNamespace}),
    ("logs", Logs, {}),
    ("access", Access, {"ssh": Ssh, "bastion": Bastion}),
    ("alerts", Alerts, {}),
)


def begun(spec: Spec) -> dict[str, Any]:
    """Return the sections that the cluster has one of, as far as the spec says them."""
    known: dict[str, Any] = {}
    for field, kind, inner in _SECTIONS:
        for section in part(spec, field):
            parts = {}
            for name, below in inner.items():
                for subsection in part(section, name):
                    parts[name] = begin(below, subsection)
            known[field] = begin(kind, section, **parts)
    # The name that is written stays beside the one that follows: rules tell of it.
    for section in part(spec, "cluster"):
        if "name" in section.__dict__:
            known["cluster"].__dict__["given_name"] = section.name
    return known
