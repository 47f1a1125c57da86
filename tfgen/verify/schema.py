"""Blocks of the AWS provider, and references to them, fit the schemas of the versions in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.verify import arguments, provider
from tfgen.verify.attributes import UNKNOWN, Found, Steps, follow, follow_all
from tfgen.verify.inference import Known
from tfgen.verify.literals import Mismatch, mismatches
from tfgen.verify.meta_arguments import with_meta_arguments
from tfgen.verify.modules import Declaration, Module, SourceFile, Tree
from tfgen.verify.names import Names
from tfgen.verify.origins import Origins
from tfgen.verify.provider_versions import allowed, is_aws
from tfgen.verify.scopes import Use, uses
from tfgen.verify.syntax import Expression, Index, Kind, Reference

# "resource", "data", "ephemeral" or "provider", the type, and the name.
_Address: TypeAlias = tuple[str, str, str]

_DOCUMENTATION = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"
_PAGES = {
    "resource": "/resources/",
    "data": "/data-sources/",
    "ephemeral": "/ephemeral-resources/",
}
# A letter or two: a type that is less like another one is of a newer version.
_ALIKE = 0.93
_ABSENT = ("HCL060", "HCL065", "HCL067")


class _Target(NamedTuple):
    """What a reference names: a type, and the steps from its instance, or behind a splat from all.

    Terraform looks into an instance whose key is computed only once it has the key: `later`.
    """

    kind: str
    type: str
    steps: Steps
    splat: bool = False
    later: bool = False


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what does not fit; types that no known version has are not looked into.

    A `strict` tree must fit each version that its constraints allow, another one only some version
    of them.
    """
    versions, origins = allowed(tree), Origins(tree)
    for folder, module in tree.unproved.items():
        declarations: dict[_Address, Declaration] = {}
        for address, declaration in _declarations(module):
            if provider.is_known(*address[:2]):
                declarations[address] = declaration
            else:
                yield from _misspelt(*address[:2], declaration)
        if declarations:
            names, targets = Names(module, origins), _targets(module, declarations)
            views = [
                _View(module, names, number, strict, declarations, targets)
                for number in versions[folder]
            ]
            by_version = {view.version: [*view.findings(), *view.inputs(tree)] for view in views}
            yield from _joined(by_version, strict)


def _misspelt(kind: str, name: str, declaration: Declaration) -> Iterator[Diagnostic]:
    """Warn of a type that none has, and one has nearly; what is like no other may be newer."""
    import difflib  # here alone: a sound tree has no need of it

    for near in difflib.get_close_matches(name, provider.names(kind), n=1, cutoff=_ALIKE):
        message = f"no known version of the AWS provider has the {_called(kind)} {name}"
        help = f"did you mean '{near}'?"
        yield Diagnostic("HCL082", message, declaration.location, help, Severity.WARNING)


def _called(kind: str) -> str:
    return "data source" if kind == "data" else kind


def _targets(
    module: Module, declarations: Mapping[_Address, Declaration]
) -> list[tuple[Use, _Target]]:
    targets: list[tuple[Use, _Target]] = []
    for use in uses(module):
        if target := _target(declarations, use.reference):
            targets.append((use, target))
    return targets


def _declarations(module: Module) -> Iterator[tuple[_Address, Declaration]]:
    # Each configuration of the provider has an address of its own: none of them needs a name.
    providers = (
        (("provider", declaration.block.name, str(number)), declaration)
        for number, declaration in enumerate(module.blocks("provider"))
    )
    for address, declaration in (*module.resources.items(), *providers):
        if is_aws(module, declaration.block):
            yield address, declaration


