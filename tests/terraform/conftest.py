"""`planned`: what real Terraform says to each spec, once a run, with each provider that there
is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
import terraform_cli
from emulator.server import serve
from spec_data import load
from terraform_trees import (
    NEVER_APPLIED,
    SPECS,
    Workspace,
    cases,
    needs_version_6,
    render,
    resources,
    workspace,
)


@dataclass(frozen=True)
class Planned:
    """A spec, its tree, and the plan that Terraform makes of it with one provider."""

    name: str
    spec: dict[str, Any]
    provider: str
    workspace: Workspace

    @cached_property
    def plan(self) -> dict[str, Any]:
        """The plan as `terraform show -json` has it."""
        return self.workspace.plan()

    def resources(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the managed resources of the plan, of one type if `kind` names it."""
        return resources(self.plan, kind)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Leave what looks at a plan of a whole tree to `make terraform`."""
    if item.get_closest_marker("slow"):
        item.add_marker(pytest.mark.terraform)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "planned" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("specs")
        only = marker.args if marker else ()
        # The real provider plans what tests/aws applies there; here it plans what is never applied,
        # and the largest.
        real = [name for name in only or SPECS if name in {*NEVER_APPLIED, "production"}]
        pairs = [
            *cases((terraform_cli.V6,), only),
            *(cases((terraform_cli.REAL,), tuple(real)) if real else ()),
        ]
        metafunc.parametrize("planned", pairs, indirect=True, scope="session")


@pytest.fixture(scope="session")
def planned(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Planned]:
    """Render a spec and run `terraform init` on it; the plan is made when a test first asks for
    it."""
    provider, name = request.param
    if reason := terraform_cli.missing(provider):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp(f"{provider}-{name}")
    spec = load(SPECS[name])
    with ExitStack() as stack:
        tree = render(SPECS[name], tmp / "rendered")
        if provider == terraform_cli.REAL and needs_version_6(tree):
            pytest.skip("this spec needs AWS provider 6.x")
        endpoint = ""
        if provider == terraform_cli.REAL:
            endpoint = stack.enter_context(serve(tmp / "emulator.log", SPECS[name]))
        space = workspace(provider, tree, tmp, endpoint)
        space.init()
        yield Planned(name, spec, provider, space)
        shutil.rmtree(tmp, ignore_errors=True)
