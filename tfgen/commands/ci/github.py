"""The workflow of GitHub Actions that checks, plans and applies trees."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from textwrap import indent

from tfgen.commands.ci.pieces import checks, piece, scalar, words
from tfgen.commands.ci.trees import Tree
from tfgen.commands.ci.wish import Wish

PATH = ".github/workflows/tfgen.yml"


def workflow(trees: Sequence[Tree], wish: Wish) -> str:
    """Return the workflow for trees."""
    variables = _variables(trees)
    values = {
        "branch": scalar(wish.branch),
        "trees": _table(trees),
        "install": shlex.quote(wish.install),
        "terraform": wish.terraform,
        "specs": words(*(tree.spec for tree in trees)),
        "out": shlex.quote(wish.out),
        "checks": checks(trees, wish.out, "github"),
        "variables": variables,
        # A key without a value is null, which GitHub refuses.
        "env": "env:\n" + indent(variables, "  ") if variables else "",
        "given": piece("github-variables.sh", {}) if variables else "",
    }
    apply = "".join(_applies(trees, wish, values))
    return piece("github.yml", {**values, "apply": apply})


def _applies(trees: Sequence[Tree], wish: Wish, values: dict[str, str]) -> Iterator[str]:
    """Yield the job that applies platforms, and the one that applies applications behind it."""
    # In an expression of GitHub a quote is two quotes.
    branch = wish.branch.replace("'", "''")
    merged = f"github.ref == 'refs/heads/{branch}' && github.event_name != 'schedule'"
    needs = ["specs"]
    for wave, is_application in (("platforms", False), ("applications", True)):
        if not any(tree.is_application is is_application for tree in trees):
            continue
        wanted = f"{merged} && needs.specs.outputs.{wave} != '[]'"
        if len(needs) > 1:
            # A platform that did not change is skipped, which is no reason to skip what runs on it.
            wanted = f"{wanted} &&\n!cancelled() && needs.specs.result == 'success' &&\n"
            wanted += 'contains(fromJSON(\'["success", "skipped"]\'), needs.apply-platforms.result)'
        several = {"wave": wave, "needs": f"[{', '.join(needs)}]", "condition": wanted}
        yield piece("github-apply.yml", {**values, **several})
        needs.append(f"apply-{wave}")


def _table(trees: Sequence[Tree]) -> str:
    """Return the trees as JSON, a line each."""
    # So that a tree that comes or goes is one line of a diff.
    rows = [json.dumps(_row(tree)) for tree in trees]
    return "[\n  " + ",\n  ".join(rows) + "\n]\n"


def _row(tree: Tree) -> dict[str, object]:
    return {
        "name": tree.name,
        "spec": tree.spec,
        "tree": tree.folder,
        "region": tree.cluster.region,
        "application": tree.is_application,
        "plan_role": tree.roles.plan,
        "apply_role": tree.roles.apply,
        **_named(tree),
    }


def _named(tree: Tree) -> dict[str, list[str]]:
    """Return the names of what Terraform is given for a tree, by kind; a kind that it has."""
    names: dict[str, list[str]] = {}
    for name, variable in sorted(tree.cluster.variables.items()):
        # What is no secret may be shown in logs, and is easier to look up as a variable.
        names.setdefault("secrets" if variable.sensitive else "variables", []).append(name)
    return names


def _variables(trees: Sequence[Tree]) -> str:
    """Return what Terraform is given: of variables and secrets, those of the job's own tree."""
    of_trees = [_named(tree) for tree in trees]
    lines = []
    for name in sorted({name for tree in trees for name in tree.cluster.variables}):
        kinds = (("secrets", "secrets"), ("variables", "vars"))
        values = [
            f"contains(matrix.{kind}, '{name}') && {context}.TF_VAR_{name.upper()} || "
            for kind, context in kinds
            if any(name in of_tree.get(kind, ()) for of_tree in of_trees)
        ]
        lines.append(f"TF_VAR_{name}: ${{{{ {''.join(values)}'' }}}}\n")
    if lines:
        lines.append(_NEEDED)
    return "".join(lines)


_NEEDED = "NEEDED: ${{ join(matrix.variables, ' ') }} ${{ join(matrix.secrets, ' ') }}\n"
