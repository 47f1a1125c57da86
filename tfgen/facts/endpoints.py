"""Facts about VPC endpoints: which services a name of the spec stands for, and their names in EC2.

As of aws.AS_OF. https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tfgen.facts import aws

# The one gateway endpoint: it costs nothing and stands in route tables.
S3: Final = "s3"

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
# https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
INTERFACE_SERVICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ecr": ("ecr.api", "ecr.dkr"),
        "ecs": ("ecs", "ecs-agent", "ecs-telemetry"),
        "efs": ("elasticfilesystem",),
        "events": ("events",),
        "kms": ("kms",),
        "logs": ("logs",),
        "secretsmanager": ("secretsmanager",),
        "sns": ("sns",),
        "sqs": ("sqs",),
        "ssm": ("ec2messages", "ssm", "ssmmessages"),
    }
)

# Beyond the public partition some services are named by the partition's own domain.
# https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
_OTHER_PREFIXES = {
    "aws-cn": ("cn.com.amazonaws", ("ecr.api", "ecr.dkr", "elasticfilesystem", "sqs")),
    "aws-eusc": ("eu.amazonaws", ("ecr.api", "ecr.dkr")),
}


def service_name(service: str, region: str) -> str:
    """Return the name that EC2 gives a service's endpoint: com.amazonaws.eu-west-1.ecr.api."""
    prefix, services = _OTHER_PREFIXES.get(aws.partition(region), ("", ()))
    if service not in services:
        prefix = "com.amazonaws"
    return f"{prefix}.{region}.{service}"
