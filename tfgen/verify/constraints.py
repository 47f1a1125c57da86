"""Type constraints: `type = list(string)` as a type."""

from __future__ import annotations

from tfgen.verify.literals import mismatches
from tfgen.verify.syntax import Expression, Kind
from tfgen.verify.types import ANY, BOOL, NUMBER, STRING, Type

_KEYWORDS = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": ANY,
    # As Terraform 0.11 had them.
    "list": Type("list", ANY),
    "map": Type("map", ANY),
}
_COLLECTIONS = frozenset({"list", "set", "map"})
_HELP = (
    "the types are string, number, bool, any,"
    " list(...), set(...), map(...), object({...}) and tuple([...])"
)


class ConstraintFault(Exception):
    """An expression that is no type: the message says why."""

    def __init__(self, expression: Expression, message: str, help_: str = _HELP) -> None:
        super().__init__(message)
        self.expression = expression
        self.help = help_


def constraint(expression: Expression) -> Type:
    """Return the type that a constraint means; raise ConstraintFault if it is none.

    https://developer.hashicorp.com/terraform/language/expressions/type-constraints
    """
    match expression.kind:
        case Kind.REFERENCE:
            return _keyword(expression)
        case Kind.CALL if expression.name in _COLLECTIONS:
            return Type(expression.name, constraint(_only(expression)))
        case Kind.CALL if expression.name == "tuple":
            return _tuple(_only(expression))
        case Kind.CALL if expression.name == "object":
            return _object(_only(expression))
        case Kind.CALL:
            raise ConstraintFault(expression, f"{expression.name} is no type")
        case Kind.LITERAL if expression.value in _KEYWORDS:
            # Quotes are Terraform 0.11's way; every version since 1.0 refuses them.
            name = expression.value
            raise ConstraintFault(expression, f'"{name}" is quoted', f"write {name} without quotes")
    raise ConstraintFault(expression, "this is no type")


def _keyword(expression: Expression) -> Type:
    name = ".".join(expression.references[0].names)
    if name not in _KEYWORDS or expression.children:
        raise ConstraintFault(expression, f"{name} is no type")
    return _KEYWORDS[name]


def _only(call: Expression) -> Expression:
    count = len(call.children)
    if count != 1:
        raise ConstraintFault(call, f"{call.name} takes one type, and here are {count}")
    return call.children[0]


def _tuple(listed: Expression) -> Type:
    if listed.kind is not Kind.LIST:
        why = "tuple takes a list of types"
        raise ConstraintFault(listed, why, "write tuple([string, number])")
    members = {str(at): constraint(item) for at, item in enumerate(listed.children)}
    return Type("tuple", None, members)


def _object(listed: Expression) -> Type:
    keys = [key for key, _ in listed.items]
    if listed.kind is not Kind.OBJECT or any(key.kind is not Kind.LITERAL for key in keys):
        why = "object takes the types of its attributes"
        raise ConstraintFault(listed, why, "write object({ name = string })")
    members: dict[str, Type] = {}
    optional: set[str] = set()
    for key, value in listed.items:
        name = str(key.value)
        if name in members:
            why = f"the attribute {name} stands twice in the object"
            raise ConstraintFault(key, why, "remove one")
        if value.kind is Kind.CALL and value.name == "optional":
            optional.add(name)
            members[name] = _optional(value)
        else:
            members[name] = constraint(value)
    return Type("object", None, members, frozenset(optional))


def _optional(call: Expression) -> Type:
    if len(call.children) not in (1, 2):
        raise ConstraintFault(call, "optional takes a type and a default")
    type_ = constraint(call.children[0])
    for default in call.children[1:]:
        if default.references:
            why = "the default of an optional attribute is read before anything is worked out"
            raise ConstraintFault(default, why, "write the value out, without names")
        for wrong in mismatches(default, type_, lambda _: None):
            why = f"the attribute takes {wrong.wanted}, and its default is {wrong.is_}"
            raise ConstraintFault(wrong.value, why, f"give a value of type {type_}")
    return type_
