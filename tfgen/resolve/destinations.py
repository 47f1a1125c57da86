"""Destinations of logs: what of them follows from what is written."""

from __future__ import annotations

import re

from tfgen.language.logs import Destination

# https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html
_ENDPOINT = r"(?:search|vpc)-([a-z][a-z0-9-]{2,27})-[a-z0-9]+\.[a-z0-9-]+\.(?:es|aos)\.[a-z.]+"


def with_domain(destination: Destination) -> Destination:
    """Return a destination with the OpenSearch domain that an endpoint of AWS's own form tells."""
    found = re.fullmatch(_ENDPOINT, destination.endpoint or "")
    if destination.domain or found is None:
        return destination
    return destination.model_copy(update={"domain": found[1]})
