"""The local values of the root: what several calls share, each under one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tfgen.facts import aws
from tfgen.hcl import Call, Ref, Text, Value
from tfgen.language.destinations import FIRELENS
from tfgen.modules import network
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    REGION,
    SLACK_TOPIC_ARN,
    TEAMS_TOPIC_ARN,
    topic_arn,
)
from tfgen.modules.parts.rights import exec_statements
from tfgen.modules.parts.security_groups import common_egress
from tfgen.modules.parts.task_logs import log_router
from tfgen.resolve import Cluster
from tfgen.tree import Local, ModulePlan, Output

_LOCAL = re.compile(r"local\.([a-z_]+)")
_MODULE = re.compile(r"module\.([a-z0-9_]+)")


def used_locals(
    cluster: Cluster, calls: Iterable[ModulePlan], outputs: Iterable[Output]
) -> tuple[Local, ...]:
    """Return the local values that calls and outputs use, and those that these are made of."""
    known = {local.name: local for local in _locals(cluster)}
    pending = [
        *(name for call in calls for name in _names(call.given)),
        *(name for output in outputs for name in _names(output.value)),
    ]
    used = set()
    while pending:
        name = pending.pop()
        if name not in used:
            used.add(name)
            pending += _names(known[name].value)
    return tuple(local for name, local in known.items() if name in used)


def named_calls(
    cluster: Cluster, calls: Sequence[ModulePlan], outputs: Iterable[Output], file: str
) -> set[str]:
    """Return the calls of a file that others name, by their locals too, or that make something.

    What these name again is among them.
    """
    inside = {call.call: call for call in calls if call.file == file}
    # Nobody need name a security group to be let in by the rules that this tree adds to it.
    making = [call for call in inside.values() if "ingress" in call.given]
    pending = [*(call for call in calls if call.file != file), *making]
    named = {call.call for call in making}
    outputs = tuple(outputs)
    while pending:
        values = [*(call.given for call in pending), *(output.value for output in outputs)]
        shared = used_locals(cluster, pending, outputs)
        every = {
            name
            for value in (*values, *(local.value for local in shared))
            for name in _names(value, _MODULE)
        }
        pending = [inside[name] for name in sorted(every - named) if name in inside]
        named |= every
    return named


def _names(value: Value, form: re.Pattern[str] = _LOCAL) -> list[str]:
    """Return the local values that a value names, or what else a form finds in references."""
    match value:
        case Ref():
            return form.findall(value.traversal)
        case Text():
            parts = [part for part in value.parts if isinstance(part, Ref)]
            return [name for part in parts for name in _names(part, form)]
        case Call():
            return [name for argument in value.arguments for name in _names(argument, form)]
        case Mapping():
            return [name for item in value.values() for name in _names(item, form)]
        case Sequence() if not isinstance(value, str):
            return [name for item in value for name in _names(item, form)]
    return []


def _locals(cluster: Cluster) -> Iterator[Local]:
    """Yield everything that may be shared."""
    yield Local("region", cluster.region)
    yield Local("partition", aws.partition(cluster.region))
    yield Local(
        "account_id", cluster.account_id or Ref("data.aws_caller_identity.current.account_id")
    )
    yield Local("cluster_name", cluster.ecs_name)
    yield Local("log_prefix", _log_prefix(cluster))
    yield Local("log_retention_days", cluster.logs.retention_days)
    yield Local("log_kms_key_arn", cluster.logs.kms_key_arn)
    yield Local("permissions_boundary", cluster.iam.permissions_boundary)
    yield Local("tags", dict(sorted(cluster.tags.items())))
    yield from _registry(cluster)
    yield Local("vpc_id", network.vpc_id(cluster), file="network")
    yield Local("vpc_cidr", network.vpc_cidr(cluster), file="network")
    if cluster.network.has_public_subnets:
        about = "Public subnets by zone, once they have their way out."
        yield Local("public_subnet_ids", network.public_subnet_ids(cluster), about, "network")
    about = "Private subnets by zone, once what stands in them can reach AWS."
    yield Local("private_subnet_ids", network.private_subnet_ids(cluster), about, "network")
    about = "What tasks and instances reach, unless the spec says otherwise."
    yield Local("egress", common_egress(cluster), about, "network")
    about = "Names of the capacity providers, once the cluster has them."
    holder = "platform_cluster" if cluster.application else "ecs_capacity_providers"
    providers = Ref(f"module.{holder}.capacity_providers")
    yield Local("capacity", providers, about, "capacity")
    zones, instances = "attribute:ecs.availability-zone", "instanceId"
    spread = [{"type": "spread", "field": zones}, {"type": "spread", "field": instances}]
    about = "First over the zones, then over the instances of a zone."
    yield Local("spread", spread, about, "capacity")
    if cluster.logs.destination.type in FIRELENS:
        about = (
            "Fluent Bit beside the containers of a task: where it sends their logs, and its rights."
        )
        yield Local("log_router", log_router(cluster, cluster.logs.destination), about)
    about = "What containers may do so that ECS Exec opens sessions in them."
    yield Local("exec_statements", exec_statements(cluster), about, "access")
    yield Local("topic_arn", cluster.alerts.topic_arn, file="alerts")
    yield Local("topic_arns", _topic_arns(cluster), "Topics that alarms tell.", "alerts")


def _log_prefix(cluster: Cluster) -> Value:
    usual, prefix = f"/ecs/{cluster.name}", cluster.logs.prefix
    if cluster.ecs_name == cluster.name and (prefix == usual or prefix.startswith(f"{usual}/")):
        return Text(("/ecs/", CLUSTER_NAME, prefix[len(usual) :]))
    return prefix


def _registry(cluster: Cluster) -> Iterator[Local]:
    """Yield the account's registry in the region, as a host and as the first part of ARNs."""
    account = Ref("local.account_id")
    domain = f".{aws.dns_suffix(cluster.region)}"
    yield Local("registry", Text((account, ".dkr.ecr.", REGION, domain)))
    arn = (f"arn:{aws.partition(cluster.region)}:ecr:", REGION, ":", account, ":repository")
    yield Local("repositories", Text(arn))


def _topic_arns(cluster: Cluster) -> Value:
    arns = [topic_arn(cluster)]
    if cluster.alerts.slack:
        arns.append(SLACK_TOPIC_ARN)
    if cluster.alerts.teams:
        arns.append(TEAMS_TOPIC_ARN)
    return arns
