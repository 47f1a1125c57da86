"""Names of a module that need themselves: Terraform finds no order to work them out in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.verify.modules import Declaration, Module, Tree
from tfgen.verify.scopes import Use, uses

# ("local", NAME), or "resource" or "data" with type and name. Calls of modules are left out:
# whether they wait for each other depends on which inputs each of their outputs needs.
_Address: TypeAlias = tuple[str, ...]

_Needs: TypeAlias = Mapping[_Address, Mapping[_Address, Use]]


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield one finding for each circle; only a plan refuses a resource that names itself alone."""
    for module in tree.modules.values():
        needs = _needs(module)
        told: set[_Address] = set()
        for address in needs:
            circle = _circle(address, needs)
            if circle and told.isdisjoint(circle):
                told.update(circle)
                late = len(circle) == 1 and circle[0][0] != "local" and not strict
                yield _finding(circle, needs, Severity.WARNING if late else Severity.ERROR)


def _finding(circle: list[_Address], needs: _Needs, severity: Severity) -> Diagnostic:
    first, second = circle[0], circle[1 % len(circle)]
    use = needs[first][second]
    way = " -> ".join(_written(address) for address in (*circle, first))
    place = use.file.at(use.reference, len(".".join(use.reference.names)))
    why = f"this goes round in a circle: {way}"
    return Diagnostic("HCL036", why, place, "break it at one place", severity)


def _written(address: _Address) -> str:
    return ".".join(address).removeprefix("resource.")


def _needs(module: Module) -> _Needs:
    """Return what each local value, resource and data source of a module names itself."""
    needs: dict[_Address, dict[_Address, Use]] = {}
    for use in uses(module):
        owner, target = _owner(use), _target(module, use)
        # A provisioner may name its own resource, which exists by then.
        own = owner == target and use.scope.has_self
        if owner and target and not own:
            needs.setdefault(owner, {}).setdefault(target, use)
    return needs


def _owner(use: Use) -> _Address | None:
    block, argument = use.scope.owner.block, use.argument
    if block.type == "locals":
        return ("local", argument)
    if block.type in ("resource", "data") and len(block.labels) == 2:
        return (block.type, block.labels[0].value or "", block.name)
    return None


def _target(module: Module, use: Use) -> _Address | None:
    names = use.reference.names
    if names[0] == "local":
        return names[:2]
    address = names[:3] if names[0] in ("data", "resource") else ("resource", *names[:2])
    declared: Declaration | None = None
    if len(address) == 3:
        declared = module.resources.get((address[0], address[1], address[2]))
    return address if declared else None


def _circle(start: _Address, needs: _Needs) -> list[_Address] | None:
    """Return the way from an address back to itself, without the end."""
    pending = [[start]]
    seen = set()
    while pending:
        # In depth first: any way back will do, not the shortest alone.
        way = pending.pop()
        for following in needs.get(way[-1], ()):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                pending.append([*way, following])
    return None
