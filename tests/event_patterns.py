"""What EventBridge does with an event: whether a pattern matches it, and what an input transformer
makes of it.

Patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
Transformers: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


def matches(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Tell whether every key of a pattern matches; in an array of objects one of them has to."""
    return all(_key_matches(key, wanted, event) for key, wanted in pattern.items())


def _key_matches(key: str, wanted: Any, event: Mapping[str, Any]) -> bool:
    if key == "$or":
        return any(matches(pattern, event) for pattern in wanted)
    if key not in event:
        return (
            any(pattern == {"exists": False} for pattern in wanted)
            if isinstance(wanted, list)
            else False
        )
    actual = event[key] if isinstance(event[key], list) else [event[key]]
    if isinstance(wanted, dict):
        return any(isinstance(member, dict) and matches(wanted, member) for member in actual)
    return any(_value_matches(pattern, value) for pattern in wanted for value in actual)


def _value_matches(wanted: Any, value: Any) -> bool:
    match wanted:
        case {"prefix": prefix}:
            return isinstance(value, str) and value.startswith(prefix)
        case {"anything-but": others}:
            return value not in others
        case {"exists": exists}:
            return bool(exists)
        case dict():
            raise NotImplementedError(wanted)
    return type(wanted) is type(value) and wanted == value


def transformed(transformer: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return what a target gets: inside quotes a value stands as it is, nothing escaped; elsewhere
    as JSON."""
    values = {name: _at(path, event) for name, path in transformer["InputPathsMap"].items()}
    template = transformer["InputTemplate"]

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        quoted = len(re.findall(r'(?<!\\)"', template[: match.start()])) % 2
        return str(value) if quoted else json.dumps(value)

    return re.sub(r"<([A-Za-z0-9_-]+)>", put, template)


def _at(path: str, event: Any) -> Any:
    for name, index in re.findall(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]", path):
        event = event[int(index)] if index else event[name]
    return event
