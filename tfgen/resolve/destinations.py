"""Destinations of logs: what of them follows from what is written."""

from __future__ import annotations

import re

from tfgen.language.logs import Destination

# https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html
_ENDPOINT = r"(?:search|vpc)-([a-z][a-z0-9-]{2,27})-[a-z0-9]+\.[a-z0-9-]+\.(?:es|aos)\.[a-z.]+"


def with_domain(destination: Destination) -> Destination:
    """Return a destination with the OpenSearch domain that an endpoint of AWS's own form tells."""
    endpoint = re.fullmatch(_ENDPOINT, destination.endpoint or "")
    # A domain behind a name of the user's own cannot be told from it.
    if destination.domain or endpoint is None:
        return destination
    return destination.model_copy(update={"domain": endpoint[1]})
