"""`tfgen diff` says before any plan what the plan says: on the emulator, with the real provider."""

from __future__ import annotations

import re

import pytest

from lives.edits import EDITS
from lives.features import chains
from lives.foretell import PAGE, alone, together, wrong
from lives.running import Running

long = [pytest.mark.slow, pytest.mark.sweep]
# A service, a job, a group, the network: what is edited most, and what kills.
SAMPLE = ("image", "service-renamed-moved", "group-types", "vpc-block")


@pytest.mark.slow
@pytest.mark.terraform
def test_a_sample_of_edits_is_foretold(standing: Running) -> None:
    assert [] == wrong(alone(standing, SAMPLE))


@pytest.mark.parametrize("half", [pytest.param(half, marks=long) for half in (0, 1)])
def test_edits_are_foretold(standing: Running, half: int) -> None:
    assert [] == wrong(alone(standing, list(EDITS)[half::2]))


@pytest.mark.parametrize("chain", [pytest.param(chain, marks=long) for chain in chains()])
def test_features_that_come_and_change_are_foretold(standing: Running, chain: str) -> None:
    assert [] == wrong(together(standing, chain))


def test_the_page_has_every_edit_and_no_fault() -> None:
    text = PAGE.read_text()
    rows = re.findall(r"^\| ([\w-]+): ", text, re.M)

    assert list(EDITS) == rows
    assert "0 addresses are destroyed unannounced, 0 are announced falsely" in " ".join(
        text.split()
    )
