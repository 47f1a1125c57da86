"""What the tree keeps while it grows: tokens, waiting keys, open collections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tfgen.diagnostics import Location
from tfgen.source.nodes import Entry, Node

BLOCK_STYLES = ("|", ">")


class Token(NamedTuple):
    """Where a scalar stands in the text, and its style: "" (plain), ', ", | or >."""

    start: int
    end: int
    style: str


class Key(NamedTuple):
    """A key that waits for its value; `name` is None when the key was refused."""

    name: str | None
    at: Location
    start: int
    end: int


class Anchor(NamedTuple):
    """A named node; `node` is None until the node is complete."""

    at: Location
    node: Node | None
    size: int


@dataclass(slots=True)
class Open:
    """A sequence (`entries` is None) or mapping that has not ended.

    `size` counts its nodes with aliases expanded. `problems` is set for a collection
    that stands as a key: how many problems there were when it began.
    """

    start: int
    flow: bool
    anchor: str | None
    entries: dict[str, Entry] | None
    items: list[Node] = field(default_factory=list)
    size: int = 1
    key: Key | None = None
    problems: int | None = None

    @property
    def wants_key(self) -> bool:
        """Whether the next node is a key."""
        return self.entries is not None and self.key is None
