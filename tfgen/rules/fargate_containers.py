"""Rules of containers on Fargate: what its platform gives them, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts.limits import (
    FARGATE_CAPABILITIES,
    FARGATE_START_TIMEOUT,
    FARGATE_STOP_TIMEOUT,
)
from tfgen.resolve import Cluster, Container, Task, Workload
from tfgen.rules import over
from tfgen.rules.fargate import SECTIONS
from tfgen.rules.rule import finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_FIRELENS = f"{_ECS}/APIReference/API_FirelensConfiguration.html"
_LOG_DRIVERS = f"{_ECS}/APIReference/API_LogConfiguration.html"
_CAPABILITIES = f"{_ECS}/APIReference/API_KernelCapabilities.html"

_NOT_ON_FARGATE = Code(
    "RULE301",
    "container-that-fargate-refuses",
    what="Fargate does not have what a container asks for.",
    why=(
        "On Fargate a container gets two minutes to start and to stop at most, of Linux "
        "capabilities only SYS_PTRACE beside the usual ones, and no log driver fluentd: ECS "
        "refuses the task."
    ),
    help="Write what Fargate has, or give the service or job an instance group as capacity.",
    source=f"{_ECS}/APIReference/API_ContainerDefinition.html",
)


def _on_fargate(task: Task) -> bool:
    return isinstance(task, Workload) and task.on_fargate


@rule(_NOT_ON_FARGATE, sections=SECTIONS, over=over.containers)
def stop_in_time(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the grace of a container on Fargate to what it gives."""
    seconds, takes = container.stop_timeout, FARGATE_STOP_TIMEOUT
    if _on_fargate(task) and seconds not in takes:
        given = f"container {container.key} gets {seconds}s to stop"
        message = f"{given}, and Fargate gives {takes.low}s to {takes.high}s"
        help = f"write stop_timeout: {min(max(seconds, takes.low), takes.high)}s"
        yield finding(cluster, "RULE301", (*container.path, "stop_timeout"), message, help)


@rule(_NOT_ON_FARGATE, sections=SECTIONS, over=over.containers)
def start_in_time(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the time in which a container on Fargate is waited for to what it gives."""
    seconds, takes = container.start_timeout, FARGATE_START_TIMEOUT
    if _on_fargate(task) and seconds is not None and seconds not in takes:
        waited = f"container {container.key} is waited for {seconds}s"
        message = f"{waited}, and Fargate waits {takes.low}s to {takes.high}s"
        help = f"write start_timeout: {min(max(seconds, takes.low), takes.high)}s"
        yield finding(cluster, "RULE301", (*container.path, "start_timeout"), message, help)


@rule(_NOT_ON_FARGATE, sections=SECTIONS, over=over.containers)
def capabilities_of_fargate(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Hold the capabilities that are added on Fargate to those that it adds."""
    if not _on_fargate(task):
        return
    for index, name in enumerate(container.capabilities.add):
        if name not in FARGATE_CAPABILITIES:
            adds = listed(list(FARGATE_CAPABILITIES))
            message = f"{name} cannot be added on Fargate, which adds {adds} alone"
            path = (*container.path, "capabilities", "add", index)
            help = "remove it, or give the task an instance group as capacity"
            yield finding(cluster, "RULE301", path, message, help, source=_CAPABILITIES)


@rule(_NOT_ON_FARGATE, sections=(*SECTIONS, "logs"), over=over.workloads)
def log_drivers_of_fargate(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse Docker's driver fluentd on Fargate."""
    if workload.on_fargate and workload.logs.destination_type == "fluentd":
        path = written(cluster, (*workload.path, "logs", "destination"), ("logs", "destination"))
        logs = f"{workload.kind} {workload.key} logs to fluentd on Fargate"
        message = f"{logs}, which has no such log driver"
        help = "write type: forward with the host, which a log router in the task sends to"
        yield finding(cluster, "RULE301", path, message, help, source=_LOG_DRIVERS)


@rule(
    Code(
        "RULE489",
        "fluent-bit-configuration-on-fargate",
        what="A task on Fargate has a configuration of Fluent Bit in S3.",
        why="On instances the agent of ECS fetches it. Fargate takes a file of the image alone, "
        "and refuses the task definition.",
        help="Name a file of Fluent Bit's image, or give the task an instance group as capacity.",
        source=_FIRELENS,
    ),
    sections=(*SECTIONS, "logs"),
    over=over.workloads,
)
def router_files_of_fargate(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse a configuration of Fluent Bit in S3 on Fargate."""
    destination = workload.logs.destination
    if workload.on_fargate and destination.in_s3:
        own = (*workload.path, "logs", "destination", "config_file")
        path = written(cluster, own, ("logs", "destination", "config_file"))
        runs = f"{workload.kind} {workload.key} runs on Fargate"
        message = f"{runs}, which fetches no {destination.config_file}"
        help = "name a file of the image, or give the task an instance group as capacity"
        yield finding(cluster, "RULE489", path, message, help)


RULES = (
    router_files_of_fargate,
    stop_in_time,
    start_in_time,
    capabilities_of_fargate,
    log_drivers_of_fargate,
)
