"""Facts about what a cluster does through VPC endpoints, for those whose policy names actions.

As of aws.AS_OF. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tfgen.facts.aws import partition

# By the name of an endpoint, as the language has it.
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html
NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "autoscaling": (
            "autoscaling:CompleteLifecycleAction",
            "autoscaling:DescribeAutoScalingInstances",
        ),
        "ecr": (
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetAuthorizationToken",
            "ecr:GetDownloadUrlForLayer",
        ),
        "ecs": (
            "ecs:DiscoverPollEndpoint",
            "ecs:Poll",
            "ecs:RegisterContainerInstance",
            "ecs:StartTelemetrySession",
            "ecs:SubmitContainerStateChange",
            "ecs:SubmitTaskStateChange",
        ),
        "kms": ("kms:Decrypt",),
        "logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
        "s3": ("s3:GetObject",),
        "secretsmanager": ("secretsmanager:GetSecretValue",),
    }
)


def layers(region: str) -> str:
    """Return the objects in which ECR keeps the layers of images.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
    """
    return f"arn:{partition(region)}:s3:::prod-{region}-starport-layer-bucket/*"


def packages(region: str) -> str:
    """Return the objects in which Amazon Linux 2023 keeps its packages.

    https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html
    """
    return f"arn:{partition(region)}:s3:::al2023-repos-{region}-de612dc2/*"
