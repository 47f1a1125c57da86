"""The house rules that a reader relies on: one direction of imports, and templates that only lay out."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import style
from jinja2 import nodes
from looked_at import every

from tfgen.language.section import Section
from tfgen.render.folder import templates_folder
from tfgen.render.templates import environment
from tfgen.tree import VARIANTS

PACKAGE = Path(__file__).parent.parent / "tfgen"

# What each part of the package may import. `cli` may import all.
MAY_IMPORT = {
    "frozen": set(),
    "diagnostics": set(),
    "facts": set(),
    "system": set(),
    "expression": set(),
    "hcl": {"diagnostics", "expression"},
    "layout": {"diagnostics"},
    "tree": {"diagnostics", "hcl"},
    "source": {"diagnostics"},
    "language": {"diagnostics", "expression", "facts", "source"},
    "resolve": {"diagnostics", "expression", "facts", "language"},
    "rules": {"diagnostics", "facts", "language", "resolve"},
    "modules": {"facts", "hcl", "language", "resolve", "tree"},
    "pictures": {"diagnostics", "expression", "facts", "language", "resolve"},
    "plan": {"facts", "hcl", "language", "modules", "pictures", "resolve", "tree"},
    "render": {"diagnostics", "facts", "hcl", "layout", "system", "tree"},
    "overlay": {"diagnostics", "render", "system", "tree"},
    "verify": {"diagnostics", "expression", "facts", "hcl", "system", "tree"},
    "write": {"diagnostics", "layout", "system", "tree"},
    "unchanged": {"system"},
    "adopt": {"diagnostics", "evaluation", "facts", "language", "system", "verify"},
    "evaluation": {"tree", "verify"},
    "changes": {"diagnostics", "evaluation", "facts", "modules", "resolve", "tree", "verify"},
    "own": {"diagnostics", "expression", "resolve", "tree"},
    "pipeline": {
        *("diagnostics", "language", "overlay", "own", "plan", "render", "resolve", "rules"),
        *("source", "tree", "verify"),
    },
    "commands": {
        *("adopt", "changes", "diagnostics", "evaluation", "facts", "language", "overlay"),
        "pictures",
        *("pipeline", "render", "resolve", "rules", "source", "tree", "unchanged", "verify"),
        "write",
    },
}
# What values are made with, in every room.
EVERYWHERE = {"frozen"}
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


BOUND = [file for file in files() if part(file) not in ("cli", "__main__", "__init__")]


@pytest.mark.parametrize("room", sorted({part(file) for file in BOUND}))
def test_imports_go_one_way(room: str) -> None:
    own = [file for file in BOUND if part(file) == room]
    further = {
        file.name: set(imported(file)) - MAY_IMPORT[room] - EVERYWHERE - {room}
        for file in every(own)
    }
    assert {} == {name: rooms for name, rooms in every(further.items()) if rooms}


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
        if base.__module__.startswith("tfgen.language")
    }
    return {(base.__module__, base.__name__) for base in bases - {Section}}


def test_nothing_behind_resolve_takes_a_section_as_it_was_read() -> None:
    before = resolved_in_the_language()
    assert ("tfgen.language.services", "Service") in before
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


def test_what_a_section_is_hangs_on_no_convention() -> None:
    sections = [file for file in (PACKAGE / "resolve").glob("*.py") if file.stem != "__init__"]
    conventions = every((PACKAGE / "resolve" / "conventions").glob("*.py"))

    assert [] == [file for file in every(sections) if "resolve.conventions" in file.read_text()]
    assert [] == [
        file for file in every((*sections, *conventions)) if "TYPE_CHECKING" in file.read_text()
    ]


def test_the_order_of_imports_has_no_cycle() -> None:
    done: set[str] = set()
    while ready := {
        name for name, needs in MAY_IMPORT.items() if name not in done and needs <= done
    }:
        done |= ready
    assert set(MAY_IMPORT) == done


def test_files_are_named_by_what_they_are_for() -> None:
    assert [] == [file for file in every(files()) if file.stem in NO_NAMES]


# Templates

# The README of a tree tells of one cluster; all else is data.
TELLS = "root/README.md.j2"
CONDITIONS = 60


def paths() -> list[str]:
    folder = templates_folder()
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def templates() -> list[str]:
    return [path for path in paths() if path.endswith(".j2")]


def parsed(name: str) -> nodes.Template:
    return environment().parse((templates_folder() / name).read_text())


def read_names(tree: nodes.Node) -> Iterator[str]:
    """Yield what a template reads: `variant.scaled`, `provider_version`."""
    inside = {id(attribute.node) for attribute in tree.find_all(nodes.Getattr)}
    for attribute in tree.find_all(nodes.Getattr):
        assert isinstance(attribute.node, nodes.Name), "an attribute of an attribute"
        yield f"{attribute.node.name}.{attribute.attr}"
    yield from (name.name for name in tree.find_all(nodes.Name) if id(name) not in inside)


@pytest.mark.parametrize("name", [name for name in templates() if name.startswith("modules/")])
def test_the_text_of_a_module_depends_on_its_variant_alone(name: str) -> None:
    tree = parsed(name)
    known = {f"variant.{variant}" for variant in VARIANTS} | {"provider_version"}

    assert set(read_names(tree)) <= known
    assert [] == [
        node for kind in (nodes.For, nodes.Macro, nodes.Import) for node in tree.find_all(kind)
    ]


def test_a_file_has_tags_where_its_name_says_so() -> None:
    for name in every(name for name in paths() if name.startswith("modules/")):
        text = (templates_folder() / name).read_text()
        tags = [tag for tag in ("{% ", "{{ ", "{# ") if tag in text]
        assert name.endswith(".j2") == bool(tags), name


def test_templates_ask_little(record_property: Callable[[str, object], None]) -> None:
    asked = {
        name: len(re.findall(r"\{% (?:el)?if ", (templates_folder() / name).read_text()))
        for name in templates()
        if name != TELLS
    }
    record_property("figure", f"{sum(asked.values())} conditions in templates but {TELLS}")
    assert sum(asked.values()) < CONDITIONS, asked


def test_a_variant_that_is_known_is_one_of_some_module() -> None:
    modules = [name for name in templates() if name.startswith("modules/")]
    read = {name for template in modules for name in read_names(parsed(template))}
    assert {f"variant.{variant}" for variant in VARIANTS} == {
        name for name in read if name.startswith("variant.")
    }


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


SOURCES = style.sources(PACKAGE)


@pytest.mark.slow
def test_lines_functions_and_files_keep_to_their_budgets() -> None:
    assert [] == [over for source in every(SOURCES) for over in style.over_budget(source)]


@pytest.mark.slow
def test_the_package_reads_calmly(record_property: Callable[[str, object], None]) -> None:
    figures = style.figures(SOURCES)
    record_property("lines of tfgen", str(figures))
    assert style.CONDITIONALS >= figures.conditionals
    assert style.VAGUE_NAMES >= figures.vague
    assert style.COMMENTS[0] <= figures.comments <= style.COMMENTS[1]
