"""`cluster`: the ECS cluster."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.capacity import Capacity
from tfgen.language.discovery import PeerNamespace
from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import Bool, Words, matching
from tfgen.language.section import One, Section, Switch

# Shorter than a key: other names are composed of this one and a key.
NAME_FORM = r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,23}"
ClusterName = Annotated[
    str,
    matching(
        NAME_FORM,
        "a valid cluster name",
        "use up to 24 lower-case letters, digits and single hyphens, with a letter first and no "
        "hyphen at the end",
    ),
]


FargateName = Annotated[Literal["fargate", "fargate_spot"], Words()]


class AwsvpcTrunking(Section):
    """Trunks: instances of many types then have network interfaces for more tasks in awsvpc.

    An account has the setting once in a region, for all clusters there.
    """

    create_setting: Bool = Field(
        True,
        description="Whether to turn the account setting on; false: it is on, and others own it.",
    )


class Cluster(Section):
    """The ECS cluster."""

    name: ClusterName | None = Field(
        None,
        description="Name of the ECS cluster and prefix of every AWS name; changing it replaces "
        "everything. Default: environment.",
    )
    container_insights: Annotated[Literal["enhanced", "enabled", "disabled"], Words()] = Field(
        "enabled", description="CloudWatch Container Insights."
    )
    default_capacity: Capacity | None = Field(
        None,
        description="Where tasks run that name no capacity: an instance group, managed "
        "instances, fargate or fargate_spot, or several of one kind with their shares. Default: "
        "the only instance group or managed instances, else those named default; without any "
        "fargate.",
    )
    fargate: Annotated[tuple[FargateName, ...], One()] = Field(
        (),
        description="What of Fargate the cluster takes, fargate and fargate_spot, for applications "
        "that run on it. What its own tasks use it takes anyway.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
    awsvpc_trunking: Annotated[
        AwsvpcTrunking | None,
        Switch(),
        Only("with instance groups", instance_groups=True, idle=True),
    ] = Field(
        None,
        description="The account setting awsvpcTrunking, by which new instances take more tasks "
        "in awsvpc. Left out: as the account has it.",
    )
    service_connect: Annotated[PeerNamespace, One("namespace")] = Field(
        PeerNamespace(),
        description="Namespace of the services that have service_connect; a name or an ARN is "
        "enough.",
    )
