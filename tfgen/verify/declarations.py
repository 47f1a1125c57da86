"""Terraform's own blocks hold what it knows; inputs and defaults are of the variables' types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Diagnostic, closest
from tfgen.verify import addresses, arguments, requirements
from tfgen.verify.conditions import conditions, repetitions
from tfgen.verify.constraints import ConstraintFault, constraint
from tfgen.verify.literals import mismatches
from tfgen.verify.meta_arguments import body_of
from tfgen.verify.modules import META_ARGUMENTS, Declaration, Module, SourceFile, Tree
from tfgen.verify.names import Names
from tfgen.verify.origins import Origins
from tfgen.verify.syntax import Attribute, Block, Expression, Kind, is_null
from tfgen.verify.types import ANY, Type

_DOCUMENTATION = "https://developer.hashicorp.com/terraform/language"

# Arguments that Terraform reads before it works out anything, by block.
_STATIC: Mapping[str, frozenset[str]] = {
    "variable": frozenset({"default", "description", "sensitive", "nullable", "ephemeral"}),
    "output": frozenset({"description", "sensitive", "ephemeral"}),
    "lifecycle": frozenset({"create_before_destroy", "prevent_destroy", "destroy"}),
    "terraform": frozenset({"required_version"}),
    "provider": frozenset({"alias", "version"}),
    "module": frozenset({"source", "version"}),
}
_REPEATED = frozenset({"resource", "data", "ephemeral", "module", "output"})


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what does not fit; what only a plan finds is an error in a `strict` tree alone."""
    origins = Origins(tree)
    names = {folder: Names(module, origins) for folder, module in tree.modules.items()}
    for folder, module in tree.unproved.items():
        yield from requirements.check(module)
        for file in (*module.files, *module.overrides):
            for block in (*file.body.blocks, *_read_by_checks(file)):
                yield from _top_level(module, names[folder], Declaration(file, block), strict)
        for variable in module.variables.values():
            yield from _variable(variable, names[folder])
        for call in module.calls:
            target = names.get(module.source(call) or "-")
            if target and target.module.whole:
                yield from _inputs(module, call, names[folder], target)


def _read_by_checks(file: SourceFile) -> Iterator[Block]:
    return (data for block in file.body.of_type("check") for data in block.body.of_type("data"))


def _top_level(
    module: Module, names: Names, declaration: Declaration, strict: bool
) -> Iterator[Diagnostic]:
    file, block, _ = declaration
    first_label = block.labels[0].value if block.labels else None
    body = body_of(block.type, first_label or "")
    if body is None:
        return
    labels = "".join(f' "{label.value}"' for label in block.labels)
    whole = not module.overrides
    context = arguments.Context(file, names.known_of, _DOCUMENTATION, whole, strict)
    # A resource's own arguments are checked with its schema, if that is known.
    yield from arguments.check(context, block, body, f"{block.type}{labels}")
    yield from _static(file, block)
    yield from addresses.check(declaration)
    yield from conditions(declaration)
    if block.type == "module":
        yield from requirements.blocks_of_call(file, block)
    if block.type in _REPEATED:
        yield from repetitions(declaration, names)
        yield from _aliases(module, file, block)


def _static(file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    static = _STATIC.get(block.type, frozenset())
    for argument in block.body.attributes:
        if argument.name in static:
            yield from _written_out(file, block, argument)
    for inner in block.body.blocks:
        yield from _static(file, inner)


def _written_out(file: SourceFile, block: Block, argument: Attribute) -> Iterator[Diagnostic]:
    title, here = f"{argument.name} of {block.type}", file.at(argument.value)
    if _is_computed(argument.value):
        why = f"{title} is read before anything is worked out"
        yield Diagnostic("HCL070", why, here, "write the value out, without names or calls")
    elif argument.name != "default" and is_null(argument.value):
        yield Diagnostic("HCL064", f"{title} cannot be null", here, "give a value, or remove it")


def _is_computed(value: Expression) -> bool:
    return any(part.kind in (Kind.REFERENCE, Kind.CALL) for part in value.walk())


def _aliases(module: Module, file: SourceFile, block: Block) -> Iterator[Diagnostic]:
    """Check that the providers that a block names by alias exist."""
    values = [block.body.value("provider")]
    listed = block.body.value("providers")
    if listed and listed.kind is not Kind.OBJECT:
        why = "providers takes a map of providers"
        yield Diagnostic("HCL064", why, file.at(listed), "write { aws = aws.ALIAS }")
    elif listed:
        values += [value for _, value in listed.items]
    for value in values:
        if value and value.kind is Kind.REFERENCE and module.whole:
            yield from _alias(module, file, value)


def _alias(module: Module, file: SourceFile, value: Expression) -> Iterator[Diagnostic]:
    names, declared = value.references[0].names, module.provider_aliases
    if len(names) == 2 and names not in declared:
        known = [".".join(alias) for alias in declared]
        written = ".".join(names)
        why = f"the provider {written} is not declared in {module.title}"
        help_ = closest(written, known) or f'add provider "{names[0]}" with this alias'
        yield Diagnostic("HCL012", why, file.at(value, len(written)), help_)


def _variable(variable: Declaration, names: Names) -> Iterator[Diagnostic]:
    file, block, _ = variable
    # Without a type a variable takes whatever its default is.
    type_ = ANY
    try:
        if declared := block.body.value("type"):
            type_ = constraint(declared)
    except ConstraintFault as fault:
        yield Diagnostic("HCL069", str(fault), file.at(fault.expression), fault.help)
        return
    if default := block.body.value("default"):
        yield from _default(variable, default, type_, names)


def _default(
    variable: Declaration, default: Expression, type_: Type, names: Names
) -> Iterator[Diagnostic]:
    file, block, _ = variable
    for wrong in mismatches(default, type_, names.known_of):
        why = f"var.{block.name} is {wrong.wanted}, and its default is {wrong.is_}"
        yield Diagnostic("HCL064", why, file.at(wrong.value), f"give a value of type {type_}")
    nullable = block.body.value("nullable")
    if is_null(default) and nullable and nullable.value is False:
        why = f"var.{block.name} cannot be null, and its default is null"
        yield Diagnostic("HCL064", why, file.at(default), "give a default, or remove nullable")


def _inputs(module: Module, call: str, names: Names, target: Names) -> Iterator[Diagnostic]:
    title, variables = target.module.title, target.module.variables
    for name, (file, argument) in module.arguments[call].items():
        if name not in variables or name in META_ARGUMENTS:
            continue
        if is_null(argument.value) and _refuses_null(variables[name].block):
            why = f"{name} of {title} cannot be null"
            yield Diagnostic("HCL064", why, file.at(argument.value), "give a value")
        type_ = target.variable(name)
        for wrong in mismatches(argument.value, type_, names.known_of):
            why = f"{name} of {title} takes {wrong.wanted}, and this is {wrong.is_}"
            help_ = f"give a value of type {type_}"
            yield Diagnostic("HCL064", why, file.at(wrong.value), help_)


def _refuses_null(variable: Block) -> bool:
    nullable = variable.body.value("nullable")
    # With a default, null means that.
    has_default = variable.body.value("default") is not None
    return nullable is not None and nullable.value is False and not has_default
