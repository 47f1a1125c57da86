"""How services find each other: Service Connect, a proxy beside each task that knows its peers by name."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tfgen.spec.scalars import Bool, Key, matching
from tfgen.spec.section import Section

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ALIAS_FORM = rf"(?=.{{1,127}}$){_LABEL}(?:\.{_LABEL})*"
NAMESPACE_ARN_FORM = r"arn:aws(?:-[a-z]+)*:servicediscovery:[a-z0-9-]+:[0-9]{12}:namespace/ns-[a-z0-9]+"
NAMESPACE_FORM = rf"(?:[A-Za-z0-9._-]{{1,1024}}|{NAMESPACE_ARN_FORM})"


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
    ) = Field(None, description="Name that peers call it by, at the port of its container. Default: its own name.")
    port: Key | None = Field(None, description="Port that peers reach, by name. Default: the only one.")
    client_only: Bool = Field(False, description="Whether it calls its peers and is called by none.")


class PeerNamespace(Section):
    """The namespace of Service Connect, in which peers know each other."""

    namespace: (
        Annotated[
            str,
            matching(
                NAMESPACE_FORM,
                "a namespace of Cloud Map",
                "write the name of one to make, of letters, digits and . _ -, or the ARN of one that exists",
                bare=True,
            ),
        ]
        | None
    ) = Field(
        None,
        description="Name of the HTTP namespace of Cloud Map that is made when a service uses it, or the ARN of one "
        "that exists. Default: the cluster's name.",
    )
