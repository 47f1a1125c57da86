"""What can be found in a Terraform state, and where a tree takes over what runs."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

_REMOVED = "https://developer.hashicorp.com/terraform/language/block/removed"

CODES = (
    Code(
        "ADOPT070",
        "not-a-state",
        what="The file is no Terraform state.",
        why="tfgen reads a state of version 4, which Terraform writes since 0.12, and what "
        "`terraform show -json` prints of one.",
        help="Give what `terraform state pull` prints.",
        source="https://developer.hashicorp.com/terraform/internals/json-format",
    ),
    Code(
        "ADOPT071",
        "no-cluster-to-import",
        what="The state has no ECS cluster, or several of them.",
        why="A spec is one cluster; what runs on it is found by its ARN.",
        help="Give the state that has the cluster, or its name with --cluster.",
    ),
    Code(
        "ADOPT072",
        "left-where-it-is",
        what="A resource of the state has no place in the spec.",
        why="The tree makes nothing like it. The blocks take it out of the state, and nothing of "
        "it changes in AWS.",
        help="Keep it in a .tf file of your own beside the tree, with a moved block to its new "
        "address, or leave it to whoever made it.",
        source=_REMOVED,
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT073",
        "made-beside",
        what="The tree makes a resource of its own where the state has one already.",
        why="What it is can be changed by a replacement only. The tree makes its own beside it; "
        "the old one goes out of the state and stays in AWS.",
        help="Delete the old one once nothing uses it any more.",
        source=_REMOVED,
        severity=Severity.NOTE,
    ),
    Code(
        "ADOPT074",
        "would-be-replaced",
        what="What carries traffic or holds data cannot be taken over as it is.",
        why="AWS changes one of its values by a replacement only, so the tree makes another one "
        "beside it, and the old one is left.",
        help="Write the value into the spec that the finding names, and import again with --for; "
        "where there is none, move the traffic before you delete the old one.",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT075",
        "tainted",
        what="A resource of the state is tainted.",
        why="The next apply would replace it, wherever it stands.",
        help="Run `terraform untaint` on it first, if it is whole.",
        source="https://developer.hashicorp.com/terraform/cli/commands/untaint",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT076",
        "may-be-there-already",
        what="The tree makes a log group that ECS may have made already.",
        why="With Container Insights ECS makes the group of a cluster itself, in no state. Making "
        "it then fails, after half of the apply.",
        help="Look whether it is there, and take over the block for it that the file of blocks has "
        "in a comment.",
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "Container-Insights-setup-ECS-cluster.html",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT077",
        "interrupted-for-a-moment",
        what="What the apply changes in place may be interrupted for a moment.",
        why="Subnets that shared a route table get one for each zone; a service that gets what no "
        "rule of its listener takes gets a rule for it. Between two calls neither is there.",
        help="Apply at a quiet time.",
        source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/"
        "API_ReplaceRouteTableAssociation.html",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT078",
        "address-taken",
        what="The state has another thing at an address of the tree.",
        why="Terraform would take the one for the other, and change or replace it. What a "
        "configuration declares it does not let go by a block.",
        help="Run `terraform state rm` on it, which changes nothing in AWS, before the first plan.",
        source="https://developer.hashicorp.com/terraform/cli/commands/state/rm",
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT079",
        "default-group-emptied",
        what="The default security group of a VPC that runs is taken over, and loses its rules.",
        why="The tree leaves it without rules, so that whatever names no group of its own reaches "
        "nothing. Something in the VPC may have only that one.",
        help="Look what has it before the first apply, and give that a group of its own.",
        source="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
        severity=Severity.WARNING,
    ),
)
