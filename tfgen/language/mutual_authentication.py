"""Mutual TLS of an application balancer: whether clients show certificates."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import Bool, TextOrExpression, Words, arn, later
from tfgen.language.section import Section

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_MutualAuthenticationAttributes.html
_MUTUAL = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html"
)
_VERIFIED = Only("with mode: verify", mode="verify", source=_MUTUAL)


class MutualAuthentication(Section):
    """Certificates of clients of HTTPS."""

    mode: Annotated[Literal["verify", "passthrough", "off"], Words()] = Field(
        "verify",
        description="verify lets in clients whose certificate the trust store knows; passthrough "
        "hands it to the tasks unseen, as header X-Amzn-Mtls-Clientcert; off asks for none.",
    )
    trust_store_arn: (
        Annotated[
            TextOrExpression,
            later(
                arn(
                    "elasticloadbalancing",
                    r"truststore/[A-Za-z0-9._-]+/[0-9a-f]+",
                    "a trust store of ELB",
                )
            ),
            _VERIFIED,
        ]
        | None
    ) = Field(None, description="Trust store that exists; verify needs one.")
    ignore_client_certificate_expiry: Annotated[Bool, _VERIFIED] = Field(
        False, description="Whether certificates that are over are let in too."
    )
    advertise_trust_store_ca_names: Annotated[Bool, _VERIFIED] = Field(
        False, description="Whether clients are told the names of the trust store's authorities."
    )
