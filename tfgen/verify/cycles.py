"""Names of a module that need themselves: Terraform finds no order to work them out in.

A call of a module does not wait as a whole: each of its outputs waits for the inputs that it is
made of, so that two calls may well name each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.verify.modules import Declaration, Module, Tree
from tfgen.verify.scopes import Use, uses

# ("local", NAME), "resource" or "data" with type and name, ("output", NAME) and ("var", NAME); of a
# call ("call", NAME, INPUT) and ("module", NAME, OUTPUT).
_Address: TypeAlias = tuple[str, ...]

# What each needs, and the reference that says so; None inside of the module that is called.
_Needs: TypeAlias = Mapping[_Address, Mapping[_Address, Use | None]]
# Arguments of a call that all of it waits for.
_OF_THE_WHOLE = ("count", "depends_on", "for_each")


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield one finding for each circle; only a plan refuses a resource that names itself alone."""
    inner: dict[str, Mapping[str, Set[str]]] = {}
    for module in tree.unproved.values():
        needs = _needs(module)
        named = {target for targets in needs.values() for target in targets}
        needs |= _of_calls(tree, module, named, inner)
        for circle in _circles(needs):
            late = len(circle) == 1 and circle[0][0] != "local" and not strict
            yield _finding(circle, needs, Severity.WARNING if late else Severity.ERROR)


def _finding(circle: list[_Address], needs: _Needs, severity: Severity) -> Diagnostic:
    while (use := needs[circle[0]][circle[1 % len(circle)]]) is None:
        circle = [*circle[1:], circle[0]]
    shown = [address for address in (*circle, circle[0]) if address[0] != "call"]
    way = " -> ".join(map(_written, shown))
    place = use.file.at(use.reference, len(".".join(use.reference.names)))
    why = f"this goes round in a circle: {way}"
    return Diagnostic("HCL036", why, place, "break it at one place", severity)


def _written(address: _Address) -> str:
    return ".".join(address).removeprefix("resource.")


def _needs(module: Module) -> dict[_Address, dict[_Address, Use | None]]:
    """Return what each local value, resource, output and input of a call names itself."""
    needs: dict[_Address, dict[_Address, Use | None]] = {}
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
    if block.type == "module":
        return ("call", block.name, argument)
    if block.type == "output":
        return ("output", block.name)
    return None


def _target(module: Module, use: Use) -> _Address | None:
    names = use.reference.names
    if names[0] in ("local", "var"):
        return names[:2] if len(names) > 1 else None
    if names[0] == "module":
        return names[:3] if len(names) > 2 else None
    address = names[:3] if names[0] in ("data", "resource") else ("resource", *names[:2])
    declared: Declaration | None = None
    if len(address) == 3:
        declared = module.resources.get((address[0], address[1], address[2]))
    return address if declared else None


def _of_calls(
    tree: Tree, module: Module, named: Set[_Address], inner: dict[str, Mapping[str, Set[str]]]
) -> Iterator[tuple[_Address, dict[_Address, Use | None]]]:
    """Yield the inputs that each output that is named waits for."""
    for call in module.calls:
        called = tree.called(module, call)
        if called is None or called is module:
            continue
        proved = tree.proved.get(called.folder)
        outputs = proved.outputs if proved else inputs_of(called, inner)
        for output, inputs in outputs.items():
            if ("module", call, output) not in named:
                continue
            names = (*inputs, *_OF_THE_WHOLE)
            waits: dict[_Address, Use | None] = {("call", call, name): None for name in names}
            yield ("module", call, output), waits


def inputs_of(module: Module, known: dict[str, Mapping[str, Set[str]]]) -> Mapping[str, Set[str]]:
    """Return the variables that each output of a module is made of, whatever it calls itself."""
    if module.folder not in known:
        needs = _needs(module)
        known[module.folder] = {
            output: {name for kind, name, *_ in _all(("output", output), needs) if kind == "var"}
            for output in module.outputs
        }
    return known[module.folder]


def _all(start: _Address, needs: _Needs) -> Set[_Address]:
    """Return all that an address needs, and what that needs."""
    pending, seen = [start], {start}
    while pending:
        for following in needs.get(pending.pop(), ()):
            if following not in seen:
                seen.add(following)
                pending.append(following)
    return seen


def _circles(needs: _Needs) -> Iterator[list[_Address]]:
    """Yield the ways that come back to where they began, without the end, each edge walked once."""
    done: set[_Address] = set()
    for start in needs:
        if start in done:
            continue
        # The way to where it stands, and what is left to look at behind each step of it.
        way, left = [start], [iter(needs[start])]
        while way:
            following = next(left[-1], None)
            if following is None:
                done.add(way.pop())
                left.pop()
            elif following in way:
                yield way[way.index(following) :]
            elif following not in done:
                way.append(following)
                left.append(iter(needs.get(following, ())))
