"""Resources of a tree, and the things that are them already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tfgen.adopt.live.kinds import BESIDE, NAMED_BY, canonical, kind
from tfgen.adopt.live.live import Live
from tfgen.evaluation import Ref, Resource
from tfgen.evaluation.values import is_unknown
from tfgen.facts.replacements import REPLACES, default, effect
from tfgen.frozen import frozen


@frozen
class Unfit:
    """A thing that is what a resource of the tree is, but for a value that AWS never changes."""

    address: str
    live: Live
    attribute: str
    wanted: Any


@frozen
class Matched:
    """The thing that each address of a tree takes over; what could not be, and what is left."""

    pairs: Mapping[str, Live]
    unfit: tuple[Unfit, ...]
    left: tuple[Live, ...]


def matched(resources: Iterable[Resource], things: Iterable[Live]) -> Matched:
    """Find the thing that each resource is.

    One leads to the next: a subnet is known once its VPC is.
    """
    matching = _Matching({item.address: item for item in resources}, tuple(things))
    # Until a round finds nothing: as deep as things name each other.
    while matching.goes_on():
        pass
    taken = {id(live) for live in matching.pairs.values()}
    left = tuple(live for live in matching.things if id(live) not in taken)
    return Matched(matching.pairs, tuple(matching.unfit.values()), left)


class _Matching:
    """Pairs as they are found."""

    def __init__(self, resources: Mapping[str, Resource], things: tuple[Live, ...]) -> None:
        self.resources = resources
        self.things = things
        self.pairs: dict[str, Live] = {}
        self.unfit: dict[str, Unfit] = {}
        self._free: dict[str, list[Live]] = {}
        for live in things:
            self._free.setdefault(canonical(live.type), []).append(live)

    def goes_on(self) -> bool:
        """Find what can be found now; return whether anything was."""
        before = len(self.pairs)
        for address, resource in self.resources.items():
            if address in self.pairs or address in self.unfit or resource.type in BESIDE:
                continue
            if live := self._found(resource):
                self._take(resource, live)
        return len(self.pairs) > before

    def _found(self, resource: Resource) -> Live | None:
        if naming := NAMED_BY.get(resource.type):
            return self._named_by(resource, *naming)
        identity = {name: self.value(resource, name) for name in kind(resource.type).identity}
        wanted = {name: value for name, value in identity.items() if value is not None}
        # What it belongs to is not found yet, or is made by the tree: then nothing is it already.
        if not wanted or any(map(is_unknown, wanted.values())):
            return None
        for live in self._free.get(resource.type, ()):
            if all(same(inner(live.values, name), value) for name, value in wanted.items()):
                return live
        return None

    def _named_by(self, resource: Resource, type_: str, attribute: str) -> Live | None:
        """Return the thing that another one names, where the tree has the resource named."""
        for address, live in self.pairs.items():
            other = self.resources[address]
            named = other.values.get(attribute)
            if other.type != type_ or not isinstance(named, Ref):
                continue
            if named.address == resource.address:
                wanted = live.values.get(attribute)
                free = self._free.get(resource.type, ())
                return next((item for item in free if item.id == wanted), None)
        return None

    def _take(self, resource: Resource, live: Live) -> None:
        if without_strategy(live):
            self.unfit[resource.address] = Unfit(
                resource.address, live, "launch_type", "a capacity provider strategy"
            )
            return
        # One that has to be replaced is taken nevertheless: AWS has room for one only.
        for name in () if kind(resource.type).replaceable else resource.values:
            # What Terraform overlooks replaces nothing, such as the cluster of a service.
            if name in resource.ignored:
                continue
            wanted = self.value(resource, name)
            if replaces(resource.type, name, live.values.get(name), wanted):
                self.unfit[resource.address] = Unfit(resource.address, live, name, wanted)
                return
        self.pairs[resource.address] = live
        self._free[resource.type].remove(live)

    def value(self, resource: Resource, name: str) -> Any:
        """Return a value of a resource as AWS has it, where that is known."""
        value = inner(resource.values, name)
        if isinstance(value, Ref) and value.address in self.pairs and len(value.path) == 1:
            return self.pairs[value.address].values.get(value.path[0], value)
        return value


def replaces(type_: str, name: str, present: Any, wanted: Any) -> bool:
    """Return whether another value of an attribute needs a replacement.

    What only an apply knows is taken for the same.
    """
    if wanted is None or isinstance(wanted, dict | list) or is_unknown(wanted):
        return False
    return not same(present, wanted) and effect(type_, (name,), "changes") == REPLACES


def without_strategy(live: Live) -> bool:
    """Return whether a service has a launch type, which to change replaces it.

    https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/ecs/service.go
    """
    return live.type == "aws_ecs_service" and not live.values.get("capacity_provider_strategy")


def same(present: Any, wanted: Any) -> bool:
    """Return whether AWS means the same by two values: it has numbers as texts here and there."""
    # A state has false where a tree has nothing, and the other way round.
    if isinstance(present, bool) or isinstance(wanted, bool):
        return bool(present) == bool(wanted)
    return str(present or "") == str(wanted or "")


def inner(values: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of single blocks, None where one of them is not there."""
    value: Any = values
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


# What differs on purpose, or says nothing of how a thing works.
_OVERLOOKED = {"name_prefix", "tag", "tags"}


def changes(
    resource: Resource, live: Live, keeps: Callable[[str, str], bool]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield the plain attributes that an apply changes in place, with both values.

    An argument that the tree does not write goes back to the provider's default, or to nothing;
    unless the provider `keeps` what AWS has, by its type and name.
    """
    for name, present in live.values.items():
        if name in resource.ignored or name in _OVERLOOKED or not _is_plain(present):
            continue
        wanted = resource.values.get(name, default(resource.type, name))
        if wanted is None and present and not keeps(resource.type, name):
            yield name, present, None
        elif _is_plain(wanted) and not same(present, wanted):
            yield name, present, wanted


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)
