"""How services find each other, resolved: who reaches whom by Service Connect."""

from __future__ import annotations

import re

from tfgen.language.discovery import NAMESPACE_ID_FORM

# MiB of a Fargate task that the proxy of Service Connect gets: the main container has so much less.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
PROXY_MEMORY = 64
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
DYNAMIC_PORTS = "32768-65535"


def is_namespace_id(namespace: str) -> bool:
    """Whether a namespace of Cloud Map exists and is given by its id."""
    return re.fullmatch(NAMESPACE_ID_FORM, namespace) is not None
