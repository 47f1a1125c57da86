"""Which written-out values a name stands for: through local values, and the inputs that module calls give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tfgen.verify.modules import Module, Tree
from tfgen.verify.syntax import Expression, Index, Kind, Reference

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
        """Yield the texts that an expression may stand for, put together where it is a template of known ones."""
        for origin in self.of(value, module, depth):
            if isinstance(origin.value.value, str):
                yield origin.value.value
            elif origin.value.kind is Kind.TEMPLATE and depth < _DEEPEST:
                yield from self._joined(origin, depth)

    def is_filled(self, value: Expression, module: Module) -> bool:
        """Return whether an expression may stand for a list or object that has elements for sure."""
        return any(
            origin.value.kind in (Kind.LIST, Kind.OBJECT) and origin.value.children
            for origin in self.of(value, module)
        )

    def _joined(self, origin: Origin, depth: int) -> Iterator[str]:
        texts: list[str] = []
        for part in origin.value.children:
            text = next(self.texts(part, origin.module, depth + 1), None)
            if text is None:
                return
            texts.append(text)
        yield "".join(texts)

    def _of_reference(self, reference: Reference, module: Module, depth: int) -> Iterator[Origin]:
        names = reference.steps[:1]
        if not names or not isinstance(names[0], str) or module.overrides:
            return
        for origin in self._of_name(reference.root, names[0], module, depth + 1):
            yield from self._inside(origin, reference.steps[1:], depth + 1)

    def _of_name(self, root: str, name: str, module: Module, depth: int) -> Iterator[Origin]:
        if root == "local" and name in module.locals:
            argument = module.locals[name].argument
            if argument:
                yield from self.of(argument.value, module, depth)
        elif root == "var" and self.inputs and name in module.variables:
            default = module.variables[name].block.body.value("default")
            for caller, call in self._callers.get(module.folder, ()):
                given = caller.arguments[call].get(name)
                if given:
                    yield from self._outside.of(given[1].value, caller, depth)
                elif default:
                    yield Origin(default, module)

    def _inside(
        self, origin: Origin, steps: tuple[str | Index, ...], depth: int
    ) -> Iterator[Origin]:
        """Yield what steps lead to inside of a list or object that is written out."""
        if not steps:
            yield origin
            return
        key = steps[0].key if isinstance(steps[0], Index) else steps[0]
        child = _child(origin.value, key)
        if child:
            for inner in self.of(child, origin.module, depth + 1):
                yield from self._inside(inner, steps[1:], depth + 1)


def _child(value: Expression, key: object) -> Expression | None:
    if value.kind is Kind.OBJECT and isinstance(key, str):
        return next((item for name, item in value.items if name.value == key), None)
    if value.kind is Kind.LIST and isinstance(key, int) and key < len(value.children):
        return value.children[key]
    return None
