"""Every code of the spec's stages has an example in tests/bad, with the text that a user sees for it beside it.

A new case is a new file `<CODE>-<case>.yaml`. To write or rewrite the expected texts, then review them:

    TFGEN_UPDATE_BAD=1 pytest tests/test_bad_specs.py
"""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest

from tfgen import language, rules, source
from tfgen.commands import report
from tfgen.diagnostics import (
    CODES,
    Diagnostic,
    Severity,
    TfgenError,
    family,
    sorted_by_place,
    without_secrets,
)
from tfgen.resolve import resolve

BAD = Path(__file__).parent / "bad"
TODAY = datetime.date(2026, 11, 24)
CASES = sorted(BAD.glob("*.yaml"))
# Specs that are right one by one and not together: a folder each, with the text in expected.txt.
GROUPS = sorted(path for path in BAD.iterdir() if path.is_dir())
# What is too large to keep in a file here is made by test_source_files.
WITHOUT_EXAMPLE = {"YAML003"}
CODES_OF_SPECS = [code for code in CODES if family(code) in ("YAML", "SPEC", "RULE", "SEC")]


def findings(path: Path) -> tuple[Diagnostic, ...]:
    """Take a spec through the stages that read it."""
    try:
        reading = language.read(source.read(path))
    except TfgenError as error:
        return error.diagnostics
    return sorted_by_place(
        without_secrets([*reading.diagnostics, *rules.check(resolve(reading), TODAY)])
    )


def printed(path: Path) -> str:
    # As the source stage decodes it, without its checks.
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    return report.text(findings(path), {str(path): text})


@pytest.fixture(autouse=True)
def beside_the_specs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name each spec by its file name alone, so that the texts hold on every machine."""
    monkeypatch.chdir(BAD)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_says_what_stands_beside_it(path: Path) -> None:
    actual = printed(Path(path.name))
    beside = path.with_suffix(".txt")
    if os.environ.get("TFGEN_UPDATE_BAD"):
        beside.write_text(actual, encoding="utf-8", newline="\n")
    assert beside.read_text(encoding="utf-8") == actual


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_shows_its_own_code_and_no_other_error(path: Path) -> None:
    code = path.name.partition("-")[0]
    found = findings(Path(path.name))
    assert code in {one.code for one in found}
    assert {code} >= {one.code for one in found if one.severity is Severity.ERROR}


@pytest.mark.parametrize("code", sorted(set(CODES_OF_SPECS) - WITHOUT_EXAMPLE))
def test_every_code_has_an_example(code: str) -> None:
    assert [path.name for path in (*CASES, *GROUPS) if path.name.startswith(f"{code}-")] != []


def test_no_text_stands_alone_and_names_have_their_form() -> None:
    assert {path.stem for path in CASES} == {path.stem for path in BAD.glob("*.txt")}
    assert [] == [
        path.name for path in CASES if not re.fullmatch(r"[A-Z]+\d{3}-[a-z0-9-]+\.yaml", path.name)
    ]
    assert [] == [
        path.name for path in GROUPS if not re.fullmatch(r"[A-Z]+\d{3}-[a-z0-9-]+", path.name)
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_finding_has_a_place_and_says_what_to_do(path: Path) -> None:
    found = findings(Path(path.name))
    assert [] == [one.code for one in found if one.location is None]
    assert [] == [one.code for one in found if not one.help and "; accepted: " not in one.message]


def between(folder: Path) -> tuple[Diagnostic, ...]:
    """Check the specs of a folder, in the order of their names, together."""
    readings = [language.read(source.read(path)) for path in sorted(folder.glob("*.yaml"))]
    assert [] == [
        one
        for reading in readings
        for one in rules.check(resolve(reading), TODAY)
        if one.severity is Severity.ERROR
    ]
    return rules.check_together([resolve(reading) for reading in readings])


@pytest.mark.parametrize("folder", GROUPS, ids=lambda path: path.name)
def test_says_what_specs_do_to_each_other(folder: Path) -> None:
    here = Path(folder.name)
    found = between(here)
    actual = report.text(found, {str(path): path.read_text() for path in here.glob("*.yaml")})
    beside = folder / "expected.txt"
    if os.environ.get("TFGEN_UPDATE_BAD"):
        beside.write_text(actual, encoding="utf-8", newline="\n")
    assert beside.read_text(encoding="utf-8") == actual
    assert {folder.name.partition("-")[0]} == {one.code for one in found}


@pytest.mark.parametrize("folder", GROUPS, ids=lambda path: path.name)
def test_finds_the_same_in_any_order(folder: Path) -> None:
    paths = sorted(Path(folder.name).glob("*.yaml"))
    found = [
        [
            one.code
            for one in rules.check_together(
                [resolve(language.read(source.read(path))) for path in order]
            )
        ]
        for order in (paths, list(reversed(paths)))
    ]
    assert found[0] == found[1]
