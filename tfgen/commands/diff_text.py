"""What a change does, in text: parts in words, then addresses; and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tfgen.changes.addresses import Kind, Touched
from tfgen.changes.costs import Cost, Costly
from tfgen.changes.deadly import DEADLY
from tfgen.changes.effects import PartChange
from tfgen.commands.diff import Differing, is_whole
from tfgen.commands.difference import Difference, Side
from tfgen.commands.show import HIDDEN

WIDTH = 80
_MOST_WORDS = 3
_LONGEST = 40
# The kinds of addresses in the order in which they are told.
TITLES = {
    Kind.REMOVED: "removed",
    Kind.REPLACED: "replaced",
    Kind.CHANGED: "changed in place",
    Kind.FORGOTTEN: "forgotten by Terraform, kept by AWS",
    Kind.MOVED: "moved",
    Kind.ADDED: "added",
}
_COSTS = {Cost.RESTARTED: "restarted", Cost.ROLLED: "rolled", Cost.STOPPED: "stopped"}


def as_text(told: Differing) -> str:
    """Return what a change does, for a terminal."""
    lines = [f"{told.former} -> {told.present}", ""]
    if not told.differs:
        return f"{lines[0]}: the next apply does nothing\n"
    lines += deadly_lines(told.effects.deadly)
    for change in told.effects.parts:
        lines += wrapped(sentence(change, told.words.get(str(change.part), ())))
    lines += ["", *address_lines(told), *unclear_lines(told), *wrapped(summary(told))]
    return "".join(f"{line}\n" for line in lines)


def deadly_lines(deadly: Sequence[Touched]) -> Iterator[str]:
    """Yield the lines of what kills a cluster that runs; none where nothing does."""
    if not deadly:
        return
    yield "DESTROYS"
    for one in deadly:
        verb = "goes" if one.kind is Kind.REMOVED else f"{_sure(one)}replaced ({why(one)})"
        refused = "; Terraform refuses to plan it" * one.protected
        yield from wrapped(f"  {DEADLY[one.type]}: {verb}{refused}")
        yield f"    {one.address}"
    yield ""


def _sure(one: Touched) -> str:
    return "" if one.certain else "possibly "


def why(one: Touched) -> str:
    """Return the arguments because of which an address changes, long ones by their ends."""
    names = [_short(name) for name in one.because[:_MOST_WORDS]]
    return ", ".join(names) + ", …" * (len(one.because) > _MOST_WORDS)


def _short(name: str) -> str:
    if name == "tags_all":
        return "default tags"
    if len(name) <= _LONGEST:
        return name
    return f"….{name.rpartition('.')[2]}"


def sentence(change: PartChange, words: Iterable[Difference]) -> str:
    """Return in words what becomes of a part, and what that costs."""
    parts = [_becomes(change)]
    # What comes or goes as a whole needs no values.
    if change.kind not in (Kind.ADDED, Kind.REMOVED):
        # Several modules may be given the same.
        said = list(dict.fromkeys(map(worded, words)))
        parts += said[:_MOST_WORDS]
        if len(said) > _MOST_WORDS:
            parts.append(f"and {counted(len(said) - _MOST_WORDS, 'more value')}")
    costs = dict.fromkeys(cost.words for cost in change.costs)
    text = ", ".join(filter(None, parts)) or _mere(change)
    return f"{change.part}: {'; '.join((text, *costs))}"


def _becomes(change: PartChange) -> str:
    match change.kind:
        case Kind.ADDED if change.former:
            was = change.former
            return (
                f"new, {counted(len(change.touched), 'address')} (if it was {was}: write "
                f"moved_from: {was.key})"
            )
        case Kind.ADDED:
            return f"new, {counted(len(change.touched), 'address')}"
        case Kind.REMOVED:
            return f"goes, {counted(len(change.touched), 'address')}"
        case Kind.MOVED:
            return f"was {change.former}"
    return ""


def _mere(change: PartChange) -> str:
    """Return what is said of a part of which no value is written: it follows another one."""
    kinds = [one.kind for one in change.touched]
    counts = {kind: kinds.count(kind) for kind in TITLES}
    return ", ".join(f"{count} {kind.value}" for kind, count in counts.items() if count)


def counted(number: int, word: str) -> str:
    """Return a number with its word."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {word}{'es' if word.endswith('s') else 's'}"


def worded(difference: Difference) -> str:
    """Return a value that differs, as `image 1.2 -> 1.3`."""
    before, after = difference.before, difference.after
    if before and after and before.value == after.value == HIDDEN:
        return f"{difference.path} changes"
    old, new = _shown(before), _shown(after)
    if before and after:
        # Without its beginning a list or a map would end with a bracket that opens nowhere.
        if isinstance(_alone(before), str) and isinstance(_alone(after), str):
            old, new = _apart(old, new)
        return f"{difference.path} {old} -> {new}"
    if after:
        return f"{difference.path} {new}"
    return f"{difference.path} {old} goes"


