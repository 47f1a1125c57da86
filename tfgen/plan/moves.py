"""What has moved: members with new names, and addresses that a version of tfgen has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from tfgen.facts.moves import Move, between_calls
from tfgen.hcl import Ref, Value
from tfgen.resolve import (
    Cluster,
    EmptySecret,
    FileSystem,
    InstanceGroup,
    LoadBalancer,
    ManagedInstances,
    Queue,
    Repository,
    SystemContainer,
    Workload,
    labels,
)
from tfgen.tree import Local, ModulePlan, Moved

Holding = FileSystem | Queue | Repository | EmptySecret
Member = Holding | InstanceGroup | LoadBalancer | ManagedInstances | SystemContainer | Workload


def moves(
    cluster: Cluster, calls: Sequence[ModulePlan], values: Iterable[Local]
) -> Iterator[Moved]:
    """Yield each move as one step, since Terraform takes one former address for each new one."""
    members = {
        f"{kind}_{labels.label(member.key)}": (kind, member) for kind, member in _members(cluster)
    }
    parts = _calls_of(members, (call.call for call in calls))
    named = {value.name: value.value for value in values}
    inputs = {
        call.call: {name: _value(given, named) for name, given in call.inputs.items()}
        for call in calls
    }
    table = list(between_calls())
    for label, (kind, member) in members.items():
        names = [labels.label(name) for name in (*member.moved_from, member.key)]
        for call in parts[label]:
            pattern = f"module.{kind}_{{key}}{call.removeprefix(label)}"
            yield from _steps(pattern, names, inputs, table)
    shared = inputs.keys() - {call for several in parts.values() for call in several}
    for call in inputs:
        if call in shared:
            yield from _steps(f"module.{call}", [""], inputs, table)
    yield from _web_acls(cluster)


def _steps(
    pattern: str,
    names: Sequence[str],
    inputs: Mapping[str, Mapping[str, object]],
    table: Sequence[Move],
) -> Iterator[Moved]:
    """Yield the moves to a call and into it; `names` are those that its member had, the last now.

    A state may know it by any name under any pattern: one chain leads through all of them.
    """
    chain = [former.format(key=name) for former in _former(pattern, table) for name in names]
    yield from _chained(chain)
    call = pattern.format(key=names[-1]).removeprefix("module.")
    for move in table:
        if not move.present.startswith(f"{pattern}."):
            continue
        former = move.former.split(".")[1].format(key=names[-1], each="")
        # Where that call is still there, it is moved along with its member already.
        earlier = names[-1:] if former in inputs else names
        for key in _keys(inputs[call], move):
            steps = [move.former.format(key=name, each=key) for name in earlier]
            yield from _chained([*steps, move.present.format(key=names[-1], each=key)])


def _value(given: Value, named: Mapping[str, Value]) -> Value:
    """Return what an input is, also where the root has a local value for it."""
    if isinstance(given, Ref) and given.traversal.startswith("local."):
        return named.get(given.traversal.removeprefix("local."), given)
    return given


def _chained(addresses: Iterable[str]) -> Iterator[Moved]:
    for former, present in pairwise(addresses):
        yield Moved(Ref(former), Ref(present))


def _former(pattern: str, table: Sequence[Move]) -> list[str]:
    """Return the patterns by which a call was known, the oldest first, with its own at the end."""
    found = [pattern]
    for move in reversed(table):
        if move.present == found[0]:
            found.insert(0, move.former)
    return found


def _keys(inputs: Mapping[str, object], move: Move) -> Iterable[str]:
    """Return what stands for `{each}` in a move."""
    if not move.keys:
        return ("",)
    several = inputs.get(move.keys)
    return sorted(map(str, several)) if isinstance(several, Mapping | list | tuple) else ()


def _web_acls(cluster: Cluster) -> Iterator[Moved]:
    """Yield the place of each web ACL that exists: former trees had it by its ARN."""
    if not cluster.owns("load_balancers"):
        return
    for balancer in cluster.load_balancers.values():
        arn = balancer.waf and balancer.waf.web_acl_arn
        if isinstance(arn, str):
            association = f"module.{balancer.module}.aws_wafv2_web_acl_association.this"
            yield Moved(Ref(f'{association}["{arn}"]'), Ref(f'{association}["web_acl"]'))


def _calls_of(members: Iterable[str], calls: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the calls of each member.

    `service_api_admin` is the service api-admin's where there is one, else a part of the service
    api's.
    """
    found: dict[str, list[str]] = {member: [] for member in members}
    for call in calls:
        words = call.split("_")
        beginnings = ("_".join(words[:count]) for count in range(len(words), 0, -1))
        owner = next((name for name in beginnings if name in found), None)
        if owner:
            found[owner].append(call)
    return found


def _members(cluster: Cluster) -> Iterable[tuple[str, Member]]:
    """Yield what may have had other names, each with what the labels of its calls begin with."""
    sections: tuple[tuple[str, Mapping[str, Member]], ...] = (
        ("instance_group", cluster.instance_groups),
        ("managed_instances", cluster.managed_instances),
        ("system_container", cluster.system_containers),
        ("load_balancer", cluster.load_balancers),
        ("file_system", cluster.file_systems),
        ("queue", cluster.queues),
        ("dead_letter_queue", cluster.queues),
        ("repository", cluster.repositories),
        ("secret", cluster.secrets),
        ("service", cluster.services),
        ("job", cluster.jobs),
    )
    for kind, members in sections:
        for member in members.values():
            yield kind, member
