"""What an application balancer answers itself: redirects and fixed responses."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import REDIRECT_PART
from tfgen.language.field import Field
from tfgen.language.matches import Match
from tfgen.language.scalars import Int, Text, Words, matching
from tfgen.language.section import One, Section


class FixedResponse(Section):
    """An answer of a balancer itself."""

    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
    status_code: Int = Field(404, ge=200, le=599, description="HTTP code, 200-299 or 400-599.")
    content_type: Annotated[
        Literal[
            "text/plain", "text/css", "text/html", "application/javascript", "application/json"
        ],
        Words(),
    ] = Field("text/plain", description="Content type.")
    message_body: Text | None = Field(
        None, max_length=1024, description="Body of the answer, up to 1024 characters."
    )


class Redirect(Section):
    """Where a balancer sends clients to: what is left out stays as the client asked for it."""

    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
    host: (
        Annotated[
            str,
            matching(
                r"(?:[A-Za-z0-9.-]|#\{host\})+",
                "the host of a redirect",
                'write a name such as www.example.com; "#{host}" stands for that of the request',
            ),
        ]
        | None
    ) = Field(
        None, max_length=REDIRECT_PART.high, description="Host; #{host} is that of the request."
    )
    path: (
        Annotated[
            str,
            matching(
                r"/(?:[^\s?#{}]|#\{(?:host|path|port)\})*",
                "the path of a redirect",
                'begin it with /; "/new/#{path}" has the path of the request behind /new/',
            ),
        ]
        | None
    ) = Field(
        None,
        max_length=REDIRECT_PART.high,
        description="Path, with a / first; #{path} is that of the request without its first /.",
    )
    query: (
        Annotated[
            str,
            matching(
                r"(?:[^\s#?{}]|#\{(?:host|path|port|protocol|query)\})*",
                "the query of a redirect",
                'write it without ?, such as "#{query}&from=old"; "" takes it away',
            ),
        ]
        | None
    ) = Field(
        None,
        max_length=REDIRECT_PART.high,
        description='Query without its ?; #{query} is that of the request, "" takes it away.',
    )
    protocol: Annotated[Literal["http", "https"], Words()] | None = Field(
        None, description="Protocol."
    )
    port: Int | None = Field(
        None, ge=1, le=65535, description="Port. With protocol by default the usual one of it."
    )
    status_code: Int = Field(
        301, ge=301, le=302, description="HTTP code: 301 is for good, 302 for now."
    )


class AnswerRule(Section):
    """Requests that a balancer answers itself: by one of redirect and fixed_response."""

    match: Annotated[tuple[Annotated[Match, One("pattern")], ...], One()] = Field(
        min_length=1, description="Requests that are answered, as routes have them."
    )
    redirect: Annotated[Redirect | None, One("host")] = Field(
        None, description="Where clients are sent to; a host is enough."
    )
    fixed_response: Annotated[FixedResponse | None, One("status_code")] = Field(
        None, description="The answer; a status is enough."
    )
