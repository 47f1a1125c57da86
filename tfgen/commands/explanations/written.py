"""How a path of the language is written, as the mended examples of the codes have it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from tfgen.commands.examples import example, examples_folder

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A longer one shows other things too.
_MOST_LINES = 12
# How many examples are read to find a short one.
_MOST_READ = 12
# Sections whose members have names of the user's own, which an example has others for.
_ANY = "*"


def written_like(path: tuple[str, ...]) -> str:
    """Return YAML of a spec that the tests run, cut to what leads to a path; "" if none has it."""
    texts = [text for text in _first_few(_found(path)) if text]
    fitting = [text for text in texts if len(text.splitlines()) <= _MOST_LINES]
    return min(fitting, key=len, default="")


def _first_few(texts: Iterator[str]) -> list[str]:
    return [text for text, _ in zip(texts, range(_MOST_READ), strict=False)]


def _found(path: tuple[str, ...]) -> Iterator[str]:
    for code, text in _texts().items():
        if f"{path[-1]}:" not in text and len(path) > 1 and f"{path[-2]}:" not in text:
            continue
        part = _along(_mended(code), path)
        if part is not None:
            yield yaml.safe_dump(part, sort_keys=False, default_flow_style=None, width=72)


@cache
def _texts() -> dict[str, str]:
    files = sorted(examples_folder().glob("*/*.yaml"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@cache
def _mended(code: str) -> Any:
    """Return the mended spec of a code as data; None where there is none that YAML reads."""
    told = example(code)
    try:
        return yaml.load(told.mended, _LOADER) if told else None
    except yaml.YAMLError:
        return None


def _along(data: Any, path: tuple[str, ...]) -> Any:
    """Return the data that leads to a path alone; names of members may be others."""
    if not path:
        return data
    if isinstance(data, list):
        parts = (_along(item, path) for item in data)
        return next(([part] for part in parts if part is not None), None)
    if not isinstance(data, dict):
        return None
    key, *rest = path
    # Where the example has no member of the name, another one shows the same.
    for name in (key, *(data if key not in data and rest else ())):
        if name in data:
            part = _along(data[name], tuple(rest))
            if part is not None:
                return {name: part}
    return None
