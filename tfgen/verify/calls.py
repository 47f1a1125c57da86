"""Expressions: functions exist and get what they take, and steps into variables and local values lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Location, Severity, closest
from tfgen.verify.attributes import UNKNOWN, Found
from tfgen.verify.functions import Function, Parameter, functions, terraform_version
from tfgen.verify.inference import Known
from tfgen.verify.literals import mismatches
from tfgen.verify.modules import SourceFile, Tree
from tfgen.verify.names import Names
from tfgen.verify.scopes import evaluated
from tfgen.verify.syntax import Expression, Kind, Reference
from tfgen.verify.types import ANY

_FoundOf: TypeAlias = Callable[[Reference], Found]

_TESTS = frozenset({"try", "can"})  # what fails inside of them is no fault
_LOOPS = frozenset({"for", "for []", "for {}"})
_BRANCHES = _LOOPS | {"?", "if"}


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong inside of expressions.

    What stands in a branch or loop may never be worked out: there it is a warning, unless the tree is `strict`.
    """
    for module in tree.modules.values():
        names = Names(module)
        for argument, file, scope in evaluated(module):
            found_of = _without(names.found, scope.bound) if scope.bound else names.found
            sure = True if strict else False if scope.unsure else None
            yield from _faults(argument.value, file, found_of, sure)


def _faults(
    value: Expression, file: SourceFile, found_of: _FoundOf, sure: bool | None
) -> Iterator[Diagnostic]:
    """Yield what is wrong in an expression and below it; of what is not `sure`, as warnings. None: sure so far."""
    if value.kind is Kind.CALL or value.kind is Kind.REFERENCE:
        found = (
            _call(value, file, found_of)
            if value.kind is Kind.CALL
            else _reference(value, file, found_of)
        )
        yield from (
            replace(one, severity=Severity.WARNING) if sure is False else one for one in found
        )
    name, children = value.name, value.children
    if not children or name in _TESTS:
        return
    if name in _LOOPS:
        found_of = _of_those(found_of, frozenset(value.references))
    for at, child in enumerate(children):
        yield from _faults(
            child, file, found_of, False if sure is None and at and name in _BRANCHES else sure
        )


def _without(found_of: _FoundOf, bound: frozenset[str]) -> _FoundOf:
    return lambda reference: UNKNOWN if reference.root in bound else found_of(reference)


def _of_those(found_of: _FoundOf, free: frozenset[Reference]) -> _FoundOf:
    """Know nothing of the names that a `for` binds."""
    return lambda reference: found_of(reference) if reference in free else UNKNOWN


def _reference(value: Expression, file: SourceFile, found_of: _FoundOf) -> Iterator[Diagnostic]:
    reference = value.references[0]
    found = found_of(reference)
    if found.fault and not found.splat:
        yield Diagnostic(
            "HCL065", found.fault, file.at(reference, len(".".join(reference.names))), found.help
        )


def _call(value: Expression, file: SourceFile, found_of: _FoundOf) -> Iterator[Diagnostic]:
    name, here = value.name.removeprefix("core::"), file.at(value, len(value.name))
    function = functions().get(name)
    if "::" in name:  # a provider's
        return
    if function is None:
        why = f"Terraform {terraform_version()} has no function {name}"
        help_ = (
            closest(name, list(functions()))
            or "https://developer.hashicorp.com/terraform/language/functions"
        )
        yield Diagnostic("HCL068", why, here, help_)
    elif value.children and value.children[-1].name == "...":
        return
    else:
        yield from _count(value, function, here)
        for at, argument in enumerate(value.children):
            if parameter := function.parameter(at):
                yield from _argument(value, argument, parameter, file, found_of)


def _count(value: Expression, function: Function, here: Location) -> Iterator[Diagnostic]:
    given, least = len(value.children), len(function.parameters)
    if given < least or (given > least and not function.more):
        wanted = f"{'at least ' if function.more else ''}{least} argument{'s' * (least != 1)}"
        why = f"{value.name} takes {wanted}, and here {'is' if given == 1 else 'are'} {given}"
        yield Diagnostic(
            "HCL068", why, here, "https://developer.hashicorp.com/terraform/language/functions"
        )


def _argument(
    call: Expression,
    argument: Expression,
    parameter: Parameter,
    file: SourceFile,
    found_of: _FoundOf,
) -> Iterator[Diagnostic]:
    def known_of(reference: Reference) -> Known | None:
        type_ = found_of(reference).type
        return Known(type_) if type_ and type_ != ANY else None

    if (
        argument.kind is Kind.LITERAL
        and argument.value is None
        and not (parameter.may_be_null or parameter.type == ANY)
    ):
        yield Diagnostic("HCL064", f"{call.name} takes no null", file.at(argument), "give a value")
    for wrong in mismatches(argument, parameter.type, known_of):
        why = f"{call.name} takes {wrong.wanted} here, and this is {wrong.is_}"
        severity = Severity.WARNING if wrong.later else Severity.ERROR
        yield Diagnostic("HCL064", why, file.at(wrong.value), f"give a {parameter.type}", severity)
