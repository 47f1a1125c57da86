"""What names mean in a module that is called: each is worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.evaluation.expressions import Bound, items, value_of
from tfgen.evaluation.resources import Instance, Resource
from tfgen.evaluation.types import converted
from tfgen.evaluation.values import Applied, CannotSay, Ref, Value, is_unknown
from tfgen.verify.modules import META_ARGUMENTS, Declaration, Module, Tree
from tfgen.verify.syntax import Body, Expression

_NOTHING: Bound = {}


class Called:
    """A module as its caller sees it: by outputs."""

    def __init__(self, scope: ModuleScope) -> None:
        self.scope = scope

    def attribute(self, name: str) -> Value:
        """Return the value of an output."""
        return self.scope.output(name)


class ModuleScope:
    """A module that is called from a place, or the root."""

    def __init__(
        self,
        tree: Tree,
        module: Module,
        prefix: str,
        inputs: Mapping[str, Any],
        standing: Mapping[str, Resource],
    ) -> None:
        self.tree = tree
        self._standing = standing
        self.module = module
        self.prefix = prefix
        self._inputs = inputs
        self._kept: dict[tuple[str, str], Value] = {}

    def named(self, root: str, name: str) -> Value:
        """Return what `root.name` is in this module. Raises CannotSay."""
        key = (root, name)
        if key not in self._kept:
            self._kept[key] = self._worked_out(root, name)
        return self._kept[key]

    def _worked_out(self, root: str, name: str) -> Value:
        match root:
            case "var":
                return self._variable(name)
            case "local":
                return self._local(name)
            case "module":
                return Called(self.called(name))
            case "path" | "terraform" | "self":
                return Applied(f"{root}.{name}", ())
            case "data":
                return _Kinds(self, name)
        return self._resource("resource", root, name)

    def _variable(self, name: str) -> Value:
        declaration = self.module.variables.get(name)
        if declaration is None:
            raise CannotSay(f"no variable {name}")
        body = declaration.block.body
        value = self._inputs[name]() if name in self._inputs else self._default(name, body)
        return converted(value, body.value("type"), self.literal)

    def _default(self, name: str, body: Body) -> Value:
        default = body.value("default")
        # Without one it is given at apply time, and for both trees the same.
        if default is None:
            return Applied(f"var.{name}", ())
        return self.literal(default)

    def literal(self, expression: Expression) -> Value:
        """Return the value of an expression that names nothing."""
        return value_of(expression, self, _NOTHING)

    def _local(self, name: str) -> Value:
        declaration = self.module.locals.get(name)
        if declaration is None or declaration.argument is None:
            raise CannotSay(f"no local {name}")
        return value_of(declaration.argument.value, self, _NOTHING)

    def called(self, name: str) -> ModuleScope:
        """Return the scope of a module that this one calls. Raises CannotSay."""
        if ("call", name) not in self._kept:
            if name not in self.module.calls:
                raise CannotSay(f"no module {name}")
            module = self.tree.called(self.module, name) or Module("", (), whole=False)
            inputs = {
                key: _Later(argument.value, self)
                for key, (_, argument) in self.module.arguments[name].items()
                if key not in META_ARGUMENTS
            }
            scope = ModuleScope(
                self.tree, module, f"{self.prefix}module.{name}.", inputs, self._standing
            )
            self._kept["call", name] = scope
        scope = self._kept["call", name]
        return scope  # type: ignore[no-any-return]  # kept above

    def output(self, name: str) -> Value:
        """Return the value of an output. Raises CannotSay."""
        declaration = self.module.outputs.get(name)
        value = declaration.block.body.value("value") if declaration else None
        # Of a module that is not in this tree, nothing else is known.
        if value is None:
            return Ref(self.prefix.removesuffix("."), (name,))
        return value_of(value, self, _NOTHING)

    def _resource(self, kind: str, type_: str, name: str) -> Value:
        declaration = self.module.resources.get((kind, type_, name))
        if declaration is None:
            raise CannotSay(f"no {type_}.{name}")
        instances = self.instances(kind, type_, name, declaration)
        if list(instances) == [None]:
            return instances[None]
        return dict(instances)

    def instances(
        self, kind: str, type_: str, name: str, declaration: Declaration
    ) -> dict[Any, Instance]:
        """Return the instances of a resource by key; without for_each or count under None."""
        key = ("instances", f"{kind}.{type_}.{name}")
        if key not in self._kept:
            body = declaration.block.body
            found = {}
            for at, value in self._keys(body):
                bound = {"each": {"key": at, "value": value}} if at is not None else _NOTHING
                address = f"{self.prefix}{'data.' * (kind == 'data')}{type_}.{name}{_shown(at)}"
                found[at] = Instance(address, type_, body, self, bound, self._standing.get(address))
            self._kept[key] = found
        kept: dict[Any, Instance] = self._kept[key]
        return kept

    def _keys(self, body: Body) -> list[tuple[Any, Value]]:
        each, count = body.value("for_each"), body.value("count")
        if each:
            collection = value_of(each, self, _NOTHING)
            # Terraform would refuse to plan: one instance stands for all.
            if is_unknown(collection):
                return [("*", collection)]
            return list(items(collection))
        if count:
            number = value_of(count, self, _NOTHING)
            return [(index, None) for index in range(number if isinstance(number, int) else 1)]
        return [(None, None)]


class _Later:
    """An input of a module, worked out once it is asked for, in the scope of the caller."""

    def __init__(self, expression: Expression, scope: ModuleScope) -> None:
        self._expression = expression
        self._scope = scope

    def __call__(self) -> Value:
        return value_of(self._expression, self._scope, _NOTHING)


class _Kinds:
    """`data.TYPE`: its data sources by name."""

    def __init__(self, scope: ModuleScope, type_: str) -> None:
        self._scope = scope
        self._type = type_

    def attribute(self, name: str) -> Value:
        """Return the data source of a name."""
        return self._scope._resource("data", self._type, name)


def _shown(key: Any) -> str:
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return f'["{key}"]'