def _joined(findings: Mapping[str, Iterable[Diagnostic]], strict: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong in each version, and of a strict tree what is wrong in one.

    Of another tree, what the newest version refuses is a warning.
    """
    # What two versions say in the same words is one finding.
    by_version = {
        number: {(d.code, d.location, d.message): d for d in group}
        for number, group in findings.items()
    }
    newest = max(by_version, key=int, default="")
    all_findings = {key: d for group in by_version.values() for key, d in group.items()}
    for key, diagnostic in all_findings.items():
        wrong_in = [number for number in by_version if key in by_version[number]]
        right_in = [number for number in by_version if key not in by_version[number]]
        if not right_in:
            yield diagnostic
        elif strict:
            yield _of_version(diagnostic, wrong_in[0], right_in[0])
        elif max(wrong_in, key=int) == newest:
            # Whoever runs init installs the newest that the constraint lets in.
            told = _of_version(diagnostic, newest, right_in[0])
            yield replace(told, severity=Severity.WARNING)


def _of_version(diagnostic: Diagnostic, wrong_in: str, right_in: str) -> Diagnostic:
    """Return a finding of one version with the versions named."""
    known = provider.versions()
    message = (
        f"{diagnostic.message} in provider {known[wrong_in]}, which the version constraint allows"
    )
    if diagnostic.code not in _ABSENT:
        return replace(diagnostic, message=message)
    help_ = f"only provider {known[right_in]} has it: change the constraint, or remove it"
    return replace(diagnostic, message=message, help=help_)


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
            end = self._end(target)
            unsure = end.splat or target.later or use.scope.unsure
            end = end._replace(splat=unsure and not self.strict)
            yield from _finding(use.file, use.reference, end, target.type)

    def inputs(self, tree: Tree) -> Iterator[Diagnostic]:
        """Yield inputs of a strict tree's calls that are attributes of another type."""
        for call in self.module.calls:
            target = tree.called(self.module, call)
            if target is None or not self.strict:
                continue
            types = Names(target, self.names.origins)
            for name, (file, argument) in self.module.arguments[call].items():
                if name in target.variables:
                    for wrong in mismatches(argument.value, types.variable(name), self._known_of):
                        yield from _of_input(file, name, wrong)

    def _block(self, address: _Address, declaration: Declaration) -> Iterator[Diagnostic]:
        kind, name, _ = address
        body = with_meta_arguments(kind, name, self.version)
        if body is None:
            why = f"there is no {_called(kind)} {name}"
            help = f"remove the {_called(kind)} {name}"
            yield Diagnostic("HCL067", why, declaration.location, help)
            return
        title, page = name, ""
        if kind == "provider":
            title = 'provider "aws"'
        else:
            page = _PAGES[kind] + name.removeprefix("aws_")
        context = arguments.Context(
            declaration.file,
            self._known_of,
            _DOCUMENTATION + page,
            # An override file may give what the block itself leaves out.
            whole=not self.module.overrides,
            strict=self.strict,
        )
        yield from arguments.check(context, declaration.block, body, title)
        yield from self._ignored(address, declaration)

    def _ignored(self, address: _Address, declaration: Declaration) -> Iterator[Diagnostic]:
        """Check that `ignore_changes` names what the type has."""
        body = provider.body(address[0], address[1], self.version)
        for lifecycle in declaration.block.body.of_type("lifecycle"):
            listed = lifecycle.body.value("ignore_changes")
            if body is None or listed is None or listed.kind is not Kind.LIST:
                continue
            for item in listed.children:
                if place := _ignored_name(item):
                    # To ignore what is deprecated is no use of it.
                    end = follow(body, (place.root,), address[1])._replace(deprecated="")
                    yield from _finding(declaration.file, place, end, address[1])

    def _end(self, target: _Target) -> Found:
        body = provider.body(target.kind, target.type, self.version)
        if body is None:
            return UNKNOWN
        if target.splat:
            return follow_all(body, target.steps, target.type)
        return follow(body, target.steps, target.type)

    def _known_of(self, reference: Reference) -> Known | None:
        """Return the type of what a reference names; Terraform knows a resource's when it plans."""
        if target := _target(self.declarations, reference):
            end = self._end(target)
            if end.type and not end.fault:
                return Known(end.type, later=True)
        return self.names.known_of(reference)


def _of_input(file: SourceFile, name: str, wrong: Mismatch) -> Iterator[Diagnostic]:
    # What shows without the provider's schema is told without it.
    if wrong.later:
        why = f"{name} takes {wrong.wanted}, and this is {wrong.is_}"
        yield Diagnostic(
            "HCL064", why, file.at(wrong.value), f"give a value of type {wrong.wanted}"
        )


def _ignored_name(item: Expression) -> Reference | None:
    """Return what `ignore_changes` names: a bare word, or as in Terraform 0.11 a text."""
    if item.kind is Kind.REFERENCE:
        return item.references[0]
    if isinstance(item.value, str):
        return Reference(item.value, (), item.line, item.column)
    return None


def _target(declarations: Mapping[_Address, Declaration], reference: Reference) -> _Target | None:
    """Return what a reference names in a block of the provider; None if it is anything else."""
    kind, steps = "resource", (reference.root, *reference.steps)
    if reference.root in ("data", "ephemeral", "resource"):
        kind, steps = reference.root, reference.steps
    if len(steps) < 3 or not isinstance(steps[0], str) or not isinstance(steps[1], str):
        return None
    declaration = declarations.get((kind, steps[0], steps[1]))
    if declaration is None:
        return None
    rest = steps[2:]
    if isinstance(rest[0], Index):
        return _Target(kind, steps[0], rest[1:], rest[0].splat, rest[0] == Index())
    # Without its key, a repeated resource is a list or map of instances: `references` tells that.
    set_here = {argument.name for argument in declaration.block.body.attributes}
    if not set_here.isdisjoint(("count", "for_each")):
        return None
    return _Target(kind, steps[0], rest)


def _finding(
    file: SourceFile, reference: Reference, end: Found, title: str
) -> Iterator[Diagnostic]:
    here = file.at(reference, len(".".join(reference.names)))
    if end.fault:
        # After a splat Terraform itself looks only once there are instances.
        severity = Severity.WARNING if end.splat else Severity.ERROR
        yield Diagnostic("HCL065", end.fault, here, end.help, severity)
    elif end.deprecated:
        why = f"{end.deprecated} of {title} is deprecated"
        yield Diagnostic("HCL066", why, here, "see its documentation", Severity.WARNING)
