"""`tfgen diff` says before any plan what the plan says: on the emulator, with the real provider."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import terraform_cli

from lives.edits import EDITS
from lives.features import BASE, chains
from lives.foretell import PAGE, alone, together, wrong
from lives.running import Running, running

long = [pytest.mark.slow, pytest.mark.sweep]
# A service, a job, a group, the network: what is edited most, and what kills.
SAMPLE = ("image", "service-renamed-moved", "group-types", "vpc-block")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return the cluster of the base, which is copied and never changed itself."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    with running(BASE, tmp_path_factory.mktemp("foretold") / "base") as cluster:
        yield cluster


@pytest.mark.slow
def test_a_sample_of_edits_is_foretold(base: Running) -> None:
    assert [] == wrong(alone(base, SAMPLE))


@pytest.mark.parametrize("half", [pytest.param(half, marks=long) for half in (0, 1)])
def test_edits_are_foretold(base: Running, half: int) -> None:
    assert [] == wrong(alone(base, list(EDITS)[half::2]))


@pytest.mark.parametrize("chain", [pytest.param(chain, marks=long) for chain in chains()])
def test_features_that_come_and_change_are_foretold(base: Running, chain: str) -> None:
    assert [] == wrong(together(base, chain))


def test_the_page_has_every_edit_and_no_fault() -> None:
    text = PAGE.read_text()
    rows = re.findall(r"^\| ([\w-]+): ", text, re.M)

    assert list(EDITS) == rows
    assert "0 addresses are destroyed unannounced, 0 are announced falsely" in " ".join(
        text.split()
    )
