"""Destinations of logs: what of them follows from what is written."""

from __future__ import annotations

import re

from tfgen.language.logs import Destination

# https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html
_ENDPOINT = r"(?:search|vpc)-([a-z][a-z0-9-]{2,27})-[a-z0-9]+\.[a-z0-9-]+\.(?:es|aos)\.[a-z.]+"


# https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector
_PORTS = {"forward": 24224, "splunk": 8088, "loki": 443}
# https://docs.newrelic.com/docs/logs/log-api/introduction-log-api/
_NEW_RELIC = {"us": "log-api.newrelic.com", "eu": "log-api.eu.newrelic.com"}


def completed(destination: Destination) -> Destination:
    """Return a destination with the port of its type, and the domain that an endpoint tells."""
    port = destination.port or _PORTS.get(destination.type)
    return with_domain(destination.model_copy(update={"port": port}))


def host_of(destination: Destination) -> str | None:
    """Return where the log router of a destination sends to, but for services of AWS."""
    # https://docs.datadoghq.com/api/latest/logs/
    if destination.type == "datadog" and destination.site:
        return f"http-intake.logs.{destination.site}"
    if destination.type == "newrelic" and destination.data_center:
        return _NEW_RELIC[destination.data_center]
    return destination.host


def with_domain(destination: Destination) -> Destination:
    """Return a destination with the OpenSearch domain that an endpoint of AWS's own form tells."""
    endpoint = re.fullmatch(_ENDPOINT, destination.endpoint or "")
    # A domain behind a name of the user's own cannot be told from it.
    if destination.domain or endpoint is None:
        return destination
    return destination.model_copy(update={"domain": endpoint[1]})
