"""What stands in a tree, as the tables of its README show it."""

from __future__ import annotations

from dataclasses import dataclass

# Words, or names that stand as code.
Cell = str | tuple[str, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What Infracost is told of a type of resource, or of an address: numbers by their names."""

    of: str
    numbers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UsageSection:
    """A section of Infracost's file of usage."""

    name: str
    usages: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The tables of a tree's README; one without rows is left out."""

    services: tuple[Row, ...]
    # Whether a service is reached by the name that AWS gives a balancer.
    unnamed: bool
    jobs: tuple[Row, ...]
    system_containers: tuple[Row, ...]
    zones: tuple[Row, ...]
    groups: tuple[Row, ...]
    balancers: tuple[Row, ...]
    alerts: tuple[Row, ...]
    roles: tuple[Row, ...]
    billed: tuple[Row, ...]
    usage_sections: tuple[UsageSection, ...]
