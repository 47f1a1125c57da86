"""What the AWS provider does where an attribute of a resource changes. Imports nothing of ours.

`replacements.json` and its form: bench/rebuild_replacements.py. What it lacks is of a type or an
argument that only 6.x has, and stands here as the provider's documentation has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

REPLACES: Final = "r"
IN_PLACE: Final = "u"
OVERLOOKED: Final = "n"

_FILE = Path(__file__).with_name("replacements.json")

# What no plan of the examples writes, or only 6.x has, as the pages of the resources say ("Forces
# new resource"), or the plans of docs/reference/foretold.md:
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs
_DOCUMENTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aws_cloudwatch_log_group.log_group_class": REPLACES,
        "aws_ecs_capacity_provider.cluster": REPLACES,
        "aws_efs_file_system.kms_key_id": REPLACES,
        "aws_eip_association": REPLACES,
        "aws_lb_listener_certificate": REPLACES,
        "aws_nat_gateway.availability_mode": REPLACES,
        # The provider asks AWS whether a definition is valid, so that no plan without AWS says it.
        "aws_sfn_state_machine": IN_PLACE,
        "aws_sfn_state_machine.name": REPLACES,
        "aws_sfn_state_machine.type": REPLACES,
        "aws_wafv2_web_acl": IN_PLACE,
        "aws_wafv2_web_acl.name": REPLACES,
        "aws_wafv2_web_acl.scope": REPLACES,
        "aws_wafv2_web_acl_logging_configuration.log_destination_configs": REPLACES,
        "aws_wafv2_web_acl_logging_configuration.resource_arn": REPLACES,
    }
)


def effect(type_: str, path: tuple[str, ...], how: str) -> str | None:
    """Return what a change of an attribute does, None where nobody knows.

    `how` is whether the attribute comes, changes or goes.
    """
    # How long Terraform waits replaces nothing.
    if path[0] == "timeouts":
        return IN_PLACE
    of_type = _types().get(type_, {})
    for length in range(len(path), 0, -1):
        name = ".".join(path[:length])
        if known := _DOCUMENTED.get(f"{type_}.{name}"):
            return known
        word = of_type.get(name)
        if isinstance(word, Mapping):
            # Of a block around it what counts is that something in there differs.
            word = word.get(how if length == len(path) else "changes")
        # That a block as a whole is overlooked says nothing of what lies in it.
        if word and (length == len(path) or word != OVERLOOKED):
            return str(word)
    return _DOCUMENTED.get(type_)


def default(type_: str, name: str) -> Any:
    """Return what the provider takes for an argument that is not written; None for nothing."""
    return _whole()["defaults"].get(type_, {}).get(name)


def pending(type_: str) -> frozenset[str]:
    """Return what AWS says anew of a resource that is changed in place."""
    return frozenset(_whole().get("pending", {}).get(type_, ()))


def _types() -> Mapping[str, Mapping[str, Any]]:
    types: Mapping[str, Mapping[str, Any]] = _whole()["types"]
    return types


@cache
def _whole() -> Mapping[str, Any]:
    whole: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return whole
