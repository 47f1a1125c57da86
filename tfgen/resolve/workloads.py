"""Services and jobs, resolved: where they run, and in which network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts import aws
from tfgen.facts.limits import SECURITY_GROUP_DESCRIPTION, SECURITY_GROUP_NAME
from tfgen.language import workloads as language
from tfgen.language.capacity import FARGATE, Capacity
from tfgen.language.instance_groups import Rule
from tfgen.resolve.convention import RESOLVED, Conventions, Path, begin_below
from tfgen.resolve.names import Name
from tfgen.resolve.security_groups import default_egress, described
from tfgen.resolve.tasks import Container, Task, begin_container, begin_task_logs

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster


# GiB that each task on Fargate has:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html
FARGATE_STORAGE = 20


class Workload(Container, Task, language.Workload):
    """A task that ECS places.

    `capacity` is empty where the spec does not say where it runs. `groups` are the instance groups
    that it may run on. `kind` is service or job.
    """

    model_config = RESOLVED

    kind: str = Field(exclude=True)
    capacity: Capacity
    groups: tuple[str, ...]
    network_mode: str  # type: ignore[assignment]  # words of the language are strings
    architecture: str  # type: ignore[assignment]
    egress: dict[str, Rule]
    sidecars: dict[str, Container]  # type: ignore[assignment]  # a dict is invariant

    @property
    def given_egress(self) -> dict[str, Rule]:
        """Rules out that the spec asks for; empty where those of the default stand."""
        return self.egress if self.gives("egress") else {}

    @property
    def more_storage(self) -> int | None:
        """GiB of scratch space that Fargate has to be asked for."""
        return self.ephemeral_storage if self.ephemeral_storage != FARGATE_STORAGE else None

    @property
    def on_fargate(self) -> bool:
        """Whether it runs on Fargate."""
        return any(name in FARGATE for name in self.capacity)

    @property
    def awsvpc(self) -> bool:
        """Whether its tasks have a network of their own."""
        return self.network_mode == "awsvpc"

    @property
    def containers(self) -> dict[str, Container]:
        """Its containers by the names that AWS knows; the main one is named like the workload."""
        return {self.name: self, **self.sidecars}

    @property
    def peers(self) -> frozenset[str]:
        """What it connects from: its own group, or those of its instances."""
        if self.awsvpc:
            return frozenset({f"{self.kind}s.{self.key}"})
        return frozenset(f"instance_groups.{group}" for group in self.groups)

    @property
    def module(self) -> str:
        """The label of its call in the root."""
        return f"{self.kind}_{self.label}"


def begin_workload(kind: str, key: str, given: language.Workload) -> dict[str, object]:
    """Return what is known of a service or job beside what the spec says of it."""
    path: Path = (f"{kind}s", key)
    sidecars = begin_below(
        given, "sidecars", lambda name, one: begin_container(name, (*path, "sidecars", name), one)
    )
    identity = {"kind": kind, "key": key, "path": path, "section": f"{kind}s"}
    return {**identity, **begin_task_logs(given), **sidecars}


NAMED = Conventions(Workload)
WORKLOADS = Conventions(Workload)


@NAMED.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, workload: Workload) -> str:
    return workload.moved_from[0] if workload.moved_from else workload.key


@WORKLOADS.fills("capacity", "cluster.default_capacity")
def _capacity(cluster: Cluster, workload: Workload) -> Capacity:
    return cluster.cluster.default_capacity or {}


@WORKLOADS.sets("groups", "of its capacity")
def _groups(cluster: Cluster, workload: Workload) -> tuple[str, ...]:
    return tuple(name for name in sorted(workload.capacity) if name in cluster.instance_groups)


@WORKLOADS.fills("network_mode", "awsvpc on Fargate, bridge on instances")
def _network_mode(cluster: Cluster, workload: Workload) -> str:
    return "awsvpc" if workload.on_fargate else "bridge"


@WORKLOADS.fills("architecture", "that of the instances; on Fargate x86_64")
def _architecture(cluster: Cluster, workload: Workload) -> str:
    for name in workload.groups:
        types = cluster.instance_groups[name].types
        return aws.architecture(types[0]) if types else "x86_64"
    return "x86_64"


@WORKLOADS.fills("ephemeral_storage", "20 on Fargate")
def _ephemeral_storage(cluster: Cluster, workload: Workload) -> int | None:
    return FARGATE_STORAGE if workload.on_fargate else None


@WORKLOADS.fills("egress", "with a network of its own: HTTPS, and everything inside the VPC")
def _egress(cluster: Cluster, workload: Workload) -> dict[str, Rule]:
    return default_egress(cluster) if workload.awsvpc else {}


@WORKLOADS.sets("ingress", "a rule without description has its name")
def _ingress(cluster: Cluster, workload: Workload) -> dict[str, Rule]:
    return described(workload.ingress)


@WORKLOADS.sets("egress", "a rule without description has its name")
def _described_egress(cluster: Cluster, workload: Workload) -> dict[str, Rule]:
    return described(workload.egress)


def network_names(workload: Workload) -> list[Name]:
    """Return the names of what a workload with a network of its own has."""
    if not workload.awsvpc:
        return []
    family, of = workload.family, f"security group of {workload.family}"
    description = "description of its security group"
    return [
        Name(f"{family}-", of, SECURITY_GROUP_NAME, is_prefix=True),
        Name(f"Tasks of {family}", description, SECURITY_GROUP_DESCRIPTION),
    ]
