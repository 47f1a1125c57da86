"""The tree that stands and the one to be written: what the next apply would destroy or cost.

Terraform says so too, in a plan of hundreds of lines, and after the change was merged. What exists
once is refused here; what costs something is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from tfgen.changes import (
    balancers,
    capacity,
    data,
    kept_names,
    nat,
    network,
    ownership,
    renames,
    services,
)
from tfgen.changes.change import Change
from tfgen.changes.root import name_now, read_root
from tfgen.diagnostics import Code, Diagnostic, TfgenError, sorted_by_place
from tfgen.resolve import Cluster
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.verify import own_files, read_tree

_TOPICS = (
    *(data, network, nat, balancers, services, capacity, kept_names),
    *(ownership, renames),
)
CODES: tuple[Code, ...] = tuple(code for topic in _TOPICS for code in topic.CODES)

__all__ = ["CODES", "check", "judged", "standing"]


def check(cluster: Cluster, tree: VerifiedTree, folder: Path) -> tuple[Diagnostic, ...]:
    """Return what it means to write a cluster's tree over the one in a folder, by place.

    Nothing, where there is no tree yet, or none that can be read.
    """
    former = standing(folder, {file.path for file in tree.files})
    return judged(cluster, former, tree.files, str(folder))


def judged(
    cluster: Cluster, former: Iterable[RenderedFile], files: Iterable[RenderedFile], folder: str
) -> tuple[Diagnostic, ...]:
    """Return what it means that a cluster's files take the place of others, by place."""
    before = [file for file in former if _is_of_root(file.path)]
    present = [file for file in files if _is_of_root(file.path)]
    if not before or before == present:
        return ()
    root = read_root(present)
    renamed = {name: name_now(name, root.moved) for name in root.moved}
    standing_root = read_root(before, renamed)
    if not standing_root.whole:
        return ()
    change = Change(standing_root, root, cluster, folder)
    diagnostics: list[Diagnostic] = []
    for topic in _TOPICS:
        for look in topic.CHECKS:
            diagnostics += look(change)
    return sorted_by_place(diagnostics)


def standing(folder: Path, present: Collection[str]) -> list[RenderedFile]:
    """Return tfgen's files of the tree that stands in a folder; none where it cannot be read."""
    try:
        files = read_tree(folder)
    except (TfgenError, OSError):
        # `write` says what is wrong with them.
        return []
    own = own_files(files, present)
    ours = [file for file in files if file not in own]
    return [replace(file, text=_first_side(file.text)) for file in ours]


def _first_side(text: str) -> str:
    """Return a text with the first side of each conflict that git left in it.

    It stood in one of the branches that were merged, so that what it has may exist.
    """
    if "<<<<<<< " not in text:
        return text
    kept = []
    is_first = True
    for line in text.splitlines(keepends=True):
        if line.startswith(("|||||||", "=======")):
            is_first = False
        elif line.startswith(">>>>>>> "):
            is_first = True
        elif is_first and not line.startswith("<<<<<<< "):
            kept.append(line)
    return "".join(kept)


def _is_of_root(path: str) -> bool:
    return "/" not in path and path.endswith(".tf")
