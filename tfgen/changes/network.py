"""What a change does to the network that stands: blocks, zones, routes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve.network import covers

_ANEW = (
    "write the new cluster as a spec of its own with another name, move to it, and destroy this "
    "one; or delete the tree to start anew"
)
_SECONDARY = "secondary_cidr_blocks"
# The default of the module.
_ALL = ["0.0.0.0/0", "::/0"]

_VPC = Code(
    "CHANGE010",
    "vpc-replaced",
    what="The block of the VPC changes.",
    why="AWS changes no block of a VPC: the next apply would replace it and all that stands in it.",
    help=(
        "Write the new cluster as a spec of its own with another name, move to it, and destroy "
        "this one; or delete the tree to start anew."
    ),
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
)
_BLOCK = Code(
    "CHANGE090",
    "secondary-block-goes",
    what="A further block of the VPC goes.",
    why=(
        "AWS gives a block up only when nothing is left of it: subnets, and what stands in them. "
        "What is not of this cluster, such as a subnet of another tree, stops the apply half-way."
    ),
    help="See that no subnet has addresses of it any more, or keep the block.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateVpcCidrBlock.html",
    severity=Severity.WARNING,
)
_ROUTED_BLOCK = Code(
    "CHANGE091",
    "block-still-routed",
    what="The VPC gets a further block to whose addresses a route of it leads yet.",
    why=(
        "AWS associates no block that is as large as the destination of a route in the VPC's "
        "tables, or larger. The route goes and the block comes in one apply, in any order."
    ),
    help="Take the route out and apply, then write the block.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
)
_SUBNET = Code(
    "CHANGE011",
    "subnet-replaced",
    what="The block of a subnet changes.",
    why=(
        "AWS changes no block of a subnet, and deletes none in which anything stands: instances, "
        "tasks, NAT gateways, balancers. The next apply would stop half-way."
    ),
    help=(
        "Keep the block. To move a zone, take it out of availability_zones, apply, and write it "
        "again with the new block."
    ),
    source="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-deleting.html",
)
_ZONE = Code(
    "CHANGE012",
    "zone-goes",
    what="A zone leaves the spec while instances and tasks may run in it.",
    why=(
        "AWS deletes no subnet in which anything stands. The autoscaling groups give the zone up "
        "in the same apply and need time for it, and the way out of the zone goes at once."
    ),
    help=("Read in the tree's README how a zone is emptied first: Take a zone out."),
    source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html",
    severity=Severity.WARNING,
)
_IPV6 = Code(
    "CHANGE015",
    "ipv6-goes",
    what="IPv6 is switched off in a VPC that has it.",
    why=(
        "AWS takes no IPv6 block from a subnet in which anything has an address of it, such as a "
        "balancer or a task: the next apply would stop half-way."
    ),
    help=(
        "Keep ipv6: true; or write a cluster without it as a spec of its own, move to it, and "
        "destroy this one."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateSubnetCidrBlock.html",
)
_ROUTE = Code(
    "CHANGE070",
    "route-goes",
    what="A block has no route any more.",
    why="What runs in the subnets loses its connections there the moment the route is deleted.",
    help="See that nothing needs the network any more, or keep the route.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html",
    severity=Severity.WARNING,
)
CODES = (_VPC, _SUBNET, _ZONE, _IPV6, _ROUTE, _BLOCK, _ROUTED_BLOCK)


def vpc_stays(change: Change) -> Iterator[Diagnostic]:
    """Refuse another block for the VPC that is there."""
    for before, after in change.kept("vpc"):
        former, block = before.get("cidr"), after.get("cidr")
        if former != block:
            message = f"the VPC of {former} would be replaced by one of {block}, with all in it"
            yield change.told(_VPC, before, message, _ANEW)


def blocks_stay(change: Change) -> Iterator[Diagnostic]:
    """Tell of further blocks of the VPC that go."""
    for before, after in change.pairs("secondary_cidr_blocks"):
        present = after.get(_SECONDARY, []) if after else []
        for block in sorted(set(before.get(_SECONDARY, [])) - set(present)):
            message = f"{block} goes from the VPC: AWS keeps it as long as a subnet has it"
            help = "see that no subnet has addresses of it, those of other trees too"
            yield change.told(_BLOCK, before, message, help)


def blocks_come_after_routes(change: Change) -> Iterator[Diagnostic]:
    """Refuse further blocks in which a route that goes has its destination."""
    present = change.present.calls.get("secondary_cidr_blocks")
    wanted = present.get(_SECONDARY, []) if present else []
    former = change.former.calls.get("secondary_cidr_blocks")
    known = former.get(_SECONDARY, []) if former else []
    added = [block for block in wanted if block not in known]
    for call in change.former.of("network_routes"):
        for destination in sorted(by_key(call, "routes")):
            for block in added:
                if covers([block], destination):
                    message = f"{block} cannot come while the route to {destination} stands"
                    help = "take the route out and apply, then write the block"
                    yield change.told(_ROUTED_BLOCK, call, message, help)


def ipv6_stays(change: Change) -> Iterator[Diagnostic]:
    """Refuse to take IPv6 from the VPC that is there."""
    for before, after in change.kept("vpc"):
        if before.get("ipv6", False) and not after.get("ipv6", False):
            message = "IPv6 would go from subnets in which balancers and tasks have addresses of it"
            help = "keep network.ipv6: true; for a cluster without it write a spec of its own"
            yield change.told(_IPV6, before, message, help)


def subnets_stay(change: Change) -> Iterator[Diagnostic]:
    """Refuse other blocks for subnets that are there, and tell of zones that go."""
    for before, after in change.kept("subnet"):
        former, blocks = by_key(before, "cidrs"), by_key(after, "cidrs")
        for zone in sorted(former.keys() & blocks.keys()):
            if former[zone] != blocks[zone]:
                message = f"subnet {former[zone]} in {zone} would become {blocks[zone]}"
                help = (
                    f"keep {former[zone]}; to move, take {zone} out of availability_zones, apply, "
                    "and write it again with the new block"
                )
                yield change.told(_SUBNET, before, message, help)


def zones_stay(change: Change) -> Iterator[Diagnostic]:
    """Tell of zones that go."""
    for before, after in change.kept("subnet"):
        # Both kinds of subnets go with their zone: told once.
        if before.name != "private_subnet":
            continue
        former, present = by_key(before, "cidrs").keys(), by_key(after, "cidrs").keys()
        for zone in sorted(former - present):
            message = f"zone {zone} goes: AWS deletes its subnets only when nothing runs in them"
            help = "empty it first, as the tree's README says under Take a zone out"
            if come := sorted(present - former):
                message += f"; {' and '.join(come)} is no other name for it, and nothing moves"
                help += "; a zone cannot be renamed"
            yield change.told(_ZONE, before, message, help)


def routes_stay(change: Change) -> Iterator[Diagnostic]:
    """Tell of routes that go, of the spec's own and of those to the internet."""
    for before, after in change.pairs("network_routes"):
        present: Collection[str] = ()
        if after is not None:
            present = by_key(after, "routes").keys()
        for block in sorted(by_key(before, "routes").keys() - set(present)):
            yield _route_goes(change, before, block)
    # Where the gateway goes, or IPv6 as a whole, that is told.
    for before, after in change.kept("internet_gateway"):
        present = _destinations(after)
        of_ipv6 = after.get("ipv6", False)
        for block in sorted(_destinations(before)):
            if not covers(present, block) and (of_ipv6 or ":" not in block):
                yield _route_goes(change, before, block)


def _route_goes(change: Change, before: Call, block: str) -> Diagnostic:
    message = f"the route to {block} goes, and connections there end"
    return change.told(_ROUTE, before, message, "see that nothing needs it any more")


def _destinations(call: Call) -> list[str]:
    blocks: list[str] = call.get("internet_destinations", _ALL)
    if call.get("ipv6", False):
        return blocks
    return [block for block in blocks if ":" not in block]


def by_key(call: Call, name: str) -> Mapping[str, str]:
    """Return an input that is a map; an empty one where it is none."""
    value = call.get(name, {})
    if isinstance(value, dict):
        return value
    return {}


CHECKS: tuple[Check, ...] = (
    vpc_stays,
    blocks_stay,
    blocks_come_after_routes,
    ipv6_stays,
    subnets_stay,
    zones_stay,
    routes_stay,
)
