"""The names in each .tftpl file are those in the map that its templatefile() gets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from tfgen.diagnostics import Diagnostic, Location, closest
from tfgen.verify.modules import Module, SourceFile, Tree, syntax_diagnostic
from tfgen.verify.parse import parse_template
from tfgen.verify.syntax import Expression, Kind, SyntaxFault


class _Call(NamedTuple):
    """A templatefile() with the path of its file in the tree; `given` is None if the map is no literal one."""

    file: SourceFile
    expression: Expression
    path: str
    given: dict[str, Expression] | None


def check(tree: Tree, *, conventions: bool) -> Iterator[Diagnostic]:
    """Yield what does not fit between templates and their calls; with conventions, also what nobody needs."""
    calls = [call for module in tree.modules.values() for call in _calls(tree, module)]
    yield from (_missing(tree, call) for call in calls if call.path not in tree.texts)
    for path in sorted({call.path for call in calls} & tree.texts.keys()):
        try:
            template = parse_template(tree.texts[path])
        except SyntaxFault as fault:
            yield syntax_diagnostic(path, fault)
            continue
        for call in calls:
            if call.path == path and call.given is not None:
                yield from _unknown_names(call, call.given, template)
                yield from _needless_names(call, call.given, template) if conventions else ()
    if conventions:
        needless = {path for path in tree.texts if path.endswith(".tftpl")} - {
            call.path for call in calls
        }
        for path in sorted(needless):
            yield Diagnostic(
                "HCL026",
                f"no templatefile() reads {path}",
                Location(path, length=0),
                "remove the file",
            )


def _calls(tree: Tree, module: Module) -> Iterator[_Call]:
    for file in (*module.files, *module.overrides):
        if "templatefile" not in tree.texts[file.path]:  # walking all expressions takes longer
            continue
        for expression in file.body.expressions():
            if expression.name == "templatefile" and len(expression.children) == 2:
                path, given = expression.children
                if (found := _path(tree, module, path)) is not None:
                    yield _Call(file, expression, found, _given(given))


def _path(tree: Tree, module: Module, expression: Expression) -> str | None:
    """Return the path of a template in the tree; None if it is computed, not in the tree, or no .tftpl file."""
    match expression:
        case Expression(kind=Kind.LITERAL, value=str() as text):
            names: tuple[str, ...] = ("path", "cwd")
        case Expression(
            kind=Kind.TEMPLATE, children=(base, Expression(kind=Kind.LITERAL, value=str() as text))
        ):
            names = base.references[0].names if base.kind is Kind.REFERENCE else ()
        case _:
            return None
    if names == ("path", "module"):
        path = posixpath.normpath(posixpath.join(module.folder, text.lstrip("/")))
        hidden = any(part.startswith(".") for part in path.split("/"))  # or outside: ..
        return path if path in tree.texts or (path.endswith(".tftpl") and not hidden) else None
    # The root module, and where Terraform runs, need not be the tree's root.
    path = posixpath.normpath(text.lstrip("/"))
    return path if names in (("path", "root"), ("path", "cwd")) and path in tree.texts else None


def _given(argument: Expression) -> dict[str, Expression] | None:
    if argument.kind is not Kind.OBJECT or any(
        key.kind is not Kind.LITERAL for key, _ in argument.items
    ):
        return None
    return {str(key.value): key for key, _ in argument.items}


def _missing(tree: Tree, call: _Call) -> Diagnostic:
    near = closest(call.path, [path for path in tree.texts if path.endswith(".tftpl")])
    why = f"templatefile() reads {call.path}, which does not exist"
    return Diagnostic(
        "HCL019", why, call.file.at(call.expression, len("templatefile")), near or "add the file"
    )


def _unknown_names(
    call: _Call, given: dict[str, Expression], template: Expression
) -> Iterator[Diagnostic]:
    also = ((call.file.at(call.expression, len("templatefile")), "its templatefile() is here"),)
    for reference in template.references:
        if reference.root not in given:
            why = f"the template uses {reference.root}, which its templatefile() does not give"
            place = Location(call.path, reference.line, reference.column, len(reference.root))
            help_ = (
                closest(reference.root, list(given))
                or f"give {reference.root}, or write $${{ to mean the text"
            )
            yield Diagnostic("HCL020", why, place, help_, also=also)


def _needless_names(
    call: _Call, given: dict[str, Expression], template: Expression
) -> Iterator[Diagnostic]:
    used = {reference.root for reference in template.references}
    for name, key in given.items():
        if name not in used:
            why = f"templatefile() gives {name}, which {call.path} does not use"
            yield Diagnostic("HCL021", why, call.file.at(key, len(name)), "remove it")
