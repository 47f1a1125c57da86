"""The names in each .tftpl file are those in the map that its templatefile() gets."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.verify.modules import Module, SourceFile, Tree, syntax_diagnostic
from tfgen.verify.parse import parse_template
from tfgen.verify.paths import is_read, written_path
from tfgen.verify.syntax import Expression, Kind, SyntaxFault


class _Call(NamedTuple):
    """A templatefile() with the path of its file in the tree.

    `values` are the names that it gives, None if its map is no literal one.
    """

    file: SourceFile
    expression: Expression
    path: str
    values: dict[str, Expression] | None


def check(tree: Tree, *, conventions: bool) -> Iterator[Diagnostic]:
    """Yield where templates and calls do not fit; with conventions, also what nobody needs."""
    calls = [call for module in tree.unproved.values() for call in _calls(tree, module)]
    by_path: dict[str, list[_Call]] = {}
    for call in calls:
        by_path.setdefault(call.path, []).append(call)
        if call.path not in tree.texts:
            yield _missing(tree, call)
    for path in sorted(by_path.keys() & tree.texts.keys()):
        try:
            template = parse_template(tree.texts[path])
        except SyntaxFault as fault:
            yield syntax_diagnostic(path, fault)
            continue
        for call in by_path[path]:
            yield from _names(call, template, conventions)
    if conventions:
        elsewhere = [path for proved in tree.proved.values() for path in proved.templates]
        yield from _needless_files(tree, {*by_path, *elsewhere})


def _names(call: _Call, template: Expression, conventions: bool) -> Iterator[Diagnostic]:
    if call.values is not None:
        yield from _unknown_names(call, call.values, template)
        if conventions:
            yield from _needless_names(call, call.values, template)


def _needless_files(tree: Tree, read: Collection[str]) -> Iterator[Diagnostic]:
    for path in sorted(tree.texts.keys() - set(read)):
        if path.endswith(".tftpl"):
            why = f"no templatefile() reads {path}"
            yield Diagnostic("HCL026", why, Location(path, length=0), "remove the file")


def _calls(tree: Tree, module: Module) -> Iterator[_Call]:
    for file in (*module.files, *module.overrides):
        # To walk all expressions of all files takes longer than all the rest.
        if "templatefile" not in tree.texts[file.path]:
            continue
        for expression in file.body.expressions():
            if expression.name == "templatefile" and len(expression.children) == 2:
                path, values = expression.children
                written = _path(tree, module, path)
                if written is not None:
                    yield _Call(file, expression, written, _values(values))


def read_by(module: Module) -> Iterator[str]:
    """Yield the paths of the templates that a module reads; "" for one that others may have."""
    for expression in module.expressions("templatefile"):
        if len(expression.children) == 2 and (written := written_path(expression.children[0])):
            base, text = written
            yield _in_module(module, text) if base == ("path", "module") else ""


def _in_module(module: Module, text: str) -> str:
    return posixpath.normpath(posixpath.join(module.folder, text.lstrip("/")))


def _path(tree: Tree, module: Module, expression: Expression) -> str | None:
    """Return the path of a template in the tree.

    None if it is computed, not in the tree, or no .tftpl file.
    """
    written = written_path(expression)
    if written is None:
        return None
    base, text = written
    if base == ("path", "module"):
        path = _in_module(module, text)
        is_ours = path in tree.texts or (path.endswith(".tftpl") and is_read(path))
        return path if is_ours else None
    # The root module, and where Terraform runs, need not be the tree's root.
    path = posixpath.normpath(text.lstrip("/"))
    if base in (("path", "root"), ("path", "cwd")) and path in tree.texts:
        return path
    return None


def _values(argument: Expression) -> dict[str, Expression] | None:
    if argument.kind is not Kind.OBJECT:
        return None
    if any(key.kind is not Kind.LITERAL for key, _ in argument.items):
        return None
    return {str(key.value): key for key, _ in argument.items}


def _missing(tree: Tree, call: _Call) -> Diagnostic:
    near = closest(call.path, [path for path in tree.texts if path.endswith(".tftpl")])
    why = f"templatefile() reads {call.path}, which does not exist"
    return Diagnostic(
        "HCL019", why, call.file.at(call.expression, len("templatefile")), near or "add the file"
    )


def _unknown_names(
    call: _Call, values: dict[str, Expression], template: Expression
) -> Iterator[Diagnostic]:
    also = ((call.file.at(call.expression, len("templatefile")), "its templatefile() is here"),)
    for reference in template.references:
        if reference.root not in values:
            why = f"the template uses {reference.root}, which its templatefile() does not give"
            place = Location(call.path, reference.line, reference.column, len(reference.root))
            help_ = (
                closest(reference.root, list(values))
                or f"give {reference.root}, or write $${{ to mean the text"
            )
            yield Diagnostic("HCL020", why, place, help_, also=also)


def _needless_names(
    call: _Call, values: dict[str, Expression], template: Expression
) -> Iterator[Diagnostic]:
    used = {reference.root for reference in template.references}
    for name, key in values.items():
        if name not in used:
            why = f"templatefile() gives {name}, which {call.path} does not use"
            yield Diagnostic("HCL021", why, call.file.at(key, len(name)), f"remove {name}")
