"""Expressions: functions and operators get what they take, and steps lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Location, Severity, closest
from tfgen.verify.attributes import UNKNOWN, Found
from tfgen.verify.functions import Function, Parameter, functions, terraform_version
from tfgen.verify.inference import Known
from tfgen.verify.literals import mismatches
from tfgen.verify.modules import Module, SourceFile, Tree
from tfgen.verify.names import Names
from tfgen.verify.operands import condition_of, takes_no_null, unfit
from tfgen.verify.origins import Origins
from tfgen.verify.paths import missing
from tfgen.verify.scopes import evaluated
from tfgen.verify.syntax import Expression, Kind, Reference, is_null
from tfgen.verify.types import ANY

_FoundOf: TypeAlias = Callable[[Reference], Found]

_FUNCTIONS = "https://developer.hashicorp.com/terraform/language/functions"
_TESTS = frozenset({"try", "can"})  # what fails inside of them is no fault
_ALL_HOLD = frozenset({"()"})
_LOOPS = frozenset({"for", "for []", "for {}"})
_BRANCHES = frozenset({"?", "if"})


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong inside of expressions.

    What stands in a branch or loop may never be worked out: there it is a warning, unless the tree
    is `strict`.
    """
    known, known_inside = Origins(tree), Origins(tree, inputs=True)
    for module in tree.modules.values():
        names, names_inside = Names(module, known), Names(module, known_inside)
        for argument, file, scope in evaluated(module):
            # Validations alone are worked out with the values that calls give.
            in_validation = scope.owner.block.type == "variable"
            if module.folder in tree.proved and not in_validation:
                continue
            walk = _Walk(file, module, known_inside if in_validation else known, strict)
            found_of: _FoundOf = names_inside.found if in_validation else names.found
            if scope.bound:
                found_of = _without(found_of, scope.bound)
            sure = strict or not scope.unsure
            yield from walk.faults(argument.value, found_of, sure)
            if in_validation and argument.name == "condition":
                for tested in _tested(argument.value):
                    yield from walk.faults(tested, found_of, sure)


def _tested(condition: Expression) -> Iterator[Expression]:
    """Yield what a validation tries with `can`: if that always fails, no value is valid."""
    if condition.name == "can":
        yield from condition.children
    elif condition.name in _ALL_HOLD or set(condition.name.split()) == {"&&"}:
        for child in condition.children:
            yield from _tested(child)


def _without(found_of: _FoundOf, bound: frozenset[str]) -> _FoundOf:
    return lambda reference: UNKNOWN if reference.root in bound else found_of(reference)


