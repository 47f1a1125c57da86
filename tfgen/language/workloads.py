"""What services and jobs share: a task that has a place to run, and a network."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import FARGATE_EPHEMERAL_STORAGE, TASK_CPU
from tfgen.language.capacity import Capacity
from tfgen.language.containers import Container, Task
from tfgen.language.field import Field
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import Int, Key, Reads, Text, Words, read_text
from tfgen.language.section import One
from tfgen.language.security_groups import FurtherGroups, Rule, further_groups

OWN_NETWORK = Only(
    "with network_mode: awsvpc",
    network_mode="awsvpc",
    code="RULE213",
    help="write network_mode: awsvpc, or remove it",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html",
)
_ON_FARGATE = Only(
    "on Fargate",
    on_fargate=True,
    code="RULE214",
    help="size the root_volume of the instance group",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
)
_ON_EC2 = Not(
    "on Fargate",
    on_fargate=True,
    code="RULE214",
    why="cpu and memory are those of the whole task there",
    help="write cpu and memory instead",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
)


class Workload(Container, Task):
    """A task that ECS places: the fields of its main container, of the task, and where it runs."""

    capacity: Capacity | None = Field(
        None, description="Where it runs. Default: cluster.default_capacity."
    )
    network_mode: Annotated[Literal["bridge", "awsvpc", "host"], Words()] | None = Field(
        None,
        description="Network of the containers. Default: bridge on instance groups, awsvpc on "
        "Fargate and on managed instances.",
    )
    architecture: Annotated[Literal["x86_64", "arm64"], Words()] | None = Field(
        None,
        description="Architecture of the images. Default: that of the instances; on Fargate and "
        "where managed instances may have either x86_64.",
    )
    subnets: Annotated[Literal["private", "public"], Words(), OWN_NETWORK] = Field(
        "private", description="Subnets of awsvpc tasks; public ones bring public addresses."
    )
    ingress: Annotated[dict[Key, Rule], OWN_NETWORK] = Field(
        {}, description="Further rules into awsvpc tasks; routes open what they need."
    )
    egress: Annotated[dict[Key, Rule] | None, OWN_NETWORK] = Field(
        None,
        description="Rules out of awsvpc tasks, beside those to HTTPS anywhere and to everything "
        "inside the VPC; one that is named https or vpc takes the place of that one.",
    )
    security_groups: Annotated[FurtherGroups, OWN_NETWORK] = Field(
        (), description=further_groups("awsvpc tasks")
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    task_cpu: Annotated[Int | None, _ON_EC2] = Field(
        None,
        ge=TASK_CPU.low,
        le=TASK_CPU.high,
        description="CPU units of the whole task on instances, which its containers share. Left "
        "out: what each container has.",
    )
    task_memory: Annotated[Int | None, _ON_EC2] = Field(
        None,
        ge=6,
        description="MiB of the whole task on instances, its hard limit; containers need no memory "
        "of their own then. Left out: what each container has.",
    )
    # A task definition has ten containers at most:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
    sidecars: dict[Key, Container] = Field(
        {}, max_length=9, description="Further containers of the task, by name."
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
    ephemeral_storage: Annotated[Int | None, _ON_FARGATE] = Field(
        None,
        ge=FARGATE_EPHEMERAL_STORAGE.low,
        le=FARGATE_EPHEMERAL_STORAGE.high,
        description="GiB of scratch space of a Fargate task. Default: Fargate's 20.",
    )
    tags: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {},
        max_length=45,
        description="Tags for its tasks, their definition, roles and log group, beside those of "
        "tags, before which they win. Tasks that run keep the ones that they started with.",
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows "
        "it by the oldest.",
    )
