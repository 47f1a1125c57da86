"""Things that run, looked up by what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tfgen.adopt.live.kinds import canonical
from tfgen.adopt.live.live import Live

_ARN = re.compile(r"arn:[\w-]+:[\w-]+:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):")
_NOT_OF_KEYS = re.compile(r"[^a-z0-9]+")
_LONGEST_KEY = 31
# What Terraform adds to a name_prefix: the time and a counter.
_ADDED = re.compile(r"-?[0-9]{18}[0-9a-f]{8}$")


class World:
    """All things of a state or an account; `file` is what findings name."""

    def __init__(self, things: Iterable[Live], file: str) -> None:
        self.things = tuple(things)
        self.file = file
        self._by_type: dict[str, list[Live]] = {}
        for live in self.things:
            self._by_type.setdefault(canonical(live.type), []).append(live)

    def of(self, type_: str, **values: Any) -> Iterator[Live]:
        """Yield the things of a type that have these values."""
        for live in self._by_type.get(type_, ()):
            if all(live.values.get(name) == value for name, value in values.items()):
                yield live

    def first(self, type_: str, **values: Any) -> Live | None:
        """Return a thing of a type that has these values."""
        return next(self.of(type_, **values), None)

    def commonest(self, part: str) -> str:
        """Return the region or the account that most ARNs are of, "" where there is none."""
        entry: Counter[str] = Counter()
        for live in self.things:
            match = _ARN.match(str(live.values.get("arn") or ""))
            if match:
                entry[match[part]] += 1
        return max(entry, key=lambda word: entry[word], default="")

    def tagged(self, key: str) -> str:
        """Return the commonest value of a tag."""
        entry: Counter[str] = Counter()
        for live in self.things:
            value = (live.values.get("tags_all") or live.values.get("tags") or {}).get(key)
            if value:
                entry[str(value)] += 1
        return max(entry, key=lambda word: entry[word], default="")


class Keys:
    """Keys of a spec for names in AWS: without the cluster's, each once."""

    def __init__(self, *prefixes: str) -> None:
        self._prefixes = [word for prefix in prefixes for word in as_key(prefix).split("-")]
        self._taken: set[tuple[str, str]] = set()

    def key(self, section: str, name: str, otherwise: str) -> str:
        """Return a key that is free in a section."""
        words = as_key(_ADDED.sub("", name)).split("-")
        while words and words[0] in self._prefixes:
            words.pop(0)
        key = "-".join(words)[:_LONGEST_KEY].strip("-") or otherwise
        # A key begins with a letter.
        if not key[0].isalpha():
            key = f"{otherwise}-{key}"[:_LONGEST_KEY]
        # Two names may differ in nothing that a key has.
        free, number = key, 2
        while (section, free) in self._taken:
            free, number = f"{key[: _LONGEST_KEY - 3]}-{number}", number + 1
        self._taken.add((section, free))
        return free


def as_key(name: str) -> str:
    """Return a name with nothing but what keys of a spec have."""
    return _NOT_OF_KEYS.sub("-", name.lower()).strip("-")


def block(values: Any, name: str) -> dict[str, Any]:
    """Return the only block of a name, {} where there is none."""
    entry = values.get(name)
    if isinstance(entry, list):
        entry = entry[0] if entry else None
    return entry if isinstance(entry, dict) else {}
