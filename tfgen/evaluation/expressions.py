"""Expressions worked out in a scope: what a name means there is the scope's affair."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from tfgen.evaluation.functions import called, text
from tfgen.evaluation.operators import combined, unary
from tfgen.evaluation.values import Applied, CannotSay, Ref, Splat, Unordered, Value, is_unknown
from tfgen.verify.operands import condition_of
from tfgen.verify.syntax import Expression, Index, Kind, canonical

Bound = Mapping[str, Value]


class Scope(Protocol):
    """Where names have a meaning."""

    def named(self, root: str, name: str) -> Value:
        """Return what `root.name` is. Raises CannotSay."""


class Instance(Protocol):
    """An instance of a resource: its attributes are worked out one by one."""

    def attribute(self, name: str) -> Value:
        """Return what an attribute is, or a reference where only AWS says so."""


def value_of(expression: Expression, scope: Scope, bound: Bound) -> Value:
    """Return the value of an expression. Raises CannotSay where it has none."""
    value = _value(expression, scope, bound)
    if isinstance(value, Splat):
        return list(value)
    return value


def _value(expression: Expression, scope: Scope, bound: Bound) -> Value:
    match expression.kind:
        case Kind.LITERAL:
            return expression.value
        case Kind.LIST:
            return [value_of(child, scope, bound) for child in expression.children]
        case Kind.OBJECT:
            return _object(expression, scope, bound)
        case Kind.TEMPLATE:
            parts = [value_of(part, scope, bound) for part in expression.children]
            return _joined(parts)
        case Kind.REFERENCE:
            return _referred(expression, scope, bound)
        case Kind.CALL:
            return _called(expression, scope, bound)
    return _operation(expression, scope, bound)


def _object(expression: Expression, scope: Scope, bound: Bound) -> Value:
    pairs = {}
    for key, value in expression.items:
        pairs[_key(value_of(key, scope, bound))] = value_of(value, scope, bound)
    return pairs


def _key(value: Value) -> str:
    # Terraform refuses such a key of a resource; in a value it is as good as any other.
    if is_unknown(value):
        return f"({value})"
    return text(value)


def _joined(parts: list[Value]) -> Value:
    if any(is_unknown(part) for part in parts):
        return Applied("template", tuple(parts))
    return "".join(text(part) for part in parts)


def _referred(expression: Expression, scope: Scope, bound: Bound) -> Value:
    reference = expression.references[0]
    computed = iter(expression.children)
    steps = list(reference.steps)
    if reference.root in bound:
        value = bound[reference.root]
    else:
        value = scope.named(reference.root, str(steps.pop(0)) if steps else "")
    for step in steps:
        if isinstance(step, Index) and step.key is None and not step.splat:
            value = stepped(value, value_of(next(computed), scope, bound))
        elif isinstance(step, Index):
            value = _splat(value) if step.splat else stepped(value, step.key)
        else:
            value = stepped(value, step)
    return value


def _splat(value: Value) -> Value:
    if value is None:
        return Splat()
    if isinstance(value, list):
        return Splat(value)
    return Splat([value])


def stepped(value: Value, step: Any) -> Value:
    """Return what lies one step further. Raises CannotSay where there is nothing."""
    if isinstance(value, Splat):
        return Splat(stepped(item, step) for item in value)
    if isinstance(value, Ref):
        return Ref(value.address, (*value.path, step))
    # What lies in the result of a function is known no sooner than the result.
    if isinstance(value, Applied) or is_unknown(step):
        return Applied("[]", (value, step))
    if hasattr(value, "attribute"):
        return value.attribute(step)
    try:
        return value[text(step)] if isinstance(value, dict) else value[int(step)]
    except (KeyError, IndexError, TypeError, ValueError) as fault:
        raise CannotSay(f"nothing at {step}") from fault


def _called(expression: Expression, scope: Scope, bound: Bound) -> Value:
    if expression.name in ("try", "can"):
        return _tried(expression, scope, bound)
    arguments: list[Value] = []
    for child in expression.children:
        if child.kind is Kind.OTHER and child.name == "...":
            spread = value_of(child.children[0], scope, bound)
            arguments += spread if isinstance(spread, list) else [spread]
        else:
            arguments.append(value_of(child, scope, bound))
    return called(expression.name, arguments)


def _tried(expression: Expression, scope: Scope, bound: Bound) -> Value:
    for child in expression.children:
        try:
            value = value_of(child, scope, bound)
        except CannotSay:
            continue
        return True if expression.name == "can" else value
    if expression.name == "can":
        return False
    raise CannotSay("try: all fail")


def _operation(expression: Expression, scope: Scope, bound: Bound) -> Value:
    name, children = expression.name, expression.children
    match name:
        case "()":
            return value_of(children[0], scope, bound)
        case "?":
            return _branch(children, scope, bound)
        case "for []":
            return _list_of(expression, scope, bound)
        case "for {}":
            return _map_of(expression, scope, bound)
        case "!":
            return unary(name, value_of(children[0], scope, bound))
    if name.startswith((".", "[")):
        return _further(expression, scope, bound)
    if len(children) == 1:
        return unary(name, value_of(children[0], scope, bound))
    return _row(name.split(), children, scope, bound)


def _row(signs: list[str], children: tuple[Expression, ...], scope: Scope, bound: Bound) -> Value:
    values = [value_of(children[0], scope, bound)]
    for child in children[1:]:
        # What a false && or a true || does not need may well have no value.
        if len(signs) == 1 and (signs[0], values[0]) in (("&&", False), ("||", True)):
            return values[0]
        values.append(value_of(child, scope, bound))
    return combined(signs, values)


def _further(expression: Expression, scope: Scope, bound: Bound) -> Value:
    base = _value(expression.children[0], scope, bound)
    if len(expression.children) > 1:
        return stepped(base, value_of(expression.children[1], scope, bound))
    if expression.name == "[]":
        return _splat(base)
    if expression.name.startswith("."):
        return stepped(base, expression.name[1:])
    return stepped(base, ast.literal_eval(expression.name[1:-1]))


def _branch(children: tuple[Expression, ...], scope: Scope, bound: Bound) -> Value:
    condition = value_of(children[0], scope, bound)
    # Either may come of it: both count.
    if is_unknown(condition):
        both = [value_of(child, scope, bound) for child in children[1:]]
        return Applied("?", (condition, *both))
    return value_of(children[1 if condition in (True, "true") else 2], scope, bound)


def items(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Yield keys and values of a collection, in Terraform's order. Raises CannotSay."""
    if isinstance(collection, dict):
        yield from ((key, collection[key]) for key in sorted(collection))
    elif isinstance(collection, Unordered):
        yield from ((item, item) for item in collection)
    elif isinstance(collection, list):
        yield from enumerate(collection)
    else:
        raise CannotSay("no collection")


