"""What the whole cluster has one of, resolved: its name, state, logs, access and alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from tfgen.facts.limits import CLUSTER_NAME, KEY_PAIR_NAME
from tfgen.language import Spec, access, alerts, cluster, discovery, logs, state
from tfgen.language.capacity import Capacity, Share
from tfgen.language.logs import Destination
from tfgen.language.section import Section
from tfgen.resolve import names
from tfgen.resolve.convention import RESOLVED, Apply, Conventions, begin, part
from tfgen.resolve.destinations import with_domain
from tfgen.resolve.names import Name

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster

# Events of `alerts` that need instances; the last two belong to normal operation.
INSTANCE_FAILURES = ("launch_failed", "refresh_failed")
INSTANCE_EVENTS = (*INSTANCE_FAILURES, "agent_disconnected", "instance_drained")


class State(state.State):
    """Where the state lies."""

    model_config = RESOLVED

    key: str
    region: str


class PeerNamespace(discovery.PeerNamespace):
    """The namespace of Service Connect: the name of one to make, or the ARN of one that exists."""

    model_config = RESOLVED

    namespace: str


class Settings(cluster.Cluster):
    """The ECS cluster itself; without a default every task has to say where it runs."""

    model_config = RESOLVED

    given_name: str | None = Field(exclude=True)
    name: Name
    default_capacity: Capacity | None
    service_connect: PeerNamespace


class Logs(logs.Logs):
    """The log groups of the cluster."""

    model_config = RESOLVED

    prefix: str


class Ssh(access.Ssh):
    """SSH with a key pair; EC2 keeps no comment of a key."""

    model_config = RESOLVED

    key: str | None
    key_pair: Name | None


class Bastion(access.Bastion):
    """The bastion in its zone; None where the cluster has no zone."""

    model_config = RESOLVED

    zone: str | None


class Access(access.Access):
    """How people reach the instances; `sessions` is absent where there is no instance to reach."""

    model_config = RESOLVED

    ssh: Ssh | None
    bastion: Bastion | None
    sessions: access.Ssm | None = Field(exclude=True)


class Alerts(alerts.Alerts):
    """Who is told of what; `has_key`: the cluster has a key for topics of its own."""

    model_config = RESOLVED

    events: tuple[str, ...]  # type: ignore[assignment]  # words of the language are strings
    has_key: bool


_SECTIONS: tuple[tuple[str, type[Section], dict[str, type[Section]]], ...] = (
    ("state", State, {}),
    ("cluster", Settings, {"service_connect": PeerNamespace}),
    ("logs", Logs, {}),
    ("access", Access, {"ssh": Ssh, "bastion": Bastion}),
    ("alerts", Alerts, {}),
)


def begun(given: Spec) -> dict[str, Any]:
    """Return the sections that the cluster has one of, as far as the spec says them."""
    known: dict[str, Any] = {}
    for field, kind, inner in _SECTIONS:
        for section in part(given, field):
            parts = {
                name: begin(of, below)
                for name, of in inner.items()
                for below in part(section, name)
            }
            known[field] = begin(kind, section, **parts)
    for section in part(given, "cluster"):
        if "name" in section.__dict__:
            known["cluster"].__dict__["given_name"] = section.name
    return known


STATE = Conventions(State)
NAMESPACE = Conventions(PeerNamespace)
NAMED = Conventions(Settings)
SETTINGS = Conventions(Settings)
LOGS = Conventions(Logs)
SSH = Conventions(Ssh)
BASTION = Conventions(Bastion)
ACCESS = Conventions(Access)
ALERTS = Conventions(Alerts)


@NAMED.sets("name", "environment")
def _name(cluster: Cluster, settings: Settings) -> Name:
    return Name(settings.given_name or cluster.environment, "cluster", CLUSTER_NAME)


@SETTINGS.fills(
    "default_capacity", "the only instance group, else the one named default; else fargate"
)
def _default_capacity(cluster: Cluster, settings: Settings) -> Capacity | None:
    groups = sorted(cluster.instance_groups)
    if len(groups) == 1:
        return {groups[0]: Share()}
    if "default" in groups:
        return {"default": Share()}
    return None if groups else {"fargate": Share()}


@NAMESPACE.fills("namespace", "the cluster's name")
def _namespace(cluster: Cluster, peers: PeerNamespace) -> str:
    return cluster.name


@LOGS.fills("prefix", "/ecs/<cluster>")
def _prefix(cluster: Cluster, logs: Logs) -> str:
    return f"/ecs/{cluster.name}"


@LOGS.sets("destination", "with the domain that its endpoint tells")
def _destination(cluster: Cluster, logs: Logs) -> Destination:
    return with_domain(logs.destination)


@STATE.fills("key", "<region>/<cluster>/terraform.tfstate")
def _state_key(cluster: Cluster, state: State) -> str:
    return f"{cluster.region}/{cluster.name}/terraform.tfstate"


@STATE.fills("region", "region")
def _state_region(cluster: Cluster, state: State) -> str:
    return cluster.region


@BASTION.fills("zone", "the alphabetically first zone")
def _bastion_zone(cluster: Cluster, bastion: Bastion) -> str | None:
    return cluster.network.first_zone


@SSH.sets("key", "the public key without its comment, which EC2 does not keep")
def _key(cluster: Cluster, ssh: Ssh) -> str | None:
    return " ".join(ssh.public_key.split()[:2]) if ssh.public_key else None


@SSH.sets(
    "key_pair", "with a hash of the key: another key is another name, and rolls the instances"
)
def _key_pair(cluster: Cluster, ssh: Ssh) -> Name | None:
    if ssh.key is None:
        return None
    text = names.hashed(names.joined(cluster.name, "ssh"), KEY_PAIR_NAME.longest, ssh.key)
    return Name(text, "key pair", KEY_PAIR_NAME)


@ACCESS.sets("sessions", "ssm, where there is an instance to reach")
def _sessions(cluster: Cluster, access: Access) -> access.Ssm | None:
    return access.ssm if cluster.instance_groups or access.bastion else None


@ALERTS.fills("events", "failures; those of instances and of spot where there are some")
def _events(cluster: Cluster, alerts: Alerts) -> tuple[str, ...]:
    of_instances = INSTANCE_FAILURES if cluster.instance_groups else ()
    of_spot = ("spot_interruption",) if "fargate_spot" in cluster.fargate else ()
    return ("deployment_failed", "placement_failed", "task_failed", *of_instances, *of_spot)


@ALERTS.sets("has_key", "with topics of the cluster's own")
def _has_key(cluster: Cluster, alerts: Alerts) -> bool:
    return alerts.topic_arn is None or alerts.slack is not None


def settle_name(cluster: Cluster, apply: Apply) -> None:
    """Decide the cluster's name, which nearly everything else begins with."""
    apply(NAMED, part(cluster, "cluster"), cluster)


def settle(cluster: Cluster, apply: Apply) -> None:
    """Decide what follows from the cluster's name, its zones and the names of its groups."""
    apply(SETTINGS, part(cluster, "cluster"), cluster)
    apply(NAMESPACE, part(cluster, "cluster", "service_connect"), cluster)
    apply(LOGS, part(cluster, "logs"), cluster)
    apply(STATE, part(cluster, "state"), cluster)
    apply(SSH, part(cluster, "access", "ssh"), cluster)
    apply(BASTION, part(cluster, "access", "bastion"), cluster)
    apply(ACCESS, part(cluster, "access"), cluster)
