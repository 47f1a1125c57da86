"""Dated facts about AWS: regions and zones, images, sizes, policies.

Those about instance types stand in instance_types and are had here too; lengths, counts and ranges
stand in limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from tfgen.facts.aws_table import Lazy, facts
from tfgen.facts.aws_table import sources as sources
from tfgen.facts.instance_types import INSTANCE_TYPE_PATTERN as INSTANCE_TYPE_PATTERN
from tfgen.facts.instance_types import INSTANCE_TYPES as INSTANCE_TYPES
from tfgen.facts.instance_types import Accelerator, Architecture
from tfgen.facts.instance_types import InstanceType as InstanceType
from tfgen.facts.instance_types import accelerator as accelerator
from tfgen.facts.instance_types import architecture as architecture
from tfgen.facts.instance_types import instance_type as instance_type
from tfgen.frozen import frozen

AmiFamily = Literal["al2023", "bottlerocket"]

# The day on which all of this was looked up; sources() names the packages behind aws.json.
AS_OF: Final = "2026-11-23"


@frozen
class Region:
    """A region; zone names differ from account to account.

    `common_zones` are those that an account most surely has, `zones` all that any account was seen
    to have; both are sorted. us-west-1 has only one common zone: every account sees two of its
    three.
    """

    name: str
    partition: str
    zones: tuple[str, ...]
    common_zones: tuple[str, ...]


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

# Zone ids (euw1-az1) are the same in every account; Terraform's availability_zone takes names.
# https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
ZONE_ID_PATTERN: Final = r"[a-z]+\d+(-[a-z0-9]+)*-(az|wlz)\d+"


def partition(region: str) -> str:
    """Return the partition of a region, for unknown ones by the prefix of the name."""
    for prefix, name in _PARTITIONS.items():
        if region.startswith(prefix):
            return name
    return "aws"


def is_isolated(region: str) -> bool:
    """Return whether a region is of a partition that has no way to the internet."""
    return partition(region).startswith("aws-iso")


def dns_suffix(region: str) -> str:
    """Return the domain of the region's endpoints and ECR registries."""
    return _DNS_SUFFIXES.get(partition(region), "amazonaws.com")


def service_principal(service: str, region: str) -> str:
    """Return the principal of a service for a policy.

    All are the same everywhere but that of CloudWatch Logs, which is the region's, and in China
    ends as its endpoint does. The European Sovereign Cloud has a domain of its own, which
    principals do not end in.
    https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/region-info/lib/default.ts
    https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/meta/service_principal_data_source.go
    """
    if service != "logs":
        return f"{service}.amazonaws.com"
    if partition(region) == "aws-cn":
        return f"logs.{region}.{dns_suffix(region)}"
    return f"logs.{region}.amazonaws.com"


def is_local_zone(zone: str) -> bool:
    """Tell whether a name has the form of a local or wavelength zone.

    Such as us-west-2-lax-1a and us-east-1-wl1-bos-wlz-1.
    """
    name = re.fullmatch(_ZONE, zone)
    return name is not None and name["edge"] is not None


def region_of_zone(zone: str) -> str | None:
    """Return the region in the name of a zone of any kind; None when it is no zone's name."""
    name = re.fullmatch(_ZONE, zone)
    if name is None:
        return None
    return name["region"]


@cache
def _region(name: str) -> Region | None:
    region = facts()["regions"].get(name)
    if region is None:
        return None
    owner, letters, common = region
    zones = tuple(f"{name}{letter}" for letter in letters)
    return Region(name, owner, zones, tuple(f"{name}{letter}" for letter in common))


# The regions of the public partitions whose zones are known. One that is not here may be newer.
REGIONS: Final[Mapping[str, Region]] = Lazy(lambda: facts()["regions"], _region)

# Regions that AWS provider 5.100, the oldest that a tree takes, refuses as none of AWS's; a test
# asks it.
_NEWER_THAN_THE_PROVIDER: Final = frozenset({"ap-southeast-6"})


def provider_knows(region: str) -> bool:
    """Return whether every version of the AWS provider that a tree takes knows a region."""
    return region in REGIONS and region not in _NEWER_THAN_THE_PROVIDER


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
    """Return the public SSM parameter that holds the image id; None where AWS publishes none.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket-retrieve-ami.html
    """
    parameter = _AMI_PARAMETERS.get((family, architecture, accelerator))
    if parameter is None:
        return None
    return f"/aws/service/{parameter}/image_id"


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

# What Security Hub asks of a log group; Terraform's scanners ask the same.
# https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
LEAST_RETENTION_DAYS: Final = 365

_SSL_POLICIES = {
    "1.3": "TLS13-1-3-2021-06 TLS13-1-3-PQ-2025-09 TLS13-1-3-FIPS-2023-04"
    " TLS13-1-3-FIPS-PQ-2025-09 TLS13-1-3-RFC9151-FIPS-2023-07",
    "1.2": "TLS13-1-2-2021-06 TLS13-1-2-PQ-2025-09 TLS13-1-2-Res-2021-06"
    " TLS13-1-2-Res-PQ-2025-09 TLS13-1-2-Ext1-2021-06 TLS13-1-2-Ext1-PQ-2025-09"
    " TLS13-1-2-Ext2-2021-06 TLS13-1-2-Ext2-PQ-2025-09 TLS13-1-2-FIPS-2023-04"
    " TLS13-1-2-FIPS-PQ-2025-09 TLS13-1-2-Res-FIPS-2023-04 TLS13-1-2-Res-FIPS-PQ-2025-09"
    " TLS13-1-2-Ext0-FIPS-2023-04 TLS13-1-2-Ext0-FIPS-PQ-2025-09"
    " TLS13-1-2-Ext1-FIPS-2023-04 TLS13-1-2-Ext1-FIPS-PQ-2025-09"
    " TLS13-1-2-Ext2-FIPS-2023-04 TLS13-1-2-Ext2-FIPS-PQ-2025-09"
    " TLS13-1-2-RFC9151-FIPS-2023-07 TLS13-1-2-Ext0-RFC9151-FIPS-2023-07"
    " TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07 TLS13-1-2-RFC9151-INTEROP2-FIPS-2023-07"
    " TLS13-1-2-RFC9151-INTEROP3-FIPS-2023-07 TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07"
    " TLS-1-2-Ext-2018-06 TLS-1-2-2017-01 FS-1-2-Res-2020-10 FS-1-2-Res-2019-08"
    " FS-1-2-2019-08",
    "1.1": "TLS13-1-1-2021-06 TLS13-1-1-FIPS-2023-04 TLS-1-1-2017-01 FS-1-1-2019-08",
    "1.0": "TLS13-1-0-2021-06 TLS13-1-0-PQ-2025-09 TLS13-1-0-FIPS-2023-04"
    " TLS13-1-0-FIPS-PQ-2025-09 2016-08 TLS-1-0-2015-04 FS-2018-06 2015-05",
}
# Policies of application and network balancers -> the oldest TLS version that they let in.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
SSL_POLICIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"ELBSecurityPolicy-{name}": oldest
        for oldest, names in _SSL_POLICIES.items()
        for name in names.split()
    }
)
