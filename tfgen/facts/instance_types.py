"""Facts about EC2 instance types, and what the name of one tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, Literal

from tfgen.facts.aws_table import Lazy, facts
from tfgen.frozen import frozen

Architecture = Literal["x86_64", "arm64"]
Accelerator = Literal["gpu", "neuron"]

# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
INSTANCE_TYPE_PATTERN: Final = (
    r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.(nano|micro|small|medium|large|([1-9]\d*)?xlarge|metal(-\d+xl)?)"
)
_FAMILY = r"(?P<series>[a-z]+)(?P<generation>\d*)(?P<options>[a-z]*)(?P<variant>[^.]*)"


@frozen
class InstanceType:
    """An EC2 instance type; memory is in MiB, and None stands for what the sources do not tell.

    `accelerator` is "gpu" for NVIDIA only: ECS knows no other. `gpus` are whole ones of NVIDIA: a
    type with a part of one has 0. `enis` counts the primary network interface too. `missing_in`
    are the regions known not to offer the type; for other regions nothing is claimed.
    """

    name: str
    architecture: Architecture
    memory: int | None
    vcpus: int | None
    accelerator: Accelerator | None
    gpus: int | None
    enis: int | None
    missing_in: frozenset[str]


def architecture(instance_type: str) -> Architecture:
    """Derive the architecture from the family: a `g` among the options is Graviton, as in m7gd.

    a1, Macs after mac1 and Grace-Blackwell (p6e-gb200) are arm64 as well.
    https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    family = _family(instance_type)
    arm_mac = family["series"] == "mac" and family["generation"] != "1"
    arm_other = family.group(0) == "a1" or family["variant"].startswith("-gb")
    if arm_mac or arm_other or "g" in family["options"]:
        return "arm64"
    return "x86_64"


def accelerator(instance_type: str) -> Accelerator | None:
    """Derive the accelerator from the family: NVIDIA in g, gr and p, Neuron in inf and trn.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
    """
    family = _family(instance_type)
    if family["series"] in ("inf", "trn"):
        return "neuron"
    # g4ad has one of AMD.
    if family["series"] in ("g", "gr", "p") and "a" not in family["options"]:
        return "gpu"
    return None


def _family(instance_type: str) -> re.Match[str]:
    family = re.match(_FAMILY, instance_type)
    if family is None:
        raise ValueError(f"not an instance type: {instance_type!r}")
    return family


@cache
def instance_type(name: str) -> InstanceType | None:
    """Return what is known of an instance type; None for one newer than the facts, or misspelt."""
    key, _, size = name.partition(".")
    family = facts()["instance_types"].get(key)
    if family is None or size not in family["sizes"]:
        return None
    vcpus, memory, enis, missing_in = family["sizes"][size]
    return InstanceType(
        name=name,
        architecture=family.get("architecture") or architecture(name),
        memory=memory,
        vcpus=vcpus,
        accelerator=family.get("accelerator") or accelerator(name),
        gpus=_gpus(name, family.get("gpus", {}).get(size)),
        enis=enis,
        missing_in=_regions_of_mask(missing_in or "0"),
    )


def _gpus(name: str, count: int | None) -> int | None:
    """Return the whole GPUs of a type; None where it has some by its name, and no number is known.

    ECS hands out those of NVIDIA alone.
    """
    if count is None and accelerator(name) != "gpu":
        return 0
    return count


@cache
def _regions_of_mask(mask: str) -> frozenset[str]:
    bits = int(mask, 16)
    regions = enumerate(facts()["offering_regions"])
    return frozenset(region for place, region in regions if bits >> place & 1)


def _instance_type_names() -> Iterator[str]:
    for key, family in facts()["instance_types"].items():
        for size in family["sizes"]:
            yield f"{key}.{size}"


# Every instance type that the EC2 API names, retired ones included.
INSTANCE_TYPES: Final[Mapping[str, InstanceType]] = Lazy(_instance_type_names, instance_type)
