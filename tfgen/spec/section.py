"""The base of all models of the spec, and the three shorthands that a field may allow."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping of the spec: frozen, and closed against unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class One:
    """Allow `x: v` for `x: {key: v}`; for a field that is a list (no key) `x: v` for `x: [v]`."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Allow a list of names for a map of those names with their defaults."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Allow `true` for `{}` and `false` for absent."""
