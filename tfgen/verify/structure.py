"""What Terraform refuses and python-hcl2 accepts: lines, doubles, labels, unknown blocks, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify.modules import Declaration, Module, SourceFile, Tree
from tfgen.verify.syntax import Attribute, Block, Body

# The labels of each top-level block: https://developer.hashicorp.com/terraform/language/syntax/configuration.
# `action` came with Terraform 1.14.
_LABELS = {
    "terraform": (),
    "provider": ("name",),
    "variable": ("name",),
    "locals": (),
    "output": ("name",),
    "module": ("name",),
    "resource": ("type", "name"),
    "data": ("type", "name"),
    "ephemeral": ("type", "name"),
    "action": ("type", "name"),
    "moved": (),
    "removed": (),
    "import": (),
    "check": ("name",),
}
_NAME = re.compile(r"[^\W\d][\w-]*")

# Blocks inside of which a module may have but one in all its files, or whose inner blocks have
# addresses.
_UNIQUE_INSIDE = {"terraform": ("required_providers", "backend", "cloud"), "check": ("data",)}
_ONE_OF_A_KIND = frozenset({"backend"})

# https://developer.hashicorp.com/terraform/language/block/variable
_RESERVED = frozenset(
    {
        "source",
        "version",
        "provider",
        "providers",
        "count",
        "for_each",
        "lifecycle",
        "depends_on",
        "locals",
    }
)


def check(tree: Tree) -> Iterator[Diagnostic]:
    """Yield what is wrong with the shape of files and what a module declares twice."""
    for file in tree.sources():
        for body in file.body.walk():
            yield from _lines(file, body)
            yield from _set_twice(file, body)
    for module in tree.unproved.values():
        for file in (*module.files, *module.overrides):
            yield from _top_level(file)
        yield from _doubles(_addresses(module))
        for declaration in module.blocks("variable", "resource", "data", "ephemeral", "module"):
            yield from _meta_arguments(module, declaration)
    for file in tree.tests:
        runs = (Declaration(file, block) for block in file.body.of_type("run"))
        yield from _doubles((f'run "{run.block.name}"', run) for run in runs)


def _lines(file: SourceFile, body: Body) -> Iterator[Diagnostic]:
    for place in body.crowded:
        why = "an argument or block begins on the line of another one"
        yield Diagnostic("HCL003", why, file.at(place), "put each on a line of its own")
    for block in body.blocks:
        if block.misplaced:
            why = f"the braces of this {block.type} block are not laid out as HCL demands"
            rule = (
                "put { at the end of the header's line, each argument on its own line,"
                " and } on its own line"
            )
            yield Diagnostic("HCL004", why, file.at(block.misplaced), rule)


def _set_twice(file: SourceFile, body: Body) -> Iterator[Diagnostic]:
    # The parser keeps doubles: a mapping would have lost one of them.
    first: dict[str, Attribute] = {}
    for argument in body.attributes:
        name = argument.name
        before = first.setdefault(name, argument)
        if before is not argument:
            also = ((file.at(before, len(name)), "first set here"),)
            why, here = f"{name} is set twice in one block", file.at(argument, len(name))
            yield Diagnostic("HCL005", why, here, f"keep one {name}", also=also)


def _top_level(file: SourceFile) -> Iterator[Diagnostic]:
    for argument in file.body.attributes:
        why = f"{argument.name} is set outside of any block"
        yield Diagnostic(
            "HCL008",
            why,
            file.at(argument, len(argument.name)),
            "put it into a block, such as locals",
        )
    for block in file.body.blocks:
        if block.type not in _LABELS:
            why = f"Terraform has no {block.type} block"
            known = (
                closest(block.type, list(_LABELS)) or f"the blocks are {', '.join(sorted(_LABELS))}"
            )
            yield Diagnostic("HCL008", why, file.at(block, len(block.type)), known)
        else:
            yield from _labels(file, block)


def _labels(file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    wanted = _LABELS[block.type]
    if len(block.labels) != len(wanted):
        why = f"{block.type} takes {len(wanted)} labels, and here are {len(block.labels)}"
        form = " ".join((block.type, *(f'"{label}"' for label in wanted), "{"))
        yield Diagnostic("HCL007", why, file.at(block, len(block.type)), f"write {form}")
    for label in block.labels:
        # A template has no value here, and Terraform takes none for a name.
        if label.value is None or not _NAME.fullmatch(label.value):
            shown = repr(label.value) if label.value else "a template"
            why = f"{shown} is not a name"
            rule = "use letters, digits, _ and -, beginning with a letter or _"
            yield Diagnostic("HCL007", why, file.at(label, len(label.value or "") + 2), rule)


def _doubles(addresses: Iterator[tuple[str, Declaration]]) -> Iterator[Diagnostic]:
    first: dict[str, Declaration] = {}
    for address, declaration in addresses:
        if address in first:
            also = ((first[address].location, "first declared here"),)
            yield Diagnostic(
                "HCL006",
                f"{address} is declared twice",
                declaration.location,
                "rename one",
                also=also,
            )
        first.setdefault(address, declaration)


def _addresses(module: Module) -> Iterator[tuple[str, Declaration]]:
    """Yield all that must be unique in a module, under the name that it has in a message."""
    for declaration in module.blocks(*_LABELS, overrides=False):
        file, block, _ = declaration
        if block.labels:
            yield _title(block), declaration
        if block.type == "locals":
            once = {argument.name: argument for argument in block.body.attributes}
            yield from ((f"local.{name}", Declaration(file, block, once[name])) for name in once)
        inner = _UNIQUE_INSIDE.get(block.type, ())
        yield from ((_title(b), Declaration(file, b)) for b in block.body.blocks if b.type in inner)


def _title(block: Block) -> str:
    # Two backends of different types are two backends all the same.
    if block.type in _ONE_OF_A_KIND:
        return block.type
    title = " ".join((block.type, *(f'"{label.value}"' for label in block.labels)))
    alias = block.body.value("alias")
    if block.type == "provider" and alias:
        return f'{title} with alias "{alias.value}"'
    return title


def _meta_arguments(module: Module, declaration: Declaration) -> Iterator[Diagnostic]:
    file, block, _ = declaration
    count = next((a for a in block.body.attributes if a.name == "count"), None)
    if block.type == "variable":
        if block.name in _RESERVED:
            why = f"{block.name} cannot name a variable: module calls use it themselves"
            yield Diagnostic("HCL009", why, declaration.location, "choose another name")
    elif count and block.body.value("for_each"):
        why = f"{_title(block)} has count and for_each"
        yield Diagnostic(
            "HCL010", why, file.at(count, len("count")), "keep count or for_each alone"
        )
    if block.type == "module" and "source" not in module.arguments[block.name]:
        yield Diagnostic(
            "HCL011", f"{_title(block)} has no source", declaration.location, "add source"
        )
