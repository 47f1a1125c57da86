"""What rendering tells of each feature as it comes, changes and goes, without Terraform: the lives
hold the same words to plans and applies, which take minutes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from lives.features import BASE, PHASES, chains, step
from lives.life import Lived, Step, edited, judge_words
from lives.lives import LIVES
from lives.running import TODAY, Told
from looked_at import every

from tfgen.commands.render import Wish, done
from tfgen.diagnostics import TfgenError
from tfgen.pipeline import check

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert not told_of({}, tmp_path).refused
    return tmp_path


def told_of(edit: dict[str, object], home: Path) -> Told:
    file = home / "cluster.yaml"
    file.write_text(yaml.safe_dump(edited(BASE, edit), sort_keys=False))
    try:
        checked = check(file, TODAY)
    except TfgenError as refusal:
        return Told(tuple(refusal.diagnostics), refused=True)
    tree = done(checked, home / "out", Wish(adopt=True))
    return Told((*checked.findings, *tree.findings), refused=bool(tree.failed))


def faults(name: str, expected: Step, home: Path) -> list[str]:
    lived = Lived(name)
    judge_words(expected, told_of(dict(expected.edit), home), lived)
    return [f"{name}: {fault}" for fault in lived.faults]


@pytest.mark.parametrize("chain", chains())
def test_features_are_told_as_they_come_change_and_go(chain: str, home: Path) -> None:
    steps = [(phase, step(chains()[chain], phase)) for phase in PHASES]
    assert [] == [fault for phase, taken in every(steps) for fault in faults(phase, taken, home)]


@pytest.mark.parametrize("name", LIVES)
def test_the_steps_of_a_life_are_told(name: str, home: Path) -> None:
    steps = [(f"step {number}", taken) for number, taken in enumerate(LIVES[name], 1)]
    assert [] == [fault for at, taken in every(steps) for fault in faults(at, taken, home)]
