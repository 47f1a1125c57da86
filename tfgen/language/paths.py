"""What the language knows at a path of a spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tfgen.language.section import Section, Typed, fields_of, member_of
from tfgen.language.top import Defaults, Spec

Path = tuple[str | int, ...]


def known_fields(kind: Any) -> Mapping[str, Typed]:
    """Return the keys of a section with their types and markers; of another type none."""
    if isinstance(kind, type) and issubclass(kind, Section):
        return fields_of(kind)
    return {}


@cache
def required_keys(kind: Any) -> frozenset[str]:
    """Return the keys of a section without which it is not read."""
    if not known_fields(kind):
        return frozenset()
    return frozenset(field.key for field in kind.model_fields.values() if field.is_required())


def type_at(path: Path) -> Typed:
    """Return the type and the markers of a path; None where the language knows nothing."""
    kind: Any = Spec
    markers: tuple[Any, ...] = ()
    for part in path:
        known = known_fields(kind)
        if str(part) in known:
            kind, markers = known[str(part)]
        elif part == "defaults" and kind is Spec:
            kind, markers = Defaults, ()
        else:
            kind, markers = _any_member_of(kind)
    return kind, markers


def _any_member_of(kind: Any) -> Typed:
    member, markers = member_of(kind, dict)
    if member is None:
        return member_of(kind, tuple)
    return member, markers


def keys_at(path: Path) -> Iterator[str]:
    """Yield the keys that the language knows at a path."""
    yield from known_fields(type_at(path)[0])
    # Neither is a field of Spec: both are gone once a document is merged.
    if not path:
        yield from ("defaults", "extends")


def value_at(data: Any, path: Path) -> Any:
    """Return the value at a path of data, or None."""
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data
