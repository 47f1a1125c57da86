"""Which expressions hold what a variable keeps secret, as Terraform marks values.

Only what is sure: a value that loses its mark in one of the ways that functions and loops have is
not told. https://developer.hashicorp.com/terraform/language/values/variables#sensitive
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts.sensitive import is_sensitive
from tfgen.verify.functions import functions
from tfgen.verify.modules import Declaration, Module, Tree
from tfgen.verify.syntax import Expression, Kind, Reference
from tfgen.verify.types import ANY

# These unmark what they take, or ask nothing but whether there is a value.
_UNMARKING = frozenset({"nonsensitive", "issensitive", "can", "try"})
# These look at a list or map and not into its elements.
_OF_THE_WHOLE = frozenset({"keys", "length", "one"})
# Of the functions whose result may be anything, those that mark all of it.
_MARKING = frozenset(
    {
        "coalesce",
        "coalescelist",
        "contains",
        "format",
        "formatlist",
        "index",
        "jsondecode",
        "keys",
        "one",
        "regex",
        "setproduct",
        "sum",
        "tobool",
        "tolist",
        "tonumber",
        "toset",
        "tostring",
    }
)
_OF_THE_FIRST = frozenset({"()", "for []", "for {}"})
# Not || and &&: Terraform need not look at both sides.
_OPERATORS = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">="})
_TRUE = (True, "true")
_REPEATED = ("resource", "data", "ephemeral", "module")


def check(tree: Tree, *, strict: bool) -> Iterator[Diagnostic]:
    """Yield outputs that show a secret, blocks repeated by one, and in a strict tree inputs."""
    for module in tree.unproved.values():
        for declaration in module.blocks(*_REPEATED):
            for_each = declaration.block.body.value("for_each")
            if for_each and not module.overrides and _Marks(module).on(for_each):
                why = "for_each takes no sensitive value: its keys are part of addresses"
                help_ = "give nonsensitive(...) of what is no secret, such as keys"
                place = declaration.file.at(for_each)
                yield Diagnostic("HCL037", why, place, help_)
    root = tree.modules.get("")
    if root and not root.overrides:
        for declaration in root.blocks("output"):
            yield from _output(tree, root, declaration, strict)
        if strict:
            yield from _inputs(tree, root)


def _inputs(tree: Tree, root: Module) -> Iterator[Diagnostic]:
    """Check what tfgen's own calls pass on: its modules write it where AWS shows it."""
    for call in root.calls:
        for name, (file, argument) in root.arguments[call].items():
            marks = _Marks(root, of_providers=True)
            if file.path in tree.own:
                continue
            for value in argument.value.walk():
                if value.kind is Kind.REFERENCE and marks.on(value):
                    named = value.references[0]
                    shown = ".".join(named.names)
                    why = f"{shown} is sensitive, and AWS shows what it gets as {name}"
                    help_ = "pass the ARN of a secret that holds it, such as one of Secrets Manager"
                    place = file.at(named, len(".".join(named.names)))
                    yield Diagnostic("HCL095", why, place, help_)


def _output(
    tree: Tree, root: Module, declaration: Declaration, strict: bool
) -> Iterator[Diagnostic]:
    file, block, _ = declaration
    value, sensitive = block.body.value("value"), block.body.value("sensitive")
    if value is None or (sensitive and sensitive.value in _TRUE):
        return
    why = f"the output {block.name} shows a sensitive value"
    help_ = "add sensitive = true, or write nonsensitive(...) if it is no secret"
    if _Marks(root).held_by(value):
        yield Diagnostic("HCL037", why, file.at(value), help_)
    elif value.kind is Kind.REFERENCE and _is_secret_output(tree, root, value.references[0]):
        # Terraform knows the outputs of a module when it plans.
        severity = Severity.ERROR if strict else Severity.WARNING
        yield Diagnostic("HCL037", why, file.at(value), help_, severity)


def _is_secret_output(tree: Tree, root: Module, reference: Reference) -> bool:
    steps = [step for step in reference.steps if isinstance(step, str)]
    if reference.root != "module" or len(steps) < 2 or steps[0] not in root.calls:
        return False
    target = tree.called(root, steps[0])
    output = target.outputs.get(steps[1]) if target else None
    sensitive = output.block.body.value("sensitive") if output else None
    return sensitive is not None and sensitive.value is True


def _is_hidden(reference: Reference) -> bool:
    """Whether a provider hides the attribute of a resource or data source that is named."""
    kind = "resource"
    names = [step for step in (reference.root, *reference.steps) if isinstance(step, str)]
    if reference.root == "data":
        kind, names = "data", names[1:]
    return len(names) > 2 and is_sensitive(kind, names[0], names[2])


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is sensitive in a module, behind so many local values at most."""

    module: Module
    deepest: int = 8  # local values in a circle come to an end
    of_providers: bool = False  # attributes that a provider hides, which only a plan tells

    def held_by(self, value: Expression) -> bool:
        """Return whether a value, or any part of it, is sensitive."""
        if value.kind is Kind.LIST:
            return any(map(self.held_by, value.children))
        if value.kind is Kind.OBJECT:
            return any(self.held_by(item) for _, item in value.items)
        if value.kind is Kind.REFERENCE and (inner := self._local(value.references[0])):
            return self._deeper().held_by(inner)
        return self.on(value)

    def on(self, value: Expression) -> bool:
        """Return whether a value itself is sensitive, and not only what it holds."""
        match value.kind:
            case Kind.REFERENCE:
                return self._on_name(value.references[0])
            case Kind.TEMPLATE:
                return any(map(self.on, value.children))
            case Kind.CALL:
                return self._on_result(value)
            case Kind.OTHER:
                return self._on_operation(value)
        return False

    def _on_name(self, reference: Reference) -> bool:
        variable = self.module.variables.get("".join(reference.names[1:2]))
        if reference.root == "var" and variable:
            sensitive = variable.block.body.value("sensitive")
            return sensitive is not None and sensitive.value in _TRUE
        if self.of_providers and _is_hidden(reference):
            return True
        inner = self._local(reference)
        return inner is not None and self._deeper().on(inner)

    def _local(self, reference: Reference) -> Expression | None:
        """Return the value of a local, or of its attribute that a reference names."""
        local = self.module.locals.get("".join(reference.names[1:2]))
        if reference.root != "local" or not local or not local.argument or not self.deepest:
            return None
        value, steps = local.argument.value, reference.steps[1:]
        if len(steps) == 1 and isinstance(steps[0], str):
            return value.item(steps[0])
        return None if steps else value

    def _deeper(self) -> _Marks:
        return replace(self, deepest=self.deepest - 1)

    def _on_result(self, call: Expression) -> bool:
        if call.name == "sensitive":
            return True
        function = functions().get(call.name)
        if function is None or call.name in _UNMARKING:
            return False
        # One that gives back an argument, or a part of it, keeps the marks where they are.
        if function.result == ANY and call.name not in _MARKING:
            return False
        if call.name in _OF_THE_WHOLE:
            return any(map(self.on, call.children))
        return any(map(self.held_by, call.children))

    def _on_operation(self, value: Expression) -> bool:
        first, *others = value.children or (value,)
        operators = value.name.split()
        if value.name in _OF_THE_FIRST:
            return self.on(first)
        # Of a condition that is known, the other branch counts for nothing.
        if value.name == "?":
            return bool(first.references) and any(map(self.on, others))
        if others and operators and _OPERATORS.issuperset(operators):
            return any(map(self.on, value.children))
        return False
