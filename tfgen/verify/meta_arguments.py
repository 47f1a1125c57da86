"""The arguments and blocks that Terraform itself gives to every resource, data source and provider."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tfgen.verify import provider
from tfgen.verify.arguments import OPEN
from tfgen.verify.provider import ANY, Attribute, Body, NestedBlock


def _body(names: str, blocks: Mapping[str, NestedBlock] | None = None) -> Body:
    attributes = {
        name.removesuffix("!"): Attribute(name.endswith("!"), True, False, False, ANY) for name in names.split()
    }
    return Body(attributes, blocks or {}, False)


def _block(body: Body, most: int = 0) -> NestedBlock:
    return NestedBlock("list", 0, most, body)


# https://developer.hashicorp.com/terraform/language/meta-arguments
_CONDITIONS = dict.fromkeys(("precondition", "postcondition"), _block(_body("condition! error_message!")))
_CHANGES = "create_before_destroy prevent_destroy ignore_changes replace_triggered_by"
_LIFECYCLE = _body(_CHANGES, {**_CONDITIONS, "action_trigger": _block(OPEN)})
_REPEATED = "count for_each provider depends_on"
_READ = _body(_REPEATED, {"lifecycle": _block(_body("", _CONDITIONS), most=1)})
_MANAGED = {"lifecycle": _block(_LIFECYCLE, most=1), "connection": _block(OPEN, most=1), "provisioner": _block(OPEN)}

_OWN = {
    "resource": _body(_REPEATED, _MANAGED),
    "data": _READ,
    "ephemeral": _READ,
    "provider": _body("alias version"),
}


@cache
def with_meta_arguments(kind: str, name: str, version: str) -> Body | None:
    """Return all that may stand in a block of a type; None if the provider's version does not have the type."""
    body, own = provider.body(kind, name, version), _OWN[kind]
    if body is None:
        return None
    return Body({**body.attributes, **own.attributes}, {**body.blocks, **own.blocks}, body.deprecated)
