"""How services find each other: Service Connect, a proxy, and Cloud Map, names in DNS."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.meaning import Not
from tfgen.language.scalars import Bool, Key, Seconds, Words, matching
from tfgen.language.section import Section

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ALIAS_FORM = rf"(?=.{{1,127}}$){_LABEL}(?:\.{_LABEL})*"
# https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateHttpNamespace.html
NAMESPACE_ARN_FORM = (
    r"arn:aws(?:-[a-z]+)*:servicediscovery:[a-z0-9-]+:[0-9]{12}:namespace/ns-[a-z0-9]+"
)
NAMESPACE_FORM = rf"(?:[A-Za-z0-9._-]{{1,1024}}|{NAMESPACE_ARN_FORM})"
NAMESPACE_ID_FORM = r"ns-[a-z0-9]{8,60}"
# https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html
DNS_NAMESPACE_FORM = rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*"


_SERVING = Not("with client_only", client_only=True)


class ConnectTimeout(Section):
    """How long the proxy of Service Connect waits; 0s: without end."""

    # The provider gives ECS both or none: https://github.com/hashicorp/terraform-provider-aws/issues/38432
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TimeoutConfiguration.html
    idle: Seconds = Field(
        300, ge=0, le=86400, description="Time after which a connection without traffic ends."
    )
    per_request: Seconds = Field(
        15, ge=0, le=86400, description="Time in which a whole answer has to be there."
    )


class ServiceConnect(Section):
    """A service among the cluster's peers: those that have it reach each other by name."""

    alias: (
        Annotated[
            str,
            matching(
                ALIAS_FORM,
                "a name in DNS",
                "use lower-case letters, digits and inner hyphens, with dots between such labels",
                bare=True,
            ),
        ]
        | None
    ) = Field(
        None,
        description="Name that peers call it by, at the port of its container. Default: its own "
        "name.",
    )
    port: Key | None = Field(
        None, description="Port that peers reach, by name. Default: the only one."
    )
    client_only: Bool = Field(
        False, description="Whether it calls its peers and is called by none."
    )
    timeout: Annotated[ConnectTimeout | None, _SERVING] = Field(
        None,
        description="How long peers wait for its answers, at a port with an app_protocol. Left "
        "out: 5m idle, 15s for an answer.",
    )


class PeerNamespace(Section):
    """The namespace of Service Connect, in which peers know each other."""

    namespace: (
        Annotated[
            str,
            matching(
                NAMESPACE_FORM,
                "a namespace of Cloud Map",
                "write the name of one to make, of letters, digits and . _ -, or the ARN of one "
                "that exists",
                bare=True,
            ),
        ]
        | None
    ) = Field(
        None,
        description="Name of the HTTP namespace of Cloud Map that is made, or the ARN of one that "
        "exists. Default: the cluster's name, where a service uses it.",
    )


class CloudMap(Section):
    """A name in DNS for the tasks of a service: <service>.<namespace>, known in the VPC."""

    namespace: Annotated[
        str,
        matching(
            DNS_NAMESPACE_FORM,
            "a namespace in DNS",
            "write a name to make, such as shop.internal, or the id ns-… of one that exists",
            bare=True,
        ),
    ] = Field(
        description="Private DNS namespace: a name such as shop.internal, which is made in the "
        "VPC, or the id ns-… of one that exists."
    )
    # In bridge mode a task has the address of its instance, and a port that only srv tells.
    type: Annotated[Literal["a", "srv"], Words()] | None = Field(
        None,
        description="Record: a has addresses, srv ports too. Default: a for tasks with a "
        "network of their own.",
    )
    port: Key | None = Field(
        None, description="Port in an srv record, by name. Default: the only one."
    )
