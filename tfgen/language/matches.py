"""Which requests a rule of an application balancer's listener takes."""

from __future__ import annotations

from typing import Annotated

from tfgen.facts.limits import CONDITION_VALUES, LISTENER_RULE_PRIORITY
from tfgen.language.field import Field
from tfgen.language.scalars import Cidr, Int, Reads, Text, matching, read_text
from tfgen.language.section import One, Section

# A host with wildcards, a path that begins with /, or both: host/path.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
PATTERN_FORM = (
    r"""(?=.)(?:[A-Za-z0-9*?_-]+(?:\.[A-Za-z0-9*?_-]+)*)?(?:/[A-Za-z0-9_.$/~"'@:+&*?-]*)?"""
)


class Match(Section):
    """Requests that a route, or a rule of a balancer, takes; each is a rule of the listener."""

    pattern: Annotated[
        str,
        matching(
            PATTERN_FORM,
            "a pattern of a route",
            "write host, /path or host/path, with the wildcards * and ?",
            bare=True,
        ),
    ] = Field(
        description="host, /path or host/path; * stands for any characters, ? for one. "
        "/api/* does not match /api, and /api not /api/1."
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
    priority: Int | None = Field(
        None,
        ge=LISTENER_RULE_PRIORITY.low,
        le=LISTENER_RULE_PRIORITY.high,
        description="Place among the listener's rules, the lowest first. Default: by pattern, the "
        "narrower first, above 1000.",
    )
    # A rule takes five values in all of its conditions: host and path are two.
    methods: Annotated[
        tuple[
            Annotated[str, matching(r"[A-Z_-]{1,40}", "an HTTP method", "write it in capitals")],
            ...,
        ],
        One(),
    ] = Field((), max_length=CONDITION_VALUES.high, description="HTTP methods. Left out: all.")
    headers: dict[Annotated[str, Reads(read_text)], Annotated[tuple[Text, ...], One()]] = Field(
        {}, description="Headers and the values that they may have."
    )
    source_cidrs: Annotated[tuple[Cidr, ...], One()] = Field(
        (), description="Blocks that requests come from."
    )
