"""EC2: launch templates and security group rules."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import Subnet
from moto.ec2.responses.monitoring import Monitoring

from emulator.shims.patch import Function, around

IMAGE_SIZE = 8


@around(LaunchTemplateBackend, "create_launch_template")
def keep_own_tags_apart(
    original: Function, backend: Any, name: str, text: str, data: dict[str, Any], tags: Any
) -> Any:
    """moto mixes the tags of the template itself into those that it gives to instances: a diff in
    every plan."""
    kept = [
        tag
        for tag in data.pop("TagSpecifications", [])
        if tag.get("ResourceType") != "launch-template"
    ]
    return original(backend, name, text, data | ({"TagSpecifications": kept} if kept else {}), tags)


def _description(rule: SecurityGroupRule) -> str | None:
    """moto knows the description of a rule only if its peer is a CIDR block."""
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


SecurityGroupRule.description = property(_description)


@around(EBSBackend, "create_volume")
def take_the_size_of_the_image(
    original: Function, backend: Any, size: int | None, *args: Any, **kwargs: Any
) -> Any:
    """moto wants a size where EC2 takes that of the image's own disk."""
    if size is None and not kwargs.get("snapshot_id"):
        size = IMAGE_SIZE
    return original(backend, size, *args, **kwargs)


@around(EBSBackend, "create_volume")
def give_volumes_of_instances_their_iops(
    original: Function, backend: Any, *arguments: Any, **options: Any
) -> Any:
    """moto forgets them on the way from a launch template to the volume, and then asks for them."""
    if options.get("volume_type") in ("io1", "io2"):
        options = {"iops": 100} | options
    return original(backend, *arguments, **options)


@around(Monitoring, "monitor_instances")
def monitor_later(_: Function, response: Any) -> ActionResult:
    """moto takes the wish for detailed monitoring only when an instance is made."""
    found = [
        response.ec2_backend.get_instance(each) for each in response._get_param("InstanceIds", [])
    ]
    for instance in found:
        instance.monitoring_state = "enabled"
    return ActionResult(
        {
            "InstanceMonitorings": [
                {"InstanceId": each.id, "Monitoring": {"State": "pending"}} for each in found
            ]
        }
    )


def _ipv6_blocks(subnet: Subnet) -> list[dict[str, Any]]:
    """moto nests the state of a subnet's IPv6 block once too often: the provider waits for a state
    that never comes."""
    return [
        {
            "associationId": one["associationId"],
            "ipv6CidrBlock": one["ipv6CidrBlock"],
            "ipv6CidrBlockState": {"state": one["ipv6CidrBlockState"]["State"]},
        }
        for one in subnet.ipv6_cidr_block_associations.values()
        if one["ipv6CidrBlockState"]["State"] == "associated"
    ]


Subnet.ipv6_cidr_block_association_set = property(_ipv6_blocks)


@around(Subnet, "get_filter_value")
def find_by_the_association_of_a_block(
    original: Function, subnet: Subnet, name: str, method: str | None = None
) -> Any:
    """moto knows no filter by the association of an IPv6 block, by which the provider waits."""
    if name == "ipv6-cidr-block-association.association-id":
        return [*subnet.ipv6_cidr_block_associations]
    return original(subnet, name, method)


def _take_no_tags(template: LaunchTemplate, tags: Any) -> None:
    """moto keeps the tags that a template was made with, and shows them for ever."""


LaunchTemplate.tags = property(LaunchTemplate.get_tags, _take_no_tags)
