"""`iam`: what holds for every role that the tree makes."""

from __future__ import annotations

from tfgen.language.field import Field
from tfgen.language.section import Section
from tfgen.language.task_roles import PolicyArn


class Iam(Section):
    """What holds for every role that the tree makes, and for the user of the deployer."""

    # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    permissions_boundary: PolicyArn | None = Field(
        None,
        description="ARN of the managed policy that bounds what each of them may do; it has to "
        "allow what the cluster's own roles do. Left out: none.",
    )
