"""The arguments and blocks that Terraform itself knows: those of all resources, and its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tfgen.verify import provider
from tfgen.verify.arguments import OPEN
from tfgen.verify.provider import Attribute, Body, NestedBlock
from tfgen.verify.types import ANY, BOOL, NUMBER, STRING, Type

_TYPES: Mapping[str, Type] = {"": ANY, "b": BOOL, "n": NUMBER, "s": STRING}


def _body(
    words: str, blocks: Mapping[str, NestedBlock] | None = None, *, open_: bool = False
) -> Body:
    """Return a body with the arguments that words such as `name:s!` stand for.

    The letter is the type; ! is an argument that must stand, ~ one whose value only a plan looks
    at.
    """
    attributes = {}
    for word in words.split():
        name, _, type_ = word.rstrip("!~").partition(":")
        required, later = word.endswith("!"), "~" in word
        attributes[name] = Attribute(required, True, False, False, _TYPES[type_], later)
    return Body(attributes, blocks or {}, open=open_)


def _block(body: Body, least: int = 0, most: int = 0) -> NestedBlock:
    return NestedBlock("list", least, most, body)


# https://developer.hashicorp.com/terraform/language/meta-arguments
_ASSERTION = _body("condition! error_message:s~!")
_CONDITION = _block(_ASSERTION)
_CONDITIONS = {"precondition": _CONDITION, "postcondition": _CONDITION}
_LIFECYCLE = _body(
    "create_before_destroy:b prevent_destroy:b ignore_changes replace_triggered_by",
    {**_CONDITIONS, "action_trigger": _block(OPEN)},
)
_REPEATED = "count:n for_each provider depends_on"
_READ = _body(_REPEATED, {"lifecycle": _block(_body("", _CONDITIONS), most=1)})
# Provisioners and connections take what their plugins take.
_MANAGED = _body(
    _REPEATED,
    {
        "lifecycle": _block(_LIFECYCLE, most=1),
        "connection": _block(OPEN, most=1),
        "provisioner": _block(OPEN),
    },
)

_OWN = {
    "resource": _MANAGED,
    "data": _READ,
    "ephemeral": _READ,
    "provider": _body("alias:s version:s"),
}

# The blocks at the top of a file: https://developer.hashicorp.com/terraform/language/syntax/configuration.
TOP_LEVEL: Mapping[str, Body] = {
    "variable": _body(
        "type default description:s sensitive:b nullable:b ephemeral:b deprecated:s",
        {"validation": _CONDITION},
    ),
    "output": _body(
        "value! type description:s sensitive:b ephemeral:b depends_on deprecated:s",
        {"precondition": _CONDITION},
    ),
    "module": _body("source:s version:s count:n for_each providers depends_on", open_=True),
    "terraform": _body(
        "required_version:s experiments language",
        {
            **dict.fromkeys(("required_providers", "backend", "cloud"), _block(OPEN, most=1)),
            "provider_meta": _block(OPEN),
        },
    ),
    "moved": _body("from! to!"),
    "removed": _body(
        "from!",
        {
            "lifecycle": _block(_body("destroy:b!")),
            "connection": _block(OPEN, most=1),
            "provisioner": _block(OPEN),
        },
    ),
    "import": _body("to! id:s identity provider for_each"),
    "check": _body("", {"data": _block(OPEN, most=1), "assert": _block(_ASSERTION, least=1)}),
}

# https://developer.hashicorp.com/terraform/language/resources/terraform-data and
# https://developer.hashicorp.com/terraform/language/state/remote-state-data
_BUILT_IN: Mapping[tuple[str, str], Body] = {
    ("resource", "terraform_data"): _body("input triggers_replace"),
    ("data", "terraform_remote_state"): _body("backend:s! config defaults workspace:s"),
}


def body_of(block_type: str, label: str) -> Body | None:
    """Return what Terraform alone knows of a block at the top of a file, if anything."""
    if block_type not in _OWN:
        return TOP_LEVEL.get(block_type)
    built_in, own = _BUILT_IN.get((block_type, label)), _OWN[block_type]
    if built_in is None:
        return Body(own.attributes, own.blocks, open=True)
    # What is of the block itself goes before what all blocks have.
    return Body({**built_in.attributes, **own.attributes}, own.blocks)


@cache
def with_meta_arguments(kind: str, name: str, version: str) -> Body | None:
    """Return all that may stand in a block of a type; None if that version has no such type."""
    body, own = provider.body(kind, name, version), _OWN[kind]
    if body is None:
        return None
    attributes = {**body.attributes, **own.attributes}
    return Body(attributes, {**body.blocks, **own.blocks}, body.deprecated)
