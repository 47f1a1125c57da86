"""Every name resolves to what is declared; calls of modules give what is declared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.verify.modules import META_ARGUMENTS, Module, Tree
from tfgen.verify.scopes import Use, uses
from tfgen.verify.syntax import Index

# First names that are not looked up: `action.TYPE.NAME` since Terraform 1.14.
# https://developer.hashicorp.com/terraform/language/expressions/references
_UNCHECKED = frozenset({"action"})

_OF_INSTANCES = frozenset({("each", "key"), ("each", "value"), ("count", "index")})


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield the names that do not resolve and the module calls that do not fit.

    What may never be worked out is a warning, unless the tree is `strict`.
    """
    for module in tree.unproved.values():
        for use in uses(module):
            unsure = (use.scope.unsure or _is_late(module, use)) and not strict
            for diagnostic in reference(tree, module, use):
                if unsure:
                    yield replace(diagnostic, severity=Severity.WARNING)
                else:
                    yield diagnostic
        for call in module.calls:
            yield from _call(tree, module, call)


def _is_late(module: Module, use: Use) -> bool:
    """Return whether only a plan sees it: what is wrong with the instances of a module."""
    own, owner = use.reference.names[:2], use.scope.owner.block
    if own in _OF_INSTANCES:
        return owner.type == "module" and use.argument not in ("for_each", "count")
    # A list of instances, which count makes, has no outputs: that shows at once.
    if own[0] != "module" or len(use.reference.steps) < 2:
        return False
    call = module.arguments.get(own[1] if len(own) > 1 else "", {})
    return _repeated(call) != "count" and not _names_output(use, bool(_repeated(call)))


def _names_output(use: Use, repeated: bool) -> bool:
    """Return whether a key stands between a call and its output where there must be one."""
    return isinstance(use.reference.steps[1], Index) == repeated


def reference(tree: Tree, module: Module, use: Use) -> Iterator[Diagnostic]:
    """Yield what is wrong with one reference that stands in a module, or in a test of it."""
    root = use.reference.root
    if root in _SCOPED:
        yield from _SCOPED[root](use)
    elif module.whole and root not in _UNCHECKED:
        yield from _declared(tree, module, use)


def _declared(tree: Tree, module: Module, use: Use) -> Iterator[Diagnostic]:
    root, *names = use.reference.names
    if root == "var":
        yield from _member(use, names, module.variables, "variable", module)
    elif root == "local":
        yield from _member(use, names, module.locals, "local value", module)
    elif root == "module":
        yield from _member(use, names, module.calls, "module call", module)
        yield from _output(tree, module, use)
    else:
        yield from _resource(module, use)


def _member(
    use: Use, names: Collection[str], declared: Collection[str], kind: str, module: Module
) -> Iterator[Diagnostic]:
    root, name = use.reference.root, next(iter(names), None)
    if name is None:
        yield _diagnostic("HCL012", f"{root} alone is no value", use, f"write {root}.NAME")
    elif name not in declared:
        why = f"{root}.{name} is not declared in {module.title}"
        yield _diagnostic(
            "HCL012", why, use, closest(name, list(declared)) or f"declare the {kind} {name}"
        )


def _output(tree: Tree, module: Module, use: Use) -> Iterator[Diagnostic]:
    """Check `module.call.output`, where a call with count or for_each has a key between the two."""
    call, *steps = use.reference.steps or ("",)
    if not isinstance(call, str) or call not in module.calls or not steps:
        return
    target, repeated = tree.called(module, call), _repeated(module.arguments[call])
    yield from _instance(f"module.{call}", repeated, steps[0], use)
    if isinstance(steps[0], Index):
        steps = steps[1:]
    name = steps[0] if steps else None
    if target and target.whole and isinstance(name, str) and name not in target.outputs:
        why = f"{target.title} has no output {name}"
        help_ = closest(name, list(target.outputs)) or f"declare the output {name}"
        yield _diagnostic("HCL013", why, use, help_)


def _repeated(names: Iterable[str]) -> str | None:
    """Return which of count and for_each a block has, by the names of its arguments."""
    return next((name for name in names if name in ("count", "for_each")), None)


