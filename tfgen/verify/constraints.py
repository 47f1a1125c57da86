"""Type constraints: `type = list(string)` as a type."""

from __future__ import annotations

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
_HELP = "the types are string, number, bool, any, list(...), set(...), map(...), object({...}) and tuple([...])"


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
        case Kind.REFERENCE | Kind.LITERAL:
            own = expression.references[0] if expression.references else None
            name = expression.value if own is None else None if own.steps else own.root
            # Quoted types are those of Terraform 0.11.
            if (
                isinstance(name, str)
                and name in _KEYWORDS
                and (own or name in ("string", "list", "map"))
            ):
                return _KEYWORDS[name]
            raise ConstraintFault(expression, f"{name} is no type" if name else "this is no type")
        case Kind.CALL if expression.name in _COLLECTIONS:
            return Type(expression.name, constraint(_only(expression)))
        case Kind.CALL if expression.name == "tuple":
            listed = _only(expression)
            if listed.kind is not Kind.LIST:
                raise ConstraintFault(
                    listed, "tuple takes a list of types", "write tuple([string, number])"
                )
            return Type(
                "tuple", None, {str(at): constraint(one) for at, one in enumerate(listed.children)}
            )
        case Kind.CALL if expression.name == "object":
            return _object(_only(expression))
        case Kind.CALL:
            raise ConstraintFault(expression, f"{expression.name} is no type")
    raise ConstraintFault(expression, "this is no type")


def _only(call: Expression) -> Expression:
    if len(call.children) != 1:
        raise ConstraintFault(
            call, f"{call.name} takes one type, and here are {len(call.children)}"
        )
    return call.children[0]


def _object(listed: Expression) -> Type:
    if listed.kind is not Kind.OBJECT or any(
        key.kind is not Kind.LITERAL for key, _ in listed.items
    ):
        raise ConstraintFault(
            listed, "object takes the types of its attributes", "write object({ name = string })"
        )
    members, optional = {}, set()
    for key, value in listed.items:
        name = str(key.value)
        if name in members:
            raise ConstraintFault(
                key, f"the attribute {name} stands twice in the object", "remove one"
            )
        if value.kind is Kind.CALL and value.name == "optional":
            if len(value.children) not in (1, 2):
                raise ConstraintFault(value, "optional takes a type and a default")
            optional.add(name)
            value = value.children[0]
        members[name] = constraint(value)
    return Type("object", None, members, frozenset(optional))
