"""The expressions of Terraform in a spec: what they are worth, nobody knows before an apply."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Location
from tfgen.expression import Expression
from tfgen.language.texts import EXPRESSION
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Path

__all__ = ["EXPRESSION", "expressions", "texts"]


def expressions(cluster: Cluster) -> dict[Path, Expression]:
    """Return each expression that the spec has, by its path; of one in `defaults` the first use."""
    by_place: dict[Location, tuple[Path, Expression]] = {}
    for path, value in cluster.leaves:
        if isinstance(value, Expression):
            by_place.setdefault(cluster.at(*path), (path, value))
    return dict(by_place.values())


def texts(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Yield each text that the spec has, with its path; of one in `defaults` the first use."""
    told: set[Location] = set()
    for path, value in cluster.leaves:
        if isinstance(value, str) and (place := cluster.at(*path)) not in told:
            told.add(place)
            yield path, value