def _of_those(found_of: _FoundOf, free: frozenset[Reference]) -> _FoundOf:
    """Know nothing of the names that a `for` binds."""
    return lambda reference: found_of(reference) if reference in free else UNKNOWN


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through the expressions of a file."""

    file: SourceFile
    module: Module
    origins: Origins
    strict: bool

    def faults(self, value: Expression, found_of: _FoundOf, sure: bool) -> Iterator[Diagnostic]:
        """Yield what is wrong in an expression and below it; as warnings where it is not `sure`."""
        for diagnostic in self._own(value, found_of):
            yield diagnostic if sure else replace(diagnostic, severity=Severity.WARNING)
        if not value.children or value.name in _TESTS:
            return
        if value.name in _LOOPS:
            yield from self._loop(value, found_of, sure)
            return
        for at, child in enumerate(value.children):
            if child.kind is Kind.LITERAL:  # with which nothing can be wrong
                continue
            taken = at == 0 or value.name not in _BRANCHES
            yield from self.faults(child, found_of, sure and (taken or self.strict))

    def _loop(self, value: Expression, found_of: _FoundOf, sure: bool) -> Iterator[Diagnostic]:
        collection, *inside = value.children
        yield from self.faults(collection, found_of, sure)
        inner = _of_those(found_of, frozenset(value.references))
        condition = condition_of(value)
        # What is done for each element is done for sure if there is one that no `if` leaves out.
        runs = self.strict or self.origins.is_filled(collection, self.module)
        for child in inside:
            chosen = self.strict or condition is None or child is condition
            yield from self.faults(child, inner, sure and runs and chosen)

    def _own(self, value: Expression, found_of: _FoundOf) -> Iterator[Diagnostic]:
        if value.kind is Kind.CALL:
            yield from _call(value, self.file, found_of)
            yield from missing(self.origins.tree, self.module, self.file, value)
        elif value.kind is Kind.REFERENCE:
            yield from _reference(value, self.file, found_of)
        elif value.children:
            for part in unfit(value, _known_of(found_of)):
                yield Diagnostic("HCL064", part.message, self.file.at(part.value), part.help)
            if self.origins.inputs and takes_no_null(value):
                yield from self._nulls(value.children)

    def _nulls(self, operands: Iterable[Expression]) -> Iterator[Diagnostic]:
        """Yield the operands of a validation that are null in one of the calls of the module."""
        for operand in operands:
            values = self.origins.of(operand, self.module)
            if any(is_null(origin.value) for origin in values):
                why, help_ = (
                    "a call gives null here, which no operator takes",
                    "write NAME == null ? true : ...",
                )
                yield Diagnostic("HCL064", why, self.file.at(operand), help_)


def _known_of(found_of: _FoundOf) -> Callable[[Reference], Known | None]:
    def known_of(reference: Reference) -> Known | None:
        type_ = found_of(reference).type
        return Known(type_) if type_ and type_ != ANY else None

    return known_of


def _reference(value: Expression, file: SourceFile, found_of: _FoundOf) -> Iterator[Diagnostic]:
    reference = value.references[0]
    found = found_of(reference)
    if found.fault and not found.splat:
        place = file.at(reference, len(".".join(reference.names)))
        yield Diagnostic("HCL065", found.fault, place, found.help)


def _call(value: Expression, file: SourceFile, found_of: _FoundOf) -> Iterator[Diagnostic]:
    name, here = value.name.removeprefix("core::"), file.at(value, len(value.name))
    # `core::max` is the long name of `max`; any other namespace is a provider's.
    function = functions().get(name)
    if "::" in name:  # a provider's
        return
    if function is None:
        why = f"Terraform {terraform_version()} has no function {name}"
        yield Diagnostic("HCL068", why, here, closest(name, list(functions())) or _FUNCTIONS)
    elif not (value.children and value.children[-1].name == "..."):
        # With `...` at the end nobody can count them before the value is known.
        yield from _count(value, function, here)
        for at, argument in enumerate(value.children):
            if parameter := function.parameter(at):
                yield from _argument(value, argument, parameter, file, found_of)


def _count(value: Expression, function: Function, here: Location) -> Iterator[Diagnostic]:
    count, least = len(value.children), len(function.parameters)
    if count < least or (count > least and not function.more):
        wanted = f"{'at least ' if function.more else ''}{least} argument{'s' * (least != 1)}"
        verb = "is" if count == 1 else "are"
        why = f"{value.name} takes {wanted}, and here {verb} {count}"
        yield Diagnostic("HCL068", why, here, _FUNCTIONS)


def _argument(
    call: Expression,
    argument: Expression,
    parameter: Parameter,
    file: SourceFile,
    found_of: _FoundOf,
) -> Iterator[Diagnostic]:
    if is_null(argument) and not (parameter.may_be_null or parameter.type == ANY):
        yield Diagnostic("HCL064", f"{call.name} takes no null", file.at(argument), "give a value")
    for wrong in mismatches(argument, parameter.type, _known_of(found_of)):
        why = f"{call.name} takes {wrong.wanted} here, and this is {wrong.is_}"
        severity = Severity.WARNING if wrong.later else Severity.ERROR
        yield Diagnostic("HCL064", why, file.at(wrong.value), f"give a {parameter.type}", severity)
