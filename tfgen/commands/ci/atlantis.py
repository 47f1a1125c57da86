"""The projects of Atlantis: one for each tree.

The keys are those of https://www.runatlantis.io/docs/repo-level-atlantis-yaml.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from tfgen.commands.ci.pieces import checks, piece, scalar, words
from tfgen.commands.ci.trees import Tree
from tfgen.commands.ci.wish import Wish

PATH = "atlantis.yaml"


def projects(trees: Sequence[Tree], wish: Wish) -> str:
    """Return the configuration of a repository with trees."""
    values = {
        "install": wish.install,
        "out": shlex.quote(wish.out),
        "checks": checks(trees, wish.out),
        "specs": words(*(tree.spec for tree in trees)),
        "projects": "".join(_project(tree, wish) for tree in trees),
    }
    return piece("atlantis.yaml", values)


def _project(tree: Tree, wish: Wish) -> str:
    after = ", ".join(map(scalar, tree.after))
    values = {
        "name": scalar(tree.name),
        "folder": scalar(tree.folder),
        # A regular expression between slashes, which would find a part of a name too.
        "branch": scalar(f"/^{re.escape(wish.branch)}$/"),
        # It orders what one comment applies; depends_on holds an apply on its own back.
        "group": "2" if tree.is_application else "1",
        "after": f"depends_on: [{after}]" if after else "",
    }
    return piece("atlantis-project.yaml", values)
