"""What a module asks for: a version of Terraform, providers, and other modules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify.modules import Declaration, Module, SourceFile
from tfgen.verify.syntax import Attribute, Block, Expression, Kind, is_null, is_text

# As Terraform's own parser reads them: https://github.com/hashicorp/go-version/blob/main/version.go
_WORD = r"[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*"
_VERSION = rf"v?\d+(?:\.\d+)*(?:-{_WORD}|[A-Za-z~]{_WORD})?(?:\+{_WORD})?"
_CONSTRAINT = re.compile(rf"\s*(?:=|!=|>=|<=|~>|>|<)?\s*{_VERSION}\s*")
_PRERELEASE = re.compile(r"(?:!=|>=|<=|~>|>|<)\s*v?[\d.]+-")
# https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
_SOURCE = re.compile(r"(?:[\w.:-]+/)?(?:[\w-]+/)?[\w-]+")
_OF_PROVIDERS = ("source", "version", "configuration_aliases")
_NAME = re.compile(r"[^\W\d][\w-]*")


def check(module: Module) -> Iterator[Diagnostic]:
    """Yield the requirements of a module that Terraform cannot read."""
    for declaration in module.blocks("terraform", "provider", "module"):
        yield from _versions(declaration)
        if declaration.block.type == "provider":
            yield from _alias(declaration)
        if declaration.block.type == "module":
            yield from _source(declaration)
        for block in declaration.block.body.of_type("required_providers"):
            for argument in block.body.attributes:
                yield from _provider(declaration.file, argument)


def _versions(declaration: Declaration) -> Iterator[Diagnostic]:
    block = declaration.block
    # The version of a provider block is deprecated, and still read.
    name = "required_version" if block.type == "terraform" else "version"
    value = block.body.value(name)
    if value is None:
        return
    yield from _constraint(declaration.file, value)
    if is_text(value) and block.type == "terraform" and _PRERELEASE.search(str(value.value)):
        why = "a constraint on Terraform's version cannot name a prerelease"
        yield Diagnostic("HCL064", why, declaration.file.at(value), "write the release's number")


def _constraint(file: SourceFile, value: Expression) -> Iterator[Diagnostic]:
    """Check a version constraint that is written out; what is computed is a finding of its own."""
    if value.kind is not Kind.LITERAL or is_null(value):
        return
    parts = str(value.value).split(",")
    if not is_text(value) or not all(_CONSTRAINT.fullmatch(part) for part in parts):
        why = "this is no constraint on versions"
        yield Diagnostic("HCL064", why, file.at(value), 'write it as ">= 1.10" or "~> 5.100"')


def _alias(declaration: Declaration) -> Iterator[Diagnostic]:
    alias = declaration.block.body.value("alias")
    if alias and alias.kind is Kind.LITERAL and not _NAME.fullmatch(str(alias.value)):
        why = f"{alias.value!r} is no name for a provider's alias"
        help_ = "use letters, digits, _ and -, beginning with a letter or _"
        yield Diagnostic("HCL007", why, declaration.file.at(alias), help_)


def _source(declaration: Declaration) -> Iterator[Diagnostic]:
    file, body = declaration.file, declaration.block.body
    source, version = body.value("source"), body.value("version")
    if source is None or not is_text(source):
        return
    text = str(source.value)
    # A registry, Git, S3, a path: each has one of these signs.
    if not any(sign in text for sign in "/:"):
        why = f"{text!r} is no address of a module"
        yield Diagnostic("HCL016", why, file.at(source), "begin the path of a folder with ./")
    elif version and text.startswith(("./", "../")):
        why = "a module in a folder has no version of its own"
        yield Diagnostic("HCL060", why, file.at(version), "remove version")


def _provider(file: SourceFile, argument: Attribute) -> Iterator[Diagnostic]:
    entry = argument.value
    if is_text(entry):  # as Terraform 0.12 had it
        yield from _constraint(file, entry)
    elif entry.kind is not Kind.OBJECT:
        why = f"the required provider {argument.name} is neither an object nor a version"
        yield Diagnostic("HCL064", why, file.at(entry), 'write { source = "NAMESPACE/NAME" }')
    for key, value in entry.items:
        if key.kind is Kind.LITERAL and key.value not in _OF_PROVIDERS:
            name = str(key.value)
            help_ = closest(name, _OF_PROVIDERS) or f"known are {', '.join(_OF_PROVIDERS)}"
            why = f"a required provider has no {name}"
            yield Diagnostic("HCL060", why, file.at(key, len(name)), help_)
        elif key.value == "source":
            if not is_text(value) or not _SOURCE.fullmatch(str(value.value)):
                why, help_ = "this is no source of a provider", "write NAMESPACE/NAME"
                yield Diagnostic("HCL064", why, file.at(value), help_)
        elif key.value == "version":
            yield from _provider_version(file, value)
        else:
            yield from _aliases(file, argument.name, value)


def _provider_version(file: SourceFile, value: Expression) -> Iterator[Diagnostic]:
    if is_text(value):
        yield from _constraint(file, value)
    else:
        why = "the version of a required provider is no text"
        yield Diagnostic("HCL064", why, file.at(value), 'write it as ">= 5.100"')


def _aliases(file: SourceFile, provider: str, value: Expression) -> Iterator[Diagnostic]:
    listed = value.children if value.kind is Kind.LIST else (value,)
    for alias in listed:
        own = alias.kind is Kind.REFERENCE and alias.references[0].root == provider
        if value.kind is not Kind.LIST or not own:
            why = f"configuration_aliases of {provider} lists what is no alias of it"
            yield Diagnostic("HCL064", why, file.at(alias), f"write [{provider}.ALIAS]")


def blocks_of_call(file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    """Yield the blocks inside of a module call, which takes arguments alone."""
    for inner in block.body.blocks:
        why = f'module "{block.name}" takes no block, and here is {inner.type}'
        place = file.at(inner, len(inner.type))
        yield Diagnostic("HCL060", why, place, f"write {inner.type} = ... for an input")
