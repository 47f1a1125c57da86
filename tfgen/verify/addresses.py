"""Arguments that take addresses, not values: of moved, removed, import and lifecycle blocks."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify.modules import Declaration, SourceFile
from tfgen.verify.syntax import Block, Expression, Kind, is_null

_TAKEN = {"moved": ("from", "to"), "removed": ("from",), "import": ("to",)}
# Roots of references that are no resources.
_NO_RESOURCES = frozenset({"var", "local", "module", "data", "path", "terraform", "self"})
# What terraform_data has; the provider's types are looked up in its schema.
_OF_TERRAFORM_DATA = ("input", "output", "triggers_replace", "id")


def check(declaration: Declaration) -> Iterator[Diagnostic]:
    """Yield what is no address where a top-level block takes one."""
    file, block, _ = declaration
    for name in _TAKEN.get(block.type, ()):
        value = block.body.value(name)
        if value and value.kind is not Kind.REFERENCE:
            why = f"{name} of {block.type} takes an address, and this is none"
            yield Diagnostic("HCL064", why, file.at(value), "write TYPE.NAME, without quotes")
    if block.type == "moved":
        yield from _moved(file, block)
    elif block.type == "import":
        yield from _import(declaration)
    for lifecycle in block.body.of_type("lifecycle"):
        yield from _ignored(file, block, lifecycle.body.value("ignore_changes"))
        yield from _triggers(file, lifecycle.body.value("replace_triggered_by"))


def _moved(file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    values = (block.body.value("from"), block.body.value("to"))
    ends = [value for value in values if value and value.kind is Kind.REFERENCE]
    kinds = {_is_module(end) for end in ends}
    if len(ends) == 2 and len(kinds) == 2:
        why = "a resource moves to a resource, and a module to a module"
        yield Diagnostic("HCL064", why, file.at(ends[1]), "name two of one kind")


def _is_module(address: Expression) -> bool:
    """Return whether an address ends at a module call: module.a.b.c is a resource inside of one."""
    # An index, such as ["k"], belongs to the name before it.
    reference = address.references[0]
    names = [step for step in (reference.root, *reference.steps) if isinstance(step, str)]
    return len(names) % 2 == 0 and all(name == "module" for name in names[::2])


def _import(declaration: Declaration) -> Iterator[Diagnostic]:
    file, block, _ = declaration
    id_ = block.body.value("id")
    if id_ is None and block.body.value("identity") is None:
        yield Diagnostic("HCL061", "import requires id", declaration.location, "add id")
    elif id_ and is_null(id_):
        yield Diagnostic("HCL064", "id of import cannot be null", file.at(id_), "give the id")


def _ignored(file: SourceFile, owner: Block, listed: Expression | None) -> Iterator[Diagnostic]:
    if listed is None:
        return
    if listed.kind is not Kind.LIST:
        if listed.kind is not Kind.REFERENCE or listed.references[0].names != ("all",):
            why = "ignore_changes takes a list of arguments, or all"
            yield Diagnostic("HCL064", why, file.at(listed), "write [NAME]")
        return
    for item in listed.children:
        root = item.references[0].root if item.kind is Kind.REFERENCE else item.value
        of_ours = owner.labels[0].value == "terraform_data" if owner.labels else False
        if of_ours and isinstance(root, str) and root not in _OF_TERRAFORM_DATA:
            why = f"terraform_data has no attribute {root}"
            help_ = closest(root, _OF_TERRAFORM_DATA) or "see its documentation"
            yield Diagnostic("HCL065", why, file.at(item, len(root)), help_)


def _triggers(file: SourceFile, listed: Expression | None) -> Iterator[Diagnostic]:
    if listed is None or listed.kind is not Kind.LIST:
        return
    for item in listed.children:
        own = item.references[0] if item.kind is Kind.REFERENCE else None
        if own is None or own.root in _NO_RESOURCES:
            why = "replace_triggered_by takes resources and their attributes, and this is none"
            help_ = "put the value into a terraform_data, and name that"
            yield Diagnostic("HCL064", why, file.at(item), help_)
