"""Rules of GPUs and Neuron devices: the instances of a task have what its containers ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.facts.instance_types import InstanceType
from tfgen.language.containers import DEVICE_FORM
from tfgen.resolve import Cluster, Container, InstanceGroup, SystemContainer, Task, Workload
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import finding, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_GPU = f"{_ECS}/ecs-gpu.html"
_SECTIONS = (*SECTIONS, "instance_groups", "cluster")


@rule(
    Code(
        "RULE440",
        "more-gpus-than-instances-have",
        what="A task asks for more GPUs than an instance has that it may run on.",
        why=(
            "ECS gives a container whole GPUs of NVIDIA, and places its task on an instance that "
            "has all of them free. Where no type of the group has so many, the task waits for ever."
        ),
        help="Give it a group of a type with as many GPUs as capacity, such as g5.xlarge with one.",
        source=_GPU,
    ),
    sections=_SECTIONS,
    over=over.tasks,
)
def gpus_are_there(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse more GPUs than the instances of a group have, of each group that a task runs on."""
    asking = [container for container in task.containers.values() if container.gpus]
    needed = sum(container.gpus or 0 for container in asking)
    for group in _groups(cluster, task):
        most = _most_gpus(group)
        if most is None or needed <= most:
            continue
        message = f"a task of {task.key} needs {_gpus(needed)}: {_has(group, most)}"
        help = "use a group of a type with as many, or ask for fewer"
        yield finding(cluster, "RULE440", (*asking[0].path, "gpus"), message, help)
        return


@rule(
    Code(
        "RULE441",
        "gpus-left-alone",
        what="A service or job runs on instances with GPUs, and asks for none.",
        why=(
            "A container without gpus sees no GPU of its instance, and what it takes of CPU and "
            "memory there is gone for those that need one. Such instances cost the most."
        ),
        help="Write gpus: 1, or give the task another instance group as capacity.",
        source=_GPU,
        severity=Severity.NOTE,
    ),
    sections=_SECTIONS,
    over=over.workloads,
)
def gpus_are_used(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Note a workload on instances with GPUs alone that asks for none."""
    groups = _groups(cluster, workload)
    if not groups or any(container.gpus for container in workload.containers.values()):
        return
    types = [name for group in groups for name in group.types]
    if types and all(aws.accelerator(name) == "gpu" for name in types):
        runs = f"{workload.kind} {workload.key} runs on {types[0]}"
        message = f"{runs}, and asks for none of its GPUs"
        path = written(cluster, (*workload.path, "capacity"), workload.path)
        help = "write gpus: 1, or give the task another instance group as capacity"
        yield finding(cluster, "RULE441", path, message, help, key=path == workload.path)


@rule(
    Code(
        "RULE442",
        "no-neuron-device",
        what="A container asks for a Neuron device that its instances do not have.",
        why=(
            "/dev/neuron0 and its like are on instances with Inferentia or Trainium alone. "
            "Elsewhere Docker finds no such device, and the container does not start."
        ),
        help="Give it a group of a type with Neuron as capacity, such as inf2.xlarge.",
        source=f"{_ECS}/ecs-inference.html",
    ),
    sections=_SECTIONS,
    over=over.containers,
)
def neuron_devices_are_there(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Refuse Neuron devices on instances that have none."""
    for index, text in enumerate(container.devices):
        device = re.fullmatch(DEVICE_FORM, text)
        if device is None or not re.fullmatch(r"/dev/neuron[0-9]+", device["host"]):
            continue
        for group in _groups(cluster, task):
            lacking = [name for name in group.types if aws.accelerator(name) != "neuron"]
            if lacking:
                has = f"{lacking[0]} of instance group {group.key} has no {device['host']}"
                path = (*container.path, "devices", index)
                help = "use a group of a type with Neuron, such as inf2.xlarge"
                yield finding(cluster, "RULE442", path, has, help)
                break


def _groups(cluster: Cluster, task: Task) -> list[InstanceGroup]:
    """Return the groups that a task may run on, as far as they are there."""
    names: tuple[str, ...] = ()
    if isinstance(task, Workload):
        names = task.groups
    elif isinstance(task, SystemContainer):
        names = task.instance_groups
    return [cluster.instance_groups[name] for name in names if name in cluster.instance_groups]


def _most_gpus(group: InstanceGroup) -> int | None:
    """Return the GPUs of the type that has the most of them; None where one is not known."""
    # Types with accelerators never fit its requirements.
    if group.instance_requirements:
        return 0
    kinds = [aws.instance_type(name) for name in group.types]
    counts = [kind.gpus for kind in kinds if kind]
    if not kinds or len(counts) < len(kinds) or None in counts:
        return None
    return max(count or 0 for count in counts)


def _has(group: InstanceGroup, most: int) -> str:
    if group.instance_requirements:
        return f"instance group {group.key} takes no type with any, by its instance_requirements"
    types = [kind for kind in map(aws.instance_type, group.types) if kind]
    names = " and ".join(kind.name for kind in types)
    have = "has" if len(types) == 1 else "have"
    return f"{names} of instance group {group.key} {have} {most or _instead(types)}"


def _instead(types: list[InstanceType]) -> str:
    # g6f and its like have an eighth, a quarter or a half.
    if any(kind.accelerator == "gpu" for kind in types):
        return "no whole one, but a part"
    return "none of NVIDIA"


def _gpus(number: int) -> str:
    return "1 GPU" if number == 1 else f"{number} GPUs"


RULES = (gpus_are_there, gpus_are_used, neuron_devices_are_there)
