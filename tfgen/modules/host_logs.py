"""The logs of the hosts, of each instance group or of all, and the metric of the errors in them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.frozen import frozen
from tfgen.hcl import Ref, Value
from tfgen.language.alarms import HostLogErrors
from tfgen.modules.parts.log_groups import kept
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    LOG_PREFIX,
    log_kms_key_arn,
    retention_days,
)
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.resolve.host_logs import hosts_share_logs
from tfgen.tree import ModulePlan, Promise

FILE = "capacity"
# No system container's: none has an underscore.
HOST_LOG_ERRORS = "host_logs"


def shared_host_logs(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the log groups that the hosts of all groups write into, where the spec has such."""
    if hosts_share_logs(cluster):
        yield from _logs_and_errors(cluster, Owner("", None, "all hosts", "all hosts"))


def host_logs(cluster: Cluster, group: InstanceGroup, call: str) -> Iterator[ModulePlan]:
    """Plan the log groups of a group's hosts, unless they are all hosts'; `call` is the group's."""
    if group.has_host_logs and not hosts_share_logs(cluster):
        hosts = f"the hosts of {group.key}"
        yield from _logs_and_errors(cluster, Owner(f"{call}_", group.name, group.key, hosts))


def host_log(cluster: Cluster, call: str, output: str) -> Ref:
    """Return what the logs of a group's hosts have for others; `call` is that of the group."""
    if hosts_share_logs(cluster):
        return Ref(f"module.host_logs.{output}")
    return Ref(f"module.{call}_host_logs.{output}")


@frozen
class Owner:
    """Whose the logs are: what calls begin with, a name within log groups, and how it is told."""

    calls: str
    name: str | None
    told: str
    hosts: str


def _logs_and_errors(cluster: Cluster, owner: Owner) -> Iterator[ModulePlan]:
    yield _host_logs(cluster, owner)
    if watch := cluster.alerts.alarms.host_log_errors:
        yield _host_log_errors(cluster, owner, watch)


def _host_logs(cluster: Cluster, owner: Owner) -> ModulePlan:
    days = cluster.logs.retention_days
    inputs: dict[str, Value] = {
        "name": owner.name,
        "cluster_name": CLUSTER_NAME,
        "log_prefix": LOG_PREFIX,
        "log_retention_days": retention_days(cluster, days),
        "log_kms_key_arn": log_kms_key_arn(cluster),
    }
    text = f"logs of {owner.told} are kept {kept(days)}"
    promise = Promise("log_retention_days", [days], "logs.retention_days", text)
    return ModulePlan(f"{owner.calls}host_logs", "host_logs", FILE, inputs, promises=(promise,))


def _host_log_errors(cluster: Cluster, owner: Owner, watch: HostLogErrors) -> ModulePlan:
    """Plan the metric that an alarm of the whole cluster watches."""
    logs = sorted(set(watch.logs))
    groups = f"module.{owner.calls}host_logs.log_group_names"
    names: dict[str, Value] = {log: Ref(f'{groups}["{log}"]') for log in logs}
    inputs: dict[str, Value] = {
        "name": HOST_LOG_ERRORS,
        "namespace": cluster.log_errors_namespace,
        "pattern": watch.pattern,
        "log_group_names": names,
    }
    prefix = "/".join(filter(None, (cluster.logs.prefix, "host", owner.name)))
    expected = [f"{prefix}/{log}" for log in logs]
    text = f"errors in the logs of {owner.hosts} are counted: {', '.join(logs)}"
    promise = Promise("log_group_names", expected, "alerts.alarms.host_log_errors", text)
    call = f"{owner.calls}host_log_errors"
    return ModulePlan(call, "log_errors", FILE, inputs, promises=(promise,))
