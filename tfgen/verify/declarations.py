"""Terraform's own blocks hold what it knows, of the right types; inputs and defaults fit the variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify import arguments
from tfgen.verify.constraints import ConstraintFault, constraint
from tfgen.verify.inference import inferred
from tfgen.verify.literals import a, mismatches
from tfgen.verify.meta_arguments import body_of
from tfgen.verify.modules import META_ARGUMENTS, Declaration, Module, SourceFile, Tree
from tfgen.verify.names import Names
from tfgen.verify.syntax import Block, Expression, Kind
from tfgen.verify.types import ANY

_DOCUMENTATION = "https://developer.hashicorp.com/terraform/language"

# Arguments that Terraform reads before it works out anything, by block.
_STATIC: Mapping[str, frozenset[str]] = {
    "variable": frozenset({"default", "description", "sensitive", "nullable", "ephemeral"}),
    "output": frozenset({"description", "sensitive", "ephemeral"}),
    "lifecycle": frozenset({"create_before_destroy", "prevent_destroy", "destroy"}),
    "terraform": frozenset({"required_version"}),
}
# https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses
_SOURCE = re.compile(r"(?:[\w.:-]+/)?(?:[\w-]+/)?[\w-]+")
_OF_PROVIDERS = ("source", "version", "configuration_aliases")


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what does not fit; what only a plan finds is an error in a `strict` tree alone."""
    names = {folder: Names(module) for folder, module in tree.modules.items()}
    for folder, module in tree.modules.items():
        for file in (*module.files, *module.overrides):
            for block in (*file.body.blocks, *_read_by_checks(file)):
                yield from _top_level(module, names[folder], Declaration(file, block), strict)
        for variable in module.variables.values():
            yield from _variable(variable, names[folder])
        for call in module.calls:
            if (target := names.get(module.source(call) or "-")) and target.module.whole:
                yield from _inputs(module, call, names[folder], target)


def _read_by_checks(file: SourceFile) -> Iterator[Block]:
    return (data for block in file.body.of_type("check") for data in block.body.of_type("data"))


def _top_level(
    module: Module, names: Names, declaration: Declaration, strict: bool
) -> Iterator[Diagnostic]:
    file, block, _ = declaration
    body = body_of(block.type, block.labels[0].value or "" if block.labels else "")
    if body is None:
        return
    labels = "".join(f' "{label.value}"' for label in block.labels)
    whole = not module.overrides
    context = arguments.Context(file, names.known_of, _DOCUMENTATION, whole, strict)
    # A resource's own arguments are checked with its schema, if that is known.
    yield from arguments.check(context, block, body, f"{block.type}{labels}")
    yield from _static(file, block)
    if block.type in ("resource", "data", "ephemeral", "module", "output"):
        yield from _repeated(file, block, names)
        yield from _aliases(module, file, block)


def _static(file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    for argument in block.body.attributes:
        if argument.name in _STATIC.get(block.type, ()) and _is_computed(argument.value):
            why = f"{argument.name} of {block.type} is read before anything is worked out"
            yield Diagnostic(
                "HCL070",
                why,
                file.at(argument.value),
                "write the value out, without names or calls",
            )
        elif (
            argument.name in _STATIC.get(block.type, ())
            and argument.name != "default"
            and _is_null(argument.value)
        ):
            why = f"{argument.name} of {block.type} cannot be null"
            yield Diagnostic("HCL064", why, file.at(argument.value), "give a value, or remove it")
        elif block.type == "required_providers":
            yield from _required_provider(file, argument.value)
    for inner in block.body.blocks:
        yield from _static(file, inner)


def _required_provider(file: SourceFile, entry: Expression) -> Iterator[Diagnostic]:
    for key, value in entry.items:
        if key.kind is Kind.LITERAL and key.value not in _OF_PROVIDERS:
            help_ = (
                closest(str(key.value), _OF_PROVIDERS) or f"known are {', '.join(_OF_PROVIDERS)}"
            )
            why = f"a required provider has no {key.value}"
            yield Diagnostic("HCL060", why, file.at(key, len(str(key.value))), help_)
        elif (
            key.value == "source"
            and isinstance(value.value, str)
            and not _SOURCE.fullmatch(value.value)
        ):
            yield Diagnostic(
                "HCL064", "this is no source of a provider", file.at(value), "write NAMESPACE/NAME"
            )


def _is_null(value: Expression) -> bool:
    return value.kind is Kind.LITERAL and value.value is None


def _is_computed(value: Expression) -> bool:
    return any(one.kind in (Kind.REFERENCE, Kind.CALL) for one in value.walk())


def _repeated(file: SourceFile, block: Block, names: Names) -> Iterator[Diagnostic]:
    value = block.body.value("for_each")
    known = inferred(value, names.known_of) if value else None
    if value and known and known.type.name not in ("map", "set", "object", "any"):
        wrong = "a list" if known.type.name == "tuple" else a(known.type)
        why = f"for_each takes a map or a set of strings, and this is {wrong}"
        yield Diagnostic("HCL064", why, file.at(value), "write toset([...]) or a map")
    depends_on = block.body.value("depends_on")
    if depends_on and (
        depends_on.kind is not Kind.LIST
        or any(one.kind is not Kind.REFERENCE for one in depends_on.children)
    ):
        why = "depends_on takes a list of resources, data sources and modules"
        yield Diagnostic("HCL064", why, file.at(depends_on), "write [TYPE.NAME]")


def _aliases(module: Module, file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    """Check that the providers that a block names by alias exist."""
    declared = module.provider_aliases
    given = [block.body.value("provider")]
    listed = block.body.value("providers")
    given += [value for _, value in listed.items] if listed else []
    for value in given:
        if value and value.kind is Kind.REFERENCE and module.whole:
            names = value.references[0].names
            if len(names) == 2 and names not in declared:
                known = [".".join(one) for one in declared]
                written = ".".join(names)
                why = f"the provider {written} is not declared in {module.title}"
                help_ = closest(written, known) or f'add provider "{names[0]}" with this alias'
                yield Diagnostic("HCL012", why, file.at(value, len(written)), help_)


def _variable(variable: Declaration, names: Names) -> Iterator[Diagnostic]:
    file, block, _ = variable
    default, given = block.body.value("default"), block.body.value("type")
    try:
        type_ = constraint(given) if given else ANY
    except ConstraintFault as fault:
        yield Diagnostic("HCL069", str(fault), file.at(fault.expression), fault.help)
        return
    if default:
        for wrong in mismatches(default, type_, names.known_of):
            why = f"var.{block.name} is {wrong.wanted}, and its default is {wrong.is_}"
            yield Diagnostic("HCL064", why, file.at(wrong.value), f"give a value of type {type_}")
        nullable = block.body.value("nullable")
        if _is_null(default) and nullable and nullable.value is False:
            why = f"var.{block.name} cannot be null, and its default is null"
            yield Diagnostic("HCL064", why, file.at(default), "give a default, or remove nullable")


def _inputs(module: Module, call: str, names: Names, target: Names) -> Iterator[Diagnostic]:
    for name, (file, argument) in module.arguments[call].items():
        if name in target.module.variables and name not in META_ARGUMENTS:
            type_ = target.variable(name)
            for wrong in mismatches(argument.value, type_, names.known_of):
                why = (
                    f"{name} of {target.module.title} takes {wrong.wanted}, and this is {wrong.is_}"
                )
                yield Diagnostic(
                    "HCL064", why, file.at(wrong.value), f"give a value of type {type_}"
                )
