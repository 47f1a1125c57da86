"""Names as they would be if a template had a word of its own in the place of the cluster's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from spec_data import cluster_name

from uniqueness.judge import Tree, things

CLUSTER = "<cluster>"


def named_after(tree: Tree) -> list[str]:
    """Return what stands around the cluster's name in each thing that AWS knows by one."""
    cluster = cluster_name(tree.spec)
    names = {word for thing in things(tree) for word in thing.words}
    return sorted(name.replace(cluster, CLUSTER) for name in names if cluster in name)


def without_name(tree: Tree, name: str) -> Tree:
    """Return the tree with a word in the place of the cluster's name, there and where it is used."""
    before = name.replace(CLUSTER, cluster_name(tree.spec))
    changed = [
        {**resource, "values": _replaced(resource.get("values", {}), before, name)}
        for resource in tree.resources
    ]
    return replace(tree, resources=changed)


def _replaced(values: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    return {key: after if value == before else value for key, value in values.items()}
