"""`state`, where it is not in S3: an HTTP server, Google Cloud, Azure, or HCP Terraform.

None of them takes a credential: what Terraform writes into a backend is in plain text in its
working folder and in plan files. It reads each from a variable of the environment.
https://developer.hashicorp.com/terraform/language/backend#credentials-and-sensitive-data
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address
from typing import Annotated, Literal

from tfgen.language.destinations import HostName
from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    Bool,
    Int,
    Reads,
    Seconds,
    Text,
    Words,
    fault,
    matching,
    read_text,
    shown,
)
from tfgen.language.section import Section

_HTTP = "https://developer.hashicorp.com/terraform/language/backend/http"

_ADDRESS = matching(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?(?:/[^\s#]*)?",
    "the address of a state",
    "write https://<host>/<path>",
)


def _read_address(value: object) -> object:
    """Read an address; one with a credential is refused without being shown."""
    host = read_text(value).partition("://")[2].partition("/")[0]
    if "@" in host:
        help = "remove all up to the @, and set TF_HTTP_USERNAME and TF_HTTP_PASSWORD"
        fault("SPEC010", "has a name or password, which belong in no spec", help, secret=True)
    if "[" in host and not _is_ipv6(host[1:].partition("]")[0]):
        fault(
            "SPEC010", f"{shown(host)} has no IPv6 address in its brackets", "write https://[::1]/…"
        )
    return _ADDRESS.reader(value)


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


Address = Annotated[str, Reads(_read_address, _ADDRESS.schema)]
Method = Annotated[
    str,
    matching(r"[A-Z]{3,16}", "a method of HTTP", "write it in capitals, such as PUT"),
]
_LOCKED = Only("with lock_address", lock_address=True, source=_HTTP)
_UNLOCKED = Only("with unlock_address", unlock_address=True, source=_HTTP)


class HttpState(Section):
    """A state that a server keeps, such as GitLab; Terraform asks it with GET, POST and DELETE.

    Name and password come from TF_HTTP_USERNAME and TF_HTTP_PASSWORD.
    """

    address: Address = Field(description="Address of the state.")
    update_method: Method = Field("POST", description="Method that writes the state.")
    lock_address: Address | None = Field(
        None, description="Address that locks the state. Left out: nothing is locked."
    )
    lock_method: Annotated[Method, _LOCKED] = Field("LOCK", description="Method that locks.")
    unlock_address: Address | None = Field(
        None, description="Address that unlocks the state; beside lock_address."
    )
    unlock_method: Annotated[Method, _UNLOCKED] = Field(
        "UNLOCK", description="Method that unlocks."
    )
    retry_max: Int = Field(2, ge=0, le=100, description="How often a request is tried again.")
    retry_wait_min: Seconds = Field(
        1, ge=0, le=3600, description="Least time between two tries, such as 1s."
    )
    retry_wait_max: Seconds = Field(
        30, ge=0, le=3600, description="Most time between two tries, such as 30s."
    )
    skip_cert_verification: Bool = Field(
        False, description="Whether the server's certificate may be anything."
    )


class GcsState(Section):
    """A state in a bucket of Google Cloud Storage, which locks it."""

    # https://cloud.google.com/storage/docs/buckets#naming
    bucket: Annotated[
        str,
        matching(
            r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]",
            "the name of a bucket",
            "use 3 to 63 of a-z, 0-9, - and _; with dots up to 222",
        ),
    ] = Field(description="Bucket that exists; tfgen never creates it.")
    prefix: (
        Annotated[
            str,
            # Terraform drops slashes at the ends: one state would have several names.
            matching(
                r"[^\s/](?:[^\r\n]{0,998}[^\s/])?",
                "a prefix of objects",
                "write a path without / at its ends",
            ),
        ]
        | None
    ) = Field(None, description="Folder of the state in the bucket. Default: <region>/<cluster>.")
    impersonate_service_account: (
        Annotated[
            str,
            matching(
                r"[a-z0-9-]+@[a-z0-9.-]+",
                "the address of a service account",
                "write <name>@<project>.iam.gserviceaccount.com",
            ),
        ]
        | None
    ) = Field(None, description="Service account that Terraform acts as.")
    kms_encryption_key: (
        Annotated[
            str,
            matching(
                r"projects/[^/\s]+/locations/[^/\s]+/keyRings/[^/\s]+/cryptoKeys/[^/\s]+",
                "a key of Cloud KMS",
                "write projects/<p>/locations/<l>/keyRings/<r>/cryptoKeys/<k>",
            ),
        ]
        | None
    ) = Field(None, description="Key of Cloud KMS for the state. Left out: the bucket's.")


_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
Uuid = Annotated[str, matching(_UUID, "an id of Azure", "write the UUID that Azure shows")]


class AzureState(Section):
    """A state in a blob of Azure Storage, which locks it.

    Credentials come from the variables ARM_* or from the Azure CLI.
    """

    # https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    storage_account_name: Annotated[
        str,
        matching(r"[a-z0-9]{3,24}", "a storage account", "use 3 to 24 of a-z and 0-9", bare=True),
    ] = Field(description="Storage account that exists.")
    container_name: Annotated[
        str,
        matching(
            r"(?=.{3,63}$)[a-z0-9](?:-?[a-z0-9])*",
            "the name of a container",
            "use 3 to 63 of a-z, 0-9 and -",
        ),
    ] = Field(description="Container in it that exists.")
    key: (
        Annotated[
            str,
            matching(
                r"[^\s/][^\r\n]{0,1023}", "the name of a blob", "write it without a leading /"
            ),
        ]
        | None
    ) = Field(None, description="Blob of the state. Default: <region>/<cluster>/terraform.tfstate.")
    resource_group_name: Text | None = Field(
        None,
        description="Resource group of the storage account, where Terraform looks up its key. "
        "Left out: use_azuread_auth or ARM_ACCESS_KEY.",
    )
    subscription_id: Uuid | None = Field(
        None, description="Subscription of the storage account. Left out: ARM_SUBSCRIPTION_ID."
    )
    tenant_id: Uuid | None = Field(
        None, description="Tenant of the subscription. Left out: ARM_TENANT_ID."
    )
    environment: Annotated[Literal["public", "china", "usgovernment"], Words()] = Field(
        "public", description="Cloud of Azure."
    )
    use_azuread_auth: Bool = Field(
        False, description="Whether the blob is reached as a principal, without the account's key."
    )
    use_oidc: Bool = Field(False, description="Whether to log in with OpenID Connect, as in CI.")
    snapshot: Bool = Field(False, description="Whether to take a snapshot before each use.")


class CloudState(Section):
    """A state in a workspace of HCP Terraform or Terraform Enterprise, which runs the applies too.

    The token comes from `terraform login` or TF_TOKEN_<host>.
    """

    # https://developer.hashicorp.com/terraform/cli/cloud/settings#the-cloud-block
    organization: Annotated[
        str,
        matching(
            r"[A-Za-z0-9_-]{3,40}",
            "the name of an organization",
            "use 3 to 40 letters, digits, - and _",
            bare=True,
        ),
    ] = Field(description="Organization that the workspace is in.")
    workspace: (
        Annotated[
            str,
            matching(
                r"[A-Za-z0-9_-]{1,90}",
                "the name of a workspace",
                "use up to 90 letters, digits, - and _",
                bare=True,
            ),
        ]
        | None
    ) = Field(None, description="Workspace of this cluster alone. Default: <cluster>-<region>.")
    project: Text | None = Field(
        None, description="Project that a new workspace goes into. Left out: the organization's."
    )
    hostname: HostName = Field(
        "app.terraform.io", description="Host of Terraform Enterprise. Default: HCP Terraform."
    )


# Arguments of backends that are credentials, with what Terraform reads instead.
CREDENTIALS: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("state",): {
        "access_key": "AWS_ACCESS_KEY_ID",
        "secret_key": "AWS_SECRET_ACCESS_KEY",
        "token": "AWS_SESSION_TOKEN",
    },
    ("state", "http"): {
        "username": "TF_HTTP_USERNAME",
        "password": "TF_HTTP_PASSWORD",
        "client_certificate_pem": "TF_HTTP_CLIENT_CERTIFICATE_PEM",
        "client_private_key_pem": "TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
    },
    ("state", "gcs"): {
        "credentials": "GOOGLE_BACKEND_CREDENTIALS",
        "access_token": "GOOGLE_OAUTH_ACCESS_TOKEN",
        "encryption_key": "GOOGLE_ENCRYPTION_KEY",
    },
    ("state", "azurerm"): {
        "access_key": "ARM_ACCESS_KEY",
        "sas_token": "ARM_SAS_TOKEN",
        "client_id": "ARM_CLIENT_ID",
        "client_secret": "ARM_CLIENT_SECRET",
        "client_certificate": "ARM_CLIENT_CERTIFICATE",
        "client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
        "oidc_token": "ARM_OIDC_TOKEN",
        "oidc_request_token": "ARM_OIDC_REQUEST_TOKEN",
    },
    ("state", "cloud"): {"token": "TF_TOKEN_<host>"},
}
