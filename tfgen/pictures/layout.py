"""Picture → where each box stands: as large as its texts and what is inside need."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfgen.pictures import measure
from tfgen.pictures.lanes import LANE, Lanes
from tfgen.pictures.model import TIER, WAY, Box, Picture

TITLE, TEXT = 13.0, 12.0
TITLE_LINE, TEXT_LINE = 19.0, 17.0
PAD, GAP = 12.0, 14.0
# Between columns that curves lead through.
RANK_GAP = 76.0
# What a curve takes of a column that it goes through.
WAY_ROOM = 8.0
# Text of a card is broken at this width, of what spans a picture at the other.
_CARD, _BAR = 216.0, 560.0
_CARDS = ("service", "job", "public", "private", "gateway", "client", "beside", "outside", "card")
_IN_A_ROW, _MOST_IN_A_ROW = 4, 7
_STRETCH = 1.3


@dataclass
class Placed:
    """A box with its place: `titles` and `lines` are its texts, broken into lines."""

    box: Box
    titles: list[str]
    lines: list[str]
    inside: list[Placed]
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    # What its texts and what is inside keep off its left and right side, for lanes.
    left: float = PAD
    right: float = PAD
    # Where its texts begin.
    indent: float = PAD
    # Of a card in a grid: the room above and below its row.
    above: float = 0
    below: float = 0
    is_card: bool = False

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def end(self) -> float:
        """Where its right side is."""
        return self.x + self.width

    @property
    def is_frame(self) -> bool:
        """Whether it is seen: a row only holds what stands in it."""
        return self.box.kind not in ("row", WAY)

    @property
    def head(self) -> float:
        """How high its own texts are, with the room around them."""
        texts = len(self.titles) * TITLE_LINE + len(self.lines) * TEXT_LINE
        return texts + 2 * PAD - 6 if texts else 0

    def walk(self) -> Iterator[Placed]:
        """Yield it and all that is inside, the outer ones first."""
        yield self
        for placed in self.inside:
            yield from placed.walk()


def laid_out(picture: Picture, lanes: Lanes) -> Placed:
    """Return a picture's boxes, each at its place, in one that holds them all."""
    whole = Box("picture", "row", inside=picture.boxes)
    root = _prepared(whole, lanes)
    root.left = root.right = PAD
    _place(root, 0, PAD, _least(root, lanes), lanes)
    root.height += 2 * PAD
    root.y = 0
    return root


def _prepared(box: Box, lanes: Lanes) -> Placed:
    most = _CARD if box.kind in _CARDS else _BAR
    titles = [*measure.wrapped(box.title, TITLE, most, bold=True)] if box.title else []
    broken = (measure.wrapped(line, TEXT, most) for line in box.lines)
    lines = [part for line in broken for part in line]
    placed = Placed(box, titles, lines, [_prepared(inner, lanes) for inner in box.inside])
    if box.kind == WAY:
        placed.height = WAY_ROOM
    if not placed.is_frame:
        placed.left = placed.right = 0
    # Lanes go inside the VPC: what leaves a balancer never leaves the network.
    if box.kind == "vpc":
        placed.left += LANE * len(lanes.left)
        placed.right += LANE * len(lanes.right)
    if box.kind in ("vpc", "region"):
        # Lanes of who comes in from outside cross these: not their texts.
        placed.indent += LANE * len(lanes.left) + PAD * (box.kind == "region")
    return placed


def _texts(placed: Placed) -> float:
    titles = measure.widest(placed.titles, TITLE, bold=True)
    return max(titles, measure.widest(placed.lines, TEXT))


def _least(placed: Placed, lanes: Lanes) -> float:
    """Return the least width of a box."""
    inner = [_least(each, lanes) for each in placed.inside]
    match placed.box.flow:
        case "grid":
            # Of many about as many in a row as there are rows: no line, and no tower.
            count = min(len(inner), max(_IN_A_ROW, math.isqrt(len(inner))), _MOST_IN_A_ROW)
            wide = count * max(inner, default=0) + (count - 1) * GAP
        case "zones":
            wide = _least_of_zones(placed, inner)
        case "tier":
            wide = max(_bars(placed, lanes), default=0) + 4 * PAD
        case "ranks":
            wide = sum(inner) + RANK_GAP * (len(inner) - 1)
        case _:
            wide = max(inner, default=0)
    return max(placed.indent + _texts(placed) + PAD, placed.left + wide + placed.right)


def _bars(placed: Placed, lanes: Lanes) -> Iterator[float]:
    for each in placed.inside:
        if not _is_subnet(each):
            yield _least(each, lanes)


def _is_subnet(placed: Placed) -> bool:
    return placed.box.kind in ("public", "private")


def _least_of_zones(placed: Placed, inner: list[float]) -> float:
    zones = _zones(placed)
    tiers = [each for each in placed.inside if each.box.kind != "zone"]
    subnets = [subnet for tier in tiers for subnet in tier.inside if _is_subnet(subnet)]
    columns = [_column(each) for each in (*zones, *subnets)]
    whole = len(zones) * max(columns, default=0) + (len(zones) - 1) * GAP
    return max(whole, *inner, 0)


