"""Names of container images: their registry, repository and tag, and the repository of ECR that one stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Images without a host are of Docker Hub.
DOCKER_HUB = "docker.io"
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
_ECR = re.compile(r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z0-9.]+")


@dataclass(frozen=True, slots=True)
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
        """Whether the name may mean another image tomorrow: no tag and no digest, or the tag latest."""
        return self.version in ("", ":latest")


def parsed(image: str) -> ImageName:
    """Take an image's name apart; the first part is a host if it has a dot or a port, or is localhost."""
    first, slash, rest = image.partition("/")
    has_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
    host, path = (first, rest) if has_host else (DOCKER_HUB, image)
    found = re.fullmatch(r"(?P<repository>[^:@]+)(?P<version>.*)", path)
    repository, version = (found["repository"], found["version"]) if found else (path, "")
    return ImageName(host, repository, version)
