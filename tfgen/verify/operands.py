"""What operators, conditions, loops, templates and keys take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tfgen.verify.inference import KnownOf, inferred
from tfgen.verify.literals import a, mismatches
from tfgen.verify.syntax import Expression, Kind, is_null
from tfgen.verify.types import BOOL, NUMBER, Type, shape

# The tighter an operator binds, the higher: https://developer.hashicorp.com/terraform/language/expressions/operators
_BINDING = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
_TAKEN = {
    **dict.fromkeys(("||", "&&"), BOOL),
    **dict.fromkeys(("<", ">", "<=", ">=", "+", "-", "*", "/", "%"), NUMBER),
}
_OF_NUMBERS = frozenset(sign for sign, type_ in _TAKEN.items() if type_ == NUMBER)
_OF_ONE = {"!": BOOL, "-": NUMBER}
_STRUCTURES = (Kind.LIST, Kind.OBJECT)


class Unfit(NamedTuple):
    """A part of an expression that is not what stands around it takes, with a help."""

    value: Expression
    message: str
    help: str


def unfit(value: Expression, known_of: KnownOf) -> Iterator[Unfit]:
    """Yield the parts of an expression that cannot stand where they do, not those below them."""
    match value.kind:
        case Kind.OBJECT:
            for key, _ in value.items:
                yield from _key(key, known_of)
        case Kind.TEMPLATE if len(value.children) > 1:
            yield from _parts(value)
        case Kind.OTHER if value.name == "?":
            yield from _condition(value.children[0], "a condition", known_of)
            yield from _branches(value, known_of)
        case Kind.OTHER if value.name in ("for []", "for {}", "for"):
            yield from _loop(value, known_of)
        case Kind.OTHER if value.name == "if":
            yield from _condition(value.children[0], "an if", known_of)
        case Kind.OTHER if len(value.children) == 1 and value.name in _OF_ONE:
            type_ = _OF_ONE[value.name]
            yield from _wanted(value.children[0], type_, value.name, known_of)
        case Kind.OTHER if len(value.children) > 1:
            yield from _operands(value, known_of)


def _wanted(value: Expression, type_: Type, taker: str, known_of: KnownOf) -> Iterator[Unfit]:
    if is_null(value):
        yield Unfit(value, f"{taker} takes {a(type_)}, and this is null", "give a value")
    for wrong in mismatches(value, type_, known_of):
        if not wrong.later:
            why = f"{taker} takes {a(type_)}, and this is {wrong.is_}"
            yield Unfit(wrong.value, why, f"give a {type_}")


def takes_no_null(value: Expression) -> bool:
    """Return whether an expression is an operation on numbers, or a comparison of them."""
    operators = set(value.name.split())
    return value.kind is Kind.OTHER and bool(operators) and operators <= _OF_NUMBERS


def _condition(value: Expression, taker: str, known_of: KnownOf) -> Iterator[Unfit]:
    """Check a condition that is written out: Terraform converts none that it does not know yet."""
    if value.kind is Kind.LITERAL or value.kind in _STRUCTURES:
        yield from _wanted(value, BOOL, taker, known_of)


def _operands(value: Expression, known_of: KnownOf) -> Iterator[Unfit]:
    """Check each operand against the operator beside it that binds it tighter."""
    operators = value.name.split()
    if len(operators) != len(value.children) - 1 or not _BINDING.keys() >= set(operators):
        return
    for at, operand in enumerate(value.children):
        beside = operators[max(0, at - 1) : at + 1]
        operator = max(beside, key=lambda sign: _BINDING[sign])
        if operator in _TAKEN:
            yield from _wanted(operand, _TAKEN[operator], operator, known_of)


def _loop(value: Expression, known_of: KnownOf) -> Iterator[Unfit]:
    collection = value.children[0]
    known = inferred(collection, known_of)
    if known and not known.later and shape(known.type) == "primitive":
        why = f"a for goes over a list, set, map or object, and this is {a(known.type)}"
        yield Unfit(collection, why, "give a collection")
    if condition := condition_of(value):
        yield from _condition(condition, "the if of a for", known_of)


def condition_of(loop: Expression) -> Expression | None:
    """Return what follows the `if` of a `for` expression."""
    without = {"for []": 2, "for {}": 3}.get(loop.name)
    if without is None or len(loop.children) == without:
        return None
    return loop.children[-1]


def _branches(value: Expression, known_of: KnownOf) -> Iterator[Unfit]:
    # Null is of every type: nothing is inferred of it.
    first, second = (inferred(branch, known_of) for branch in value.children[1:])
    if first is None or second is None or first.later or second.later:
        return
    shapes = {shape(first.type), shape(second.type)} - {""}
    if len(shapes) > 1:
        why = f"the branches have no type in common: {a(first.type)} and {a(second.type)}"
        yield Unfit(value.children[2], why, "give two values of one type")


def _parts(template: Expression) -> Iterator[Unfit]:
    # A name that stands for a list passes as long as its value is not known.
    for part in template.children:
        if is_null(part) or part.kind in _STRUCTURES:
            is_ = "null" if is_null(part) else "a list or object"
            yield Unfit(part, f"a text cannot hold {is_}", "write jsonencode(...) or join(...)")


def _key(key: Expression, known_of: KnownOf) -> Iterator[Unfit]:
    if key.kind is Kind.REFERENCE:
        help_ = "put it in brackets, or in quotes if the text is meant"
        yield Unfit(key, "a name with steps is no key of an object", help_)
        return
    known = inferred(key, known_of)
    inner = key.children[0] if key.name == "()" else key
    if known and not known.later and shape(known.type) in ("sequence", "mapping"):
        yield Unfit(key, f"a key is a text, and this is {a(known.type)}", "give a text")
    elif key.name == "()" and is_null(inner):
        yield Unfit(key, "a key cannot be null", "give a text")
