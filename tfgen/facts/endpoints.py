"""Facts about VPC endpoints: which services a name of the spec stands for, and their names in EC2.

As of aws.AS_OF. https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tfgen.facts import aws

# Gateway endpoints cost nothing and stand in route tables. The interface endpoint that DynamoDB has
# too does not answer to its usual name.
# https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html
GATEWAYS: Final = ("dynamodb", "s3")

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
# https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-vpc-endpoints.html
# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-and-interface-VPC.html
# https://docs.aws.amazon.com/xray/latest/devguide/xray-security-vpc-endpoint.html
INTERFACE_SERVICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "aps-workspaces": ("aps-workspaces",),
        "autoscaling": ("autoscaling",),
        "ecr": ("ecr.api", "ecr.dkr"),
        "ecs": ("ecs", "ecs-agent", "ecs-telemetry"),
        "efs": ("elasticfilesystem",),
        "events": ("events",),
        "firehose": ("kinesis-firehose",),
        "kms": ("kms",),
        "logs": ("logs",),
        "secretsmanager": ("secretsmanager",),
        "sns": ("sns",),
        "sqs": ("sqs",),
        "ssm": ("ec2messages", "ssm", "ssmmessages"),
        "xray": ("xray",),
    }
)

# Regions since 2024 have no ec2messages: the agent of Systems Manager uses ssmmessages alone.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
_EC2MESSAGES: Final = "ec2messages"
_WITHOUT_EC2MESSAGES: Final = frozenset(
    {
        "ap-east-2",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "eusc-de-east-1",
        "mx-central-1",
    }
)

# Beyond the public partition some services are named by the partition's own domain.
# https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
_OTHER_PREFIXES = {
    "aws-cn": (
        "cn.com.amazonaws",
        ("autoscaling", "ecr.api", "ecr.dkr", "elasticfilesystem", "sqs"),
    ),
    "aws-eusc": ("eu.amazonaws", ("ecr.api", "ecr.dkr")),
}


def service_name(service: str, region: str) -> str:
    """Return the name that EC2 gives a service's endpoint: com.amazonaws.eu-west-1.ecr.api."""
    prefix, services = _OTHER_PREFIXES.get(aws.partition(region), ("", ()))
    if service not in services:
        prefix = "com.amazonaws"
    return f"{prefix}.{region}.{service}"


def services_of(name: str, region: str) -> tuple[str, ...]:
    """Return the services that a name of the spec stands for; one that is no group for itself."""
    services = INTERFACE_SERVICES.get(name, (name,))
    if region in _WITHOUT_EC2MESSAGES:
        return tuple(service for service in services if service != _EC2MESSAGES)
    return services


def known_names() -> tuple[str, ...]:
    """Return the names that a spec most likely has: groups, and the services of groups."""
    every = [service for services in INTERFACE_SERVICES.values() for service in services]
    return tuple(dict.fromkeys((*GATEWAYS, *INTERFACE_SERVICES, *every)))
