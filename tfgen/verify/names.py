"""The types of a module's names: of variables and local values, of `each`, `count` and `path`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tfgen.verify.attributes import UNKNOWN, Found, Steps, in_type
from tfgen.verify.constraints import ConstraintFault, constraint
from tfgen.verify.inference import Known, inferred
from tfgen.verify.modules import Declaration, Module
from tfgen.verify.once import once
from tfgen.verify.origins import Origins
from tfgen.verify.syntax import Expression, Kind, Reference
from tfgen.verify.types import ANY, NUMBER, STRING, Type

_ALWAYS: Mapping[tuple[str, ...], Type] = {
    ("each", "key"): STRING,
    ("count", "index"): NUMBER,
    ("terraform", "workspace"): STRING,
    **{("path", name): STRING for name in ("module", "root", "cwd")},
}


@dataclass(slots=True)
class Names:
    """The types of a module's own names; each local value is looked at once."""

    module: Module
    origins: Origins
    _locals: dict[str, Type | None] = field(default_factory=dict)

    def known_of(self, reference: Reference) -> Known | None:
        """Return the type of what a reference names; None where it is not known."""
        type_ = self.found(reference).type
        if type_ is None or type_ == ANY:
            return None
        return Known(type_, texts=lambda: self.origins.texts(_alone(reference), self.module))

    def found(self, reference: Reference) -> Found:
        """Return where a reference leads, or what is wrong with its steps."""
        if always := _ALWAYS.get(reference.names):
            return Found(always) if len(reference.steps) == 1 else UNKNOWN
        name, rest = (reference.steps or ("",))[0], reference.steps[1:]
        # An override file may give a variable another type, and a local another value.
        if not isinstance(name, str) or self.module.overrides:
            return UNKNOWN
        if reference.root == "var" and name in self.module.variables:
            return self._followed(_variables(self.module)[name], rest, f"var.{name}")
        if reference.root == "local" and name in self.module.locals:
            return self._followed(self._local(name), rest, f"local.{name}")
        return UNKNOWN

    def variable(self, name: str) -> Type:
        """Return the type of a variable, any if it has none."""
        return _variables(self.module)[name] or ANY

    def _local(self, name: str) -> Type | None:
        if name not in self._locals:
            self._locals[name] = None  # one that leads to itself has no type
            declared = self.module.locals[name].argument
            known = inferred(declared.value, self.known_of) if declared else None
            # Its texts lead back here: kept, they would keep the whole tree.
            self._locals[name] = known.type if known else None
        return self._locals[name]

    def _followed(self, type_: Type | None, steps: Steps, title: str) -> Found:
        """Follow steps; into what is only known to be a tuple or object, nobody can see."""
        if type_ is None or (type_.name in ("tuple", "object") and not type_.members and steps):
            return UNKNOWN
        found = in_type(type_, steps, title)
        # HCL refuses a number as the key of an object once it has the object's value.
        if found.splat and type_.name == "object" and self._is_known(title):
            return found._replace(splat=False)
        return found

    def _is_known(self, title: str) -> bool:
        root, _, name = title.partition(".")
        value = _alone(Reference(root, (name,), 1, 1))
        values = self.origins.of(value, self.module)
        return any(origin.value.kind is Kind.OBJECT for origin in values)


@once
def _variables(module: Module) -> Mapping[str, Type | None]:
    return {name: _variable(declared) for name, declared in module.variables.items()}


def _variable(variable: Declaration) -> Type | None:
    # That a constraint is none is a finding of `declarations`.
    declared = variable.block.body.value("type")
    if declared is None:
        return None
    try:
        return constraint(declared)
    except ConstraintFault:
        return None


def _alone(reference: Reference) -> Expression:
    return Expression(Kind.REFERENCE, reference.line, reference.column, references=(reference,))
