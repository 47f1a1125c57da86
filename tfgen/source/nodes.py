"""What a spec is read into: scalars, sequences and mappings, each with its place."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.diagnostics import Diagnostic, Location
from tfgen.frozen import frozen

# https://yaml.org/spec/1.2.2/#1032-tag-resolution
_NULLS = ("", "~", "null", "Null", "NULL")


@frozen
class Scalar:
    """A single value: its text without quotes, and whether it stood without any (`plain`)."""

    text: str
    plain: bool
    at: Location

    @property
    def is_null(self) -> bool:
        """Whether nothing was written, or one of YAML's words for it."""
        return self.plain and self.text in _NULLS


@frozen
class Items:
    """A YAML sequence."""

    items: tuple[Node, ...]
    at: Location


@frozen
class Entry:
    """A key's place and its value."""

    key_at: Location
    value: Node


@frozen
class Fields:
    """A YAML mapping, in the order of the text."""

    entries: Mapping[str, Entry]
    at: Location


Node = Scalar | Items | Fields


@frozen
class Document:
    """A whole spec: its text without a byte order mark, and warnings that stop nothing."""

    file: str
    text: str
    root: Fields
    warnings: tuple[Diagnostic, ...] = ()
