"""What stands in a tree, as the tables of its README show it."""

from __future__ import annotations

from dataclasses import dataclass

# Words, or names that stand as code.
Cell = str | tuple[str, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class OpenUsage:
    """What of a type of resource costs by its use, and only those know who run it."""

    type: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownUsage:
    """How many instances a group begins with, by its address: Infracost does not read that."""

    address: str
    instances: int


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
    open_usages: tuple[OpenUsage, ...]
    known_usages: tuple[KnownUsage, ...]
