"""`system_containers`: containers that run on every instance."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.containers import Container, Task
from tfgen.language.field import Field
from tfgen.language.scalars import Key, Words
from tfgen.language.section import One


class SystemContainer(Container, Task):
    """A container on each instance of some groups, beside the services."""

    run: Annotated[Literal["daemon", "docker"], Words()] = Field(
        "daemon",
        description="daemon: an ECS service that keeps one task on each instance and changes "
        "without touching it. docker: a systemd unit that runs the container with Docker; a "
        "change replaces the instances.",
    )
    instance_groups: Annotated[tuple[Key, ...], One()] = Field(
        (), description="Groups it runs on. Default: all."
    )
    network_mode: Annotated[Literal["bridge", "host", "awsvpc"], Words()] = Field(
        "bridge", description="Network of the container; docker: bridge or host."
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (), description="Former names, oldest first, so that a new name destroys nothing."
    )