def _resource(module: Module, use: Use) -> Iterator[Diagnostic]:
    root, steps = use.reference.root, use.reference.steps
    mode, own = "resource", (root, *steps)
    if root in ("data", "ephemeral", "resource"):
        mode, own = root, steps
    type_, name, *rest = (*own, None, None)
    if not isinstance(type_, str) or not isinstance(name, str):
        why = f"{root} alone names nothing: a resource has a type and a name"
        yield _diagnostic("HCL012", why, use, f'write TYPE.NAME, or "{root}" if text is meant')
        return
    # `resource.TYPE.NAME` is the long form of TYPE.NAME.
    address = f"{mode}.{type_}.{name}".removeprefix("resource.")
    declared = module.resources.get((mode, type_, name))
    if not declared:
        known = [f"{t}.{n}" for m, t, n in module.resources if m == mode]
        why = f"{address} is not declared in {module.title}"
        help_ = closest(f"{type_}.{name}", known) or "declare it or correct the name"
        yield _diagnostic("HCL012", why, use, help_)
    elif not module.overrides:
        repeated = _repeated(argument.name for argument in declared.block.body.attributes)
        yield from _instance(address, repeated, rest[0], use)


def _instance(
    address: str, repeated: str | None, step: str | Index | None, use: Use
) -> Iterator[Diagnostic]:
    """Check that a resource with count or for_each is used with a key, and another one without."""
    if repeated and isinstance(step, str):
        why = f"{address} has {repeated}, so {step} needs a key before it"
        yield _diagnostic("HCL015", why, use, f"write {address}[KEY].{step}")
    elif not repeated and isinstance(step, Index) and step.key is not None:
        why = f"{address} has neither count nor for_each, so it has no instance {step.key!r}"
        yield _diagnostic("HCL015", why, use, f"write {address} without a key")


def _each(use: Use) -> Iterator[Diagnostic]:
    if not use.scope.has_each:
        why = "each is known only in a block with for_each"
        yield _diagnostic("HCL014", why, use, "add for_each")
    elif use.reference.names[1:2] not in (("key",), ("value",)):
        why = "each has but key and value"
        yield _diagnostic("HCL014", why, use, "write each.key or each.value")


def _count(use: Use) -> Iterator[Diagnostic]:
    if not use.scope.has_count:
        yield _diagnostic("HCL014", "count is known only in a block with count", use, "add count")
    elif use.reference.names[1:2] != ("index",):
        yield _diagnostic("HCL014", "count has but an index", use, "write count.index")


def _self(use: Use) -> Iterator[Diagnostic]:
    if not use.scope.has_self:
        why = "self is known only in provisioner, connection and postcondition blocks"
        yield _diagnostic("HCL014", why, use, "write the resource's address")


def _path(use: Use) -> Iterator[Diagnostic]:
    if use.reference.names[1:2] not in (("module",), ("root",), ("cwd",)):
        yield _diagnostic("HCL012", "path has but module, root and cwd", use, "write path.module")


def _terraform(use: Use) -> Iterator[Diagnostic]:
    if use.reference.names[1:2] not in (("workspace",), ("applying",)):
        why = "terraform has but workspace and applying"
        yield _diagnostic("HCL012", why, use, "write terraform.workspace")


_SCOPED: Mapping[str, Callable[[Use], Iterator[Diagnostic]]] = {
    "count": _count,
    "each": _each,
    "path": _path,
    "self": _self,
    "terraform": _terraform,
}


def _call(tree: Tree, module: Module, call: str) -> Iterator[Diagnostic]:
    folder = module.source(call)
    # A folder outside of the tree, or a hidden one, was not read.
    if folder is None or any(part.startswith(".") for part in folder.split("/")):
        return
    target = tree.called(module, call)
    if target is None:
        file, source = module.arguments[call]["source"]
        why = f"there is no module in {folder}"
        help_ = closest(folder, list(tree.modules)) or "add its files"
        yield Diagnostic("HCL016", why, file.at(source.value), help_)
    elif target.whole:
        yield from _inputs(module, call, target)


def _inputs(module: Module, call: str, target: Module) -> Iterator[Diagnostic]:
    arguments, declaration = module.arguments[call], module.calls[call]
    # In order of their names: sets have none of their own.
    for name in sorted(target.variables.keys() - arguments.keys()):
        if target.variables[name].block.body.value("default") is None:
            why = f'module "{call}" does not give {name}, which {target.title} asks for'
            yield Diagnostic("HCL017", why, declaration.location, f"add {name}")
    for name, (file, argument) in arguments.items():
        if name not in META_ARGUMENTS and name not in target.variables:
            help_ = closest(name, list(target.variables)) or "remove it, or declare the variable"
            why = f"{target.title} has no variable {name}"
            yield Diagnostic("HCL018", why, file.at(argument, len(name)), help_)


def _diagnostic(code: str, message: str, use: Use, help_: str) -> Diagnostic:
    here = use.file.at(use.reference, len(".".join(use.reference.names[:2])))
    return Diagnostic(code, message, here, help_)
