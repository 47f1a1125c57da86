"""Which references Terraform resolves, and what is known where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tfgen.verify.modules import Declaration, Module, SourceFile
from tfgen.verify.once import once
from tfgen.verify.syntax import Attribute, Block, Body, Kind, Reference

# Blocks and arguments with names that are no references: types, providers, addresses, events,
# required_providers.
_NO_REFERENCES = frozenset({"terraform", "moved", "removed"})
_NAMES = {
    "resource": frozenset({"provider"}),
    "data": frozenset({"provider"}),
    "ephemeral": frozenset({"provider"}),
    "action": frozenset({"provider"}),
    "module": frozenset({"source", "version", "providers"}),
    "variable": frozenset({"type"}),
    "output": frozenset({"type"}),
    "import": frozenset({"to", "provider"}),
}
_NAMES_INSIDE = {
    "lifecycle": frozenset({"ignore_changes"}),
    "provisioner": frozenset({"when", "on_failure"}),
    "dynamic": frozenset({"iterator"}),
}
# `terraform validate` does not look the names up in these; a plan does.
_LATE = frozenset({"replace_triggered_by"})
_WITH_SELF = frozenset({"provisioner", "connection", "postcondition"})


class Scope(NamedTuple):
    """What may be named at a place beside the module's own declarations.

    What is `unsure` may never be worked out: the content of a dynamic block over a value that is
    not known yet.
    """

    owner: Declaration
    bound: frozenset[str] = frozenset()
    has_each: bool = False
    has_count: bool = False
    has_self: bool = False
    unsure: bool = False


class Use(NamedTuple):
    """A reference, the scope that it stands in, and the argument that it is part of."""

    reference: Reference
    file: SourceFile
    scope: Scope
    argument: str = ""


class Evaluated(NamedTuple):
    """An argument whose value Terraform works out, and the scope that it stands in."""

    argument: Attribute
    file: SourceFile
    scope: Scope


@once
def uses(module: Module) -> Sequence[Use]:
    """Return every reference of a module that must resolve, block by block."""
    return [
        Use(reference, file, scope, argument.name)
        for argument, file, scope in evaluated(module)
        for reference in argument.value.references
        if reference.root not in scope.bound
    ]


@once
def evaluated(module: Module) -> Sequence[Evaluated]:
    """Return every argument of a module whose value is worked out, block by block."""
    arguments: list[Evaluated] = []
    for file in (*module.files, *module.overrides):
        for block in file.body.blocks:
            if block.type not in _NO_REFERENCES:
                arguments += _top_level(file, block)
    return arguments


def _top_level(file: SourceFile, block: Block) -> Iterator[Evaluated]:
    # Which of the two a block has decides which of `each` and `count` it knows.
    repeated = {argument.name for argument in block.body.attributes}
    scope = Scope(
        Declaration(file, block), has_each="for_each" in repeated, has_count="count" in repeated
    )
    yield from _body(file, block.body, scope, _NAMES.get(block.type, frozenset()))


def _body(file: SourceFile, body: Body, scope: Scope, names: frozenset[str]) -> Iterator[Evaluated]:
    for argument in body.attributes:
        if argument.name in _LATE:
            yield Evaluated(argument, file, scope._replace(unsure=True))
        elif argument.name in ("for_each", "count") and body is scope.owner.block.body:
            # There are no instances yet of which `each` and `count` could tell.
            yield Evaluated(argument, file, scope._replace(has_each=False, has_count=False))
        elif argument.name not in names:
            yield Evaluated(argument, file, scope)
    unknown = {block.name for block in body.of_type("dynamic") if _is_unknown(block)}
    for block in body.blocks:
        # Beside a dynamic block that is not known yet, Terraform leaves all of its kind for later.
        unsure = scope.unsure or block.type in unknown
        yield from _block(file, block, scope._replace(unsure=unsure))


def _is_unknown(dynamic: Block) -> bool:
    over = dynamic.body.value("for_each")
    return bool(over and over.references)


def _block(file: SourceFile, block: Block, scope: Scope) -> Iterator[Evaluated]:
    if block.type == "action_trigger":  # its events are bare words
        return
    if block.type == "connection" and not any(
        scope.owner.block.body.of_type("provisioner")
    ):  # nobody reads it
        return
    if block.type in _WITH_SELF:
        scope = scope._replace(has_self=True)
    if block.type == "data" and scope.owner.block.type == "check":
        yield from _body(file, block.body, scope, _NAMES["data"])
    elif block.type == "dynamic":
        yield from _dynamic(file, block, scope)
    else:
        yield from _body(file, block.body, scope, _NAMES_INSIDE.get(block.type, frozenset()))


def _dynamic(file: SourceFile, block: Block, scope: Scope) -> Iterator[Evaluated]:
    """Yield the arguments of a dynamic block; its iterator has the label's name, or one of its own.

    https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
    """
    iterator, name = block.body.value("iterator"), block.name
    if iterator and iterator.kind is Kind.REFERENCE:
        name = iterator.references[0].root
    unsure = scope.unsure or _is_unknown(block)
    inside = scope._replace(bound=scope.bound | {name}, unsure=unsure)
    for argument in block.body.attributes:
        # What it goes over cannot name the iterator; the labels that it makes can.
        around = inside if argument.name == "labels" else scope
        yield from _body(file, Body((argument,), ()), around, _NAMES_INSIDE["dynamic"])
    for content in block.body.blocks:
        yield from _block(file, content, inside)
