"""`let_go`: what holds data and is given up, since its lines have left the spec."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.scalars import KEY_FORM, Words, matching
from tfgen.language.section import Section

# What holds data: members of sections and parts of them, and features.
OF_MEMBERS = (
    rf"file_systems\.{KEY_FORM}",
    rf"instance_groups\.{KEY_FORM}\.host_logs",
    rf"jobs\.{KEY_FORM}",
    rf"load_balancers\.{KEY_FORM}\.access_logs",
    rf"load_balancers\.{KEY_FORM}\.waf_logs",
    rf"queues\.{KEY_FORM}",
    rf"queues\.{KEY_FORM}\.dead_letter",
    rf"repositories\.{KEY_FORM}",
    rf"secrets\.{KEY_FORM}",
    rf"services\.{KEY_FORM}",
    rf"system_containers\.{KEY_FORM}",
)
OF_FEATURES = (
    "access.exec",
    "access.ssm",
    "alerts",
    "cluster.container_insights",
    "logs",
    "logs.host",
    "network.flow_logs",
)
_FORM = "|".join((*OF_MEMBERS, *(feature.replace(".", r"\.") for feature in OF_FEATURES)))
Held = Annotated[
    str,
    matching(
        _FORM,
        "something that holds data",
        "write a section and a name, such as file_systems.library, or one of "
        + ", ".join(OF_FEATURES),
    ),
]


class LetGo(Section):
    """Something that the spec no longer has, and that holds data."""

    data: Annotated[Literal["keep", "destroy"], Words()] = Field(
        "keep",
        description="keep: Terraform forgets it, and it stays in AWS; destroy: the next apply "
        "deletes it.",
    )
