"""Mutants of policies: each statement taken out once, each ARN widened by a star."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import listed

from rights.account import Policy


def mutants(policy: Policy) -> Iterator[tuple[str, Policy]]:
    """Yield what somebody might get wrong in a policy, each with what was done to it."""
    statements = list(policy.statements)
    for number, statement in enumerate(statements):
        without = [*statements[:number], *statements[number + 1 :]]
        yield f"without statement {number} of {policy}", policy.with_statements(without)
        for what, changed in _widened(statement):
            wider = [*statements[:number], changed, *statements[number + 1 :]]
            yield f"{what} in {policy}", policy.with_statements(wider)


def _widened(statement: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for what, resources in _each_widened(statement.get("Resource", [])):
        yield what, {**statement, "Resource": resources}
    conditions = statement.get("Condition", {})
    for operator, keys in conditions.items():
        for key, values in keys.items():
            for what, wider in _each_widened(values):
                loose = operator.replace("Equals", "Like")
                others = {name: value for name, value in keys.items() if name != key}
                rest = {name: value for name, value in conditions.items() if name != operator}
                merged = {**rest, **({operator: others} if others else {})}
                merged[loose] = {**merged.get(loose, {}), key: wider}
                yield f"{key} {what}", {**statement, "Condition": merged}


def _each_widened(values: Any) -> Iterator[tuple[str, list[str]]]:
    known = listed(values)
    for number, value in enumerate(known):
        if value.startswith("arn:"):
            wider = widened(value)
            yield f"{value} becomes {wider}", [*known[:number], wider, *known[number + 1 :]]


def widened(arn: str) -> str:
    """Return the ARN of more: a star behind the name, or one that begins earlier."""
    head, name = arn.split(":", 5)[:5], arn.split(":", 5)[5]
    if name == "*":
        return ":".join((*head[:4], "*", "*"))
    if name.endswith("*"):
        return f"{arn.rstrip('*')[:-1]}*"
    return f"{arn}*"
