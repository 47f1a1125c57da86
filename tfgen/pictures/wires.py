"""Where arrows go between boxes that have their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.pictures.lanes import LANE, Lanes
from tfgen.pictures.layout import Placed
from tfgen.pictures.model import RANKS, Arrow, Picture

Point = tuple[float, float]
_STEP, _FIRST = 7.0, 5.0
_DROP = 11.0


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow as points; `curved` where curves lead from one to the next. `lane` colours it."""

    arrow: Arrow
    points: tuple[Point, ...]
    lane: int
    curved: bool = False


def wires(picture: Picture, root: Placed, lanes: Lanes) -> list[Wire]:
    """Return the arrows of a picture that is laid out."""
    placed = {each.box.name: each for each in root.walk()}
    if any(box.flow == RANKS for box in picture.boxes):
        return list(_curves(picture, placed))
    return list(_Paths(picture, placed, lanes).wires())


class _Paths:
    def __init__(self, picture: Picture, placed: dict[str, Placed], lanes: Lanes) -> None:
        self._arrows = picture.arrows
        self._placed = placed
        self._lanes = lanes
        self._frame = placed["network"]
        self._ports = self._all_ports()

    def _all_ports(self) -> dict[tuple[str, str], list[str]]:
        """Return the lanes that meet each side of a bar, from above to below."""
        ports: dict[tuple[str, str], list[str]] = {}
        for arrow in self._arrows:
            side = "right" if self._lanes.is_outward(arrow) else "left"
            for name in (arrow.target, arrow.source):
                those = ports.setdefault((name, side), [])
                if self._lanes.key(arrow) not in those:
                    those.append(self._lanes.key(arrow))
        return ports

    def wires(self) -> Iterator[Wire]:
        for arrow in self._arrows:
            lane = self._lanes.lane(arrow)
            out = self._lanes.is_outward(arrow)
            x = self._frame.x + 8 + LANE * lane
            if out:
                x = self._frame.end - 8 - LANE * lane
            points = tuple(map(_crisp, (*self._leave(arrow, x), *self._enter(arrow, x))))
            number = lane if not out else len(self._lanes.left) + lane
            yield Wire(arrow, points, number)

    def _leave(self, arrow: Arrow, x: float) -> tuple[Point, ...]:
        source = self._placed[arrow.source]
        # A card has neighbours on both sides: it is left from below.
        if source.is_card:
            bottoms = self._lanes.bottoms(self._row(source))
            number = bottoms.index(self._lanes.key(arrow))
            y = source.bottom + _FIRST + _STEP * number
            start = source.x + 16 + _DROP * number
            return (start, source.bottom), (start, y), (x, y)
        y = self._port(source, arrow)
        side = source.end if self._lanes.is_outward(arrow) else source.x
        return (side, y), (x, y)

    def _enter(self, arrow: Arrow, x: float) -> tuple[Point, ...]:
        target = self._placed[arrow.target]
        # And entered from above, by the channel between its row and the one before.
        if target.is_card:
            tops = self._lanes.tops(self._row(target))
            number = tops.index(self._lanes.key(arrow))
            y = target.y - target.above + _FIRST + _STEP * number
            end = target.x + 16 + _DROP * number
            if self._lanes.is_outward(arrow):
                end = target.end - 16 - _DROP * number
            return (x, y), (end, y), (end, target.y)
        y = self._port(target, arrow)
        side = target.end if self._lanes.is_outward(arrow) else target.x
        return (x, y), (side, y)

    def _row(self, card: Placed) -> list[str]:
        """Return the names of all cards of the same grid: their channels are alike."""
        for placed in self._placed.values():
            if card in placed.inside:
                return [each.box.name for each in placed.inside]
        return []

    def _port(self, bar: Placed, arrow: Arrow) -> float:
        side = "right" if self._lanes.is_outward(arrow) else "left"
        those = self._ports[bar.box.name, side]
        place = those.index(self._lanes.key(arrow)) + 1
        # A tall bar is met beside its title: below there is what stands in it.
        height = min(bar.height, bar.head or bar.height)
        return bar.y + place * height / (len(those) + 1)


def _crisp(point: Point) -> Point:
    """Return a point on which a thin line fills whole pixels."""
    x, y = point
    return round(x) + 0.5, round(y) + 0.5


def _curves(picture: Picture, placed: dict[str, Placed]) -> Iterator[Wire]:
    """Yield arrows between columns, each with a place of its own at both ends."""
    for number, arrow in enumerate(picture.arrows):
        source, target = placed[arrow.source], placed[arrow.target]
        leaving = [other for other in picture.arrows if other.source == arrow.source]
        coming = [other for other in picture.arrows if other.target == arrow.target]
        start = source.end, _share(source, leaving.index(arrow), len(leaving))
        end = target.x, _share(target, coming.index(arrow), len(coming))
        between = [point for name in arrow.by for point in _through(placed[name])]
        yield Wire(arrow, (start, *between, end), number, curved=True)


def _through(way: Placed) -> tuple[Point, Point]:
    y = way.y + way.height / 2
    return (way.x, y), (way.end, y)


def _share(placed: Placed, number: int, count: int) -> float:
    return placed.y + (number + 1) * placed.height / (count + 1)
