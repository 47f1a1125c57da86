"""Clusters that run and change, on the emulator with the real provider; `python tests/lives` writes the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import terraform_cli

from lives.features import BASE, PHASES, chains, step
from lives.life import live
from lives.lives import LIVES
from lives.running import Running, running

pytestmark = [pytest.mark.slow, pytest.mark.sweep]


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return the cluster of the base, which is copied and never changed itself."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    with running(BASE, tmp_path_factory.mktemp("lives") / "base") as cluster:
        yield cluster


@pytest.mark.parametrize("name", LIVES)
def test_a_life(name: str, standing: Running, tmp_path: Path) -> None:
    cluster = standing.copy(tmp_path / name)
    for number, taken in enumerate(LIVES[name], 1):
        lived = live(cluster, BASE, f"{name}, step {number}", taken)
        assert [] == lived.faults, lived.name


@pytest.mark.parametrize("chain", chains())
def test_features_come_change_and_go(chain: str, standing: Running, tmp_path: Path) -> None:
    cluster = standing.copy(tmp_path / chain)
    for phase in PHASES:
        lived = live(cluster, BASE, f"{chain}, {phase}", step(chains()[chain], phase))
        assert [] == lived.faults, lived.name
