"""What a change does to the way out that stands: NAT gateways or instances, and their addresses."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.changes.change import Change, Check
from tfgen.changes.network import by_key
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic, Severity

_ALLOCATIONS = "nat_allocation_ids"
# What is called by the zone that it stands in, and how findings call it.
_NOUNS = {"nat": "NAT gateway", "nat_instance": "NAT instance"}

_NAT_ZONE = Code(
    "CHANGE013",
    "nat-zone-moves",
    what="The only NAT gateway or instance would move to another zone, since a zone came or went.",
    why="Its address goes with it, which partners may have in their lists.",
    help="Write network.nat_zone with the zone that it is in.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
)
_ADDRESSES = Code(
    "CHANGE014",
    "nat-addresses-go",
    what="NAT gateways or instances go, with their addresses.",
    why="AWS gives an address to somebody else once it is released; partners may have it in lists.",
    help="Tell those who know the addresses before the apply.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
    severity=Severity.WARNING,
)
_OTHER_ADDRESS = Code(
    "CHANGE071",
    "nat-address-changes",
    what="A NAT gateway or instance that stands gets another elastic IP address.",
    why=(
        "AWS changes no address of a NAT gateway: it is replaced, and its subnets have no way out "
        "until the new one stands. An address that the cluster made is given back."
    ),
    help="Tell those who know the address, and apply while an interruption does no harm.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
    severity=Severity.WARNING,
)
_HELD = Code(
    "CHANGE092",
    "address-held-by-former-nat",
    what="An elastic IP address passes from a NAT gateway to a NAT instance, or back.",
    why=(
        "AWS gives an address to one holder at a time, and a gateway lets go of its own when it is "
        "deleted. In one apply the new holder asks for it before the former one is gone."
    ),
    help=(
        "Take the address out of nat_allocation_ids and apply, so that a new one bridges the "
        "change; then write it again and apply."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html",
)
CODES = (_NAT_ZONE, _ADDRESSES, _OTHER_ADDRESS, _HELD)


def nat_addresses_stay(change: Change) -> Iterator[Diagnostic]:
    """Ask for the zone of the only NAT gateway before it moves; tell of addresses that go."""
    for before, after in change.pairs(*_NOUNS):
        noun = _NOUNS[before.module]
        former, present = _zones_of(before), _zones_of(after)
        # Gateways and instances have addresses of their own.
        if after is not None and after.module != before.module:
            present = set()
        lost = sorted(former - present)
        if not lost:
            continue
        moves = len(former) == len(present) == 1
        if moves and not change.cluster.wrote("network", "nat_zone"):
            message = f"the {noun} would move from {lost[0]}, and lose its address"
            help = f"write network: {{nat_zone: {lost[0]}}}"
            yield change.told(_NAT_ZONE, before, message, help)
        else:
            message = f"the addresses of the {noun}s in {', '.join(lost)} go"
            yield change.told(_ADDRESSES, before, message, "tell those who know the addresses")


def nat_addresses_are_the_same(change: Change) -> Iterator[Diagnostic]:
    """Tell of NAT gateways that are replaced, since another address is given."""
    for before, after in change.kept(*_NOUNS):
        if after.module != before.module:
            continue
        noun = _NOUNS[before.module]
        former, present = by_key(before, _ALLOCATIONS), by_key(after, _ALLOCATIONS)
        for zone in sorted(_zones_of(before) & _zones_of(after)):
            if former.get(zone) == present.get(zone):
                continue
            address = present.get(zone, "a new address")
            message = f"the {noun} in {zone} is replaced, to show {address}"
            if noun == "NAT instance":
                message = f"the {noun} in {zone} loses its address, to show {address}"
            help = "tell those who know the former address"
            yield change.told(_OTHER_ADDRESS, before, message, help)


def nat_addresses_are_free(change: Change) -> Iterator[Diagnostic]:
    """Refuse an address that would pass from gateways to instances, or back, in one apply."""
    for before, after in change.kept(*_NOUNS):
        if after.module == before.module or after.module not in _NOUNS:
            continue
        former = set(by_key(before, _ALLOCATIONS).values())
        for zone, address in sorted(by_key(after, _ALLOCATIONS).items()):
            if address in former:
                holder = _NOUNS[before.module]
                taker = f"the {_NOUNS[after.module]} in {zone}"
                message = f"{taker} asks for {address} before the {holder} has let it go"
                help = f"take {zone} out of nat_allocation_ids, apply, and write it again"
                yield change.told(_HELD, before, message, help)


def _zones_of(call: Call | None) -> set[str]:
    """Return the zones that have a gateway or an instance."""
    if call is None:
        return set()
    return set(by_key(call, "nat_zones").values())


CHECKS: tuple[Check, ...] = (
    nat_addresses_stay,
    nat_addresses_are_the_same,
    nat_addresses_are_free,
)
