"""The logs of the hosts of an instance group, and the metric of the errors in them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.language.alerts import HostLogErrors
from tfgen.modules.parts.log_groups import kept
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    LOG_PREFIX,
    log_kms_key_arn,
    retention_days,
)
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.tree import ModulePlan, Promise

FILE = "capacity"
# No system container's: none has an underscore.
HOST_LOG_ERRORS = "host_logs"


def host_logs(cluster: Cluster, group: InstanceGroup, call: str) -> Iterator[ModulePlan]:
    """Plan the log groups of a group's hosts; `call` is that of the group."""
    yield _host_logs(cluster, group, call)
    if watch := cluster.alerts.alarms.host_log_errors:
        yield _host_log_errors(cluster, group, call, watch)


def host_log(call: str, output: str) -> Ref:
    """Return what the logs of a group's hosts have for others."""
    return Ref(f"module.{call}_host_logs.{output}")


def _host_logs(cluster: Cluster, group: InstanceGroup, call: str) -> ModulePlan:
    days = cluster.logs.retention_days
    inputs: dict[str, Value] = {
        "name": group.name,
        "cluster_name": CLUSTER_NAME,
        "log_prefix": LOG_PREFIX,
        "log_retention_days": retention_days(cluster, days),
        "log_kms_key_arn": log_kms_key_arn(cluster),
    }
    text = f"logs of {group.key} are kept {kept(days)}"
    promise = Promise("log_retention_days", [days], "logs.retention_days", text)
    return ModulePlan(
        f"{call}_host_logs",
        "host_logs",
        FILE,
        inputs,
        promises=(promise,),
    )


def _host_log_errors(
    cluster: Cluster, group: InstanceGroup, call: str, watch: HostLogErrors
) -> ModulePlan:
    """Plan the metric that an alarm of the whole cluster watches."""
    logs = sorted(set(watch.logs))
    names: dict[str, Value] = {log: host_log(call, f'log_group_names["{log}"]') for log in logs}
    inputs: dict[str, Value] = {
        "name": HOST_LOG_ERRORS,
        "namespace": cluster.log_errors_namespace,
        "pattern": watch.pattern,
        "log_group_names": names,
    }
    prefix = f"{cluster.logs.prefix}/host/{group.name}"
    expected = [f"{prefix}/{log}" for log in logs]
    text = f"errors in the logs of the hosts of {group.key} are counted: {', '.join(logs)}"
    path = "alerts.alarms.host_log_errors"
    promise = Promise("log_group_names", expected, path, text)
    return ModulePlan(f"{call}_host_log_errors", "log_errors", FILE, inputs, promises=(promise,))
