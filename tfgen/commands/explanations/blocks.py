"""Where a line stands in a text of Terraform: its block, and the names that lead to it in there.

The texts are laid out as `terraform fmt` does: what is inside of something is indented by two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = re.compile(r'(?P<kind>[a-z_]+)(?: "(?P<first>[^"]+)")?(?: "(?P<second>[^"]+)")? \{')
_NAME = re.compile(r'\s*(?:"(?P<quoted>[^"]+)"|(?P<name>[A-Za-z0-9_-]+))\s*(?:=\s|\{|"[^"]*" \{)')
_VALUE = re.compile(r'\s*(?:"[^"]+"|[A-Za-z0-9_-]+)\s*=\s*(?P<value>.*?),?\s*$')


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file: its block by kind and labels, and the names from there to the line."""

    text: str
    kind: str = ""
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    value: str = ""

    @property
    def block(self) -> str:
        """The head of the block: resource aws_lb.this, module vpc."""
        return " ".join(filter(None, (self.kind, ".".join(self.labels))))


def spot(lines: Sequence[str], number: int) -> Spot:
    """Return where a line stands, which is counted from 1."""
    line = lines[number - 1]
    depth = len(line) - len(line.lstrip())
    names = [_name(line)] if _name(line) else []
    for above in range(number - 1, -1, -1):
        text = lines[above]
        # Neither a comment nor a blank line says where a block begins.
        if text.startswith("#") or not text.strip():
            continue
        if head := _HEAD.match(text):
            labels = tuple(label for label in (head["first"], head["second"]) if label)
            if depth == 0:
                names = []
            return Spot(line.strip(), head["kind"], labels, tuple(names[::-1]), _value(line))
        indent = len(text) - len(text.lstrip())
        if 0 < indent < depth:
            depth = indent
            names += [_name(text)] if _name(text) else []
    return Spot(line.strip())


def _name(line: str) -> str:
    match = _NAME.match(line)
    return (match["quoted"] or match["name"]) if match else ""


def _value(line: str) -> str:
    match = _VALUE.match(line)
    return match["value"] if match else ""
