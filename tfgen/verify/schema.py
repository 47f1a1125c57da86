"""Resources, data sources, providers and references to them fit the schema of the AWS provider's versions in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.verify import arguments, provider
from tfgen.verify.attributes import UNKNOWN, Found, Steps, follow, follow_all
from tfgen.verify.inference import Known
from tfgen.verify.meta_arguments import with_meta_arguments
from tfgen.verify.modules import Declaration, Module, SourceFile, Tree
from tfgen.verify.names import Names
from tfgen.verify.origins import Origins
from tfgen.verify.provider_versions import allowed, is_aws
from tfgen.verify.scopes import Use, uses
from tfgen.verify.syntax import Index, Kind, Reference

# "resource", "data", "ephemeral" or "provider", the type, and the name.
_Address: TypeAlias = tuple[str, str, str]

_DOCUMENTATION = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"
_PAGES = {"resource": "/resources/", "data": "/data-sources/", "ephemeral": "/ephemeral-resources/"}
_ABSENT = ("HCL060", "HCL065", "HCL067")


class _Target(NamedTuple):
    """What a reference names: a type, the steps from its instance, and whether a splat takes all instances.

    Terraform looks into an instance whose key is computed only once it has the key: `later`.
    """

    kind: str
    type: str
    steps: Steps
    splat: bool = False
    later: bool = False


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what does not fit. Types that no known version has, and other providers, are not looked at.

    A `strict` tree must fit each version that its constraints allow, another one only some version of them.
    """
    versions, origins = allowed(tree), Origins(tree)
    for folder, module in tree.modules.items():
        declarations = {
            address: one
            for address, one in _declarations(module)
            if provider.is_known(*address[:2])
        }
        if declarations:
            targets = [
                (use, target)
                for use in uses(module)
                if (target := _target(declarations, use.reference))
            ]
            names = Names(module, origins)
            views = (
                _View(module, names, number, strict, declarations, targets)
                for number in versions[folder]
            )
            yield from _joined({view.version: view.findings() for view in views}, strict)


def _declarations(module: Module) -> Iterator[tuple[_Address, Declaration]]:
    # Each configuration of the provider has an address of its own.
    providers = (
        (("provider", declaration.block.name, str(number)), declaration)
        for number, declaration in enumerate(module.blocks("provider"))
    )
    for address, declaration in (*module.resources.items(), *providers):
        if is_aws(module, declaration.block):
            yield address, declaration


def _joined(found: Mapping[str, Iterable[Diagnostic]], strict: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong in each version, and of a strict tree also what is wrong in one, with its number."""
    by_version = {
        number: {(d.code, d.location, d.message): d for d in group}
        for number, group in found.items()
    }
    for key, one in {
        key: one for group in by_version.values() for key, one in group.items()
    }.items():
        wrong_in = [number for number in found if key in by_version[number]]
        if len(wrong_in) == len(found):
            yield one
        elif strict:
            yield _of_version(
                one, wrong_in[0], next(number for number in found if number not in wrong_in)
            )


def _of_version(one: Diagnostic, wrong_in: str, right_in: str) -> Diagnostic:
    """Return a finding of one version with the versions named."""
    known = provider.versions()
    message = f"{one.message} in provider {known[wrong_in]}, which the version constraint allows"
    help_ = f"only provider {known[right_in]} has it: change the constraint, or remove it"
    return replace(one, message=message, help=help_ if one.code in _ABSENT else one.help)


@dataclass(frozen=True, slots=True)
class _View:
    """A module seen with one version of the provider."""

    module: Module
    names: Names
    version: str
    strict: bool
    declarations: Mapping[_Address, Declaration]
    targets: Iterable[tuple[Use, _Target]]

    def findings(self) -> Iterator[Diagnostic]:
        for address, declaration in self.declarations.items():
            yield from self._block(address, declaration)
        for use, target in self.targets:
            found = self._found(target)
            found = found._replace(
                splat=(found.splat or target.later or use.scope.unsure) and not self.strict
            )
            yield from _finding(use.file, use.reference, found, target.type)

    def _block(self, address: _Address, declaration: Declaration) -> Iterator[Diagnostic]:
        kind, name, _ = address
        body = with_meta_arguments(kind, name, self.version)
        title = 'provider "aws"' if kind == "provider" else name
        if body is None:
            what = {"data": "data source"}.get(kind, kind)
            yield Diagnostic(
                "HCL067", f"there is no {what} {name}", declaration.location, "remove it"
            )
            return
        documentation = _DOCUMENTATION + (
            _PAGES[kind] + name.removeprefix("aws_") if kind in _PAGES else ""
        )
        context = arguments.Context(
            declaration.file, self._known_of, documentation, not self.module.overrides, self.strict
        )
        yield from arguments.check(context, declaration.block, body, title)
        yield from self._ignored(address, declaration)

    def _ignored(self, address: _Address, declaration: Declaration) -> Iterator[Diagnostic]:
        """Check that `ignore_changes` names what the type has."""
        for lifecycle in declaration.block.body.of_type("lifecycle"):
            listed = lifecycle.body.value("ignore_changes")
            for item in listed.children if listed and listed.kind is Kind.LIST else ():
                own = item.references[0] if item.kind is Kind.REFERENCE else None
                name = own.root if own else item.value
                if isinstance(name, str):
                    place = own or Reference(name, (), item.line, item.column)
                    body = provider.body(address[0], address[1], self.version)
                    found = follow(body, (name,), address[1]) if body else UNKNOWN
                    yield from _finding(
                        declaration.file, place, found._replace(deprecated=""), address[1]
                    )

    def _found(self, target: _Target) -> Found:
        body = provider.body(target.kind, target.type, self.version)
        if body is None:
            return UNKNOWN
        return (follow_all if target.splat else follow)(body, target.steps, target.type)

    def _known_of(self, reference: Reference) -> Known | None:
        """Return the type of what a reference names: Terraform knows those of resources only when it plans."""
        target = _target(self.declarations, reference)
        found = self._found(target) if target else UNKNOWN
        return (
            Known(found.type, later=True)
            if found.type and not found.fault
            else self.names.known_of(reference)
        )


def _target(declarations: Mapping[_Address, Declaration], reference: Reference) -> _Target | None:
    """Return what a reference names in a resource or data source of the provider; None if it is anything else."""
    kind = reference.root if reference.root in ("data", "ephemeral", "resource") else "resource"
    steps = reference.steps if reference.root == kind else (reference.root, *reference.steps)
    if len(steps) < 3 or not isinstance(steps[0], str) or not isinstance(steps[1], str):
        return None
    declaration = declarations.get((kind, steps[0], steps[1]))
    if declaration is None:
        return None
    rest = steps[2:]
    if isinstance(rest[0], Index):
        return _Target(kind, steps[0], rest[1:], rest[0].splat, rest[0] == Index())
    repeated = any(
        argument.name in ("count", "for_each") for argument in declaration.block.body.attributes
    )
    return None if repeated else _Target(kind, steps[0], rest)


def _finding(
    file: SourceFile, reference: Reference, found: Found, title: str
) -> Iterator[Diagnostic]:
    here = file.at(reference, len(".".join(reference.names)))
    if found.fault:
        # After a splat Terraform itself looks only once there are instances.
        severity = Severity.WARNING if found.splat else Severity.ERROR
        yield Diagnostic("HCL065", found.fault, here, found.help, severity)
    elif found.deprecated:
        why = f"{found.deprecated} of {title} is deprecated"
        yield Diagnostic("HCL066", why, here, "see its documentation", Severity.WARNING)
