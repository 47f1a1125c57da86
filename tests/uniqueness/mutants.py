"""Names as they would be if a template had a word of its own in the place of the cluster's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from spec_data import cluster_name

from uniqueness.judge import Tree, things

CLUSTER = "<cluster>"
# Short names end with a hash of the whole, the cluster's name included.
HASH = re.compile(r"-[0-9a-f]{5}$")


def named_after(tree: Tree) -> list[str]:
    """Return what stands around the cluster's name in each thing that AWS knows by one.

    Where another part of the identity has it already, as with what belongs to a service, the name
    need not.
    """
    cluster = cluster_name(tree.spec)
    names = set()
    for thing in things(tree):
        named = [value for value in thing.values if isinstance(value, str) and cluster in value]
        names |= {word for word in thing.words if named == [word]}
    return sorted({_without(cluster, name) for name in names})


def without_name(tree: Tree, name: str) -> Tree:
    """Return the tree with a word in the place of the cluster's name, wherever it is used."""
    cluster = cluster_name(tree.spec)
    return replace(
        tree, resources=[_changed(resource, cluster, name) for resource in tree.resources]
    )


def _changed(resource: Mapping[str, Any], cluster: str, name: str) -> dict[str, Any]:
    values = {
        key: name if isinstance(value, str) and _without(cluster, value) == name else value
        for key, value in resource.get("values", {}).items()
    }
    return {**resource, "values": values}


def _without(cluster: str, name: str) -> str:
    return HASH.sub("-<hash>", name.replace(cluster, CLUSTER))
