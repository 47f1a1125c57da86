"""What a section says of a field: its default, limits and description, and how it is read.

Nothing of a type is looked at before a value is read: most fields of most specs are left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeVar, overload

T = TypeVar("T")
Read = Callable[[Any], Any]
# What a field has in place of a default where the spec has to give it.
REQUIRED: Final = object()


class Marker:
    """What may stand beside a type in `Annotated`."""


class FieldInfo(Marker):
    """A field of a section; without a name it is a limit among the markers of a type."""

    def __init__(
        self,
        default: Any = REQUIRED,
        *,
        alias: str | None = None,
        description: str | None = None,
        exclude: bool = False,
        ge: int | Decimal | None = None,
        le: int | Decimal | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
    ) -> None:
        self.default = default
        self.alias = alias
        self.description = description
        self.exclude = exclude
        self.ge = ge
        self.le = le
        self.min_length = min_length
        self.max_length = max_length
        self.key = ""
        self._module = ""
        self._annotation: Any = None

    def bind(self, module: str, name: str, annotation: Any) -> None:
        """Make it the field of a section, whose module knows the names in its annotation."""
        if self.key:
            raise TypeError(f"{name}: its Field() is that of {self.key} already")
        self.key = self.alias or name
        self._module = module
        self._annotation = annotation

    @cached_property
    def annotation(self) -> Any:
        """The type as it is declared, with all markers."""
        if isinstance(self._annotation, str):
            return eval(self._annotation, vars(sys.modules[self._module]))
        return self._annotation

    @cached_property
    def read(self) -> Read:
        """The reader of its values."""
        from tfgen.language.readers import reader_of

        return reader_of(self.annotation, self)

    def is_required(self) -> bool:
        """Whether the spec has to give it."""
        return self.default is REQUIRED

    def get_default(self) -> Any:
        """Return the default; None for what has none."""
        if self.default is REQUIRED:
            return None
        return self.default


@overload
def Field(
    default: T,
    *,
    alias: str | None = None,
    description: str | None = None,
    exclude: bool = False,
    ge: int | Decimal | None = None,
    le: int | Decimal | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> T: ...


@overload
def Field(
    *,
    alias: str | None = None,
    description: str | None = None,
    exclude: bool = False,
    ge: int | Decimal | None = None,
    le: int | Decimal | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> Any: ...


def Field(default: Any = REQUIRED, **about: Any) -> Any:
    """Declare a field of a section. Lengths are of texts, lists and maps."""
    return FieldInfo(default, **about)
