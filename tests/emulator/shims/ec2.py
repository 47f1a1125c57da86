"""EC2: launch templates, volumes and security group rules."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.models.launch_templates import LaunchTemplateBackend
from moto.ec2.models.security_groups import SecurityGroupRule

from emulator.shims.patch import Function, around


@around(LaunchTemplateBackend, "create_launch_template")
def keep_own_tags_apart(original: Function, backend: Any, name: str, text: str, data: dict[str, Any], tags: Any) -> Any:
    """moto mixes the tags of the template itself into those that it gives to instances: a diff in every plan."""
    kept = [tag for tag in data.pop("TagSpecifications", []) if tag.get("ResourceType") != "launch-template"]
    return original(backend, name, text, data | ({"TagSpecifications": kept} if kept else {}), tags)


@around(EBSBackend, "create_volume")
def take_size_from_image(original: Function, backend: Any, size: int | None = None, *args: Any, **others: Any) -> Any:
    """moto refuses a disk of an instance that names no size; AWS then takes that of the image."""
    return original(backend, size or (None if others.get("snapshot_id") else 8), *args, **others)


def _description(rule: SecurityGroupRule) -> str | None:
    """moto knows the description of a rule only if its peer is a CIDR block."""
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


SecurityGroupRule.description = property(_description)
