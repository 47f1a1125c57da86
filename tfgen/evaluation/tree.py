"""All resources of a tree, module by module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.evaluation.resources import Resource, Worked, resource_of
from tfgen.evaluation.scope import ModuleScope
from tfgen.evaluation.values import CannotSay
from tfgen.verify.modules import Module, Tree


def worked_out(tree: Tree, standing: Mapping[str, Resource] | None = None) -> Worked:
    """Return the resources of a tree, with addresses as Terraform has them.

    Of those that are `standing`, by address, what a tree has Terraform ignore stays as it is.
    """
    root = tree.modules.get("") or Module("", ())
    resources: dict[str, Resource] = {}
    unclear: list[str] = []
    for scope in _scopes(ModuleScope(tree, root, "", {}, standing or {}), unclear):
        for (kind, type_, name), declaration in scope.module.resources.items():
            if kind != "resource":
                continue
            try:
                for instance in scope.instances(kind, type_, name, declaration).values():
                    resources[instance.address] = resource_of(instance)
            except CannotSay as fault:
                unclear.append(f"{scope.prefix}{type_}.{name}: {fault}")
    return Worked(resources, tuple(unclear))


def _scopes(scope: ModuleScope, unclear: list[str]) -> Iterator[ModuleScope]:
    """Yield a module and all that are called below it."""
    yield scope
    for name in scope.module.calls:
        called = scope.called(name)
        if called.module.whole:
            yield from _scopes(called, unclear)
        else:
            unclear.append(called.prefix)
