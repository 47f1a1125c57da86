"""Files → VerifiedTree: everything is parsed and checked before a byte of it may reach the disk."""

from __future__ import annotations

import gc
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place
from tfgen.hcl import Value
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.tree.overlay import template_of
from tfgen.verify import (
    calls,
    cycles,
    declarations,
    moves,
    provider_demands,
    provider_features,
    references,
    schema,
    sensitivity,
    structure,
    templates,
    tests,
    values,
)
from tfgen.verify import conventions as conventions_
from tfgen.verify.conventions import HEADER
from tfgen.verify.folder import listed_paths, other_paths, own_files, read_tree
from tfgen.verify.modules import Tree
from tfgen.verify.proved import keep_proved, read_unproved

__all__ = [
    "HEADER",
    "listed_paths",
    "other_paths",
    "own_files",
    "read_tree",
    "verify",
    "verify_folder",
]


def verify(
    files: Sequence[RenderedFile],
    *,
    conventions: bool = True,
    expected: Mapping[str, Mapping[str, Value]] | None = None,
    others: Collection[str] | None = None,
    own: Sequence[RenderedFile] = (),
    lenient: bool = False,
) -> VerifiedTree:
    """Prove that Terraform would accept these files, all of a tree, as far as that shows here.

    `conventions` are those of tfgen's own trees. `expected` is what the root's module calls must
    hold, by call and input: their values are compared as parsed back, so that a fault in quoting or
    in a template cannot pass. `others` are the paths of the files beside these, which expressions
    may read; without them that is not looked at. `own` are files that a user wrote into a tree of
    tfgen's: they keep to Terraform's rules and no conventions, and stay out of the result; where
    these rules are `lenient`, a fault of theirs is a warning. Raises TfgenError with all findings
    (HCL...) if one is an error; warnings alone come with the tree.
    """
    with _without_collector():
        paths = {file.path for file in own}
        tree, diagnostics = read_unproved((*files, *own), others, paths, strict=conventions)
        checked = _checked(tree, strict=conventions)
        if own and conventions:
            checked = _by_their_rules(tree, checked)
        diagnostics += checked
        if lenient:
            diagnostics = [_warned_of(tree, diagnostic) for diagnostic in diagnostics]
        if conventions:
            diagnostics += conventions_.check(tree, _overlaid(files))
            diagnostics += provider_features.check(tree)
        if expected is not None:
            diagnostics += values.check(tree, expected)
        if overlaid := _overlaid(files):
            diagnostics = list(_softened(diagnostics, overlaid))
        keep_proved(tree, diagnostics, strict=conventions)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        raise TfgenError(diagnostics)
    return VerifiedTree(tuple(files), sorted_by_place(diagnostics))


def verify_folder(folder: Path, *, conventions: bool = False) -> VerifiedTree:
    """Verify the Terraform in a folder and below, whoever wrote it.

    `conventions` are those of tfgen's own trees. Raises TfgenError with all findings where one is
    an error; warnings alone come with the tree.
    """
    files = tuple(replace(file, template=template_of(file.text)) for file in read_tree(folder))
    ours = listed_paths(folder)
    own: tuple[RenderedFile, ...] = ()
    if conventions and ours is not None:
        own = own_files(files, ours)
        files = tuple(file for file in files if file not in own)
    return verify(files, conventions=conventions, others=other_paths(folder), own=own)


def _checked(tree: Tree, *, strict: bool) -> list[Diagnostic]:
    """Return what Terraform and its provider would refuse."""
    checks = (
        structure.check(tree),
        moves.check(tree),
        templates.check(tree, conventions=strict),
        tests.check(tree),
    )
    by_strictness = (
        references,
        cycles,
        declarations,
        calls,
        sensitivity,
        schema,
        provider_demands,
    )
    diagnostics = [diagnostic for check in checks for diagnostic in check]
    for part in by_strictness:
        diagnostics += part.check(tree, strict=strict)
    return diagnostics


def _by_their_rules(tree: Tree, strictly: list[Diagnostic]) -> list[Diagnostic]:
    """Return what is found in tfgen's files when all is demanded, and in others when not."""
    in_ours = [diagnostic for diagnostic in strictly if not _is_own(tree, diagnostic)]
    in_own = [found for found in _checked(tree, strict=False) if _is_own(tree, found)]
    return [*in_ours, *in_own]


def _warned_of(tree: Tree, diagnostic: Diagnostic) -> Diagnostic:
    if not _is_own(tree, diagnostic):
        return diagnostic
    return replace(diagnostic, severity=Severity.WARNING)


# What Terraform does not mind.
_CONVENTIONS = frozenset({"HCL021", "HCL022", "HCL024", "HCL025", "HCL026", "HCL027"})


def _overlaid(files: Sequence[RenderedFile]) -> frozenset[str]:
    """Return the paths of what came out of templates of a user's own."""
    return frozenset(file.path for file in files if file.template)


def _softened(diagnostics: Sequence[Diagnostic], overlaid: Collection[str]) -> Iterator[Diagnostic]:
    """Yield findings, those about conventions as warnings in modules of a user's own."""
    # One file of a module has a use of what another declares, so it is the folder that counts.
    folders = {posixpath.dirname(path) for path in overlaid}
    for diagnostic in diagnostics:
        file = diagnostic.location.file if diagnostic.location else ""
        if diagnostic.code in _CONVENTIONS and posixpath.dirname(file) in folders:
            diagnostic = replace(diagnostic, severity=Severity.WARNING)
        yield diagnostic


def _is_own(tree: Tree, diagnostic: Diagnostic) -> bool:
    return diagnostic.location is not None and diagnostic.location.file in tree.own


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector out: it would walk all the nodes and find nothing to free."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
