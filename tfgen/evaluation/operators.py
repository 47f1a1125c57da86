"""Operators of HCL over values, where one may be unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from tfgen.evaluation.values import Applied, CannotSay, Value, is_unknown

# From those that bind tightest.
_ROWS: tuple[Mapping[str, Callable[[Value, Value], Value]], ...] = (
    {"*": operator.mul, "/": operator.truediv, "%": operator.mod},
    {"+": operator.add, "-": operator.sub},
    {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge},
    {"==": operator.eq, "!=": operator.ne},
    {"&&": lambda a, b: a and b},
    {"||": lambda a, b: a or b},
)


def combined(signs: list[str], values: list[Value]) -> Value:
    """Return what a row of operators makes of values."""
    signs, values = list(signs), list(values)
    for row in _ROWS:
        at = 0
        while at < len(signs):
            if signs[at] in row:
                sign = signs.pop(at)
                values[at : at + 2] = [_binary(sign, row[sign], values[at], values[at + 1])]
            else:
                at += 1
    return values[0]


def _binary(sign: str, function: Callable[[Value, Value], Value], a: Value, b: Value) -> Value:
    if sign in ("==", "!=") and (a is None or b is None):
        # What AWS will say is not null.
        return function(a is None, b is None)
    if sign == "&&" and (a is False or b is False):
        return False
    if sign == "||" and (a is True or b is True):
        return True
    if is_unknown(a) or is_unknown(b):
        return Applied(sign, (a, b))
    if (
        sign in ("==", "!=")
        and type(a) is not type(b)
        and isinstance(a, bool) != isinstance(b, bool)
    ):
        return sign == "!="
    try:
        return function(a, b)
    except TypeError as fault:
        raise CannotSay(f"{sign}: {fault}") from fault


def unary(sign: str, value: Value) -> Value:
    """Return what `!` or `-` makes of a value."""
    if is_unknown(value):
        return Applied(sign, (value,))
    return not value if sign == "!" else -value
