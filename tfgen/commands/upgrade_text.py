"""What an upgrade does to trees, for a terminal, a tool or a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tfgen.changes.addresses import Touched
from tfgen.changes.costs import Cost
from tfgen.commands.diff_text import TITLES, address, counted, deadly_lines, listed, wrapped
from tfgen.commands.upgrade import Preview, Reason

_MOST_FILES = 3
_UNTOLD = "not told in the changelog"
_UNTOLD_HELP = (
    "it comes of an edit of the spec since, or the changelog has a fault: render with the former "
    "version first to tell them apart"
)


def as_text(previews: Sequence[Preview]) -> str:
    """Return what an upgrade does, reason by reason."""
    lines = (line for preview in previews for line in (*_lines(preview), ""))
    return "\n".join(lines)


def _lines(preview: Preview) -> Iterator[str]:
    yield f"{preview.folder}: {_versions(preview)}"
    if not preview.differs:
        yield "nothing changes"
        return
    yield ""
    yield from deadly_lines(preview.effects.deadly)
    acting = [reason for reason in preview.reasons if reason.touched or not reason.entry]
    for reason in acting:
        yield from _reason(reason)
        yield ""
    yield from _of_text(preview)
    yield from _costs(preview)
    yield from wrapped(summary(preview))


def _versions(preview: Preview) -> str:
    former = preview.former or "an older version, which did not note it"
    return f"written by tfgen {former}; this is {preview.present or 'not installed'}"


def _reason(reason: Reason) -> Iterator[str]:
    yield from wrapped(_headline(reason))
    if reason.entry is None:
        yield from (f"  {line}" for line in wrapped(_UNTOLD_HELP))
    elif reason.entry.todo:
        yield from (f"  {line}" for line in wrapped(f"do: {reason.entry.todo}"))
    for kind, title in TITLES.items():
        those = [one for one in reason.touched if one.kind is kind]
        if those:
            yield f"  {title} ({len(those)})"
            yield from (f"  {line}" for line in listed(those))
    if reason.files:
        yield f"  text of {counted(len(reason.files), 'file')}: {_named(reason.files)}"


def _headline(reason: Reason) -> str:
    if reason.entry is None:
        return f"{_UNTOLD}:"
    return f"{_title(reason)}: {reason.entry.told}"


def _title(reason: Reason) -> str:
    if reason.entry is None:
        return _UNTOLD
    version = reason.entry.version or "unreleased"
    return f"{reason.entry.id} ({reason.entry.why}, {version})"


def _todo(reason: Reason) -> str:
    return reason.entry.todo if reason.entry else _UNTOLD_HELP


def _named(files: Sequence[str]) -> str:
    more = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
    return f"{', '.join(files[:_MOST_FILES])}{more}"


def _of_text(preview: Preview) -> Iterator[str]:
    """Yield the reasons that the plan of this cluster shows nothing of, a line each."""
    reasons = [reason for reason in preview.reasons if reason.entry and not reason.touched]
    if reasons:
        yield f"text alone, for which the next apply does nothing ({len(reasons)})"
        for reason in reasons:
            yield f"  {_title(reason)}: {counted(len(reason.files), 'file')}"
        yield ""


def _costs(preview: Preview) -> Iterator[str]:
    for cost in Cost:
        those = [one.address for one in preview.effects.costs if one.cost is cost]
        if those:
            yield f"{cost.value} ({len(those)})"
            yield from (f"  {address}" for address in those)
            yield ""


def summary(preview: Preview) -> str:
    """Return one line with the numbers."""
    kinds = [one.kind for one in preview.effects.touched]
    counts = [f"{kinds.count(kind)} {kind.value}" for kind in TITLES if kind in kinds]
    told = sum(reason.entry is not None for reason in preview.reasons)
    untold = "" if told == len(preview.reasons) else ", and what the changelog does not tell"
    plan = ", ".join(counts) or "the next apply does nothing"
    return f"{counted(told, 'reason')}{untold}: {plan}; tfgen render {preview.spec} upgrades it"


def as_json(previews: Sequence[Preview]) -> str:
    """Return what an upgrade does as JSON."""
    whole = {"format_version": 1, "trees": [_tree(preview) for preview in previews]}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _tree(preview: Preview) -> dict[str, Any]:
    return {
        "spec": preview.spec,
        "folder": preview.folder,
        "former": preview.former or None,
        "present": preview.present or None,
        "differs": preview.differs,
        "deadly": [one.address for one in preview.effects.deadly],
        "reasons": [_as_data(reason) for reason in preview.reasons],
        "unclear": list(preview.effects.unclear),
    }


def _as_data(reason: Reason) -> dict[str, Any]:
    entry = reason.entry
    return {
        "id": entry.id if entry else None,
        "version": (entry.version or None) if entry else None,
        "why": entry.why.value if entry else None,
        "text": entry.told if entry else _UNTOLD,
        "todo": _todo(reason) or None,
        "addresses": [address(one) for one in reason.touched],
        "files": list(reason.files),
    }


def as_markdown(previews: Sequence[Preview]) -> str:
    """Return what an upgrade does as a comment of a pull request."""
    return "\n".join(line for preview in previews for line in _markdown(preview))


def _markdown(preview: Preview) -> Iterator[str]:
    from tfgen.commands.diff_markdown import code, deadly_items, plain

    yield from (f"### tfgen: {code(preview.folder)}", "", f"{plain(_versions(preview))}.", "")
    yield from deadly_items(preview.effects.deadly, preview.findings)
    for reason in preview.reasons:
        words = reason.entry.told if reason.entry else _UNTOLD_HELP
        # The changelog is Markdown, too.
        todo = f" **Do:** {reason.entry.todo}." if reason.entry and reason.entry.todo else ""
        yield f"- **{plain(_title(reason))}**: {words}{todo} {_counts(reason)}"
    yield from ("", f"<details><summary>{plain(_sum(preview))}</summary>", "", "````text")
    yield from (line for reason in preview.reasons for line in _reason(reason))
    yield from ("````", "</details>", "")


def _sum(preview: Preview) -> str:
    return summary(preview) if preview.differs else "nothing changes"


def _counts(reason: Reason) -> str:
    touched: list[Touched] = list(reason.touched)
    kinds = [one.kind for one in touched]
    counts = [f"{kinds.count(kind)} {kind.value}" for kind in TITLES if kind in kinds]
    if reason.files:
        counts.append(f"text of {counted(len(reason.files), 'file')}")
    return f"({', '.join(counts)})"
