"""Whose the parts of a spec are: what their names begin with, and where each value stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tfgen.diagnostics import Location
from tfgen.expression import Expression
from tfgen.language import Place, Reading, Spec
from tfgen.language.field import Field
from tfgen.language.section import Section
from tfgen.resolve.convention import Path
from tfgen.resolve.names import Name
from tfgen.resolve.settings import Settings


class Standing(Spec):
    """A spec as it was read, of a cluster or of an application on one."""

    reading: Reading = Field(exclude=True)
    cluster: Settings

    @property
    def name(self) -> Name:
        """The name of the cluster, the first part of the names of all that belongs to it."""
        return self.cluster.name

    @property
    def prefix(self) -> str:
        """What the names of its own parts begin with: the cluster's, and the application's."""
        if self.application is None:
            return self.name
        return f"{self.name}-{self.application}"

    @property
    def ecs_name(self) -> str:
        """The name of the cluster in ECS, which others may have given it."""
        if self.platform is None or self.platform.cluster is None:
            return self.name
        return self.platform.cluster

    @property
    def platform_log_prefix(self) -> str:
        """What the log groups of the cluster itself begin with."""
        return self.reading.platform_log_prefix or f"/ecs/{self.name}"

    def owns(self, section: str) -> bool:
        """Whether its own tree makes what stands in a section: not what its platform has."""
        return section not in self.reading.taken

    @property
    def file(self) -> str:
        """The spec's file."""
        return self.reading.file

    @property
    def places(self) -> Mapping[Path, Place]:
        """Where each written value stands, by its path."""
        return self.reading.places

    @property
    def sound(self) -> bool:
        """Whether all of it is known: it could be read, and no platform is left untold."""
        return not self.reading.unread and not self.reading.unknown

    def at(self, *path: str | int) -> Location:
        """Return the place of the value at a path, or of the nearest mapping above it."""
        return self.reading.at(*path)

    def wrote(self, *path: str | int) -> bool:
        """Whether the user wrote a value at a path."""
        return self.reading.wrote(*path)

    @cached_property
    def leaves(self) -> tuple[tuple[Path, str | Expression], ...]:
        """Each text and expression as it was read, by its path; several rules walk them."""
        return tuple(_leaves(self.reading.spec, ()))


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str | Expression]]:
    match value:
        case Section():
            # What could not be read is no attribute.
            for name, field in type(value).model_fields.items():
                yield from _leaves(value.__dict__.get(name), (*path, field.key))
        case Mapping():
            for key, item in value.items():
                yield from _leaves(item, (*path, key))
        case tuple():
            for index, item in enumerate(value):
                yield from _leaves(item, (*path, index))
        case str() | Expression():
            yield path, value
