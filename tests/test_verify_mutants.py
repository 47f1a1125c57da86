"""Whatever somebody does to a line of Terraform, `verify` answers with findings or with nothing: a
fault of its own never ends it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.mutate import mutants
from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile
from tfgen.verify import verify

ROOT = Path(__file__).parent.parent
TREES = ("tests/foreign_network", "tests/foreign_service", "out/instance-connect")


@pytest.mark.slow
@pytest.mark.parametrize("folder", TREES)
def test_a_mutant_is_judged(folder: str) -> None:
    root = ROOT / folder
    texts = {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.tf")}
    judged = 0
    for mutant in mutants(texts, 120, random.Random(29)):
        files = {**texts, mutant.path: mutant.text}
        try:
            verify([RenderedFile(*file) for file in files.items()], conventions=False)
        except TfgenError as error:
            assert error.diagnostics, mutant
        judged += 1
    assert judged > 60
