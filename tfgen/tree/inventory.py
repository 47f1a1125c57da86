"""What stands in a tree, as the tables of its README show it."""

from __future__ import annotations

from tfgen.frozen import frozen

# Words, or names that stand as code.
Cell = str | tuple[str, ...]
Row = tuple[Cell, ...]


@frozen
class Usage:
    """What Infracost is told of a type of resource, or of an address: numbers by their names."""

    of: str
    numbers: tuple[tuple[str, int], ...]


@frozen
class UsageSection:
    """A section of Infracost's file of usage."""

    name: str
    usages: tuple[Usage, ...]


@frozen
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