def _column(placed: Placed) -> float:
    within = [_texts(placed), *(_texts(each) + 2 * PAD for each in placed.inside)]
    return max(within) + 5 * PAD


def _zones(placed: Placed) -> list[Placed]:
    return [each for each in placed.inside if each.box.kind == "zone"]


def _place(placed: Placed, x: float, y: float, width: float, lanes: Lanes) -> None:
    """Give a box its place and its height, and all that is inside."""
    placed.x, placed.y, placed.width = x, y, width
    inner_x, inner_width = x + placed.left, width - placed.left - placed.right
    top = y + placed.head
    match placed.box.flow:
        case "grid":
            bottom = _grid(placed, inner_x, top, inner_width, lanes)
        case "zones" if _zones(placed):
            bottom = _in_zones(placed, inner_x, top, inner_width, lanes)
        case "ranks":
            bottom = _ranks(placed, inner_x, top, lanes)
        case _:
            bottom = _down(placed.inside, inner_x, top, inner_width, lanes)
    foot = PAD if placed.inside and placed.is_frame else 0
    placed.height = max(bottom - y + foot, placed.height)


def _down(inside: Iterable[Placed], x: float, top: float, width: float, lanes: Lanes) -> float:
    bottom = top
    for number, placed in enumerate(inside):
        _place(placed, x, bottom + (GAP if number else 0), width, lanes)
        # A row without anything takes no room.
        if placed.height:
            bottom = placed.bottom
    return bottom


def _grid(placed: Placed, x: float, top: float, width: float, lanes: Lanes) -> float:
    cards = placed.inside
    if not cards:
        return top
    least = max(_least(card, lanes) for card in cards)
    # Room for just so many is room, whatever floating point makes of it.
    columns = min(len(cards), max(1, int((width + GAP + 0.1) // (least + GAP))))
    # Few cards in a wide box would be tables, were they as wide as it.
    wide = min(least * _STRETCH, (width + GAP) / columns - GAP)
    above = lanes.room(lanes.tops(card.box.name for card in cards))
    below = lanes.room(lanes.bottoms(card.box.name for card in cards))
    bottom = top
    for start in range(0, len(cards), columns):
        row = cards[start : start + columns]
        begin = bottom + above + (GAP if start else 0)
        for number, card in enumerate(row):
            card.above, card.below, card.is_card = above, below, True
            _place(card, x + number * (wide + GAP), begin, wide, lanes)
        # The highest card says where the channel below its row is.
        height = max(card.height for card in row)
        for card in row:
            card.height = height
        bottom = begin + height + below
    return bottom


def _in_zones(placed: Placed, x: float, top: float, width: float, lanes: Lanes) -> float:
    """Place tiers below each other, and behind them the zones as columns."""
    zones = _zones(placed)
    wide = (width - GAP * (len(zones) - 1)) / len(zones)
    for number, zone in enumerate(zones):
        _place(zone, x + number * (wide + GAP), top, wide, lanes)
    bottom = top + zones[0].head
    by_zone = {zone.box.title: zone for zone in zones}
    for tier in placed.inside:
        if tier.box.flow == TIER:
            _tier(tier, by_zone, x, bottom, width, lanes)
            bottom = tier.bottom + GAP
    for zone in zones:
        zone.height = bottom - top
    return bottom


def _tier(
    tier: Placed, zones: dict[str, Placed], x: float, top: float, width: float, lanes: Lanes
) -> None:
    tier.x, tier.y, tier.width = x, top, width
    subnets = [each for each in tier.inside if _is_subnet(each)]
    for subnet in subnets:
        zone = zones[subnet.box.name.partition(".")[2]]
        _place(subnet, zone.x + PAD, top, zone.width - 2 * PAD, lanes)
    below = max((subnet.bottom for subnet in subnets), default=top)
    bars = [each for each in tier.inside if not _is_subnet(each)]
    bottom = below
    if bars:
        bottom = _down(bars, x + 2 * PAD, below + GAP / 2, width - 4 * PAD, lanes) + PAD
    # Behind all that stands in its tier: that is what spans the zones.
    for subnet in subnets:
        subnet.height = bottom - top
    tier.height = bottom - top


def _ranks(placed: Placed, x: float, top: float, lanes: Lanes) -> float:
    """Place columns from left to right, each in the middle of the height."""
    at = x
    for rank in placed.inside:
        wide = _least(rank, lanes)
        _place(rank, at, top, wide, lanes)
        at += wide + RANK_GAP
    bottom = max((rank.bottom for rank in placed.inside), default=top)
    for rank in placed.inside:
        _shift(rank, (bottom - rank.bottom) / 2)
    return bottom


def _shift(placed: Placed, down: float) -> None:
    for each in placed.walk():
        each.y += down
