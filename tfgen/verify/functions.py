"""Terraform's functions: what they take and give.

`functions.json` and its form: bench/rebuild_functions.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tfgen import facts
from tfgen.verify.types import Type, type_of

_FILE = Path(facts.__file__).with_name("functions.json")


class Parameter(NamedTuple):
    """What a function takes at a place."""

    type: Type
    may_be_null: bool


class Function(NamedTuple):
    """What a function gives, and what it takes; `more` may stand after the others, many times."""

    result: Type
    parameters: tuple[Parameter, ...]
    more: Parameter | None = None

    def parameter(self, place: int) -> Parameter | None:
        """Return what it takes at a place, counted from 0; None if nothing."""
        if place < len(self.parameters):
            return self.parameters[place]
        return self.more


@cache
def functions() -> Mapping[str, Function]:
    """Return the functions by name."""
    return {name: _function(words) for name, words in _facts()["functions"].items()}


def terraform_version() -> str:
    """Return the version of Terraform that has these functions."""
    return str(_facts()["terraform"])


@cache
def _facts() -> Mapping[str, Mapping[str, str]]:
    facts: Mapping[str, Mapping[str, str]] = json.loads(_FILE.read_bytes())
    return facts


def _function(words: str) -> Function:
    # `Ls s n?*` is a list of strings made of a string and any count of numbers, null among them.
    result, *taken = words.split()
    parameters = tuple(Parameter(type_of(word.rstrip("?*")), "?" in word) for word in taken)
    if taken and taken[-1].endswith("*"):
        return Function(type_of(result), parameters[:-1], parameters[-1])
    return Function(type_of(result), parameters)
