"""`applied`: each spec applied once a run with the real provider, to be read back with boto3."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
import terraform_cli
from emulator.account import inventory
from emulator.server import serve
from spec_data import account, load
from terraform_trees import (
    NEVER_APPLIED,
    SPECS,
    WITH_OWN,
    Workspace,
    cases,
    leave_out_what_is_not_emulated,
    needs_version_6,
    render,
    workspace,
)

LAST = "test_lifecycle.py"


@cache
def client(service: str, region: str, endpoint: str) -> Any:
    """Return a client of boto3, made once: reading the model of a service takes longer than most
    calls."""
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="emulator",
        aws_secret_access_key="emulator",
    )


@dataclass(frozen=True)
class Applied:
    """A spec as plain data, and the account in which its tree was applied."""

    name: str
    spec: dict[str, Any]
    endpoint: str
    workspace: Workspace
    outputs: dict[str, Any]
    addresses: tuple[str, ...]
    before: dict[str, set[str]]

    @property
    def region(self) -> str:
        """The region of the spec."""
        region: str = self.spec["region"]
        return region

    @property
    def account(self) -> str:
        """The account of the cluster."""
        return account(self.spec)

    def client(self, service: str) -> Any:
        """Return a client of boto3 for this account and region."""
        return client(service, self.region, self.endpoint)

    def read(self, service: str, operation: str, **arguments: Any) -> Any:
        """Call an operation that lists things, and return the list, whole: pages are followed."""
        client = self.client(service)
        if client.can_paginate(operation):
            paginator = client.get_paginator(operation)
            key = paginator.result_keys[0].expression
            return [item for page in paginator.paginate(**arguments) for item in page.get(key, ())]
        answer = getattr(client, operation)(**arguments)
        return next((value for value in answer.values() if isinstance(value, list)), [])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "applied" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("specs")
        names = marker.args if marker else tuple(name for name in SPECS if name not in WITH_OWN)
        only = tuple(name for name in names if name not in NEVER_APPLIED)
        # Of none, and not of every one.
        pairs = cases((terraform_cli.REAL,), only) if only else []
        metafunc.parametrize("applied", pairs, indirect=True, scope="session")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave what looks at an applied cluster to `make terraform`."""
    if item.get_closest_marker("slow"):
        item.add_marker(pytest.mark.terraform)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests that end the life of a spec's cluster run after all others of that spec."""
    here = Path(__file__).parent
    mine = [
        index
        for index, item in enumerate(items)
        if here in item.path.parents and "applied" in getattr(item, "fixturenames", ())
    ]
    ordered = sorted(
        (items[index] for index in mine), key=lambda item: (_spec(item), item.path.name == LAST)
    )
    for index, item in zip(mine, ordered, strict=True):
        items[index] = item


def _spec(item: pytest.Item) -> str:
    assert isinstance(item, pytest.Function)
    return str(item.callspec.params["applied"])


@pytest.fixture(scope="session")
def applied(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Applied]:
    """Render a spec and apply it to an empty account of its own."""
    provider, name = request.param
    if reason := terraform_cli.missing(provider):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp(f"applied-{name}")
    tree = render(SPECS[name], tmp / "rendered")
    if needs_version_6(tree):
        pytest.skip("this spec needs AWS provider 6.x")
    spec = load(SPECS[name])
    with serve(tmp / "emulator.log", SPECS[name]) as endpoint:
        space = workspace(provider, tree, tmp, endpoint)
        leave_out_what_is_not_emulated(space.folder)
        empty = Applied(name, spec, endpoint, space, {}, (), {})
        before = inventory(empty.read)
        space.init()
        space.apply()
        outputs = {key: output["value"] for key, output in space.json("output", "-json").items()}
        yield replace(
            empty,
            outputs=outputs,
            addresses=tuple(space.must("state", "list").splitlines()),
            before=before,
        )
    shutil.rmtree(tmp, ignore_errors=True)
