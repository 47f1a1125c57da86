"""Files → VerifiedTree: everything is parsed and checked before a byte of it may reach the disk."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tfgen.diagnostics import Severity, TfgenError, sorted_by_place
from tfgen.hcl import Value
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.verify import (
    calls,
    cycles,
    declarations,
    provider_features,
    references,
    schema,
    structure,
    templates,
    tests,
    values,
)
from tfgen.verify import conventions as conventions_
from tfgen.verify.conventions import HEADER
from tfgen.verify.folder import read_tree
from tfgen.verify.modules import read

__all__ = ["HEADER", "read_tree", "verify"]


def verify(
    files: Sequence[RenderedFile],
    *,
    conventions: bool = True,
    expected: Mapping[str, Mapping[str, Value]] | None = None,
) -> VerifiedTree:
    """Prove that Terraform would accept these files, all files of a tree, as far as that shows without a provider.

    `conventions` are those of tfgen's own trees. `expected` is what the root's module calls must hold, by call and
    input: their values are compared as parsed back, so that a fault in quoting or in a template cannot pass.
    Raises TfgenError with all findings (HCL...) if one is an error; warnings alone come with the tree.
    """
    with _without_collector():
        tree, found = read(files)
        found += structure.check(tree)
        found += references.check(tree, strict=conventions)
        found += cycles.check(tree, strict=conventions)
        found += declarations.check(tree, strict=conventions)
        found += calls.check(tree, strict=conventions)
        found += schema.check(tree, strict=conventions)
        found += templates.check(tree, conventions=conventions)
        found += tests.check(tree)
        found += conventions_.check(tree) if conventions else ()
        found += provider_features.check(tree) if conventions else ()
        found += values.check(tree, expected) if expected is not None else ()
    if any(one.severity is Severity.ERROR for one in found):
        raise TfgenError(found)
    return VerifiedTree(tuple(files), sorted_by_place(found))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector out: it would walk all the nodes again and again and find nothing to free."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
