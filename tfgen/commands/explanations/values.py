"""A path of a spec: the value that it has in the end, where it comes from, and what it means."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Iterator, Sequence
from pathlib import Path as File
from typing import Any

from tfgen.commands.discretion import is_shown
from tfgen.commands.explanations import Explanation, fields
from tfgen.commands.explanations.next_runs import next_runs
from tfgen.commands.explanations.refusal import refused
from tfgen.commands.show import leaves, visible
from tfgen.diagnostics import closest
from tfgen.pipeline import Checked
from tfgen.resolve import Cluster

_MOST = 24


def explained(spec: Checked, words: Sequence[str]) -> list[Explanation]:
    """Explain paths of a sound spec. Raises TfgenError for one that it does not have."""
    data = visible(spec.cluster, spec.findings)
    return [_explained(spec.cluster, data, word) for word in words]


def _explained(cluster: Cluster, data: Any, word: str) -> Explanation:
    path = fields.path_of(word)
    value = data
    at: tuple[str | int, ...] = ()
    for step in path:
        value, step_in_data = _below(value, step)
        if step_in_data is None:
            raise refused(f"{cluster.file} has no {word!r}", _help(data, path, len(at)))
        at = (*at, step_in_data)
    facts = [("value", words) for words in _values(cluster, value, at)]
    facts += [("next runs", runs) for runs in _runs(data, value, at)]
    known, _ = fields.unknown_part(path)
    # What is worked out from a spec, such as a name, is no key of the language.
    if known:
        return Explanation("value", word, "", tuple(facts), _written(cluster, at))
    of_language = fields.explained(path)
    kept = [fact for fact in of_language.facts if fact[0] != "keys"]
    facts = [*facts, *kept]
    return dataclasses.replace(
        of_language,
        kind="value",
        title=f"{word} in {cluster.file}",
        facts=tuple(facts),
        texts=_written(cluster, at),
    )


def _below(value: Any, step: str) -> tuple[Any, str | int | None]:
    """Return what lies below a value, and its key there; None where there is none."""
    if isinstance(value, dict) and step in value:
        return value[step], step
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)], int(step)
    return None, None


def _help(data: Any, path: tuple[str, ...], end: int) -> str:
    around = data
    for step in path[:end]:
        around, _ = _below(around, step)
    keys = list(around) if isinstance(around, dict) else []
    near = closest(path[end], keys)
    known, _ = fields.unknown_part(path)
    if not known and not near:
        return f"it is left out; tfgen explain {'.'.join(path)} tells what it may be"
    return near or "tfgen show prints all that it has"


def _values(cluster: Cluster, value: Any, at: tuple[str | int, ...]) -> list[str]:
    """Return a value with its origin; of a section each value that it has, up to a number."""
    told = []
    for path, leaf in leaves(value, at):
        below = ".".join(map(str, path[len(at) :]))
        name = f"{below}: " if below else ""
        shown = json.dumps(leaf, ensure_ascii=False)
        told.append(f"{name}{shown}  ({cluster.origin(*path)})")
    if len(told) > _MOST:
        told = [*told[:_MOST], f"and {len(told) - _MOST} more: tfgen show {cluster.file}"]
    return told


def _runs(data: Any, value: Any, at: tuple[str | int, ...]) -> Iterator[str]:
    """Yield when the schedules of a value run next; where there are several, each by its path."""
    schedules = [path for path, _ in leaves(value, at) if path[-1] == "schedule"]
    for path in schedules if len(schedules) <= _MOST else ():
        around = data
        for step in path[:-1]:
            around = around[step]
        if around["schedule"] is None:
            continue
        zone = around.get("timezone") or "UTC"
        now = datetime.datetime.now(tz=datetime.UTC)
        runs = [f"{run:%a %Y-%m-%d %H:%M %Z}" for run in next_runs(around["schedule"], zone, now)]
        name = "" if len(schedules) == 1 else ".".join(map(str, path[len(at) :])) + ": "
        if runs:
            yield name + ", ".join(runs)


def _written(cluster: Cluster, at: tuple[str | int, ...]) -> tuple[tuple[str, str], ...]:
    """Return the line of the spec that says it, unless a secret may stand there."""
    if not cluster.wrote(*at):
        return ()
    place = cluster.at(*at)
    try:
        text = File(place.file).read_text(encoding="utf-8")
    except (OSError, ValueError):  # standard input, or a file that is gone
        return ()
    if not is_shown(text, place.line):
        return ()
    return ((f"{place.file}:{place.line}", text.splitlines()[place.line - 1].strip()),)
