"""The root's block that says where the state is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tfgen.facts import aws
from tfgen.hcl import Value
from tfgen.language.section import Section
from tfgen.resolve import Cluster
from tfgen.tree import Argument, Backend


def backend(cluster: Cluster) -> Backend | None:
    """Return the block of the state; None where it is a local file."""
    state = cluster.state
    if state is None:
        return None
    arguments = tuple(_ARGUMENTS[state.backend](state))
    if state.backend == "cloud":
        return Backend("", arguments, in_cloud=True, workspaces=tuple(_workspaces(state)))
    return Backend(state.backend, arguments)


def of_a_new_region(region: str) -> list[Argument]:
    """Return what lets provider and backend take a region that is newer than they are."""
    if aws.provider_knows(region):
        return []
    return [Argument("skip_region_validation", True)]


def _s3(state: Any) -> Iterator[Argument]:
    yield Argument("bucket", state.bucket)
    yield Argument("key", state.key)
    yield Argument("region", state.region)
    yield from of_a_new_region(state.region)
    # The state has secrets in plain text.
    yield Argument("encrypt", True)
    yield Argument("use_lockfile", state.use_lockfile)
    if state.kms_key_arn:
        yield Argument("kms_key_id", state.kms_key_arn)


def _http(state: Any) -> Iterator[Argument]:
    yield from _written(state.http)


def _gcs(state: Any) -> Iterator[Argument]:
    yield from _written(state.gcs, "prefix")


def _azurerm(state: Any) -> Iterator[Argument]:
    yield from _written(state.azurerm, "key")


def _cloud(state: Any) -> Iterator[Argument]:
    yield Argument("organization", state.cloud.organization)
    if state.cloud.gives("hostname"):
        yield Argument("hostname", state.cloud.hostname)


def _workspaces(state: Any) -> Iterator[Argument]:
    yield Argument("name", state.cloud.workspace)
    if state.cloud.project is not None:
        yield Argument("project", state.cloud.project)


def _written(section: Section, *decided: str) -> Iterator[Argument]:
    """Yield the fields that differ from Terraform's defaults, and those that a convention fills."""
    for name, field in type(section).model_fields.items():
        value: Value = getattr(section, name)
        if name in decided or value != field.get_default():
            yield Argument(name, value)


# By the backend, in the words of Terraform's documentation.
_ARGUMENTS: Mapping[str, Callable[[Any], Iterator[Argument]]] = {
    "s3": _s3,
    "http": _http,
    "gcs": _gcs,
    "azurerm": _azurerm,
    "cloud": _cloud,
}
