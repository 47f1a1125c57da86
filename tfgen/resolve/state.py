"""`state`, resolved: which place it is, and how one place is told from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tfgen.frozen import frozen
from tfgen.language import state, state_backends
from tfgen.resolve.convention import Path

# The fields of which one says where the state is, by the backend of Terraform.
PLACES: Mapping[str, str] = {
    "bucket": "s3",
    "http": "http",
    "gcs": "gcs",
    "azurerm": "azurerm",
    "cloud": "cloud",
}


class GcsState(state_backends.GcsState):
    """A state in Google Cloud Storage."""

    prefix: str


class AzureState(state_backends.AzureState):
    """A state in Azure Storage."""

    key: str


class CloudState(state_backends.CloudState):
    """A state in HCP Terraform."""

    workspace: str


@frozen
class StatePlace:
    """One place of a state: in words, equal only for the same place; `path` says it in the spec."""

    words: str
    path: Path


class State(state.State):
    """Where the state is; key and region are those of S3."""

    key: str | None
    region: str | None
    gcs: GcsState | None
    azurerm: AzureState | None
    cloud: CloudState | None

    @property
    def given(self) -> tuple[str, ...]:
        """The fields that say where the state is; of a sound spec it is one."""
        return tuple(field for field in PLACES if getattr(self, field) is not None)

    @property
    def backend(self) -> str:
        """The backend of Terraform."""
        return PLACES[self.given[0]]

    @property
    def place(self) -> StatePlace:
        """The place of the state."""
        return _PLACE[self.backend](self)


def _of_s3(state: State) -> StatePlace:
    # Buckets have one name in all accounts and regions of a partition: an account does not matter.
    return StatePlace(f"{state.key} in bucket {state.bucket}", ("state", "key"))


def _of_http(state: Any) -> StatePlace:
    parts = urlsplit(state.http.address)
    address = parts._replace(netloc=parts.netloc.lower()).geturl()
    return StatePlace(f"at {address}", ("state", "http", "address"))


def _of_gcs(state: Any) -> StatePlace:
    gcs = state.gcs
    words = f"{gcs.prefix} in bucket {gcs.bucket} of Google Cloud"
    return StatePlace(words, ("state", "gcs", "prefix"))


def _of_azure(state: Any) -> StatePlace:
    azure = state.azurerm
    container = f"{azure.storage_account_name}/{azure.container_name}"
    words = f"{azure.key} in container {container} of Azure"
    return StatePlace(words, ("state", "azurerm", "key"))


def _of_cloud(state: Any) -> StatePlace:
    cloud = state.cloud
    words = f"of workspace {cloud.organization}/{cloud.workspace} on {cloud.hostname.lower()}"
    return StatePlace(words, ("state", "cloud", "workspace"))


_PLACE: Mapping[str, Callable[[State], StatePlace]] = {
    "s3": _of_s3,
    "http": _of_http,
    "gcs": _of_gcs,
    "azurerm": _of_azure,
    "cloud": _of_cloud,
}
