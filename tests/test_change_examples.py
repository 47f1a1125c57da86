"""Every code of rendering over a tree that stands has an example in tests/bad/changes, with the text that a user sees."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import bad_specs
import pytest
from bad_specs import BadSpec
from looked_at import every
from standing_trees import rendered, stand

from tfgen import changes
from tfgen.commands import report
from tfgen.diagnostics import Diagnostic, Severity

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

CASES = [case for file in bad_specs.CHANGES for case in bad_specs.load(file)]
GRADED = {code.code: code.severity for code in changes.CODES}
OUT = Path("out")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the spec and the tree without a path, so that the texts hold on every machine."""
    monkeypatch.chdir(tmp_path)


def told(case: BadSpec) -> tuple[Diagnostic, ...]:
    """Render a spec over the tree of the one before it."""
    ((name, data),) = case.specs.items()
    file = Path(name)
    file.write_bytes(case.before)
    # A file may have several cases, each with a tree of its own.
    shutil.rmtree(OUT, ignore_errors=True)
    stand(file, OUT)
    file.write_bytes(data)
    return rendered(file, OUT).findings


def printed(case: BadSpec) -> str:
    return report.text(told(case), {})


@pytest.mark.parametrize("file", bad_specs.CHANGES, ids=lambda file: file.stem)
def test_says_what_stands_in_the_file(file: Path) -> None:
    actual = {case.name: printed(case) for case in bad_specs.load(file)}
    if os.environ.get("TFGEN_UPDATE_BAD"):
        bad_specs.rewrite(file, actual)
    assert {case.name: case.says for case in bad_specs.load(file)} == actual


def test_every_code_has_an_example() -> None:
    assert sorted(GRADED) == [file.stem for file in bad_specs.CHANGES]


def test_a_case_shows_its_own_code() -> None:
    assert [] == [case.id for case in every(CASES) if f"[{case.code}]" not in case.says]


REFUSED = [case for case in CASES if GRADED[case.code] is Severity.ERROR]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_what_is_refused_has_a_way_out(case: BadSpec) -> None:
    assert case.mended is not None
    after = told(replace(case, specs=case.mended))
    assert [] == [str(finding) for finding in after if finding.severity is Severity.ERROR]
    assert case.code not in {finding.code for finding in after}
