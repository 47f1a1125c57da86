"""Which versions of the AWS provider a module may be used with: its own constraints and those of its whole tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tfgen.verify import provider
from tfgen.verify.modules import Module, Tree
from tfgen.verify.syntax import Block, Expression, Kind

_Numbers: TypeAlias = tuple[int, ...]

_SOURCE = "hashicorp/aws"
_PART = re.compile(r"\s*(=|!=|>=|<=|~>|>|<)?\s*v?(\d+(?:\.\d+){0,2})\s*")


def allowed(tree: Tree) -> dict[str, tuple[str, ...]]:
    """Return, by folder, the first numbers of the known versions that a module may be used with.

    A module that only newer versions than the known ones fit has none.
    """
    constraints = {folder: list(_constraints(module)) for folder, module in tree.modules.items()}
    return {
        folder: _fitting(
            [part for one in together if one in constraints for part in constraints[one]]
        )
        for folder, together in _configurations(tree).items()
    }


def _fitting(parts: list[tuple[str, _Numbers]]) -> tuple[str, ...]:
    known = {number: _numbers(version) for number, version in provider.versions().items()}
    if fitting := tuple(number for number, version in known.items() if _fits(version, parts)):
        return fitting
    # What an older version had, the last one of its first number has too.
    older = {str(version[0]) for _, version in parts if _fits(version, parts)}
    return tuple(n for n in known if n in older and not _fits((known[n][0], 99_999, 0), parts))


def is_aws(module: Module, block: Block) -> bool:
    """Return whether a resource, data source or provider block belongs to the AWS provider."""
    name = block.name if block.type == "provider" else _provider_name(block)
    entry = _required(module).get(name)
    source = (
        next((value.value for key, value in entry.items if key.value == "source"), None)
        if entry
        else None
    )
    if source is None:
        return name == "aws"
    return str(source).lower().split("/")[-2:] == _SOURCE.split("/")


def _provider_name(block: Block) -> str:
    given = block.body.value("provider")
    if given and given.kind is Kind.REFERENCE:
        return given.references[0].root
    if given and isinstance(given.value, str):
        return given.value.split(".")[0]
    return (block.labels[0].value or "").split("_")[0]


def _required(module: Module) -> Mapping[str, Expression]:
    return {
        argument.name: argument.value
        for declaration in module.blocks("terraform")
        for block in declaration.block.body.of_type("required_providers")
        for argument in block.body.attributes
    }


def _configurations(tree: Tree) -> dict[str, set[str]]:
    """Return, by folder, the modules whose constraints hold together with its own: those of the trees that use it."""
    called = {
        folder: {one.source(call) or "" for call in one.calls}
        for folder, one in tree.modules.items()
    }
    callers: dict[str, set[str]] = {}
    for folder, sources in called.items():
        for source in sources:
            callers.setdefault(source, set()).add(folder)
    return {folder: _configuration(folder, called, callers) for folder in tree.modules}


def _configuration(
    folder: str, called: Mapping[str, set[str]], callers: Mapping[str, set[str]]
) -> set[str]:
    above = _closure({folder}, callers)
    roots = {one for one in above if not callers.get(one)} or above
    # Two trees that share a module may ask for different versions: then only the module's own constraint is sure.
    return _closure(roots, called) if len(roots) == 1 else {folder}


def _closure(start: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    found, pending = set(start), list(start)
    while pending:
        new = steps.get(pending.pop(), set()) - found
        found |= new
        pending.extend(new)
    return found


def _constraints(module: Module) -> Iterator[tuple[str, _Numbers]]:
    """Yield the operators and versions that a module asks of the AWS provider; what cannot be read is no constraint."""
    for name, entry in _required(module).items():
        given = next((value for key, value in entry.items if key.value == "version"), None)
        text = (
            entry.value
            if name == "aws" and entry.kind is Kind.LITERAL
            else given.value
            if given
            else None
        )
        if not isinstance(text, str) or (entry.kind is Kind.OBJECT and not _names_aws(name, entry)):
            continue
        for part in text.split(","):
            if found := _PART.fullmatch(part):
                yield found[1] or "=", tuple(int(number) for number in found[2].split("."))


def _names_aws(name: str, entry: Expression) -> bool:
    source = next((str(value.value) for key, value in entry.items if key.value == "source"), None)
    return name == "aws" if source is None else source.lower().split("/")[-2:] == _SOURCE.split("/")


def _numbers(version: str) -> _Numbers:
    return tuple(int(number) for number in version.split("."))


def _fits(version: _Numbers, parts: list[tuple[str, _Numbers]]) -> bool:
    return all(_fits_one((*version, 0, 0)[:3], operator, wanted) for operator, wanted in parts)


def _fits_one(version: _Numbers, operator: str, wanted: _Numbers) -> bool:
    """Compare as Terraform does: https://developer.hashicorp.com/terraform/language/expressions/version-constraints."""
    full = (*wanted, 0, 0)[:3]
    if operator == "~>":
        return version >= full and version[: len(wanted) - 1] == wanted[:-1]
    return {
        "=": version == full,
        "!=": version != full,
        ">": version > full,
        ">=": version >= full,
        "<": version < full,
        "<=": version <= full,
    }[operator]
