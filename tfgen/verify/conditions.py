"""Conditions test something, and what blocks are repeated by can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.verify.inference import inferred
from tfgen.verify.literals import a
from tfgen.verify.modules import Declaration, Module, SourceFile
from tfgen.verify.names import Names
from tfgen.verify.syntax import Block, Expression, Kind, is_null

# https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
_WITH_CONDITIONS = frozenset({"validation", "precondition", "postcondition", "assert"})
# An address in quotes: TYPE.NAME, data.TYPE.NAME, module.NAME.
_ADDRESS = re.compile(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)+")
_REPEATABLE = frozenset({"map", "set", "object", "any"})


def conditions(declaration: Declaration) -> Iterator[Diagnostic]:
    """Yield the conditions of a top-level block that are the same whatever happens."""
    yield from _conditions(declaration.file, declaration.block, declaration.block)


def _conditions(file: SourceFile, owner: Block, block: Block) -> Iterator[Diagnostic]:
    for inner in block.body.blocks:
        condition = inner.body.value("condition")
        if inner.type in _WITH_CONDITIONS and condition:
            yield from _condition(file, owner, inner, condition)
        yield from _conditions(file, owner, inner)


def _condition(
    file: SourceFile, owner: Block, block: Block, condition: Expression
) -> Iterator[Diagnostic]:
    if block.type == "validation":
        # Since Terraform 1.9 it may look at other variables too, but never at those alone.
        own = ("var", owner.name)
        if not any(reference.names[:2] == own for reference in condition.references):
            why = f"the validation of {owner.name} does not look at var.{owner.name}"
            yield Diagnostic("HCL035", why, file.at(condition), f"name var.{owner.name} in it")
    elif not condition.references:
        why = f"the condition of this {block.type} names nothing, so it is always the same"
        yield Diagnostic("HCL035", why, file.at(condition), "name what it tests")
    if condition.kind in (Kind.LIST, Kind.OBJECT):
        why = "a condition is true or false, and this is neither"
        yield Diagnostic("HCL064", why, file.at(condition), "write a comparison")


def repetitions(declaration: Declaration, names: Names) -> Iterator[Diagnostic]:
    """Yield what no block can be repeated by, and a depends_on that lists no addresses."""
    file, body = declaration.file, declaration.block.body
    if count := body.value("count"):
        yield from _count(file, count)
    if for_each := body.value("for_each"):
        yield from _for_each(file, for_each, names)
    if depends_on := body.value("depends_on"):
        yield from _depends_on(file, depends_on, names.module)


def _depends_on(file: SourceFile, listed: Expression, module: Module) -> Iterator[Diagnostic]:
    quoted = [item for item in listed.children if _ADDRESS.fullmatch(item.text() or "")]
    bare = [item for item in listed.children if item.kind is Kind.REFERENCE]
    if listed.kind is not Kind.LIST or len(quoted) + len(bare) < len(listed.children):
        why = "depends_on takes a list of resources, data sources and modules"
        yield Diagnostic("HCL064", why, file.at(listed), "write [TYPE.NAME]")
        return
    for item in quoted:
        yield from _quoted(file, item, module)


def _quoted(file: SourceFile, item: Expression, module: Module) -> Iterator[Diagnostic]:
    """Tell of an address in quotes, as Terraform 0.11 had it: it is still read as one."""
    address = item.text() or ""
    here = file.at(item, len(address) + 2)
    if module.whole and not _is_declared(address, module):
        why = f"{address} is not declared in {module.title}"
        yield Diagnostic("HCL012", why, here, "declare it or correct the name")
    else:
        why, help_ = f'the address "{address}" is quoted', f"write {address} without quotes"
        yield Diagnostic("HCL066", why, here, help_, Severity.WARNING)


def _is_declared(address: str, module: Module) -> bool:
    kind, name, *rest = address.split(".")
    if kind in ("data", "ephemeral", "resource") and rest:
        return (kind, name, rest[0]) in module.resources
    declared = {"module": module.calls, "var": module.variables, "local": module.locals}
    if kind in declared:
        return name in declared[kind]
    return ("resource", kind, name) in module.resources


def _count(file: SourceFile, count: Expression) -> Iterator[Diagnostic]:
    # A text such as "2" is converted; one that is no number is told by its type.
    number = count.value
    if is_null(count):
        yield Diagnostic("HCL064", "count cannot be null", file.at(count), "write 0 for none")
    elif isinstance(number, int | float) and (number < 0 or not float(number).is_integer()):
        why = f"count takes a whole number from 0 on, and this is {number}"
        yield Diagnostic("HCL064", why, file.at(count), "write a whole number")


def _for_each(file: SourceFile, value: Expression, names: Names) -> Iterator[Diagnostic]:
    help_ = "write toset([...]) or a map"
    if is_null(value):
        yield Diagnostic("HCL064", "for_each cannot be null", file.at(value), help_)
        return
    known = inferred(value, names.known_of)
    if known and known.type.name not in _REPEATABLE:
        is_ = "a list" if known.type.name == "tuple" else a(known.type)
        why = f"for_each takes a map or a set of strings, and this is {is_}"
        yield Diagnostic("HCL064", why, file.at(value), help_)
    if value.name == "toset" and value.children:
        yield from _set(file, value.children[0])


def _set(file: SourceFile, listed: Expression) -> Iterator[Diagnostic]:
    for item in listed.children:
        # `toset([1])` is a set of numbers, which Terraform does not convert here.
        number = item.kind is Kind.LITERAL and not isinstance(item.value, str)
        if listed.kind is Kind.LIST and (number or item.kind in (Kind.LIST, Kind.OBJECT)):
            why = "for_each takes a set of strings, and this is none"
            yield Diagnostic("HCL064", why, file.at(item), "write a text in quotes")
            return
