"""`alerts`: who is told when something breaks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tfgen.spec.scalars import matching
from tfgen.spec.section import Section


class Alerts(Section):
    """Who is told when something breaks."""

    emails: tuple[
        Annotated[
            str,
            matching(
                r"[^\s@<>,;\"']{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "an e-mail address", "write name@example.com"
            ),
        ],
        ...,
    ] = Field((), description="Subscribers; each must confirm the first mail by hand.")
