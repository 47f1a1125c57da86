"""Which values of a spec flow into an argument of a module call.

A value keeps its word from the spec to the variable, so the argument is compared with what the
spec has for the module's section: by name, by the names around it, and by the value itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from tfgen.commands.explanations.arguments import MODULES
from tfgen.commands.show import leaves, visible
from tfgen.pipeline import Checked

Path = tuple[str | int, ...]
# What a value of one name in another place comes to, or one value under another name.
_LEAST = 4
# Shorter ones, and numbers, are the same in many places by chance.
_TELLING = 4
_MOST = 4


@dataclass(frozen=True, slots=True)
class Flow:
    """A value of a spec, and where it comes from."""

    path: str
    value: str
    origin: str


def flows(spec: Checked, call: str, folder: str, names: tuple[str, ...], text: str) -> list[Flow]:
    """Return the values that an argument is made of, the likeliest ones alone."""
    data = visible(spec.cluster, spec.findings)
    scored = [
        (_score(path, value, call, names, text), path, value)
        for path, value in leaves(data)
        if _is_for(path, folder)
    ]
    best = max((score for score, _, _ in scored), default=0)
    if best < _LEAST:
        return []
    return [
        Flow(".".join(map(str, path)), _shown(value), spec.cluster.origin(*path))
        for score, path, value in scored
        if score == best
    ][:_MOST]


def _is_for(path: Path, folder: str) -> bool:
    return any(fnmatch(folder, f"{pattern}*") for pattern in MODULES.get(str(path[0]), ()))


def _score(path: Path, value: Any, call: str, names: tuple[str, ...], text: str) -> int:
    last, inner = names[-1], [str(step) for step in path]
    points = 0
    if inner[-1] == last:
        points += 4
    elif last.endswith(f"_{inner[-1]}") or inner[-1].endswith(f"_{last}"):
        points += 2
    if text[:1] in ("{", "[") and last in inner[:-1]:
        points += 4
    points += sum(name in inner[:-1] for name in dict.fromkeys(names))
    if _is_value(value, text) and (points or len(text) > _TELLING):
        points += 3
    # service_web_routes is a call for web.
    if len(inner) > 2 and inner[1].replace("-", "_") in call:
        points += 2
    return points + (len(inner) == len(names) + 1)


def _is_value(value: Any, text: str) -> bool:
    """Tell whether HCL is a value, or ends in it behind a reference."""
    written = text.strip('"')
    if isinstance(value, bool | int | float):
        return json.dumps(value) == text
    if not isinstance(value, str) or not value:
        return False
    return written == value or ("}" in written and value.endswith(written.rpartition("}")[2]))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def locals_of(files: Mapping[str, list[str]], name: str) -> Iterator[tuple[str, int]]:
    """Yield where the root defines a local value."""
    for file, lines in files.items():
        inside = False
        for number, line in enumerate(lines, 1):
            if line[:1].strip():
                inside = line.startswith("locals {")
            if inside and line.startswith(f"  {name} ") and "=" in line:
                yield file, number
