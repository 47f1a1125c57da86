"""What two trees share of names that AWS takes once, and whether `tfgen validate` tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spec_data import account

from tfgen.diagnostics import Severity
from uniqueness.scopes import ACCOUNT, REGION, SCOPES, VPC, WORLD, Scope

# The part of an identity that a finding has to say.
SAID = re.compile(
    r"(?!event_bus_|group_)(?:.*_)?(?:name|bucket|family|prefix|url|token)|.*channel_id|endpoint"
)
# Two specs of one cluster: the finding says that all names collide.
ONE_CLUSTER = "RULE180"


@dataclass(frozen=True)
class Tree:
    """A spec, and the resources of its plan."""

    label: str
    spec: Mapping[str, Any]
    resources: Sequence[Mapping[str, Any]]

    def place(self, within: str) -> tuple[str, ...] | None:
        """Return what of AWS a scope means for this tree; None where it is the tree's own."""
        region = str(self.spec["region"])
        partition = "-".join(region.split("-")[:2]) if region.startswith(("cn-", "us-gov")) else ""
        vpc = self.spec.get("network", {}).get("vpc_id")
        if within == VPC and vpc is None:
            return None
        return {
            WORLD: (partition,),
            ACCOUNT: (partition, account(self.spec)),
            REGION: (account(self.spec), region),
            VPC: (account(self.spec), region, str(vpc)),
        }[within]


@dataclass(frozen=True)
class Thing:
    """A thing of a tree that AWS knows by some arguments, all of them known before an apply."""

    scope: Scope
    place: tuple[str, ...]
    values: tuple[Any, ...]
    address: str

    @property
    def identity(self) -> tuple[Scope, tuple[str, ...], tuple[Any, ...]]:
        return self.scope, self.place, self.values

    @property
    def words(self) -> tuple[str, ...]:
        """The values that a person would look for in a message."""
        named = zip(self.scope.arguments, self.values, strict=True)
        return tuple(value for argument, value in named if SAID.fullmatch(argument) and value)


def things(tree: Tree, scopes: Iterable[Scope] = SCOPES) -> Iterator[Thing]:
    """Yield what of a tree is known by name, with each scope of its type."""
    by_type: dict[str, list[Scope]] = {}
    for scope in scopes:
        by_type.setdefault(scope.type, []).append(scope)
    for resource in tree.resources:
        for scope in by_type.get(resource["type"], ()):
            place, values = tree.place(scope.within), _values(scope, resource)
            if place is not None and values is not None:
                yield Thing(scope, place, values, resource["address"])


def _values(scope: Scope, resource: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the identity; None where a part of it is known only after an apply."""
    try:
        values = tuple(_at(resource["values"], argument) for argument in scope.arguments)
    # What the plan leaves out is not known yet; a null is a value.
    except KeyError:
        return None
    if scope.arguments and not any(values):
        return None
    return values


def _at(values: Any, argument: str) -> Any:
    """Return an argument, or with points one of a block that stands once."""
    block, _, inner = argument.partition(".")
    if not inner:
        return values[block]
    if not values[block]:
        return None
    return _at(values[block][0], inner)


def shared(first: Tree, second: Tree, scopes: Iterable[Scope] = SCOPES) -> list[Thing]:
    """Return the things of the second tree that AWS would take for some of the first."""
    scopes = tuple(scopes)
    taken = {thing.identity for thing in things(first, scopes)}
    return [thing for thing in things(second, scopes) if thing.identity in taken]


def untold(collisions: Iterable[Thing], findings: Iterable[Any]) -> list[Thing]:
    """Return the collisions that no finding speaks of."""
    said = [
        (finding.code, f"{finding.message} {finding.help}")
        for finding in findings
        if finding.severity is not Severity.NOTE
    ]
    return [thing for thing in collisions if not any(_tells(thing, *told) for told in said)]


def _tells(thing: Thing, code: str, message: str) -> bool:
    if code == ONE_CLUSTER:
        return True
    words = {word.strip("',:;()") for word in message.split()}
    # What has no name is one of a kind in its VPC: a message says the kind and the VPC's id.
    if not thing.scope.arguments:
        return thing.scope.kind in message and thing.place[-1] in words
    return any(_names(word, value) for word in words for value in thing.words)


def _names(word: str, value: str) -> bool:
    """Whether a word is the value, the folder that it is in, or the part that a spec writes."""
    if word.startswith("/") and value.startswith(f"{word}/"):
        return True
    return word == value or f".{word}." in f"{value}." or value.endswith(f"/{word}")
