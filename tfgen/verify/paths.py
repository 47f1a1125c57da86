"""The files of a tree that its expressions name, as far as their paths are written out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify.modules import Module, SourceFile, Tree
from tfgen.verify.syntax import Expression, Kind

# They read a file before anything is planned; templatefile() has a module of its own.
# https://developer.hashicorp.com/terraform/language/functions/file
_READERS = frozenset(
    {
        "file",
        "filebase64",
        "filebase64sha256",
        "filebase64sha512",
        "filemd5",
        "filesha1",
        "filesha256",
        "filesha512",
    }
)


def written_path(expression: Expression) -> tuple[tuple[str, ...], str] | None:
    """Return what a path begins with, such as ("path", "module"), and the text behind it.

    None if it is computed. A path alone begins where Terraform runs: ("path", "cwd").
    """
    match expression:
        case Expression(kind=Kind.LITERAL, value=str() as text):
            return ("path", "cwd"), text
        case Expression(
            kind=Kind.TEMPLATE,
            children=(
                Expression(kind=Kind.REFERENCE) as start,
                Expression(kind=Kind.LITERAL, value=str() as text),
            ),
        ):
            return start.references[0].names, text
    return None


def is_read(path: str) -> bool:
    """Return whether a path lies where files are looked for: not hidden, nor out of the tree."""
    # `..` begins with a dot too.
    return not any(part.startswith(".") for part in path.split("/"))


def missing(tree: Tree, module: Module, file: SourceFile, call: Expression) -> Iterator[Diagnostic]:
    """Yield a finding if a call reads a file that the tree does not have."""
    if tree.others is None or call.name not in _READERS or len(call.children) != 1:
        return
    path = _path(module, call.children[0])
    if path is None or path in tree.texts or path in tree.others:
        return
    why = f"{call.name}() reads {path}, which does not exist"
    help_ = closest(path, [*tree.texts, *tree.others]) or "add the file"
    yield Diagnostic("HCL019", why, file.at(call, len(call.name)), help_)


def read_by(module: Module) -> Iterator[str]:
    """Yield the paths of the files that a module reads, templates apart."""
    for call in module.expressions(*_READERS):
        if len(call.children) == 1 and (path := _path(module, call.children[0])):
            yield path


def _path(module: Module, expression: Expression) -> str | None:
    """Return the path of a file in the tree; None if it is computed, or may lie elsewhere."""
    base, text = written_path(expression) or ((), "")
    # Which folder Terraform runs in is only clear of the root module.
    known = base == ("path", "module") or module.folder == ""
    if base not in _BASES or not known or not text or text.startswith("~"):
        return None
    if expression.kind is Kind.LITERAL and text.startswith("/"):
        return None
    path = posixpath.normpath(posixpath.join(module.folder, text.lstrip("/")))
    return path if is_read(path) else None


_BASES = (("path", "module"), ("path", "root"), ("path", "cwd"))
