"""The root of a tree, read back: which modules it calls with which values, what it has renamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tfgen.diagnostics import Location
from tfgen.frozen import frozen
from tfgen.tree import VARIANTS, RenderedFile
from tfgen.verify.modules import META_ARGUMENTS, Module, read
from tfgen.verify.syntax import Expression, Index, Kind, Reference

_VARIANTS = re.compile(rf"(?:_(?:{'|'.join(VARIANTS)}))+$")
# Locals that name locals: as deep as a root of ours goes, and far from endless.
_DEEPEST = 20


@frozen
class Call:
    """A call of a module: the folder below modules/, and the inputs as plain values.

    A reference is its text in `${}`; what else Terraform computes has a value that equals that of
    the same expression only.
    """

    name: str
    folder: str
    inputs: Mapping[str, Any]
    location: Location

    @property
    def module(self) -> str:
        """The module, whatever its variant."""
        return _VARIANTS.sub("", self.folder)

    def get(self, path: str, default: Any = None) -> Any:
        """Return the value at a dotted path of the inputs; the default where there is none."""
        value: Any = self.inputs
        for part in path.split("."):
            if not isinstance(value, dict) or value.get(part) is None:
                return default
            value = value[part]
        return value


@frozen
class Root:
    """The calls of a root by name, former names with the present ones, and the provider's tags.

    Of a root that is not `whole` a part is missing: nothing can be said of what is not there.
    """

    calls: Mapping[str, Call]
    moved: Mapping[str, str]
    default_tags: Mapping[str, Any]
    whole: bool

    def of(self, *folders: str) -> Iterator[Call]:
        """Yield the calls of modules by folder."""
        for call in self.calls.values():
            if call.folder in folders:
                yield call


def read_root(files: Iterable[RenderedFile], renamed: Mapping[str, str] | None = None) -> Root:
    """Read the root of a tree from its files; what cannot be read of it is left out.

    References to calls that are `renamed` are read as those to their present names.
    """
    own = [file for file in files if "/" not in file.path and file.path.endswith(".tf")]
    tree, _ = read(own)
    module = tree.modules.get("") or Module("", ())
    values = _Values(module, renamed or {})
    calls = dict(_calls(module, values))
    tags = _default_tags(module, values)
    return Root(calls, dict(_moved(module)), tags, module.whole and not values.unknown)


def _calls(module: Module, values: _Values) -> Iterator[tuple[str, Call]]:
    for name, declaration in module.calls.items():
        inputs = {}
        folder = ""
        for key, (_, argument) in module.arguments[name].items():
            if key == "source":
                folder = str(argument.value.value).rpartition("/")[2]
            elif key not in META_ARGUMENTS:
                inputs[key] = values.of(argument.value)
        yield name, Call(name, folder, inputs, declaration.location)


def _moved(module: Module) -> Iterator[tuple[str, str]]:
    for declaration in module.blocks("moved"):
        body = declaration.block.body
        former, present = body.value("from"), body.value("to")
        if former and present and former.references and present.references:
            names = former.references[0], present.references[0]
            # What moves inside of a call leaves the call where it is.
            if all(_is_call(name) for name in names):
                yield names[0].names[1], names[1].names[1]


def _is_call(address: Reference) -> bool:
    return address.root == "module" and len(address.steps) == len(address.names) - 1 == 1


def _default_tags(module: Module, values: _Values) -> Mapping[str, Any]:
    for declaration in module.blocks("provider"):
        for block in declaration.block.body.of_type("default_tags"):
            tags = block.body.value("tags")
            if tags:
                found = values.of(tags)
                if isinstance(found, dict):
                    return found
    return {}


class _Values:
    """Expressions of a root as plain values, its locals put in their place."""

    def __init__(self, module: Module, renamed: Mapping[str, str]) -> None:
        self._locals = module.locals
        self._renamed = renamed
        self.unknown: set[str] = set()

    def of(self, expression: Expression, depth: int = 0) -> Any:
        """Return the value of an expression, or one that tells it from others."""
        match expression.kind:
            case Kind.LITERAL:
                return expression.value
            case Kind.LIST:
                return [self.of(child, depth) for child in expression.children]
            case Kind.OBJECT:
                return {
                    str(self.of(key, depth)): self.of(value, depth)
                    for key, value in expression.items
                }
            case Kind.TEMPLATE:
                return "".join(str(self.of(part, depth)) for part in expression.children)
            case Kind.REFERENCE:
                return self._referred(expression, depth)
        operands = ", ".join(str(self.of(child, depth)) for child in expression.children)
        return f"${{{expression.name}({operands})}}"

    def _referred(self, expression: Expression, depth: int) -> Any:
        reference = expression.references[0]
        if reference.root == "local" and depth < _DEEPEST and len(reference.steps) == 1:
            declared = self._locals.get(str(reference.steps[0]))
            if declared and declared.argument:
                return self.of(declared.argument.value, depth + 1)
            self.unknown.add(str(reference.steps[0]))
        if reference.root == "module" and reference.steps:
            name = str(reference.steps[0])
            steps = (self._renamed.get(name, name), *reference.steps[1:])
            reference = reference._replace(steps=steps)
        return f"${{{''.join(_written(reference))}}}"


def name_now(call: str, moved: Mapping[str, str]) -> str:
    """Return the name that a call has after all the steps by which it is moved."""
    seen = set()
    while call in moved and call not in seen:
        seen.add(call)
        call = moved[call]
    return call


def _written(reference: Reference) -> Iterator[str]:
    yield reference.root
    for step in reference.steps:
        if isinstance(step, Index):
            yield f"[{step.key}]"
        else:
            yield f".{step}"
