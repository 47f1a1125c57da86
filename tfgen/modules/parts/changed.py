"""Values that differ from the defaults of the language, which the variables of modules have too."""

from __future__ import annotations

from typing import Any

from tfgen.hcl import Value
from tfgen.language.section import Section


def changed(section: Section, *fields: str) -> dict[str, Value]:
    """Return the fields of a section whose values differ from the language's defaults, by name.

    Without `fields` all of them. Sections inside are treated alike, and left out where nothing in
    them differs; None is never given, since a variable without a value is null.
    """
    kept: dict[str, Value] = {}
    for name in fields or _language_fields(section):
        value = getattr(section, name)
        default = _default(section, name)
        # What a spec writes is left out too where it is the default: the tree is the same then.
        if value is None or value == default:
            continue
        kept[name] = _plain(value)
    return kept


def unless(usual: object, value: Value) -> Value:
    """Return a value, or None where it is the usual one, which the module takes by itself."""
    if value == usual:
        return None
    return value


def _plain(value: Any) -> Value:
    if isinstance(value, Section):
        return changed(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value  # type: ignore[no-any-return]


def _default(section: Section, name: str) -> Any:
    for base in type(section).__mro__:
        if not issubclass(base, Section):
            continue
        # A resolved section has the same fields without defaults: the class below it tells them.
        field = base.model_fields.get(name)
        if field is not None and not field.is_required():
            return field.get_default()
    return None


def _language_fields(section: Section) -> tuple[str, ...]:
    """Return the fields that the language has; a resolved section has further ones."""
    for base in type(section).__mro__:
        if base.__module__.startswith("tfgen.language") and issubclass(base, Section):
            return tuple(base.model_fields)
    return ()