def _rounds(loop: Expression, scope: Scope, bound: Bound) -> Iterator[Bound]:
    """Yield what a `for` binds in each of its rounds that its condition lets in."""
    names = [name for name in loop.bound if name != "..."]
    condition = condition_of(loop)
    for key, value in items(value_of(loop.children[0], scope, bound)):
        pair = (key, value) if len(names) == 2 else (value,)
        inner = {**bound, **dict(zip(names, pair, strict=True))}
        if condition is None or value_of(condition, scope, inner) is not False:
            yield inner


def _list_of(loop: Expression, scope: Scope, bound: Bound) -> Value:
    collection = value_of(loop.children[0], scope, bound)
    # How many rounds there are nobody knows; of two that are written alike the results are alike.
    if is_unknown(collection):
        return Applied("for", (collection, repr(canonical(loop))))
    return [value_of(loop.children[1], scope, inner) for inner in _rounds(loop, scope, bound)]


def _map_of(loop: Expression, scope: Scope, bound: Bound) -> Value:
    collection = value_of(loop.children[0], scope, bound)
    if is_unknown(collection):
        return Applied("for", (collection, repr(canonical(loop))))
    gathered: dict[str, Any] = {}
    for inner in _rounds(loop, scope, bound):
        key = _key(value_of(loop.children[1], scope, inner))
        value = value_of(loop.children[2], scope, inner)
        if "..." in loop.bound:
            gathered.setdefault(key, []).append(value)
        else:
            gathered[key] = value
    return dict(sorted(gathered.items()))
