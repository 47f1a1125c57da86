"""A path of the language: what stands there, in which form, and what becomes of it."""

from __future__ import annotations

import inspect
import itertools
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from tfgen.commands.explanations import Explanation
from tfgen.commands.explanations.arguments import becomes
from tfgen.commands.explanations.written import written_like
from tfgen.diagnostics import closest
from tfgen.language.field import FieldInfo
from tfgen.language.meaning import Meaning
from tfgen.language.numbers import read_duration, read_gib
from tfgen.language.paths import keys_at, known_fields, required_keys, type_at
from tfgen.language.scalars import Reads
from tfgen.language.section import Names, One, OneName, Section, Switch, member_of
from tfgen.language.top import Spec

Path = tuple[str, ...]
_KINDS = {bool: "true or false", int: "a whole number", Decimal: "a number", str: "a text"}
SECTIONS = frozenset({*known_fields(Spec), "defaults"})


def path_of(word: str) -> Path:
    """Return the parts of a path as people write one: services.web.scaling, or services[web]."""
    return tuple(part for part in re.split(r"[.\[\]]+", word) if part)


def is_path(path: Path) -> bool:
    """Tell whether a path begins as one of the language does."""
    return bool(path) and path[0] in SECTIONS


def unknown_part(path: Path) -> tuple[Path, str]:
    """Return the path up to where the language knows it no more, and a key that may be meant."""
    for end in range(1, len(path) + 1):
        if type_at(path[:end])[0] is None:
            known = list(keys_at(path[: end - 1]))
            return path[:end], closest(path[end - 1], known)
    return (), ""


def explained(path: Path) -> Explanation:
    """Explain a path that the language knows."""
    kind, markers = type_at(path)
    field = _field_at(path)
    facts = [("type", "; ".join((_type(kind, markers), *_shorter(path[-1], markers))))]
    if field:
        facts += _facts_of(field, kind, markers)
    facts += [("means", _meaning(marker)) for marker in markers if isinstance(marker, Meaning)]
    facts += [("becomes", words) for words in becomes(path)]
    facts += [("keys", words) for words in _keys(kind)]
    example = written_like(path)
    texts = (("such as", example),) if example else ()
    return Explanation("field", _generic(path), _about(field, kind), tuple(facts), texts)


def _field_at(path: Path) -> FieldInfo | None:
    """Return the field of a path; None for a member of a mapping, which has a name of its own."""
    kind = type_at(path[:-1])[0]
    for name, field in getattr(kind, "model_fields", {}).items():
        if (field.alias or name) == path[-1]:
            return field if isinstance(field, FieldInfo) else None
    return None


def _about(field: FieldInfo | None, kind: Any) -> str:
    if field and field.description:
        return field.description
    if isinstance(kind, type) and issubclass(kind, Section):
        return inspect.getdoc(kind) or ""
    return ""


def _generic(path: Path) -> str:
    """Return a path with <name> where the spec has names of its own."""
    parts = []
    for end in range(1, len(path) + 1):
        around = type_at(path[: end - 1])[0] if end > 1 else Spec
        known = known_fields(around)
        is_key = not known or path[end - 1] in known or path[end - 1] == "defaults"
        is_member = end > 1 and not known and member_of(around, dict)[0] is not None
        parts.append(path[end - 1] if is_key and not is_member else "<name>")
    return ".".join(parts)


def _type(kind: Any, markers: tuple[Any, ...]) -> str:
    readers = [marker.reader for marker in markers if isinstance(marker, Reads)]
    if read_duration in readers:
        return "a duration with its unit: 30s, 5m, 1h30m, 1d"
    if read_gib in readers:
        return "a whole number of GiB"
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(str, get_args(kind)))}"
    for container, words in ((dict, "a mapping by name, each "), (tuple, "a list, each ")):
        member, inner = member_of(kind, container)
        if member is not None:
            return words + _type(member, inner)
    if known_fields(kind):
        return "a mapping"
    return _KINDS.get(kind, "a text")


def _shorter(key: str, markers: tuple[Any, ...]) -> Iterator[str]:
    for marker in markers:
        match marker:
            case Switch():
                yield "true for its defaults, false for none"
            case One(key="") | Names():
                yield (
                    "one value alone may stand without the list"
                    if isinstance(marker, One)
                    else "a list of names is enough"
                )
            case One():
                yield f"{key}: x is short for {key}: {{{marker.key}: x}}"
            case OneName():
                yield "a name alone is enough"


def _facts_of(field: FieldInfo, kind: Any, markers: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    is_duration = any(isinstance(each, Reads) and each.reader is read_duration for each in markers)
    unit = "s" if is_duration else ""
    yield "default", _default(field, unit)
    limits = _limits((field, *markers), unit)
    if limits:
        yield "range", limits


def _default(field: FieldInfo, unit: str) -> str:
    if field.is_required():
        return "none: it is required"
    value = field.get_default()
    if value is None:
        return "left out"
    if isinstance(value, Section):
        return "{}, with the defaults of its keys"
    if isinstance(value, dict | tuple) and any(
        isinstance(part, Section) for part in (value.values() if isinstance(value, dict) else value)
    ):
        return "as the description says"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return f"{json.dumps(value)}{unit}"


def _limits(markers: tuple[Any, ...], unit: str) -> str:
    words = {
        "ge": "from {}",
        "le": "to {}",
        "min_length": "at least {}",
        "max_length": "at most {}",
    }
    told = {}
    for marker, name in itertools.product(markers, words):
        limit = getattr(marker, name, None)
        if limit is not None:
            told[name] = words[name].format(f"{limit}{unit if name in ('ge', 'le') else ''}")
    return " ".join(told[name] for name in words if name in told)


def _meaning(marker: Meaning) -> str:
    why = f" {marker.why[:1].upper()}{marker.why[1:]}." if marker.why else ""
    return marker.text + why


def _keys(kind: Any) -> Iterator[str]:
    member = kind
    while (inner := member_of(member, dict)[0] or member_of(member, tuple)[0]) is not None:
        member = inner
    required = required_keys(member)
    for name, field in getattr(member, "model_fields", {}).items():
        key = field.alias or name
        first = re.split(r"(?<=[a-z)}\]])\.(?: |$)", field.description or "")[0]
        needed = " (required)" if key in required else ""
        yield f"{key}{needed}: {first}"
