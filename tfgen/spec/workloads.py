"""What services and jobs share: a task that has a place to run, and a network."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.spec.capacity import Capacity
from tfgen.spec.containers import Container, Task
from tfgen.spec.instance_groups import Rule
from tfgen.spec.scalars import Int, Key, Reads, Words, read_text
from tfgen.spec.section import One


class Workload(Container, Task):
    """A task that ECS places: the fields of its main container, of the task, and where it runs."""

    capacity: Capacity | None = Field(None, description="Where it runs. Default: cluster.default_capacity.")
    network_mode: Annotated[Literal["bridge", "awsvpc", "host"], Words()] | None = Field(
        None, description="Network of the containers. Default: bridge on instances, awsvpc on Fargate."
    )
    architecture: Annotated[Literal["x86_64", "arm64"], Words()] | None = Field(
        None, description="Architecture of the images. Default: that of the instances; on Fargate x86_64."
    )
    subnets: Annotated[Literal["private", "public"], Words()] = Field(
        "private", description="Subnets of awsvpc tasks; public ones bring public addresses."
    )
    ingress: dict[Annotated[str, Reads(read_text)], Rule] = Field(
        {}, description="Further rules into awsvpc tasks; routes open what they need."
    )
    egress: dict[Annotated[str, Reads(read_text)], Rule] | None = Field(
        None, description="Rules out of awsvpc tasks. Default: HTTPS anywhere, and everything inside the VPC."
    )
    sidecars: dict[Key, Container] = Field({}, max_length=9, description="Further containers of the task, by name.")
    ephemeral_storage: Int | None = Field(
        None, ge=21, le=200, description="GiB of scratch space of a Fargate task. Default: Fargate's 20."
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows it by the oldest.",
    )