def _shown(side: Side | None) -> str:
    if side is None:
        return ""
    value = _alone(side)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _alone(side: Side) -> Any:
    """Return a value; of a list of one thing that one, as people write it."""
    if isinstance(side.value, list) and len(side.value) == 1:
        return side.value[0]
    return side.value


def _apart(old: str, new: str) -> tuple[str, str]:
    """Return two texts without the beginning that both have: of images the tags are left."""
    at = 0
    while at < min(len(old), len(new)) and old[at] == new[at]:
        at += 1
    # Only whole words are left out, such as a registry and a repository.
    at = max(old.rfind(sign, 0, at) for sign in ":/") + 1
    if at > 1 and "\n" not in old[:at]:
        old, new = old[at:], new[at:]
    return _cut(old), _cut(new)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def wrapped(line: str) -> Iterator[str]:
    """Yield a line in pieces that fit, the further ones indented."""
    yield from textwrap.wrap(
        line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def address_lines(told: Differing) -> Iterator[str]:
    """Yield addresses by what becomes of them; a part that comes or goes whole has one line."""
    whole = {
        one.address: str(change.part)
        for change in told.effects.parts
        if is_whole(change)
        for one in change.touched
    }
    for kind, title in TITLES.items():
        those = [one for one in told.effects.touched if one.kind is kind]
        if those:
            yield f"{title} ({len(those)})"
            yield from listed(one for one in those if one.address not in whole)
            counts = Counter(whole[one.address] for one in those if one.address in whole)
            yield from (f"  all of {part}: {count}" for part, count in counts.items())
            yield ""
    yield from _costly(told.effects.costs)


def listed(those: Iterable[Touched]) -> Iterator[str]:
    """Yield addresses, each with the arguments because of which it changes."""
    for one in those:
        if one.kind is Kind.MOVED:
            yield f"  {one.former}"
            yield f"    -> {one.address}"
            continue
        line = f"  {one.address}"
        reason = f"{'' if one.certain else 'possibly: '}{why(one)}"
        if not one.because:
            yield line
        elif len(line) + len(reason) + 3 <= WIDTH:
            yield f"{line} ({reason})"
        else:
            yield line
            yield from wrapped(f"    ({reason})")


def _costly(costs: Iterable[Costly]) -> Iterator[str]:
    costs = list(costs)
    for cost in Cost:
        those = [one for one in costs if one.cost is cost]
        if those:
            yield f"{cost.value} ({len(those)})"
            for one in those:
                yield f"  {one.address}"
                if cost not in _COSTS:
                    yield f"    {one.words}"
            yield ""


def unclear_lines(told: Differing) -> Iterator[str]:
    """Yield what nothing is said of."""
    if told.effects.unclear:
        yield f"not worked out ({len(told.effects.unclear)}): terraform plan says"
        yield from (f"  {what}" for what in told.effects.unclear)
        yield ""


def summary(told: Differing) -> str:
    """Return one line with the numbers."""
    kinds = [one.kind for one in told.effects.touched]
    counts = [f"{kinds.count(kind)} {kind.value}" for kind in TITLES if kind in kinds]
    replaced = [one for one in told.effects.touched if one.kind is Kind.REPLACED]
    possible = sum(not one.certain for one in replaced)
    if possible:
        counts.append(f"{counted(possible, 'replacement')} possible only")
    parts = len(told.effects.parts)
    return f"{counted(parts, 'part')} of the cluster: {', '.join(counts)}"


def as_json(told: Differing) -> str:
    """Return what a change does as JSON."""
    whole = {
        "format_version": 1,
        "former": told.former,
        "present": told.present,
        "differs": told.differs,
        "deadly": [one.address for one in told.effects.deadly],
        "parts": [_part(change, told) for change in told.effects.parts],
        "addresses": [address(one) for one in told.effects.touched],
        "costs": [
            {"address": cost.address, "cost": cost.cost.value, "text": cost.words}
            for cost in told.effects.costs
        ],
        "unclear": list(told.effects.unclear),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _part(change: PartChange, told: Differing) -> dict[str, Any]:
    words = told.words.get(str(change.part), ())
    return {
        "part": str(change.part),
        "action": change.kind.value,
        "former": str(change.former) if change.former else None,
        "text": sentence(change, words),
        "values": [
            {"path": one.path, "before": _value(one.before), "after": _value(one.after)}
            for one in words
        ],
        "addresses": len(change.touched),
    }


def _value(side: Side | None) -> Any:
    return None if side is None else side.value


def address(one: Touched) -> dict[str, Any]:
    """Return what becomes of an address as data."""
    return {
        "address": one.address,
        "action": one.kind.value,
        "certain": one.certain,
        "because": list(one.because),
        "former": one.former or None,
    }
