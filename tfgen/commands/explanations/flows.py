"""Which values of a spec flow into an argument of a module call.

A value keeps its word from the spec to the variable, so the argument is compared with what the
spec has for the module's section: by name, by the names around it, and by the value itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from tfgen.commands.explanations.arguments import MODULES
from tfgen.commands.show import leaves, visible
from tfgen.language.numbers import read_duration
from tfgen.pipeline import Checked

Path = tuple[str | int, ...]
# What a value of one name in another place comes to, or one value under another name.
_LEAST = 4
# Shorter ones, and numbers, are the same in many places by chance.
_TELLING = 4
_MOST = 4
_DURATION = r"([0-9]+[dhms])+"


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
        if _is_for(path, folder) or _is_in(value, text)
    ]
    best = max((score for score, _, _ in scored), default=0)
    if best < _LEAST:
        return []
    # Several values may stand in one line; the likeliest is told first.
    told = [one for one in scored if one[0] == best or (one[0] >= _LEAST and _is_in(one[2], text))]
    return [
        Flow(".".join(map(str, path)), _shown(value), spec.cluster.origin(*path))
        for _, path, value in sorted(told, key=lambda one: -one[0])
    ][:_MOST]


def _is_for(path: Path, folder: str) -> bool:
    return any(fnmatch(folder, f"{pattern}*") for pattern in MODULES.get(str(path[0]), ()))


def _score(path: Path, value: Any, call: str, names: tuple[str, ...], text: str) -> int:
    last, inner = names[-1].lower(), [str(step) for step in path]
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
    elif _is_in(value, text):
        points += 4
    elif f"{inner[-1]} = {_shown(value)} " in text:
        points += 6
    elif re.match(r'"|[0-9]|true|false|\[', text) and value is not None:
        # A word of the same name that says something else is another one's.
        points -= 4
    # service_web_routes is a call for web.
    if len(inner) > 2 and inner[1].replace("-", "_") in call:
        points += 2
    return points + (len(inner) == len(names) + 1)


def _is_value(value: Any, text: str) -> bool:
    """Tell whether HCL is a value, or ends in it behind a reference."""
    if text.isdecimal() and isinstance(value, str) and re.fullmatch(_DURATION, value):
        return read_duration(value) == int(text)
    written = text.strip('"')
    if isinstance(value, bool | int | float | list):
        return json.dumps(value, ensure_ascii=False) == text
    if not isinstance(value, str) or not value:
        return False
    return written == value or ("}" in written and value.endswith(written.rpartition("}")[2]))


def _is_in(value: Any, text: str) -> bool:
    """Tell whether a value, or one of a list, stands in HCL."""
    some = value if isinstance(value, list) else [value]
    return any(_is_within(one, text) for one in some)


def _is_within(value: Any, text: str) -> bool:
    """Tell whether a text that nothing else says by chance stands in HCL as a whole word."""
    if not isinstance(value, str) or len(value) < _TELLING - 1 or value.strip("/") not in text:
        return False
    return re.search(rf"(?<![\w.-]){re.escape(value.strip('/'))}(?![\w.])", text) is not None


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
