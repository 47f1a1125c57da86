"""System containers, resolved: where they run, and what their logs go to."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.language import system_containers as language
from tfgen.resolve.convention import begin
from tfgen.resolve.names import Name
from tfgen.resolve.tasks import Container, Task, begin_task_logs


class SystemContainer(Container, Task, language.SystemContainer):
    """A container on each instance of some groups.

    `group_names` are its groups by the names that AWS and their instances know, `log_groups` what
    CloudWatch calls its logs on each of them where Docker runs it.
    """

    group_names: tuple[str, ...]
    log_groups: dict[str, Name]

    @property
    def awsvpc(self) -> bool:
        """Whether its tasks have a network of their own."""
        return self.network_mode == "awsvpc"

    @property
    def containers(self) -> dict[str, Container]:
        """Itself, by the name that AWS knows."""
        return {self.name: self}

    @property
    def peers(self) -> frozenset[str]:
        """What it connects from: its own group, or those of its instances."""
        if self.awsvpc:
            return frozenset({f"system_containers.{self.key}"})
        return frozenset(f"instance_groups.{group}" for group in self.instance_groups)

    @property
    def module(self) -> str:
        """The label of its call in the root."""
        return f"system_container_{self.label}"


def begin_system_container(key: str, written: language.SystemContainer) -> SystemContainer:
    """Return a system container as far as the spec says it."""
    known = {"key": key, "path": ("system_containers", key), "section": "system"}
    return begin(SystemContainer, written, **known, **begin_task_logs(written))


def keys_by_group(containers: Iterable[SystemContainer]) -> dict[str, list[str]]:
    """Return the keys of containers by the groups that they run on."""
    keys: dict[str, list[str]] = {}
    for container in containers:
        for group in container.instance_groups:
            keys.setdefault(group, []).append(container.key)
    return keys
