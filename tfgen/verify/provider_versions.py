"""Which versions of the AWS provider a module may be used with, by its constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from typing import TypeAlias

from tfgen.verify import provider
from tfgen.verify.modules import Module, Tree
from tfgen.verify.once import once
from tfgen.verify.syntax import Block, Expression, Kind

_Numbers: TypeAlias = tuple[int, ...]

_SOURCE = "hashicorp/aws"
_PART = re.compile(r"\s*(=|!=|>=|<=|~>|>|<)?\s*v?(\d+(?:\.\d+){0,2})\s*")


@once
def allowed(tree: Tree) -> dict[str, tuple[str, ...]]:
    """Return, by folder, the first numbers of the known versions that a module may be used with.

    A module that only newer versions than the known ones fit has none.
    """
    constraints = {folder: list(_constraints(module)) for folder, module in tree.modules.items()}
    return {
        folder: _fitting(frozenset(part for name in together for part in constraints.get(name, ())))
        for folder, together in _configurations(tree).items()
    }


# The modules of one configuration all ask for the same together.
@lru_cache(maxsize=128)
def _fitting(parts: Set[tuple[str, _Numbers]]) -> tuple[str, ...]:
    known = {number: _numbers(version) for number, version in provider.versions().items()}
    if fitting := tuple(number for number, version in known.items() if _fits(version, parts)):
        return fitting
    # What an older version had, the last one of its first number has too.
    older = {str(version[0]) for _, version in parts if _fits(version, parts)}
    return tuple(n for n in known if n in older and not _fits((known[n][0], 99_999, 0), parts))


def is_aws(module: Module, block: Block) -> bool:
    """Return whether a resource, data source or provider block belongs to the AWS provider."""
    name = block.name
    if block.type != "provider":
        name = _provider_name(block)
    entry = _required(module).get(name)
    if entry is None:
        return name == "aws"
    return _names_aws(name, entry)


def _provider_name(block: Block) -> str:
    provider_ = block.body.value("provider")
    if provider_ and provider_.kind is Kind.REFERENCE:
        return provider_.references[0].root
    # In quotes, as Terraform 0.11 had it.
    if provider_ and isinstance(provider_.value, str):
        return provider_.value.split(".")[0]
    return (block.labels[0].value or "").split("_")[0]


def _required(module: Module) -> Mapping[str, Expression]:
    return {
        argument.name: argument.value
        for declaration in module.blocks("terraform")
        for block in declaration.block.body.of_type("required_providers")
        for argument in block.body.attributes
    }


def _configurations(tree: Tree) -> dict[str, set[str]]:
    """Return, by folder, the modules whose constraints hold together with its own.

    They are those of the trees that use it.
    """
    called: dict[str, set[str]] = {}
    callers: dict[str, set[str]] = {}
    for folder, module in tree.modules.items():
        called[folder] = {module.source(call) or "" for call in module.calls}
        for source in called[folder]:
            callers.setdefault(source, set()).add(folder)
    return {folder: _configuration(folder, called, callers) for folder in tree.modules}


def _configuration(
    folder: str, called: Mapping[str, set[str]], callers: Mapping[str, set[str]]
) -> set[str]:
    above = _closure({folder}, callers)
    roots = {module for module in above if not callers.get(module)} or above
    # Two trees that share a module may ask for different versions: then only its own is sure.
    if len(roots) > 1:
        return {folder}
    return _closure(roots, called)


def _closure(start: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    reached, pending = set(start), list(start)
    while pending:
        new = steps.get(pending.pop(), set()) - reached
        reached |= new
        pending.extend(new)
    return reached


def _constraints(module: Module) -> Iterator[tuple[str, _Numbers]]:
    """Yield the operators and versions that a module asks of the AWS provider.

    What cannot be read is no constraint here: `requirements` tells of it.
    """
    for name, entry in _required(module).items():
        for part in _constraint(name, entry).split(","):
            if match := _PART.fullmatch(part):
                yield match[1] or "=", tuple(int(number) for number in match[2].split("."))


def _constraint(name: str, entry: Expression) -> str:
    """Return the constraint of a required provider, "" if it has none or is another one."""
    # `aws = "~> 3.0"` is Terraform 0.12's way, and still read.
    if name == "aws" and isinstance(entry.value, str):
        return entry.value
    version = entry.item("version")
    if version and isinstance(version.value, str) and _names_aws(name, entry):
        return version.value
    return ""


def _names_aws(name: str, entry: Expression) -> bool:
    source = entry.item("source")
    if source is None:
        return name == "aws"
    # The host may stand before it: registry.terraform.io/hashicorp/aws.
    return str(source.value).lower().split("/")[-2:] == _SOURCE.split("/")


def _numbers(version: str) -> _Numbers:
    return tuple(int(number) for number in version.split("."))


def _fits(version: _Numbers, parts: Set[tuple[str, _Numbers]]) -> bool:
    full = (*version, 0, 0)[:3]
    return all(_fits_part(full, operator, wanted) for operator, wanted in parts)


def _fits_part(version: _Numbers, operator: str, wanted: _Numbers) -> bool:
    """Compare as Terraform does: https://developer.hashicorp.com/terraform/language/expressions/version-constraints."""
    full = (*wanted, 0, 0)[:3]
    # `~> 5.100` lets in all of 5, `~> 5.100.0` all of 5.100: the last number alone may rise.
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
