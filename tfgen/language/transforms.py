"""What an application balancer rewrites of requests before tasks get them."""

from __future__ import annotations

from tfgen.facts.limits import REWRITE
from tfgen.language.field import Field
from tfgen.language.scalars import Text
from tfgen.language.section import Section


class Rewrite(Section):
    """A regular expression, and what takes the place of what it matches."""

    regex: Text = Field(
        min_length=REWRITE.low,
        max_length=REWRITE.high,
        description="Regular expression, without lookarounds and backreferences. Where it matches "
        "nothing the request stays as it is.",
    )
    replace: Text = Field(
        min_length=REWRITE.low,
        max_length=REWRITE.high,
        description="What takes the place of the match; $1 is the first group.",
    )


class Transform(Section):
    """Rewriting of requests, which the rules of listeners do not look at."""

    url_rewrite: Rewrite | None = Field(
        None, description="Of path and query. Left out: they stay as the client wrote them."
    )
    host_header_rewrite: Rewrite | None = Field(
        None, description="Of the host. Left out: it stays as the client wrote it."
    )
