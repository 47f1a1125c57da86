"""Conventions of what the cluster has one of: its name, state, logs, access and alerts."""

from __future__ import annotations

from tfgen.facts.limits import CLUSTER_NAME, KEY_PAIR_NAME
from tfgen.language import access
from tfgen.language.capacity import Capacity, Share
from tfgen.language.logs import Destination
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Apply, Conventions, part
from tfgen.resolve.destinations import completed
from tfgen.resolve.names import Name
from tfgen.resolve.settings import (
    INSTANCE_FAILURES,
    Access,
    Alerts,
    Bastion,
    Logs,
    PeerNamespace,
    Settings,
    Ssh,
)
from tfgen.resolve.state import AzureState, CloudState, GcsState, State

STATE = Conventions(State)
GCS = Conventions(GcsState)
AZURE = Conventions(AzureState)
CLOUD = Conventions(CloudState)
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
    "default_capacity",
    "the only instance group or managed instances, else those named default; else fargate",
)
def _default_capacity(cluster: Cluster, settings: Settings) -> Capacity | None:
    instances = sorted({*cluster.instance_groups, *cluster.managed_instances})
    if len(instances) == 1:
        return {instances[0]: Share()}
    if "default" in instances:
        return {"default": Share()}
    # Of several none is more likely to be meant than another.
    if instances:
        return None
    return {"fargate": Share()}


@NAMESPACE.fills("namespace", "the cluster's name, where a service has service_connect")
def _namespace(cluster: Cluster, peers: PeerNamespace) -> str | None:
    if not cluster.connected:
        return None
    return cluster.name


@LOGS.fills("prefix", "/ecs/<cluster>; of an application the platform's, and /<application>")
def _prefix(cluster: Cluster, logs: Logs) -> str:
    if cluster.application is None:
        return f"/ecs/{cluster.name}"
    return f"{cluster.platform_log_prefix}/{cluster.application}"


@LOGS.sets("destination", "with the port of its type, and the domain that its endpoint tells")
def _destination(cluster: Cluster, logs: Logs) -> Destination:
    return completed(logs.destination)


def _own(cluster: Cluster) -> tuple[str, ...]:
    """Return what paths of the cluster's own have in them: it, and its application."""
    if cluster.application is None:
        return (cluster.name,)
    return (cluster.name, cluster.application)


_FOLDER = "<region>/<cluster>, and /<application> behind it"
_STATE_KEY = f"terraform.tfstate in {_FOLDER}"


@STATE.fills("key", _STATE_KEY)
def _state_key(cluster: Cluster, state: State) -> str | None:
    if state.bucket is None:
        return None
    return _blob(cluster)


@STATE.fills("region", "region")
def _state_region(cluster: Cluster, state: State) -> str | None:
    if state.bucket is None:
        return None
    return cluster.region


def _blob(cluster: Cluster) -> str:
    return f"{_folder(cluster)}/terraform.tfstate"


def _folder(cluster: Cluster) -> str:
    return "/".join((cluster.region, *_own(cluster)))


@GCS.fills("prefix", _FOLDER)
def _gcs_prefix(cluster: Cluster, gcs: GcsState) -> str:
    return _folder(cluster)


@AZURE.fills("key", _STATE_KEY)
def _azure_key(cluster: Cluster, azure: AzureState) -> str:
    return _blob(cluster)


@CLOUD.fills("workspace", "<cluster>-<region>, of an application <cluster>-<application>-<region>")
def _workspace(cluster: Cluster, cloud: CloudState) -> str:
    return "-".join((*_own(cluster), cluster.region))


@BASTION.fills("zone", "the alphabetically first zone")
def _bastion_zone(cluster: Cluster, bastion: Bastion) -> str | None:
    return cluster.network.first_zone


@SSH.sets("key", "the public key without its comment, which EC2 does not keep")
def _key(cluster: Cluster, ssh: Ssh) -> str | None:
    if not ssh.public_key:
        return None
    return " ".join(ssh.public_key.split()[:2])


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
    if not cluster.instance_groups and not access.bastion:
        return None
    return access.ssm


@ALERTS.fills("events", "failures; those of instances and of spot where there are some")
def _events(cluster: Cluster, alerts: Alerts) -> tuple[str, ...]:
    # Events are of the whole cluster: its platform tells of them.
    if cluster.application:
        return ()
    events = ["deployment_failed", "placement_failed", "task_failed"]
    if cluster.instance_groups:
        events += INSTANCE_FAILURES
    if "fargate_spot" in cluster.fargate:
        events.append("spot_interruption")
    return tuple(events)


@ALERTS.sets("has_key", "with topics of the cluster's own")
def _has_key(cluster: Cluster, alerts: Alerts) -> bool:
    return alerts.topic_arn is None or alerts.slack is not None or alerts.teams is not None


def settle(cluster: Cluster, apply: Apply) -> None:
    """Decide what follows from the cluster's name, its zones and the names of its groups."""
    apply(SETTINGS, part(cluster, "cluster"), cluster)
    apply(NAMESPACE, part(cluster, "cluster", "service_connect"), cluster)
    apply(LOGS, part(cluster, "logs"), cluster)
    apply(STATE, part(cluster, "state"), cluster)
    apply(GCS, part(cluster, "state", "gcs"), cluster)
    apply(AZURE, part(cluster, "state", "azurerm"), cluster)
    apply(CLOUD, part(cluster, "state", "cloud"), cluster)
    apply(SSH, part(cluster, "access", "ssh"), cluster)
    apply(BASTION, part(cluster, "access", "bastion"), cluster)
    apply(ACCESS, part(cluster, "access"), cluster)
