"""The modules of a tree: which file of the root calls which, and what needs what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tfgen.pictures.model import RANKS, Arrow, Box, Picture, counted, drawn, joined

# Files that are alike, such as those of services, stand in one box from so many on.
_ALIKE = 4
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a module: in which file of the root, and which other calls it needs."""

    file: str
    name: str
    folder: str
    needs: frozenset[str]


def modules_picture(name: str, calls: Iterable[Call]) -> Picture:
    """Return the picture of the calls of a root, by file."""
    calls = list(calls)
    groups = _groups(calls)
    boxes = {group: _box(group, files, calls) for group, files in groups.items()}
    group_of = {file: group for group, files in groups.items() for file in files}
    arrows = joined(_arrows(calls, group_of))
    ranks = _ranks(list(boxes), arrows)
    columns = []
    for number in sorted(set(ranks.values())):
        inside = tuple(boxes[group] for group in boxes if ranks[group] == number)
        columns.append(Box(f"rank.{number}", "row", inside=inside))
    whole = Box("ranks", "row", inside=tuple(columns), flow=RANKS)
    title = f"Modules of {name}"
    about = f"{title}: {counted(len(calls), 'call')} in {counted(len(group_of), 'file')}"
    return drawn(Picture(title, about, (whole,), tuple(_shortest(arrows, ranks))))


def _groups(calls: list[Call]) -> Mapping[str, list[str]]:
    """Return the files of each box: those of many services or jobs together."""
    files = list(dict.fromkeys(call.file for call in calls))
    groups: dict[str, list[str]] = {}
    for word in ("service", "job"):
        alike = [file for file in files if file.startswith(f"{word}_")]
        if len(alike) >= _ALIKE:
            groups[f"{word}_*.tf"] = alike
    together = {file for those in groups.values() for file in those}
    for file in files:
        if file not in together:
            groups[file] = [file]
    return groups


def _box(group: str, files: list[str], calls: list[Call]) -> Box:
    counts = Counter(call.folder for call in calls if call.file in files)
    lines = [f"{folder} × {number}" if number > 1 else folder for folder, number in counts.items()]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"and {len(lines) - _MOST_LINES + 1} more"]
    title = group
    if len(files) > 1:
        title = f"{group} ({len(files)})"
    return Box(group, "card", title, tuple(lines), about=f"file {title}")


def _arrows(calls: list[Call], group_of: Mapping[str, str]) -> Iterator[Arrow]:
    """Yield arrows from what is made first to what needs it."""
    file_of = {call.name: call.file for call in calls}
    for call in calls:
        for needed in sorted(call.needs):
            if needed in file_of:
                source, target = group_of[file_of[needed]], group_of[call.file]
                yield Arrow(source, target, (), (f"{call.name} needs {needed}",))


def _ranks(groups: list[str], arrows: Iterable[Arrow]) -> dict[str, int]:
    """Return the column of each box: behind all that it needs, where that is no circle."""
    needs: dict[str, list[str]] = {group: [] for group in groups}
    for arrow in arrows:
        if arrow.source != arrow.target:
            needs[arrow.target].append(arrow.source)
    ranks: dict[str, int] = {}

    def rank(group: str, above: tuple[str, ...]) -> int:
        if group not in ranks:
            before = [known for known in needs[group] if known not in above]
            ranks[group] = 1 + max((rank(known, (*above, group)) for known in before), default=-1)
        return ranks[group]

    for group in groups:
        rank(group, (group,))
    return ranks


def _shortest(arrows: Iterable[Arrow], ranks: Mapping[str, int]) -> Iterator[Arrow]:
    """Yield arrows without those that others lead along, over a box between."""
    every = [arrow for arrow in arrows if arrow.source != arrow.target]
    after: dict[str, set[str]] = {}
    for arrow in every:
        after.setdefault(arrow.source, set()).add(arrow.target)
    reach = {group: _reached(group, after) for group in after}
    for arrow in every:
        between = after[arrow.source] - {arrow.target}
        if not any(arrow.target in reach.get(group, ()) for group in between):
            yield arrow


def _reached(group: str, after: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [group]
    while waiting:
        for known in after.get(waiting.pop(), set()) - seen:
            seen.add(known)
            waiting.append(known)
    return seen
