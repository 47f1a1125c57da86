"""Services and jobs, resolved: where they run, and in which network."""

from __future__ import annotations

from tfgen.language import containers
from tfgen.language import workloads as language
from tfgen.language.capacity import FARGATE, Capacity
from tfgen.language.field import Field
from tfgen.language.instance_groups import Rule
from tfgen.resolve.convention import Path, begin_below
from tfgen.resolve.tasks import Container, Task, begin_container, begin_task_logs

# GiB that each task on Fargate has:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html
FARGATE_STORAGE = 20


class Workload(Container, Task, language.Workload):
    """A task that ECS places.

    `capacity` is empty where the spec does not say where it runs. `groups` are the instance groups
    that it may run on, `managed_instances` those that ECS manages. `kind` is service or job.
    """

    kind: str = Field(exclude=True)
    capacity: Capacity
    groups: tuple[str, ...]
    managed_instances: tuple[str, ...]
    network_mode: str  # type: ignore[assignment]  # words of the language are strings
    architecture: str  # type: ignore[assignment]
    egress: dict[str, Rule]
    given_egress: dict[str, Rule] = Field(exclude=True)
    sidecars: dict[str, Container]  # type: ignore[assignment]  # a dict is invariant

    @property
    def more_storage(self) -> int | None:
        """GiB of scratch space that Fargate has to be asked for."""
        # Fargate refuses to be asked for what each task has anyway.
        if self.ephemeral_storage == FARGATE_STORAGE:
            return None
        return self.ephemeral_storage

    @property
    def on_fargate(self) -> bool:
        """Whether it runs on Fargate."""
        return any(name in FARGATE for name in self.capacity)

    @property
    def on_managed_instances(self) -> bool:
        """Whether it runs on instances that ECS manages."""
        return bool(self.managed_instances)

    @property
    def awsvpc(self) -> bool:
        """Whether its tasks have a network of their own."""
        return self.network_mode == "awsvpc"

    @property
    def containers(self) -> dict[str, Container]:
        """Its containers by the names that AWS knows; the main one is named like the workload."""
        return {self.name: self, **self.sidecars}

    @property
    def placed_memory(self) -> int:
        """MiB that an instance must have free for it: its own size, or what its containers need."""
        return self.task_memory or super().placed_memory

    @property
    def placed_cpu(self) -> int:
        """CPU units that an instance must have free for it."""
        return self.task_cpu or super().placed_cpu

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


def begin_workload(kind: str, key: str, written: language.Workload) -> dict[str, object]:
    """Return what is known of a service or job beside what the spec says of it."""
    path: Path = (f"{kind}s", key)

    def begin_sidecar(name: str, sidecar: containers.Container) -> Container:
        return begin_container(name, (*path, "sidecars", name), sidecar)

    sidecars = begin_below(written, "sidecars", begin_sidecar)
    identity = {"kind": kind, "key": key, "path": path, "section": f"{kind}s"}
    return {**identity, **begin_task_logs(written), **sidecars}
