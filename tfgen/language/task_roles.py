"""What the containers of a task may do in AWS."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.scalars import (
    Reads,
    TextForAws,
    TextOrExpression,
    Words,
    iam_arn,
    later,
    matching,
    read_text,
)
from tfgen.language.section import One, Section

RoleArn = Annotated[str, iam_arn("[0-9]{12}", r"role/[A-Za-z0-9_+=,.@/-]+", "a role")]
PolicyArn = Annotated[
    TextOrExpression,
    # AWS's own policies have aws in the place of an account.
    later(iam_arn("(?:[0-9]{12}|aws)", r"policy/[A-Za-z0-9_+=,.@/-]+", "a managed policy")),
]


class Statement(Section):
    """What a task, or an instance, may do in AWS."""

    actions: tuple[
        Annotated[
            str, matching(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+", "an action", "write service:Action")
        ],
        ...,
    ] = Field(min_length=1, description="Actions, such as sqs:SendMessage.")
    resources: tuple[
        Annotated[TextOrExpression, later(matching(r"\*|arn:.+", "a resource", "write its ARN"))],
        ...,
    ] = Field(min_length=1, description="ARNs that the actions touch.")
    effect: Annotated[Literal["allow", "deny"], Words()] = Field(
        "allow", description="Whether to allow or to deny."
    )
    conditions: dict[
        Annotated[str, Reads(read_text)],
        dict[Annotated[str, Reads(read_text)], Annotated[tuple[TextForAws, ...], One()]],
    ] = Field(
        {}, description="Operator, key and values, such as StringEquals: {aws:SourceAccount: '…'}."
    )


class ExecutionRole(Section):
    """The role with which ECS starts the task: it may read what the spec names, and write logs."""

    statements: tuple[Statement, ...] = Field(
        (),
        description="What ECS, or an agent that AWS puts into the task, may do beside that. The "
        "containers themselves do not have these rights.",
    )


class TaskRole(Section):
    """The role that the containers themselves use: without fields it may do nothing."""

    arn: RoleArn | None = Field(None, description="Role that exists; not with the other fields.")
    statements: tuple[Statement, ...] = Field((), description="What the task may do.")
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    managed_policy_arns: tuple[PolicyArn, ...] = Field(
        (), max_length=9, description="Managed policies to attach."
    )
    parameters: (
        Annotated[
            str,
            matching(
                r"/[A-Za-z0-9_./-]*[A-Za-z0-9_.-]", "a parameter path", "write /path/of/parameters"
            ),
        ]
        | None
    ) = Field(None, description="Path of the Parameter Store whose parameters the task may read.")
