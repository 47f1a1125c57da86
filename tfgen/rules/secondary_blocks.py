"""Rules of `network.secondary_cidr_blocks`: which blocks AWS associates with a VPC."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import VPC_BLOCKS, VPC_PREFIX
from tfgen.resolve import Cluster
from tfgen.rules.network import CIDR, SECONDARY, blocks_of_vpc
from tfgen.rules.rule import finding, rule

_BLOCKS = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"
_RESTRICTIONS = f"{_BLOCKS}#add-cidr-block-restrictions"
# https://www.rfc-editor.org/rfc/rfc1918
_RFC_1918 = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
# What AWS associates with no VPC as a further block, whatever the first one is.
_OF_AWS = IPv4Network("198.19.0.0/16")
_DEFAULT_VPC = IPv4Network("172.31.0.0/16")
_FIRST_OF_10 = IPv4Network("10.0.0.0/16")
_FIRST_TWO_OF_10 = IPv4Network("10.0.0.0/15")
_MEANT = "100.65.0.0/16"


@rule(
    Code(
        "RULE720",
        "blocks-of-vpc-overlap",
        what="Two blocks of the VPC overlap.",
        why="An address belongs to one block of a VPC. EC2 associates none that overlaps another.",
        help="Write a block that is free, or leave one of them out.",
        source=_BLOCKS,
    ),
    sections=("network",),
)
def blocks_are_apart(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse blocks of the VPC that overlap."""
    known = list(blocks_of_vpc(cluster))
    for index, (path, block) in enumerate(known):
        for other_path, other in known[:index]:
            if block.overlaps(other):
                message = f"{block} overlaps {other}, a block of the VPC already"
                help = "write a block that is free, or leave one of them out"
                also = ((other_path, "the other block"),)
                yield finding(cluster, "RULE720", path, message, help, also=also)
                break


@rule(
    Code(
        "RULE721",
        "block-not-associated",
        what="A further block of the VPC is of a range that AWS does not associate with it.",
        why=(
            "Services of AWS use ranges of their own behind a VPC. Which ones a VPC takes beside "
            "its first block follows from that one: of the ranges 10.0.0.0/8, 172.16.0.0/12 and "
            "192.168.0.0/16 its own alone, never 198.19.0.0/16, and 172.31.0.0/16 not beside "
            "172.16.0.0/12, nor 10.0.0.0/16 beside a block of 10.0.0.0/15."
        ),
        help="Write a block of 100.64.0.0/10, or another one of the range of network.cidr.",
        source=_RESTRICTIONS,
    ),
    sections=("network",),
)
def blocks_are_associated(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold further blocks to the ranges that AWS associates with a VPC."""
    (_, first), *others = blocks_of_vpc(cluster)
    for path, block in others:
        # Of a block that is none for a VPC at all other rules tell.
        if block.prefixlen not in VPC_PREFIX:
            continue
        whole = [first, *(other for _, other in others if other != block)]
        if why := _restriction(first, block, whole):
            message = f"AWS does not associate {block} with a VPC of {first}: {why}"
            help = f"write a block of 100.64.0.0/10, such as {_MEANT}"
            also = ((CIDR, "the first block"),)
            yield finding(cluster, "RULE721", path, message, help, also=also)


def _restriction(first: IPv4Network, block: IPv4Network, whole: list[IPv4Network]) -> str:
    """Return why a block is not associated; "" where it is."""
    own, wanted = _range(first), _range(block)
    if block.overlaps(_OF_AWS):
        return f"{_OF_AWS} is AWS's own"
    if wanted and wanted != own:
        return f"{wanted} goes with a first block of that range alone"
    if own and block.subnet_of(_DEFAULT_VPC):
        return f"{_DEFAULT_VPC} is for default VPCs"
    # Terraform associates blocks in any order, so each one counts for each other.
    if block.subnet_of(_FIRST_OF_10):
        for other in whole:
            if other.subnet_of(_FIRST_TWO_OF_10) and not other.overlaps(block):
                return f"no block of {_FIRST_OF_10} comes to one of {_FIRST_TWO_OF_10}, as {other}"
    return ""


def _range(block: IPv4Network) -> IPv4Network | None:
    return next((private for private in _RFC_1918 if block.subnet_of(private)), None)


@rule(
    Code(
        "RULE722",
        "more-blocks-than-given",
        what="A VPC has more IPv4 blocks than an account gets by itself.",
        why="AWS gives a VPC five IPv4 blocks, the first one among them, and up to 50 on request.",
        help="Ask for a higher quota first, or write fewer and larger blocks.",
        source=VPC_BLOCKS.source,
        severity=Severity.NOTE,
    ),
    sections=("network",),
)
def blocks_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where a VPC needs more blocks than there are by default."""
    count = len(cluster.network.blocks)
    if count > VPC_BLOCKS.high:
        message = f"{count} IPv4 blocks: a VPC has {VPC_BLOCKS.high} by default"
        help = "ask AWS in Service Quotas for more first, or write fewer and larger blocks"
        yield finding(cluster, "RULE722", SECONDARY, message, help, key=True)


RULES = (blocks_are_apart, blocks_are_associated, blocks_within_quota)
