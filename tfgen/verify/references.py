"""Every name resolves: variables, locals, modules and their outputs, resources; module calls give what is declared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
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
    for module in tree.modules.values():
        for use in uses(module):
            found = reference(tree, module, use)
            unsure = (use.scope.unsure or _is_late(use)) and not strict
            yield from (
                (replace(one, severity=Severity.WARNING) for one in found) if unsure else found
            )
        for call in module.calls:
            yield from _call(tree, module, call)


def _is_late(use: Use) -> bool:
    """Return whether only a plan sees it: `each.key` and `count.index` in a call that is not repeated."""
    own = use.reference.names[:2]
    is_input = use.scope.owner.block.type == "module" and use.argument not in ("for_each", "count")
    return is_input and own in _OF_INSTANCES


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
    use: Use, names: Collection[str], declared: Collection[str], what: str, module: Module
) -> Iterator[Diagnostic]:
    root, name = use.reference.root, next(iter(names), None)
    if name is None:
        yield _diagnostic("HCL012", f"{root} alone is no value", use, f"write {root}.NAME")
    elif name not in declared:
        why = f"{root}.{name} is not declared in {module.title}"
        yield _diagnostic(
            "HCL012", why, use, closest(name, list(declared)) or f"declare the {what} {name}"
        )


def _output(tree: Tree, module: Module, use: Use) -> Iterator[Diagnostic]:
    """Check `module.call.output`, where a call with count or for_each has a key between the two."""
    call, *steps = use.reference.steps or ("",)
    if not isinstance(call, str) or call not in module.calls:
        return
    folder = module.source(call)
    target = None if folder is None else tree.modules.get(folder)
    repeated = not module.arguments[call].keys().isdisjoint(("count", "for_each"))
    if steps and (repeated or (isinstance(steps[0], Index) and steps[0].splat)):
        steps = steps[1:]
    name = steps[0].key if steps and isinstance(steps[0], Index) else steps[0] if steps else None
    if target and target.whole and isinstance(name, str) and name not in target.outputs:
        why = f"{target.title} has no output {name}"
        yield _diagnostic(
            "HCL013", why, use, closest(name, list(target.outputs)) or f"declare the output {name}"
        )


def _resource(module: Module, use: Use) -> Iterator[Diagnostic]:
    root, steps = use.reference.root, use.reference.steps
    mode = root if root in ("data", "ephemeral", "resource") else "resource"
    type_, name, *rest = (*(steps if root == mode else (root, *steps)), None, None)
    if not isinstance(type_, str) or not isinstance(name, str):
        why = f"{root} alone names nothing: a resource has a type and a name"
        yield _diagnostic("HCL012", why, use, f'write TYPE.NAME, or "{root}" if text is meant')
        return
    prefix = "" if mode == "resource" else f"{mode}."
    declared = module.resources.get((mode, type_, name))
    if not declared:
        known = [f"{t}.{n}" for m, t, n in module.resources if m == mode]
        why = f"{prefix}{type_}.{name} is not declared in {module.title}"
        yield _diagnostic(
            "HCL012",
            why,
            use,
            closest(f"{type_}.{name}", known) or "declare it or correct the name",
        )
    elif not module.overrides:
        repeated = next(
            (a.name for a in declared.block.body.attributes if a.name in ("count", "for_each")),
            None,
        )
        yield from _instance(f"{prefix}{type_}.{name}", repeated, rest[0], use)


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
        yield _diagnostic(
            "HCL014", "each is known only in a block with for_each", use, "add for_each"
        )
    elif use.reference.names[1:2] not in (("key",), ("value",)):
        yield _diagnostic(
            "HCL014", "each has but key and value", use, "write each.key or each.value"
        )


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
        yield _diagnostic(
            "HCL012", "terraform has but workspace and applying", use, "write terraform.workspace"
        )


_SCOPED: Mapping[str, Callable[[Use], Iterator[Diagnostic]]] = {
    "count": _count,
    "each": _each,
    "path": _path,
    "self": _self,
    "terraform": _terraform,
}


def _call(tree: Tree, module: Module, call: str) -> Iterator[Diagnostic]:
    folder, declaration = module.source(call), module.calls[call]
    if (
        folder is None
        or folder.startswith("..")
        or any(part.startswith(".") for part in folder.split("/"))
    ):
        return
    target, arguments = tree.modules.get(folder), module.arguments[call]
    if target is None:
        file, source = arguments["source"]
        why = f"there is no module in {folder}"
        yield Diagnostic(
            "HCL016",
            why,
            file.at(source.value),
            closest(folder, list(tree.modules)) or "add its files",
        )
    elif target.whole:
        required = {
            name
            for name, (_, block, _) in target.variables.items()
            if block.body.value("default") is None
        }
        for name in sorted(required - arguments.keys()):
            why = f'module "{call}" does not give {name}, which {target.title} asks for'
            yield Diagnostic("HCL017", why, declaration.location, f"add {name}")
        for name, (file, argument) in arguments.items():
            if name not in META_ARGUMENTS and name not in target.variables:
                near = closest(name, list(target.variables)) or "remove it, or declare the variable"
                why = f"{target.title} has no variable {name}"
                yield Diagnostic("HCL018", why, file.at(argument, len(name)), near)


def _diagnostic(code: str, message: str, use: Use, help_: str) -> Diagnostic:
    return Diagnostic(
        code, message, use.file.at(use.reference, len(".".join(use.reference.names[:2]))), help_
    )
