"""Rules of security groups: who may connect, and where to."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import SECURITY_GROUPS
from tfgen.language.field import Field
from tfgen.language.scalars import Text, TextOrExpression, Words, later, matching
from tfgen.language.section import One, Section

PORT_FORM = r"[0-9]{1,5}(?:-[0-9]{1,5})?"
GROUP_FORM = r"sg-[0-9a-f]{8,17}"
PEER_FORM = (
    r"(?:[0-9.]+/[0-9]+|[0-9a-f:]*:[0-9a-f:]*/[0-9]+|"
    rf"{GROUP_FORM}|"
    r"pl-[0-9a-f]{8,17}|load_balancers\.[a-z][a-z0-9-]*|"
    r"instance_groups\.[a-z][a-z0-9-]*|(?:services|jobs)\.[a-z][a-z0-9-]*|bastion)"
)
PEER_HELP = (
    "write a block, sg-…, pl-…, bastion, "
    "or load_balancers, instance_groups, services or jobs with .<name>"
)
Peer = Annotated[
    TextOrExpression, later(matching(PEER_FORM, "a peer of a security group rule", PEER_HELP))
]

GroupId = Annotated[
    TextOrExpression,
    later(matching(GROUP_FORM, "the id of a security group", "write sg-… as AWS shows it")),
]
# The own group is one of those that an interface has.
FURTHER_GROUPS = SECURITY_GROUPS.high - 1
FurtherGroups = Annotated[tuple[GroupId, ...], One(), Field(max_length=FURTHER_GROUPS)]


def further_groups(of: str) -> str:
    """Return how a field with further groups is described."""
    beside = f"Ids of security groups that {of} have beside the own one, which stays"
    return f"{beside}: groups that exist in the cluster's VPC, 4 at most."


class Rule(Section):
    """A rule of a security group; one resource for each peer."""

    port: (
        Annotated[
            str,
            matching(PORT_FORM, "a port or a range of ports", "write 443 or 9000-9100", bare=True),
        ]
        | None
    ) = Field(None, description="Port, or range such as 9000-9100. Not with protocol: all.")
    protocol: Annotated[Literal["tcp", "udp", "icmp", "all"], Words()] = Field(
        "tcp", description="IP protocol."
    )
    from_: Annotated[tuple[Peer, ...], One()] = Field(
        (),
        # `from` is a word of Python.
        alias="from",
        description="ingress: who may connect. Blocks, sg-…, pl-…, load_balancers.<name>, "
        "instance_groups.<name>, services.<name>, jobs.<name>, bastion, or {terraform: …} for the "
        "id of a security group.",
    )
    to: Annotated[tuple[Peer, ...], One()] = Field(
        (), description="egress: where to. Peers as under from."
    )
    description: Text | None = Field(
        None, description="Description of the rule in AWS. Default: the rule's name."
    )
