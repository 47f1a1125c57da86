"""Names in DNS, as they are written."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.scalars import matching

# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
DnsName = Annotated[
    str,
    matching(
        rf"(?=.{{1,253}}$)(?:\*\.)?(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])",
        "a DNS name",
        "write it in lower case and without a dot at the end, such as www.example.com",
    ),
]
