"""Dated facts about AWS: regions and zones, instance types, images, sizes, policies. Imports nothing of ours.

Regions and instance types stand in aws.json, which bench/rebuild_aws_facts.py makes; it is read on first use.
Lengths, counts and ranges stand in aws_limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

Architecture = Literal["x86_64", "arm64"]
Accelerator = Literal["gpu", "neuron"]
AmiFamily = Literal["al2023", "bottlerocket"]
Fact = TypeVar("Fact")

# The day on which all of this was looked up, ISO 8601; sources() names the packages behind aws.json.
AS_OF: Final = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Region:
    """A region; zone names differ from account to account, `common_zones` are those that an account most surely has.

    `zones` are all availability zones that any account was seen to have; both are sorted. us-west-1 has only one
    common zone: every account sees two of its three.
    """

    name: str
    partition: str
    zones: tuple[str, ...]
    common_zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstanceType:
    """An EC2 instance type; memory is in MiB, and None stands for what the sources do not tell.

    `accelerator` is "gpu" for NVIDIA only: ECS knows no other. `enis` counts the primary network interface too.
    `missing_in` are the regions known not to offer the type; for other regions nothing is claimed.
    """

    name: str
    architecture: Architecture
    memory: int | None
    vcpus: int | None
    accelerator: Accelerator | None
    enis: int | None
    missing_in: frozenset[str]


class _Lazy(Mapping[str, Fact]):
    """A read-only mapping that reads the facts only when it is used."""

    def __init__(
        self, names: Callable[[], Iterable[str]], find: Callable[[str], Fact | None]
    ) -> None:
        self._names, self._find = names, find

    def __getitem__(self, name: str) -> Fact:
        fact = self._find(name)
        if fact is None:
            raise KeyError(name)
        return fact

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _facts() -> dict[str, Any]:
    import json
    from pathlib import Path

    facts: dict[str, Any] = json.loads(
        Path(__file__).with_name("aws.json").read_text(encoding="utf-8")
    )
    return facts


def sources() -> Mapping[str, str]:
    """Return the packages that aws.json was made from, with their versions."""
    return MappingProxyType(_facts()["sources"])


# https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "eusc-": "aws-eusc",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
}
_DNS_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
}

REGION_PATTERN: Final = r"[a-z]{2,5}(-[a-z]+){1,2}-[1-9]\d?"
_ZONE = rf"(?P<region>{REGION_PATTERN})(?:[a-z]|(?P<edge>(?:-[a-z]+\d?)+-\d+[a-z]?))"

# Zone ids (euw1-az1) are the same in every account; names are what Terraform's availability_zone takes.
# https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
ZONE_ID_PATTERN: Final = r"[a-z]+\d+(-[a-z0-9]+)*-(az|wlz)\d+"


def partition(region: str) -> str:
    """Return the partition of a region, for unknown ones by the prefix of the name."""
    return next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")


def dns_suffix(region: str) -> str:
    """Return the domain of the region's endpoints and ECR registries."""
    return _DNS_SUFFIXES.get(partition(region), "amazonaws.com")


def service_principal(service: str, region: str) -> str:
    """Return the principal of a service for a policy: EC2 and Logs differ in China, and Logs names its region.

    The European Sovereign Cloud has a domain of its own, yet principals end in amazonaws.com there.
    https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/region-info/lib/default.ts
    """
    domain = (
        dns_suffix(region)
        if partition(region) == "aws-cn" and service in ("ec2", "logs")
        else "amazonaws.com"
    )
    return f"logs.{region}.{domain}" if service == "logs" else f"{service}.{domain}"


def is_local_zone(zone: str) -> bool:
    """Tell whether a name has the form of a local or wavelength zone (us-west-2-lax-1a, us-east-1-wl1-bos-wlz-1)."""
    found = re.fullmatch(_ZONE, zone)
    return found is not None and found["edge"] is not None


def region_of_zone(zone: str) -> str | None:
    """Return the region in the name of an availability, local or wavelength zone; None when it is no zone's name."""
    found = re.fullmatch(_ZONE, zone)
    return found["region"] if found else None


