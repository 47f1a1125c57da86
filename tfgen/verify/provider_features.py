"""A module that uses what only a newer AWS provider has asks for that version itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.facts.provider_features import BASE, FEATURES
from tfgen.verify.modules import Declaration, Module, Tree
from tfgen.verify.syntax import Attribute, Block, Body

_LEAST = re.compile(r">=\s*(\d+)\.(\d+)")
_FEATURE_OF_USE = {use: name for name, feature in FEATURES.items() for use in feature.uses}


def check(tree: Tree) -> Iterator[Diagnostic]:
    """Yield each use of a feature in a module whose own constraint lets in providers without it."""
    for module in tree.unproved.values():
        least = _least(module)
        for declaration in module.blocks("resource"):
            type_ = declaration.block.labels[:1]
            prefix = type_[0].value or "" if type_ else ""
            for use, at in _uses(declaration.block.body, prefix):
                yield from _too_old(module, declaration, use, at, least)


def _too_old(
    module: Module,
    declaration: Declaration,
    use: str,
    at: Attribute | Block,
    least: tuple[int, int],
) -> Iterator[Diagnostic]:
    wanted = FEATURES[_FEATURE_OF_USE[use]].version
    if least < wanted:
        has, needs = (".".join(map(str, version)) for version in (least, wanted))
        taker = module.folder or "the root"
        why = f"{use} is known from version {needs} of the AWS provider on, and {taker} takes {has}"
        help_ = f'write version = ">= {needs}" for aws'
        yield Diagnostic("HCL075", why, declaration.file.at(at), help_)


def _uses(body: Body, prefix: str) -> Iterator[tuple[str, Attribute | Block]]:
    """Yield what stands in a body, and in its blocks, that is a use of a feature."""
    for argument in body.attributes:
        if (name := f"{prefix}.{argument.name}") in _FEATURE_OF_USE:
            yield name, argument
    for block in body.blocks:
        if (name := f"{prefix}.{block.type}") in _FEATURE_OF_USE:
            yield name, block
        yield from _uses(block.body, name)


def _least(module: Module) -> tuple[int, int]:
    """Return the first version that a module's own constraint lets in."""
    for declaration in module.blocks("terraform"):
        for block in declaration.block.body.of_type("required_providers"):
            entry = block.body.value("aws")
            version = entry.item("version") if entry else None
            # tfgen's own modules write their constraint with >= and nothing else.
            if version and (match := _LEAST.search(str(version.value))):
                return int(match[1]), int(match[2])
    return BASE
