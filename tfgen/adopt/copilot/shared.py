"""Drafts of several environments → what they share, and what each has of its own.

A spec with `extends` is merged as the drafts are taken apart here: mappings deeply, all else whole.
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.draft import Draft, Path

# Together they say one thing: a half of them in each file would be hard to read.
_WHOLE = {"capacity", "cooldown", "health_check", "deployment", "scaling", "availability_zones"}


def shared(drafts: dict[str, Draft], base: str) -> tuple[Draft, dict[str, Draft]]:
    """Return the draft of the file `base`, and drafts that extend it, by environment."""
    together = Draft()
    first, *others = drafts.values()
    common = _common([first.spec, *(draft.spec for draft in others)])
    _put_all(together, common, first, ())
    apart = {}
    for stage, draft in drafts.items():
        own = Draft()
        own.spec.clear()
        own.put(("extends",), base)
        _put_all(own, _rest(draft.spec, common), draft, (), together)
        own.findings = draft.findings
        apart[stage] = own
    return together, apart


def _common(specs: list[dict[str, Any]]) -> dict[str, Any]:
    first, *others = specs
    common: dict[str, Any] = {}
    for key, value in first.items():
        values = [spec.get(key) for spec in others]
        if all(other == value for other in values):
            common[key] = value
        elif key not in _WHOLE and all(isinstance(item, dict) for item in (value, *values)):
            below = _common([value, *filter(None, values)])
            if below:
                common[key] = below
    return common


def _rest(spec: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    rest: dict[str, Any] = {}
    for key, value in spec.items():
        if key not in common:
            rest[key] = value
        elif value != common[key]:
            rest[key] = _rest(value, common[key])
    return rest


def _put_all(
    draft: Draft, fields: dict[str, Any], source: Draft, above: Path, base: Draft | None = None
) -> None:
    """Put fields of a draft into another, with comments that the base has not."""
    for key, value in fields.items():
        path = (*above, key)
        comment = "" if base and base.comment(path) else source.comment(path)
        draft.put(path, {} if isinstance(value, dict) else value, comment)
        if isinstance(value, dict):
            _put_all(draft, value, source, path, base)
