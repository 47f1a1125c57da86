"""Moves of a module: each thing leaves one address for one other, where nothing stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Location
from tfgen.verify.modules import Declaration, Module, Tree
from tfgen.verify.syntax import Expression, Kind

Names: TypeAlias = tuple[str, ...]


def check(tree: Tree) -> Iterator[Diagnostic]:
    """Yield the moves of all modules that Terraform cannot follow."""
    for module in tree.unproved.values():
        yield from _ambiguous(module)


def _ambiguous(module: Module) -> Iterator[Diagnostic]:
    first: dict[tuple[str, Names], tuple[Names, Declaration]] = {}
    for declaration in module.blocks("moved"):
        former, later = (_names(declaration.block.body.value(end)) for end in ("from", "to"))
        if not (former and later):
            continue
        for word, one, other in (("to", former, later), ("from", later, former)):
            before, place = first.setdefault((word, one), (other, declaration))
            if before != other:
                message = f"{_shown(one)} moves {word} {_shown(before)} and {_shown(other)}"
                yield _finding(declaration, message, (place.location, "the other move"))
        declared = module.blocks("module", "resource")
        standing = next((one for one in declared if _address(one) == former), None)
        if standing:
            message = f"{_shown(former)} moves away, and is still declared"
            yield _finding(declaration, message, (standing.location, "declared here"))


def _finding(move: Declaration, message: str, also: tuple[Location, str]) -> Diagnostic:
    help = "keep one move from each address and one to it, and none from what is declared"
    return Diagnostic("HCL081", message, move.location, help, also=(also,))


def _address(declaration: Declaration) -> Names:
    block = declaration.block
    labels = tuple(str(label.value) for label in block.labels)
    return ("module", *labels) if block.type == "module" else labels


def _shown(address: Names) -> str:
    return ".".join(address)


def _names(address: Expression | None) -> Names:
    """Return the names of an address without indexes; none where there are indexes."""
    if address is None or address.kind is not Kind.REFERENCE:
        return ()
    reference = address.references[0]
    return reference.names if len(reference.names) == len(reference.steps) + 1 else ()
