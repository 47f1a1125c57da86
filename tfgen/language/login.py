"""`auth` of a route: users log in at an application balancer before their requests reach tasks."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import SESSION_TIMEOUT
from tfgen.language.field import Field
from tfgen.language.scalars import (
    SECRET_NAME_FORM,
    Seconds,
    Text,
    TextForAws,
    TextOrExpression,
    Words,
    arn,
    later,
    matching,
)
from tfgen.language.section import Section

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html
# Balancers connect to port 443, which their security group opens.
ENDPOINT_FORM = r"https://(?P<host>[A-Za-z0-9.-]+)(?:/[^\s]*)?"
Endpoint = Annotated[
    TextOrExpression,
    later(
        matching(
            ENDPOINT_FORM,
            "an endpoint of an identity provider",
            "write it whole and without a port, such as https://login.example.com/oauth2/token",
        )
    ),
]
# https://datatracker.ietf.org/doc/html/rfc6265#section-4.1.1
CookieName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_.-]{1,128}",
        "the name of a cookie",
        "use up to 128 letters, digits and _ . -",
    ),
]


class Oidc(Section):
    """A provider of OpenID Connect; its discovery document names what is written here."""

    issuer: Endpoint = Field(description="Issuer of its tokens, with https:// and its whole path.")
    authorization_endpoint: Endpoint = Field(
        description="Where browsers are sent to for a login, with https://."
    )
    token_endpoint: Endpoint = Field(
        description="Where the balancer trades a code for tokens, with https://."
    )
    user_info_endpoint: Endpoint = Field(
        description="Where the balancer asks who the user is, with https://."
    )
    client_id: TextForAws = Field(description="Id under which the provider knows the balancer.")
    client_secret_arn: Annotated[
        TextOrExpression,
        later(arn("secretsmanager", SECRET_NAME_FORM, "a secret of Secrets Manager")),
    ] = Field(
        description="Secret of Secrets Manager whose text is the client secret. Terraform reads it "
        "when it plans, and its state has it from then on (a finding)."
    )


class Cognito(Section):
    """A user pool of Cognito; its client has a secret, which the balancer fetches itself."""

    user_pool_arn: Annotated[
        TextOrExpression,
        later(arn("cognito-idp", r"userpool/[\w-]+_[0-9A-Za-z]+", "a user pool of Cognito")),
    ] = Field(description="User pool that exists.")
    user_pool_client_id: TextForAws = Field(
        description="Client of the pool, with a secret and the code grant."
    )
    user_pool_domain: Annotated[
        TextOrExpression,
        later(
            matching(
                r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?",
                "the domain of a user pool",
                "write its prefix, such as acme-login, or its own name: login.example.com",
            )
        ),
    ] = Field(description="Domain of the pool: its prefix at Cognito, or a name of its own.")


class Auth(Section):
    """Login of users, by one of oidc and cognito."""

    oidc: Oidc | None = Field(None, description="Login by a provider of OpenID Connect.")
    cognito: Cognito | None = Field(None, description="Login by a user pool of Cognito.")
    scope: Text = Field(
        "openid", description="Claims that the provider is asked for, with spaces between."
    )
    session_cookie_name: CookieName = Field(
        "AWSELBAuthSessionCookie",
        description="Cookie that holds the session. Routes of one balancer with different logins "
        "need different ones.",
    )
    session_timeout: Seconds = Field(
        604800,
        ge=SESSION_TIMEOUT.low,
        le=SESSION_TIMEOUT.high,
        description="Time until users log in anew, up to 7d.",
    )
    on_unauthenticated_request: Annotated[Literal["authenticate", "deny", "allow"], Words()] = (
        Field(
            "authenticate",
            description="What users without a session get: authenticate sends them to the login, "
            "deny answers 401, allow lets them through (a finding).",
        )
    )
    authentication_request_extra_params: dict[
        Annotated[
            str, matching(r"[a-zA-Z0-9_]+", "the name of a parameter", "use letters, digits and _")
        ],
        Text,
    ] = Field(
        {},
        max_length=10,
        description="Further parameters of the query that the login is asked with, such as "
        "prompt: login.",
    )
