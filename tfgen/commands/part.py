"""A part of a resolved cluster: what stands at a path, or what the spec itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tfgen.diagnostics import closest
from tfgen.frozen import frozen
from tfgen.resolve import Cluster

Path = tuple[str | int, ...]


@frozen
class Part:
    """What of a cluster is shown: what stands at a path, or `written` in the spec alone."""

    path: str = ""
    written: bool = False


WHOLE = Part()


def part_of(
    cluster: Cluster, data: Mapping[str, Any], part: Part
) -> tuple[Path, Mapping[str, Any]]:
    """Return a part of a cluster's plain data as a mapping, and the path that it stands at.

    Raises LookupError where there is nothing at the part's path.
    """
    if part.written:
        data = _written(cluster, data, ())
    path: Path = ()
    left = part.path
    while left:
        if not isinstance(data, dict):
            raise LookupError(_no_such(part.path, left, ()))
        # A key may have dots, as hosts of registries do.
        fitting = [key for key in data if left == key or left.startswith(f"{key}.")]
        if not fitting:
            raise LookupError(_no_such(part.path, left, data))
        key = max(fitting, key=len)
        left = left.removeprefix(key).removeprefix(".")
        inner = data[key]
        if not left and not isinstance(inner, dict):
            return path, {key: inner}
        path, data = (*path, key), inner
    return path, data


def _no_such(path: str, left: str, known: Iterable[str]) -> str:
    above = path.removesuffix(left).removesuffix(".")
    message = f"there is no {left.split('.')[0]}{f' in {above}' if above else ''}"
    help = closest(left.split(".")[0], sorted(known))
    return f"{message}: {help}" if help else message


def _written(cluster: Cluster, node: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return what of plain data the spec says; a list of maps counts as one value."""
    kept: dict[str, Any] = {}
    for key, value in node.items():
        where = (*path, key)
        if isinstance(value, dict) and value:
            if inner := _written(cluster, value, where):
                kept[key] = inner
        elif cluster.wrote(*where):
            kept[key] = value
    return kept
