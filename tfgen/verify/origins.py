"""Which values a name stands for: through local values, and the inputs of module calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tfgen.verify.modules import Module, Tree
from tfgen.verify.syntax import Block, Expression, Index, Kind, Reference, Scalar, is_null

# Calls that call each other's modules, and locals in a circle, come to an end here.
_DEEPEST = 8


class Origin(NamedTuple):
    """An expression that is no name, and the module that it is written in."""

    value: Expression
    module: Module


@dataclass(frozen=True)
class Origins:
    """The values of a tree's names, as far as `terraform validate` knows them: it plans nothing.

    It knows no variable but in the validations of a called module's variables, of which it has what
    the call gives: there it has `inputs`.
    """

    tree: Tree
    inputs: bool = False

    @cached_property
    def _callers(self) -> Mapping[str, list[tuple[Module, str]]]:
        callers = defaultdict(list)
        for module in self.tree.modules.values():
            for call in module.calls:
                callers[module.source(call) or "-"].append((module, call))
        return callers

    @cached_property
    def _outside(self) -> Origins:
        return Origins(self.tree)

    def of(self, value: Expression, module: Module, depth: int = 0) -> Iterator[Origin]:
        """Yield what an expression of a module may stand for, once for each call of the module."""
        if value.name == "()":
            yield from self.of(value.children[0], module, depth)
        elif value.kind is not Kind.REFERENCE:
            yield Origin(value, module)
        elif depth < _DEEPEST:
            yield from self._of_reference(value.references[0], module, depth)

    def texts(self, value: Expression, module: Module, depth: int = 0) -> Iterator[str]:
        """Yield the texts that an expression may stand for, also through templates."""
        for origin in self.of(value, module, depth):
            if isinstance(origin.value.value, str):
                yield origin.value.value
            elif origin.value.kind is Kind.TEMPLATE and depth < _DEEPEST:
                yield from self._joined(origin, depth)

    def is_filled(self, value: Expression, module: Module) -> bool:
        """Return whether an expression may stand for a list or object that has elements."""
        return any(
            origin.value.kind in (Kind.LIST, Kind.OBJECT) and origin.value.children
            for origin in self.of(value, module)
        )

    def _joined(self, origin: Origin, depth: int) -> Iterator[str]:
        texts: list[str] = []
        for part in origin.value.children:
            # The first text is enough: one that does not fit makes a finding.
            text = next(self.texts(part, origin.module, depth + 1), None)
            if text is None:
                return
            texts.append(text)
        yield "".join(texts)

    def _of_reference(self, reference: Reference, module: Module, depth: int) -> Iterator[Origin]:
        # What an override file sets is merged into the others, argument by argument.
        if module.overrides or len(reference.names) < 2:
            return
        for origin in self._of_name(reference.root, reference.names[1], module, depth + 1):
            yield from self._inside(origin, reference.steps[1:], depth + 1)

    def _of_name(self, root: str, name: str, module: Module, depth: int) -> Iterator[Origin]:
        if root == "local" and name in module.locals:
            argument = module.locals[name].argument
            if argument:
                yield from self.of(argument.value, module, depth)
        elif root == "var" and self.inputs and name in module.variables:
            yield from self._of_input(module.variables[name].block, module, depth)

    def _of_input(self, variable: Block, module: Module, depth: int) -> Iterator[Origin]:
        default, nullable = variable.body.value("default"), variable.body.value("nullable")
        for caller, call in self._callers.get(module.folder, ()):
            _, argument = caller.arguments[call].get(variable.name, (None, None))
            # Null means the default of a variable that cannot be null.
            no_null = nullable is not None and nullable.value is False
            if argument and not (no_null and is_null(argument.value)):
                yield from self._outside.of(argument.value, caller, depth)
            elif default:
                yield Origin(default, module)

    def _inside(
        self, origin: Origin, steps: tuple[str | Index, ...], depth: int
    ) -> Iterator[Origin]:
        """Yield what steps lead to inside of a list or object that is written out."""
        if not steps:
            yield origin
            return
        if child := _child(origin.value, steps[0]):
            for inner in self.of(child, origin.module, depth + 1):
                yield from self._inside(inner, steps[1:], depth + 1)


def _child(value: Expression, step: str | Index) -> Expression | None:
    key: Scalar = step.key if isinstance(step, Index) else step
    if value.kind is Kind.OBJECT and isinstance(key, str):
        return value.item(key)
    if value.kind is Kind.LIST and isinstance(key, int) and key < len(value.children):
        return value.children[key]
    return None
