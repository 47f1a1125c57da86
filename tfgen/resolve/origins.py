"""Where a value comes from that nobody wrote: the language's default, or a convention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.language.section import Section
from tfgen.resolve.convention import Path, reason


def unwritten(resolved: Section, written: Section, path: Path) -> str:
    """Return where the value at a path comes from, by the sections as resolved and as read."""
    node: Any = resolved
    before: Any = written
    why = None
    for step in path:
        # What lies deeper knows better why.
        why = _why(node, step) or why
        node, before = _below(node, step), _below(before, step)
    # A convention may come to what the default is anyway.
    if why and node != before:
        return f"convention: {why}"
    return "default"


def _attribute(section: Section, key: str) -> str:
    """Return the attribute of a key in YAML: from is from_."""
    for name, field in type(section).model_fields.items():
        if field.alias == key:
            return name
    return key


def _why(node: Any, step: str | int) -> str | None:
    if not isinstance(node, Section):
        return None
    return reason(node, _attribute(node, str(step)))


def _below(node: Any, step: str | int) -> Any:
    """Return what lies in a section, map or list; None where it has no such part."""
    match node:
        case Section():
            return node.__dict__.get(_attribute(node, str(step)))
        case Mapping():
            return node.get(step)
        case tuple() if int(step) < len(node):
            return node[int(step)]
    return None