@cache
def _region(name: str) -> Region | None:
    found = _facts()["regions"].get(name)
    if found is None:
        return None
    owner, every, common = found
    return Region(
        name,
        owner,
        tuple(name + letter for letter in every),
        tuple(name + letter for letter in common),
    )


# The regions of the public partitions whose zones are known. A region that is not here may be newer.
REGIONS: Final[Mapping[str, Region]] = _Lazy(lambda: _facts()["regions"], _region)


# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
INSTANCE_TYPE_PATTERN: Final = (
    r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.(nano|micro|small|medium|large|([1-9]\d*)?xlarge|metal(-\d+xl)?)"
)
_FAMILY = r"(?P<series>[a-z]+)(?P<generation>\d*)(?P<options>[a-z]*)(?P<variant>[^.]*)"


def architecture(instance_type: str) -> Architecture:
    """Derive the architecture from the name of the family: a `g` among the options is Graviton, as in m7gd.

    a1, Macs after mac1 and Grace-Blackwell (p6e-gb200) are arm64 as well.
    https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    family = _family(instance_type)
    arm_mac = family["series"] == "mac" and family["generation"] != "1"
    arm_other = family.group(0) == "a1" or family["variant"].startswith("-gb")
    return "arm64" if arm_mac or arm_other or "g" in family["options"] else "x86_64"


def accelerator(instance_type: str) -> Accelerator | None:
    """Derive the accelerator from the family: NVIDIA in g, gr and p (but AMD in g4ad), Neuron in inf and trn.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
    """
    family = _family(instance_type)
    if family["series"] in ("inf", "trn"):
        return "neuron"
    return "gpu" if family["series"] in ("g", "gr", "p") and "a" not in family["options"] else None


def _family(instance_type: str) -> re.Match[str]:
    found = re.match(_FAMILY, instance_type)
    if found is None:
        raise ValueError(f"not an instance type: {instance_type!r}")
    return found


@cache
def instance_type(name: str) -> InstanceType | None:
    """Return what is known of an instance type; None for one that is newer than the facts, or misspelt."""
    family, _, size = name.partition(".")
    found = _facts()["instance_types"].get(family)
    if found is None or size not in found["sizes"]:
        return None
    vcpus, memory, enis, missing_in = found["sizes"][size]
    return InstanceType(
        name=name,
        architecture=found.get("architecture") or architecture(name),
        memory=memory,
        vcpus=vcpus,
        accelerator=found.get("accelerator") or accelerator(name),
        enis=enis,
        missing_in=_regions_of_mask(missing_in or "0"),
    )


@cache
def _regions_of_mask(mask: str) -> frozenset[str]:
    bits = int(mask, 16)
    return frozenset(
        region for place, region in enumerate(_facts()["offering_regions"]) if bits >> place & 1
    )


def _instance_type_names() -> Iterator[str]:
    for family, facts in _facts()["instance_types"].items():
        yield from (f"{family}.{size}" for size in facts["sizes"])


# Every instance type that the EC2 API names, retired ones included.
INSTANCE_TYPES: Final[Mapping[str, InstanceType]] = _Lazy(_instance_type_names, instance_type)


_AMI_PARAMETERS: Mapping[tuple[str, str, str | None], str] = {
    ("al2023", "x86_64", None): "ecs/optimized-ami/amazon-linux-2023/recommended",
    ("al2023", "arm64", None): "ecs/optimized-ami/amazon-linux-2023/arm64/recommended",
    ("al2023", "x86_64", "gpu"): "ecs/optimized-ami/amazon-linux-2023/gpu/recommended",
    ("al2023", "x86_64", "neuron"): "ecs/optimized-ami/amazon-linux-2023/neuron/recommended",
    ("bottlerocket", "x86_64", None): "bottlerocket/aws-ecs-2/x86_64/latest",
    ("bottlerocket", "arm64", None): "bottlerocket/aws-ecs-2/arm64/latest",
    ("bottlerocket", "x86_64", "gpu"): "bottlerocket/aws-ecs-2-nvidia/x86_64/latest",
    ("bottlerocket", "arm64", "gpu"): "bottlerocket/aws-ecs-2-nvidia/arm64/latest",
}


def ecs_ami_parameter(
    family: AmiFamily, architecture: Architecture, accelerator: Accelerator | None = None
) -> str | None:
    """Return the public SSM parameter that holds the image id; None where AWS publishes no such image.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket-retrieve-ami.html
    """
    found = _AMI_PARAMETERS.get((family, architecture, accelerator))
    return f"/aws/service/{found}/image_id" if found else None


def linux_ami_parameter(architecture: Architecture) -> str:
    """Return the public SSM parameter that holds the image id of plain Amazon Linux 2023.

    https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
    """
    return f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"


# Sizes of Fargate tasks: CPU units -> MiB of memory.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
FARGATE_SIZES: Final[Mapping[int, tuple[int, ...]]] = MappingProxyType(
    {
        256: (512, 1024, 2048),
        512: tuple(range(1024, 4096 + 1, 1024)),
        1024: tuple(range(2048, 8192 + 1, 1024)),
        2048: tuple(range(4096, 16384 + 1, 1024)),
        4096: tuple(range(8192, 30720 + 1, 1024)),
        8192: tuple(range(16384, 61440 + 1, 4096)),
        16384: tuple(range(32768, 122880 + 1, 8192)),
        32768: (61440, 122880, 249856),
    }
)

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LOG_RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)

_SSL_POLICIES = {
    "1.3": "TLS13-1-3-2021-06 TLS13-1-3-PQ-2025-09 TLS13-1-3-FIPS-2023-04 TLS13-1-3-FIPS-PQ-2025-09"
    " TLS13-1-3-RFC9151-FIPS-2023-07",
    "1.2": "TLS13-1-2-2021-06 TLS13-1-2-PQ-2025-09 TLS13-1-2-Res-2021-06 TLS13-1-2-Res-PQ-2025-09"
    " TLS13-1-2-Ext1-2021-06 TLS13-1-2-Ext1-PQ-2025-09 TLS13-1-2-Ext2-2021-06 TLS13-1-2-Ext2-PQ-2025-09"
    " TLS13-1-2-FIPS-2023-04 TLS13-1-2-FIPS-PQ-2025-09 TLS13-1-2-Res-FIPS-2023-04 TLS13-1-2-Res-FIPS-PQ-2025-09"
    " TLS13-1-2-Ext0-FIPS-2023-04 TLS13-1-2-Ext0-FIPS-PQ-2025-09 TLS13-1-2-Ext1-FIPS-2023-04"
    " TLS13-1-2-Ext1-FIPS-PQ-2025-09 TLS13-1-2-Ext2-FIPS-2023-04 TLS13-1-2-Ext2-FIPS-PQ-2025-09"
    " TLS13-1-2-RFC9151-FIPS-2023-07 TLS13-1-2-Ext0-RFC9151-FIPS-2023-07 TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07"
    " TLS13-1-2-RFC9151-INTEROP2-FIPS-2023-07 TLS13-1-2-RFC9151-INTEROP3-FIPS-2023-07"
    " TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07 TLS-1-2-Ext-2018-06 TLS-1-2-2017-01 FS-1-2-Res-2020-10"
    " FS-1-2-Res-2019-08 FS-1-2-2019-08",
    "1.1": "TLS13-1-1-2021-06 TLS13-1-1-FIPS-2023-04 TLS-1-1-2017-01 FS-1-1-2019-08",
    "1.0": "TLS13-1-0-2021-06 TLS13-1-0-PQ-2025-09 TLS13-1-0-FIPS-2023-04 TLS13-1-0-FIPS-PQ-2025-09 2016-08"
    " TLS-1-0-2015-04 FS-2018-06 2015-05",
}
# What Security Hub asks of a log group; Terraform's scanners ask the same.
# https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
LEAST_RETENTION_DAYS: Final = 365

# Policies of application and network balancers -> the oldest TLS version that they let in.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
SSL_POLICIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"ELBSecurityPolicy-{name}": oldest
        for oldest, names in _SSL_POLICIES.items()
        for name in names.split()
    }
)
