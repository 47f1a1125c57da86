"""What the AWS provider's own code demands beyond its schema, of the types that are used most.

It is read when it is first needed, and of it only the types that are asked for.
`provider_checks.json.gz` and its form: bench/rebuild_provider_checks.py.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tfgen import facts

_FILE = Path(facts.__file__).with_name("provider_checks.json.gz")

# The names of blocks, and last of an argument or block: `health_check.port`.
Steps: TypeAlias = tuple[str, ...]
Limits: TypeAlias = tuple[float | None, float | None]


class Checks(NamedTuple):
    """What is demanded of the arguments of a type, by their paths.

    `values` are the texts or numbers that are allowed, in any case where `any_case` has the path.
    `ranges` hold numbers, `lengths` texts; `forms` are arn, json, int or cidr; `unset` cannot be
    set. `excludes` are pairs, `one` groups of which at most one stands, `needs` what has to stand
    beside an argument, `some` by block the groups of which one has to stand in it.

    `whole` is whether a block is looked at only once all in it is known.
    """

    values: Mapping[Steps, tuple[str, ...]]
    any_case: frozenset[Steps]
    ranges: Mapping[Steps, Limits]
    lengths: Mapping[Steps, Limits]
    forms: Mapping[Steps, str]
    unset: frozenset[Steps]
    excludes: tuple[tuple[Steps, Steps], ...]
    one: tuple[tuple[Steps, ...], ...]
    needs: tuple[tuple[Steps, tuple[Steps, ...]], ...]
    some: tuple[tuple[Steps, tuple[Steps, ...]], ...]
    whole: bool


@cache
def checks(kind: str, name: str) -> Checks | None:
    """Return what is demanded of a type, resource or data; None if nothing is known."""
    line = _lines()[1].get(f"{kind} {name}")
    if line is None:
        return None
    own = json.loads(line)
    conflicts = own.get("c", {}).items()
    groups = own.get("s", {}).items()
    return Checks(
        {_steps(path): tuple(map(str, values)) for path, values in own.get("v", {}).items()},
        frozenset(_all(own.get("i", ()))),
        {_steps(path): tuple(limits) for path, limits in own.get("r", {}).items()},
        {_steps(path): tuple(limits) for path, limits in own.get("l", {}).items()},
        {_steps(path): form for path, form in own.get("f", {}).items()},
        frozenset(_all(own.get("n", ()))),
        tuple((_steps(path), _steps(other)) for path, others in conflicts for other in others),
        tuple(_all(group) for group in own.get("x", ())),
        tuple((_steps(path), _all(others)) for path, others in own.get("w", {}).items()),
        tuple((_steps(block), _all(group)) for block, listed in groups for group in listed),
        # Only the provider's older kind of resource refuses an id, and waits for all of a block.
        "id" in own.get("n", ()),
    )


def version() -> str:
    """Return the version of the provider that was asked."""
    return _lines()[0]


@cache
def _lines() -> tuple[str, dict[str, str]]:
    """Return the version, and the facts of each type as text: only those in use are decoded."""
    head, *lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    parts = (line.partition(" {") for line in lines)
    asked: str = json.loads(head)["version"]
    return asked, {title: f"{{{own}" for title, _, own in parts}


def _steps(path: str) -> Steps:
    return tuple(path.split(".")) if path else ()


def _all(paths: Iterable[str]) -> tuple[Steps, ...]:
    return tuple(map(_steps, paths))
