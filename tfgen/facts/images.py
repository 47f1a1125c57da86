"""Names of container images: registry, repository and tag, and the account of ECR behind one."""

from __future__ import annotations

import re

from tfgen.frozen import frozen

# Images without a host are of Docker Hub.
DOCKER_HUB = "docker.io"
# What sends logs on. 2.x ended on 2026-06-30: https://github.com/aws/aws-for-fluent-bit
LOG_ROUTER = "public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.16"
# What takes traces and metrics: https://github.com/aws-observability/aws-otel-collector/releases
COLLECTOR = "public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0"
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
_ECR = re.compile(r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z0-9.]+")


@frozen
class ImageName:
    """An image's name in parts; `version` is `:tag`, `@digest` or both, or empty."""

    host: str
    repository: str
    version: str

    @property
    def ecr(self) -> re.Match[str] | None:
        """The account and region of the private ECR registry that holds the image."""
        return _ECR.fullmatch(self.host)

    @property
    def moves(self) -> bool:
        """Whether it may mean another image tomorrow: no tag, no digest, or the tag latest."""
        return self.version in ("", ":latest")


def parsed(image: str) -> ImageName:
    """Take an image's name apart, as Docker does."""
    host, path = DOCKER_HUB, image
    first, slash, rest = image.partition("/")
    # The first part is a host only where it cannot be taken for a user of Docker Hub.
    if slash and ("." in first or ":" in first or first == "localhost"):
        host, path = first, rest
    parts = re.fullmatch(r"(?P<repository>[^:@]+)(?P<version>.*)", path)
    if parts is None:
        return ImageName(host, path, "")
    return ImageName(host, parts["repository"], parts["version"])
