"""Values as the type of a variable has them: defaults filled in, nothing that it does not name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tfgen.evaluation.functions import text
from tfgen.evaluation.values import Value, is_unknown, unordered
from tfgen.verify.syntax import Expression, Kind

Literal: TypeAlias = Callable[[Expression], Value]


def converted(value: Value, type_: Expression | None, literal: Literal) -> Value:
    """Return a value of a type constraint; `literal` gives the defaults written in it."""
    if value is None or type_ is None or is_unknown(value):
        return value
    if type_.kind is Kind.REFERENCE:
        return _scalar(value, type_.references[0].root)
    if type_.kind is not Kind.CALL:
        return value
    inner = type_.children[0]
    if type_.name == "object" and isinstance(value, dict):
        return {str(key.value): _member(value, key, of, literal) for key, of in inner.items}
    if type_.name == "map" and isinstance(value, dict):
        return {key: converted(value[key], inner, literal) for key in sorted(value)}
    if type_.name in ("list", "set") and isinstance(value, list):
        items = [converted(item, inner, literal) for item in value]
        return unordered(items) if type_.name == "set" else items
    return value


def _member(value: dict[str, Value], key: Expression, type_: Expression, literal: Literal) -> Value:
    given = value.get(str(key.value))
    if type_.kind is not Kind.CALL or type_.name != "optional":
        return converted(given, type_, literal)
    of, *default = type_.children
    if given is None and default:
        given = literal(default[0])
    return converted(given, of, literal)


def _scalar(value: Value, name: str) -> Value:
    if name == "string" and isinstance(value, bool | int | float):
        return text(value)
    if name == "number" and isinstance(value, str):
        return float(value) if "." in value else int(value)
    if name == "bool" and value in ("true", "false"):
        return value == "true"
    return value
