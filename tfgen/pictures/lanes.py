"""Which way arrows go through nested boxes: in by lanes on the left, out by lanes on the right.

Arrows of one source that lead in share a lane, and so do those that lead out to one target. From
its lane an arrow goes on between two rows of cards, so that none crosses a card.
"""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.pictures.model import Arrow, Picture

LANE = 9.0
_OUTWARD = ("storage", "gateway", "outside")


class Lanes:
    """The lanes of a picture: `left` by the boxes that arrows come from, `right` by their targets.

    What is a card, in a row with others, is left and entered from above and below.
    """

    def __init__(self, picture: Picture) -> None:
        kinds = {box.name: box.kind for box in picture.walk()}
        self._arrows = picture.arrows
        self._kinds = kinds
        order = {box.name: number for number, box in enumerate(picture.walk())}
        sources = {arrow.source for arrow in self._arrows if not self.is_outward(arrow)}
        targets = {arrow.target for arrow in self._arrows if self.is_outward(arrow)}
        # The lanes that end last lie outermost, so that the fewest cross.
        self.left = sorted(sources, key=lambda name: order[name])
        self.right = sorted(targets, key=lambda name: order[name])

    def is_outward(self, arrow: Arrow) -> bool:
        """Whether it goes by a lane on the right."""
        return self._kinds[arrow.target] in _OUTWARD

    def lane(self, arrow: Arrow) -> int:
        """Return the number of an arrow's lane, from the outside of its side."""
        if self.is_outward(arrow):
            return len(self.right) - 1 - self.right.index(arrow.target)
        return self.left.index(arrow.source)

    def key(self, arrow: Arrow) -> str:
        """Return what all arrows of a lane have in common."""
        return f"out {arrow.target}" if self.is_outward(arrow) else f"in {arrow.source}"

    def tops(self, names: Iterable[str]) -> list[str]:
        """Return the lanes that lead to cards from above, each once."""
        cards = set(names)
        keys = (self.key(arrow) for arrow in self._arrows if arrow.target in cards)
        return list(dict.fromkeys(keys))

    def bottoms(self, names: Iterable[str]) -> list[str]:
        """Return the lanes that cards lead to from below, each once."""
        cards = set(names)
        keys = (self.key(arrow) for arrow in self._arrows if arrow.source in cards)
        return list(dict.fromkeys(keys))

    @staticmethod
    def room(lanes: list[str]) -> float:
        """Return the height of a channel for lanes, with the room for the heads of arrows."""
        return 10 + 7.0 * len(lanes) if lanes else 0
