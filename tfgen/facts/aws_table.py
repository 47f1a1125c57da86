"""aws.json: regions, zones and instance types, which is read on first use.

bench/rebuild_aws_facts.py makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

Fact = TypeVar("Fact")


class Lazy(Mapping[str, Fact]):
    """A read-only mapping that reads the facts only when it is used."""

    def __init__(
        self, names: Callable[[], Iterable[str]], find: Callable[[str], Fact | None]
    ) -> None:
        self._names, self._find = names, find

    def __getitem__(self, name: str) -> Fact:
        fact = self._find(name)
        if fact is None:
            raise KeyError(name)
        return fact

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def facts() -> dict[str, Any]:
    """Return what stands in the file."""
    import json
    from pathlib import Path

    text = Path(__file__).with_name("aws.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def sources() -> Mapping[str, str]:
    """Return the packages that aws.json was made from, with their versions."""
    return MappingProxyType(facts()["sources"])
