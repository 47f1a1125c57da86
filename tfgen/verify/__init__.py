"""Files → VerifiedTree: everything is parsed and checked before a byte of it may reach the disk."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tfgen.diagnostics import Severity, TfgenError, sorted_by_place
from tfgen.hcl import Value
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.verify import (
    calls,
    cycles,
    declarations,
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
from tfgen.verify.folder import other_paths, read_tree
from tfgen.verify.modules import read

__all__ = ["HEADER", "other_paths", "read_tree", "verify"]


def verify(
    files: Sequence[RenderedFile],
    *,
    conventions: bool = True,
    expected: Mapping[str, Mapping[str, Value]] | None = None,
    others: Collection[str] | None = None,
) -> VerifiedTree:
    """Prove that Terraform would accept these files, all of a tree, as far as that shows here.

    `conventions` are those of tfgen's own trees. `expected` is what the root's module calls must
    hold, by call and input: their values are compared as parsed back, so that a fault in quoting or
    in a template cannot pass. `others` are the paths of the files beside these, which expressions
    may read; without them that is not looked at. Raises TfgenError with all findings (HCL...) if
    one is an error; warnings alone come with the tree.
    """
    with _without_collector():
        tree, diagnostics = read(files, others)
        diagnostics += structure.check(tree)
        diagnostics += references.check(tree, strict=conventions)
        diagnostics += cycles.check(tree, strict=conventions)
        diagnostics += declarations.check(tree, strict=conventions)
        diagnostics += calls.check(tree, strict=conventions)
        diagnostics += sensitivity.check(tree, strict=conventions)
        diagnostics += schema.check(tree, strict=conventions)
        diagnostics += provider_demands.check(tree, strict=conventions)
        diagnostics += templates.check(tree, conventions=conventions)
        diagnostics += tests.check(tree)
        if conventions:
            diagnostics += conventions_.check(tree)
            diagnostics += provider_features.check(tree)
        if expected is not None:
            diagnostics += values.check(tree, expected)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        raise TfgenError(diagnostics)
    return VerifiedTree(tuple(files), sorted_by_place(diagnostics))


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
