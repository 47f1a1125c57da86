"""The cluster that all lives and what is foretold of it begin with: applied once in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import terraform_cli

from lives.features import BASE
from lives.running import Running, running


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return the cluster of the base, which is copied and never changed itself."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    with running(BASE, tmp_path_factory.mktemp("lives") / "base") as cluster:
        yield cluster
