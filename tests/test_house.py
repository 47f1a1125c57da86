"""The house rules that a reader relies on: one direction of imports, and templates that only lay out."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from tfgen.render import environment, templates_folder
from tfgen.spec.section import Section

PACKAGE = Path(__file__).parent.parent / "tfgen"

# What each part of the package may import. `cli` may import all.
MAY_IMPORT = {
    "ami": {"diagnostics", "edit", "pipeline", "resolve", "spec"},
    "aws": set(),
    "aws_endpoints": {"aws"},
    "aws_limits": set(),
    "checks": set(),
    "cache": set(),
    "compiled": {"cache"},
    "diagnostics": set(),
    "edit": {"diagnostics", "source"},
    "hcl": {"diagnostics"},
    "images": set(),
    "layout": {"diagnostics"},
    "modules": {"aws", "aws_endpoints", "hcl", "images", "names", "resolve", "spec", "tree"},
    "names": set(),
    "pipeline": {
        *("diagnostics", "plan", "render", "resolve", "rules", "source", "spec", "tree", "verify"),
    },
    "plan": {
        *("checks", "hcl", "modules", "names", "promises", "provider_features"),
        *("resolve", "spec", "tree"),
    },
    "promises": {"hcl", "tree"},
    "provider_features": set(),
    "regular": set(),
    "render": {"cache", "compiled", "diagnostics", "hcl", "layout", "provider_features", "tree"},
    "report": {"diagnostics"},
    "resolve": {"aws", "aws_limits", "diagnostics", "images", "names", "priorities", "spec"},
    "rules": {"aws", "aws_endpoints", "aws_limits", "diagnostics", "images", "resolve", "spec"},
    "show": {"resolve", "spec"},
    "source": {"diagnostics"},
    "spec": {"aws", "diagnostics", "source", "time_zones"},
    "starter": {"diagnostics", "spec"},
    "streams": set(),
    "time_zones": set(),
    "tree": {"diagnostics", "hcl"},
    "priorities": set(),
    "verify": {"cache", "diagnostics", "hcl", "provider_features", "regular", "tree"},
    "write": {"diagnostics", "tree"},
}
# Stages that read the cluster: what they look at was resolved before.
AFTER_RESOLVE = {"modules", "plan", "rules"}
# Names that say nothing about what a file is for.
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "worker"}


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tfgen":
            _, *path = (node.module or "").split(".")
            yield from path[:1] or [name.name for name in node.names]
        elif isinstance(node, ast.Import):
            yield from (
                name.name.split(".")[1] for name in node.names if name.name.startswith("tfgen.")
            )


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_go_one_way(file: Path) -> None:
    own = part(file)
    if own not in ("cli", "__main__", "__init__"):
        assert set() == set(imported(file)) - MAY_IMPORT[own] - {own}


def resolved_in_the_language() -> set[tuple[str, str]]:
    """Return the language's sections that have a resolved form, by module and name."""
    modules = [
        importlib.import_module(f"tfgen.resolve.{file.stem}")
        for file in (PACKAGE / "resolve").glob("[a-z]*.py")
    ]
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    resolved = {
        kind
        for kind in kinds
        if issubclass(kind, Section) and kind.__module__.startswith("tfgen.resolve")
    }
    bases = {
        base
        for kind in resolved
        for base in kind.__bases__
        if base.__module__.startswith("tfgen.spec")
    }
    return {(base.__module__, base.__name__) for base in bases - {Section}}


def test_nothing_behind_resolve_takes_a_section_as_it_was_read() -> None:
    before = resolved_in_the_language()
    assert ("tfgen.spec.services", "Service") in before
    taken = [
        f"{file.relative_to(PACKAGE)}: {node.module}.{name.name}"
        for file in files()
        if part(file) in AFTER_RESOLVE
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if (node.module, name.name) in before
    ]
    assert [] == taken


def test_the_order_of_imports_has_no_cycle() -> None:
    done: set[str] = set()
    while ready := {
        name for name, needs in MAY_IMPORT.items() if name not in done and needs <= done
    }:
        done |= ready
    assert set(MAY_IMPORT) == done


def test_files_are_named_by_what_they_are_for() -> None:
    assert [] == [file for file in files() if file.stem in NO_NAMES]


# Templates


def templates() -> list[str]:
    folder = templates_folder()
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.j2"))


def is_plain(node: nodes.Node) -> bool:
    """Whether a condition only reads: a name or attribute, negated or joined with and / or."""
    match node:
        case nodes.Not():
            return is_plain(node.node)
        case nodes.And() | nodes.Or():
            return is_plain(node.left) and is_plain(node.right)
        case nodes.Getattr():
            return is_plain(node.node)
        case _:
            return isinstance(node, nodes.Name)


def decides(tree: nodes.Template) -> Iterator[str]:
    """Yield what a template decides or computes, and what it prints as it is."""
    for kind in (
        nodes.Assign,
        nodes.AssignBlock,
        nodes.CondExpr,
        nodes.BinExpr,
        nodes.Compare,
        nodes.Test,
    ):
        for node in tree.find_all(kind):
            if not isinstance(node, nodes.And | nodes.Or):
                yield f"line {node.lineno}: {kind.__name__}"
    for condition in tree.find_all(nodes.If):
        if not is_plain(condition.test):
            yield f"line {condition.lineno}: an if that decides"
    printed = (node for output in tree.find_all(nodes.Output) for node in output.nodes)
    for node in printed:
        if not isinstance(node, nodes.TemplateData | nodes.Filter | nodes.Call):
            yield f"line {node.lineno}: printed without a filter"


def untidy(text: str) -> Iterator[str]:
    """Yield lines whose tags do not stand alone, or eat white space."""
    for number, line in enumerate(text.splitlines(), 1):
        if any(mark in line for mark in ("{%-", "-%}", "{{-", "-}}")):
            yield f"line {number}: white space control"
        if "{%" in line and not (line.strip().startswith("{%") and line.strip().endswith("%}")):
            yield f"line {number}: a tag that does not stand alone"


def faults(text: str) -> list[str]:
    return [*decides(environment().parse(text)), *untidy(text)]


@pytest.mark.parametrize("name", templates())
def test_templates_only_lay_out(name: str) -> None:
    text = (templates_folder() / name).read_text()
    assert [] == faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "{% set x = 1 %}\n",
        "{% if a == b %}\n{% endif %}\n",
        "{{ a if b else c }}",
        "{{ (a + b) | hcl }}",
        "{{ a }}",
        "{%- if a %}\n{% endif %}\n",
        "x {% if a %}\n{% endif %}\n",
        "{% if a is defined %}\n{% endif %}\n",
        "{% if f(a) %}\n{% endif %}\n",
    ],
)
def test_the_lint_sees_a_template_that_does_more(text: str) -> None:
    assert [] != faults(text)
