"""Values and combinations of arguments that the AWS provider's own code refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.verify import combinations, provider_checks, written_values
from tfgen.verify.modules import Declaration, Module, Tree
from tfgen.verify.origins import Origins
from tfgen.verify.provider_versions import allowed, is_aws


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what the provider would refuse of values that are written out, and of what stands.

    The provider's version 5.100 was asked; newer ones take more values. So modules that cannot be
    used with 5.x are not looked at, and where a newer version may be installed a finding is an
    error of a `strict` tree, which must fit each version, and else a warning.
    """
    versions, origins = allowed(tree), Origins(tree)
    for folder, module in tree.unproved.items():
        number = provider_checks.version().partition(".")[0]
        if number not in versions[folder]:
            continue
        sure = strict or versions[folder] == (number,)
        for declaration, looked in _looked_at(module, origins, strict):
            for diagnostic in _of_block(module, declaration, looked):
                yield diagnostic if sure else _of_old_version(diagnostic)


def _looked_at(
    module: Module, origins: Origins, strict: bool
) -> Iterator[tuple[Declaration, written_values.Looked]]:
    for (kind, *names), declaration in module.resources.items():
        demanded = provider_checks.checks(kind, names[0])
        if demanded and is_aws(module, declaration.block):
            yield declaration, written_values.Looked(module, origins, demanded, names[0], strict)


def _of_block(
    module: Module, declaration: Declaration, looked: written_values.Looked
) -> Iterator[Diagnostic]:
    yield from written_values.check(declaration, looked)
    # An override file may give or replace what the block itself has.
    if not module.overrides:
        yield from combinations.check(declaration, looked)


def _of_old_version(diagnostic: Diagnostic) -> Diagnostic:
    message = f"{diagnostic.message} in provider {provider_checks.version()}"
    return replace(diagnostic, message=message, severity=Severity.WARNING)
