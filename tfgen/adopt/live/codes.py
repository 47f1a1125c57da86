"""What can be found in a Terraform state, and where a tree takes over what runs."""

from __future__ import annotations

from tfgen.diagnostics import Code, Severity

_REFACTORING = "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring"
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
        "blocks-not-worked-out",
        what="The spec has errors, so that it gives no tree to take over what runs.",
        why="The blocks lead to addresses of the tree.",
        help="Mend the spec, then run the command again with --for.",
        source=_REFACTORING,
        severity=Severity.WARNING,
    ),
    Code(
        "ADOPT077",
        "more-at-once-than-before",
        what="Subnets share a route table, and the tree has one for each zone.",
        why="One keeps the table. The others get tables of their own, and while the apply changes "
        "them their way out may be interrupted for a few seconds.",
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
