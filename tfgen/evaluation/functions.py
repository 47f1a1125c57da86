"""Terraform's functions whose results decide what exists; any other call stays a call.

https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import ipaddress
import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from tfgen.evaluation.values import Applied, CannotSay, Unordered, Value, is_unknown, unordered


def called(name: str, arguments: list[Value]) -> Value:
    """Return the result of a function, or the call where it is not known."""
    function = _FUNCTIONS.get(name)
    if function is None or _is_open(name, arguments):
        return Applied(name, tuple(arguments))
    try:
        return function(*arguments)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as fault:
        raise CannotSay(f"{name}: {fault}") from fault


# These look at what they are given only as far as it is known.
_SHALLOW = {"coalesce", "concat", "flatten", "keys", "length", "merge", "one", "tolist", "toset"}
_SHALLOW |= {"tomap", "values", "zipmap", "reverse", "slice", "lookup", "element", "distinct"}
_SHALLOW |= {"compact", "coalescelist", "setproduct", "contains", "setsubtract"}


def _is_open(name: str, arguments: list[Value]) -> bool:
    # What AWS will say is neither null nor empty, so that it is the first that counts.
    if name == "coalesce":
        return False
    if any(is_unknown(argument) for argument in arguments):
        return True
    if name in _SHALLOW:
        return False
    listed = (item for argument in arguments if isinstance(argument, list) for item in argument)
    return any(is_unknown(item) for item in listed)


def text(value: Value) -> str:
    """Return a scalar as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise CannotSay(f"{type(value).__name__} is no text")


def _coalesce(*values: Value) -> Value:
    for value in values:
        if value is not None and value != "":
            return value
    raise ValueError("all are null")


def _coalescelist(*values: Value) -> Value:
    for value in values:
        if value:
            return value
    raise ValueError("all are empty")


def _flatten(values: list[Value]) -> list[Value]:
    flat: list[Value] = []
    for value in values:
        if isinstance(value, list):
            flat += _flatten(value)
        else:
            flat.append(value)
    return flat


def _merge(*maps: Mapping[str, Value] | None) -> dict[str, Value]:
    merged: dict[str, Value] = {}
    for map_ in maps:
        merged |= map_ or {}
    return dict(sorted(merged.items()))


def _one(values: list[Value]) -> Value:
    if len(values) > 1:
        raise ValueError("several")
    return values[0] if values else None


def _distinct(values: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _regex(pattern: str, string: str) -> Value:
    match = re.search(pattern, string)
    if match is None:
        raise ValueError("no match")
    # Terraform gives what the groups caught, where there are any.
    if match.groupdict():
        return match.groupdict()
    return list(match.groups()) or match[0]


def _replace(string: str, old: str, new: str) -> str:
    # Between slashes it is a regular expression.
    if len(old) > 1 and old[0] == old[-1] == "/":
        return re.sub(old[1:-1], re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", new), string)
    return string.replace(old, new)


def _setproduct(*sets: list[Value]) -> list[Value]:
    return [list(pair) for pair in itertools.product(*sets)]


def _cidrsubnet(block: str, bits: int, number: int) -> str:
    network = ipaddress.ip_network(block, strict=False)
    length = network.prefixlen + bits
    step = 1 << (network.max_prefixlen - length)
    return str(ipaddress.ip_network((int(network.network_address) + number * step, length)))


def _number(value: Value) -> Value:
    if isinstance(value, str):
        return float(value) if "." in value else int(value)
    return value


def _lookup(map_: Mapping[str, Value], key: str, default: Value = None) -> Value:
    return map_.get(key, default)


def _in_order(values: Mapping[str, Value]) -> list[str]:
    return sorted(values)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "alltrue": all,
    "anytrue": any,
    "basename": lambda path: path.rpartition("/")[2],
    "ceil": lambda number: -int(-number // 1),
    "cidrsubnet": _cidrsubnet,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": lambda values: [value for value in values if value not in (None, "")],
    "concat": lambda *lists: list(itertools.chain(*lists)),
    "contains": lambda values, value: value in values,
    "distinct": _distinct,
    "element": lambda values, index: values[index % len(values)],
    "endswith": str.endswith,
    "flatten": _flatten,
    "floor": lambda number: int(number // 1),
    "format": lambda form, *values: re.sub(r"%[dv]", "%s", form) % tuple(map(text, values)),
    "join": lambda separator, values: separator.join(map(text, values)),
    "keys": _in_order,
    "length": len,
    "lookup": _lookup,
    "lower": str.lower,
    "max": max,
    "merge": _merge,
    "min": min,
    "one": _one,
    "range": lambda *limits: list(range(*limits)),
    "regex": _regex,
    "replace": _replace,
    "reverse": lambda values: list(reversed(values)),
    "setintersection": lambda a, *b: unordered([x for x in a if all(x in other for other in b)]),
    "setproduct": _setproduct,
    "setsubtract": lambda a, b: unordered([value for value in a if value not in b]),
    "setunion": lambda *sets: unordered(list(itertools.chain(*sets))),
    "slice": lambda values, first, last: values[first:last],
    "sort": lambda values: sorted(map(text, values)),
    "split": lambda separator, string: string.split(separator),
    "startswith": str.startswith,
    "strcontains": lambda string, part: part in string,
    "substr": lambda s, at, n: s[at:] if n < 0 else s[at : at + n],
    "title": str.title,
    "tolist": list,
    "tomap": dict,
    "tonumber": _number,
    "toset": lambda values: values if isinstance(values, Unordered) else unordered(values),
    "tostring": lambda value: None if value is None else text(value),
    "trimprefix": str.removeprefix,
    "trimspace": str.strip,
    "trimsuffix": str.removesuffix,
    "upper": str.upper,
    "values": lambda map_: [map_[key] for key in sorted(map_)],
    "zipmap": lambda keys, values: dict(zip(keys, values, strict=True)),
}
