"""VPC, zones and subnets of the layout → `network` of a spec."""

from __future__ import annotations

import re

from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.language.network import ZONE_FORM

_CIDR = "10.0.0.0/16"
_DEFAULT = "it is what a spec has by default"
# The third number of a subnet's block in a /16 is this, and the zone's letter counted from a.
_FIRST = {"public": 0, "private": 50}


def network(draft: Draft, node: Given, zones: Given | None) -> None:
    """Put the VPC's block and the zones, with the blocks of their subnets."""
    cidr = node.get("vpc_cidr")
    block = cidr.text if cidr else _CIDR
    if cidr and block == _CIDR:
        cidr.changed(_DEFAULT)
    elif cidr:
        draft.put(("network", "cidr"), block)
    names = [item.text for item in zones.items] if zones else []
    blocks = {kind: _blocks(node.get(f"{kind}_subnet_cidrs"), names) for kind in _FIRST}
    own_blocks = {name: _zone(name, at, blocks, block) for at, name in enumerate(names)}
    if any(own_blocks.values()):
        draft.put(("network", "availability_zones"), own_blocks)
    elif own_blocks:
        draft.put(("network", "availability_zones"), list(own_blocks))


def _blocks(node: Given | None, zones: list[str]) -> list[Given]:
    """Return the blocks of a kind of subnet, one for each zone in their order."""
    items = node.items if node else ()
    for item in items[len(zones) :]:
        item.lose("there is no zone for it", "availability_zones has one for each subnet")
    return list(items[: len(zones)])


def _zone(name: str, at: int, blocks: dict[str, list[Given]], vpc: str) -> dict[str, str]:
    """Return the blocks of a zone that are not those of its letter."""
    own_blocks: dict[str, str] = {}
    for kind, node in blocks.items():
        if at >= len(node):
            continue
        block = node[at].text
        if block == _by_letter(name, kind, vpc):
            node[at].changed(_DEFAULT)
        else:
            own_blocks[kind] = block
    return own_blocks


def _by_letter(zone: str, kind: str, vpc: str) -> str:
    """Return the block that a subnet has by its zone, "" where a spec has to say it."""
    match = re.fullmatch(r"([0-9]+\.[0-9]+)\.0\.0/16", vpc)
    if not match or not re.fullmatch(ZONE_FORM, zone):
        return ""
    third = _FIRST[kind] + ord(zone[-1]) - ord("a")
    return f"{match[1]}.{third}.0/24"
