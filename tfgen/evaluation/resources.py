"""Resources of a tree with what is configured of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tfgen.evaluation.expressions import Bound, Scope, items, value_of
from tfgen.evaluation.values import Applied, CannotSay, Ref, Value, is_unknown
from tfgen.frozen import frozen
from tfgen.verify.syntax import Block, Body

# https://developer.hashicorp.com/terraform/language/meta-arguments
_META = {"for_each", "count", "provider", "depends_on"}
_META_BLOCKS = {"lifecycle", "provisioner", "connection"}


@frozen
class Resource:
    """A resource that a tree makes, and what is configured of it.

    `ignored` are the arguments whose changes Terraform overlooks ("all" of them may be), `triggers`
    the addresses whose change replaces it.
    """

    address: str
    type: str
    values: Mapping[str, Value]
    ignored: frozenset[str]
    triggers: tuple[Ref, ...]
    protected: bool = False


class Instance:
    """An instance of a resource or data source in a module that is called."""

    def __init__(
        self,
        address: str,
        type_: str,
        body: Body,
        scope: Scope,
        bound: Bound,
        standing: Resource | None = None,
    ) -> None:
        self.address = address
        self.type = type_
        self.body = body
        self._scope = scope
        self._bound = bound
        self._standing = standing
        self._kept: dict[str, Value] = {}

    @cached_property
    def ignored(self) -> frozenset[str]:
        """The arguments whose changes Terraform overlooks."""
        listed = (block.body.value("ignore_changes") for block in self.body.of_type("lifecycle"))
        return frozenset(one.root for value in listed if value for one in value.references)

    def attribute(self, name: str) -> Value:
        """Return what is configured of an attribute, or a reference where only AWS says it."""
        if name not in self._kept:
            value = self._argument(name)
            self._kept[name] = Ref(self.address, (name,)) if value is None else value
        return self._kept[name]

    def _argument(self, name: str) -> Value:
        # What is overlooked has the value that it had: others read it from the state.
        if self._standing and not self.ignored.isdisjoint((name, "all")):
            return self._standing.values.get(name)
        expression = self.body.value(name)
        if expression is None or name in _META:
            return None
        return value_of(expression, self._scope, self._bound)

    def configured(self) -> dict[str, Value]:
        """Return all that is configured: arguments, and blocks as lists of maps."""
        return self._body(self.body, self._bound, top=True)

    def _body(self, body: Body, bound: Bound, *, top: bool = False) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for argument in body.attributes:
            if top and argument.name in _META:
                continue
            values[argument.name] = self._value(argument.value, bound)
        for block in body.blocks:
            if top and block.type in _META_BLOCKS:
                continue
            name = block.name if block.type == "dynamic" else block.type
            values.setdefault(name, []).extend(self._blocks(block, bound))
        return {name: value for name, value in values.items() if value is not None}

    def _value(self, expression: Any, bound: Bound) -> Value:
        try:
            return value_of(expression, self._scope, bound)
        except CannotSay as fault:
            return Applied(f"? {fault}", ())

    def _blocks(self, block: Block, bound: Bound) -> Iterator[Value]:
        if block.type != "dynamic":
            yield self._body(block.body, bound)
            return
        body = block.body
        content = next(body.of_type("content"), None)
        each, iterator = body.value("for_each"), body.value("iterator")
        if content is None or each is None:
            return
        name = iterator.references[0].root if iterator else block.name
        collection = self._value(each, bound)
        # How many blocks there will be is known at apply time only.
        if is_unknown(collection):
            yield {"*": collection}
            return
        for key, value in items(collection or []):
            inner = {**bound, name: {"key": key, "value": value}}
            yield self._body(content.body, inner)


@frozen
class Worked:
    """The resources of a tree by address, and what could not be worked out."""

    resources: Mapping[str, Resource]
    unclear: tuple[str, ...]


def resource_of(instance: Instance) -> Resource:
    """Return an instance with all that is configured of it."""
    triggers: list[Ref] = []
    protected = False
    for lifecycle in instance.body.of_type("lifecycle"):
        if by := lifecycle.body.value("replace_triggered_by"):
            triggers += _triggers(instance, by)
        prevent = lifecycle.body.value("prevent_destroy")
        protected = bool(prevent and prevent.value)
    return Resource(
        instance.address,
        instance.type,
        instance.configured(),
        instance.ignored,
        tuple(triggers),
        protected,
    )


def _triggers(instance: Instance, listed: Any) -> Iterator[Ref]:
    for child in listed.children:
        value = instance._value(child, instance._bound)
        if isinstance(value, Instance):
            yield Ref(value.address)
        elif isinstance(value, dict):
            yield from (Ref(v.address) for v in value.values() if isinstance(v, Instance))
        elif isinstance(value, Ref):
            yield value
