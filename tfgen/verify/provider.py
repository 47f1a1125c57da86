"""The AWS provider's schema in two versions: which arguments and blocks each type has.

It is read when it is first needed, and of it only the types that are asked for.
`provider_schema.json.gz` and its form: bench/rebuild_provider_schema.py.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tfgen import facts
from tfgen.verify.types import Type, type_of

_FILE = Path(facts.__file__).with_name("provider_schema.json.gz")


# Blocks of the provider's own configuration whose number its schema leaves open, not its checks.
_ONCE = {"assume_role_with_web_identity": 1, "default_tags": 1, "ignore_tags": 1}


class Attribute(NamedTuple):
    """An argument, or what the provider computes, or both.

    `later` is whether only a plan looks at its value.
    """

    required: bool
    optional: bool
    computed: bool
    deprecated: bool
    type: Type
    later: bool = False

    @property
    def can_be_set(self) -> bool:
        """Whether it is an argument."""
        return self.required or self.optional


class NestedBlock(NamedTuple):
    """A block inside another: `nesting` is list, set or single; a `most` of 0 is no limit."""

    nesting: str
    least: int
    most: int
    body: Body


class Body(NamedTuple):
    """What may stand between the braces of a block; where it is `open`, other things too."""

    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, NestedBlock]
    deprecated: bool = False
    open: bool = False


def versions() -> Mapping[str, str]:
    """Return the versions whose schemas are known, by their first number."""
    return _lines()[0]


@cache
def body(kind: str, name: str, version: str) -> Body | None:
    """Return the body of a type in a version ("5"); None if that version has no such type.

    `kind` is resource, data, ephemeral or provider. Of a type that no version has, nothing is
    known.
    """
    line = _lines()[1].get(f"{kind} {name}")
    if line is None:
        return None
    facts = json.loads(line)
    if facts.get("v", version) != version:
        return None
    return _body(facts, version)


def is_known(kind: str, name: str) -> bool:
    """Return whether one of the versions has a type."""
    return f"{kind} {name}" in _lines()[1]


def names(kind: str) -> tuple[str, ...]:
    """Return all types of a kind that a version has."""
    titles = (title.partition(" ") for title in _lines()[1])
    return tuple(name for of, _, name in titles if of == kind)


@cache
def _lines() -> tuple[dict[str, str], dict[str, str]]:
    """Return the versions, and the facts of each type as text: only those in use are decoded."""
    head, *lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    parts = (line.partition(" {") for line in lines)
    return json.loads(head), {title: f"{{{facts}" for title, _, facts in parts}


def _body(facts: Mapping[str, Any], version: str) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: dict[str, NestedBlock] = {}
    # What both versions have stands once, beside what each of them has alone.
    own = facts.get(version, {})
    for part in (facts, own):
        for code, names in part.get("a", {}).items():
            attributes |= dict.fromkeys(names.split(), _attribute(code))
        for name, (how, inner) in part.get("b", {}).items():
            nesting, least, most = how.split()
            limit = _ONCE.get(name, int(most))
            blocks[name] = NestedBlock(nesting, int(least), limit, _body(inner, version))
    return Body(attributes, blocks, bool(facts.get("d") or own.get("d")))


@cache
def _attribute(code: str) -> Attribute:
    # r, o, c and p: required, optional, computed, both of these; deprecated as capitals.
    flag = code[0].lower()
    return Attribute(flag == "r", flag in "op", flag in "cp", code[0].isupper(), type_of(code[1:]))
