"""Every code of the spec's stages has an example in tests/bad, with the text that a user sees.

A new case is a few lines in `tests/bad/<section>/<CODE>.yaml`, as tests/bad/README.md tells. To
write or rewrite the expected texts, then review them:

    TFGEN_UPDATE_BAD=1 pytest tests/test_bad_specs.py
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import bad_specs
import pytest
from bad_specs import BadSpec
from looked_at import every

from tfgen import language, rules, source
from tfgen.commands import report
from tfgen.commands.codes import documented
from tfgen.diagnostics import (
    Diagnostic,
    Severity,
    TfgenError,
    family,
    sorted_by_place,
    without_secrets,
)
from tfgen.pipeline import standing
from tfgen.resolve import resolve

TODAY = datetime.date(2026, 11, 24)
CASES = bad_specs.cases()
# Specs that are right one by one and not together.
GROUPS = bad_specs.groups()
# What is too large to keep in a file here is made by test_source.
WITHOUT_EXAMPLE = {"YAML003"}
CODES_OF_SPECS = [code for code in documented() if family(code) in ("YAML", "SPEC", "RULE", "SEC")]


def findings(case: BadSpec) -> tuple[Diagnostic, ...]:
    """Take a spec through the stages that read it."""
    ((name, data),) = case.specs.items()
    lay_out(case.beside)
    try:
        reading = language.read(source.parse(data, name))
    except TfgenError as error:
        return error.diagnostics
    cluster = resolve(reading)
    found = [*reading.diagnostics, *rules.check(cluster, TODAY), *standing(cluster)]
    return sorted_by_place(without_secrets(found))


def lay_out(specs: Mapping[str, bytes]) -> None:
    """Write specs that others extend into the folder of the test."""
    for name, data in specs.items():
        Path(name).write_bytes(data)


def between(case: BadSpec) -> tuple[Diagnostic, ...]:
    """Check the specs of a group, in the order of their names, together."""
    lay_out(case.specs)
    clusters = []
    for name, data in sorted(case.specs.items()):
        cluster = resolve(language.read(source.parse(data, name)))
        alone = rules.check(cluster, TODAY)
        assert [] == [finding for finding in alone if finding.severity is Severity.ERROR]
        clusters.append(cluster)
    return rules.check_together(clusters)


_FOUND: dict[tuple[bytes, ...], tuple[Diagnostic, ...]] = {}


def found(case: BadSpec) -> tuple[Diagnostic, ...]:
    """Return what is found in a spec, which is asked for once in a process."""
    texts = (*case.specs.values(), *case.beside.values(), case.id.encode())
    if texts not in _FOUND:
        _FOUND[texts] = findings(case)
    return _FOUND[texts]


def all_findings(case: BadSpec) -> tuple[Diagnostic, ...]:
    return between(case) if case.is_group else found(case)


def printed(case: BadSpec) -> str:
    # A spec may name itself as its base.
    lay_out(case.specs)
    # As the source stage decodes it, without its checks.
    texts = {
        name: data.decode("utf-8", "replace").removeprefix("\ufeff")
        for name, data in {**case.beside, **case.specs}.items()
    }
    return report.text(all_findings(case), texts)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name each spec by its file name alone, so that the texts hold on every machine."""
    monkeypatch.chdir(tmp_path)


def of_files(files: Iterable[Path]) -> pytest.MarkDecorator:
    """Give a test each of some files; a process that has read one keeps what it found."""
    groups = [
        pytest.param(file, id=file.stem, marks=pytest.mark.xdist_group(f"bad-{file.stem}"))
        for file in files
    ]
    return pytest.mark.parametrize("file", groups)


# A test a file, not a case: two processes that write one file would lose a text.
@of_files(bad_specs.FILES)
def test_says_what_stands_in_the_file(file: Path) -> None:
    actual = {case.name: printed(case) for case in bad_specs.load(file)}
    if os.environ.get("TFGEN_UPDATE_BAD"):
        bad_specs.rewrite(file, actual)
    assert {case.name: case.says for case in bad_specs.load(file)} == actual


ALONE = sorted({case.file for case in CASES})


# Thousands of small tests cost more than what they look at: a test a file here too.
@pytest.mark.slow
@of_files(ALONE)
def test_a_case_shows_its_own_code_at_a_place_with_a_way_out(file: Path) -> None:
    for case in every(bad_specs.load(file)):
        diagnostics = found(case)
        errors = {finding.code for finding in diagnostics if finding.severity is Severity.ERROR}
        assert case.code in {finding.code for finding in diagnostics}, case.id
        assert errors <= {case.code}, case.id
        assert [] == [finding.code for finding in diagnostics if finding.location is None]
        accepted = "; accepted: "
        assert [] == [
            finding.code
            for finding in diagnostics
            if not finding.help and accepted not in finding.message
        ]


def test_every_code_has_a_file() -> None:
    files = sorted(file.stem for file in every(bad_specs.FILES))
    assert sorted(set(CODES_OF_SPECS) - WITHOUT_EXAMPLE) == files


def test_names_have_their_form() -> None:
    cases = [*CASES, *GROUPS]
    assert len(cases) > 400
    assert [] == [case.id for case in cases if not re.fullmatch(r"[a-z0-9-]+", case.name)]
    assert [] == sorted({file.stem for file in bad_specs.FILES} - {*CODES_OF_SPECS})


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case.id)
def test_a_group_shows_its_own_code_alone(case: BadSpec) -> None:
    assert {case.code} == {finding.code for finding in between(case)}


@pytest.mark.slow
@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case.id)
def test_finds_the_same_in_any_order(case: BadSpec) -> None:
    lay_out(case.specs)
    clusters = [
        resolve(language.read(source.parse(data, name)))
        for name, data in sorted(case.specs.items())
    ]
    forwards = rules.check_together(clusters)
    backwards = rules.check_together(list(reversed(clusters)))
    assert [finding.code for finding in forwards] == [finding.code for finding in backwards]


# The mended specs


# What is found in the short specs of these cases once their text can be read at all.
OF_SHORT_SPECS = {"RULE029", "RULE067", "RULE089", "SEC001"}
FIRST_CASES = [bad_specs.load(file)[0] for file in bad_specs.FILES]


def codes_and_errors(case: BadSpec) -> tuple[set[str], list[str]]:
    diagnostics = all_findings(case)
    errors = [finding for finding in diagnostics if finding.severity is Severity.ERROR]
    return {finding.code for finding in diagnostics}, [str(error) for error in errors]


@pytest.mark.slow
@pytest.mark.parametrize("case", FIRST_CASES, ids=lambda case: case.id)
def test_the_first_case_is_right_once_it_is_mended(case: BadSpec) -> None:
    assert case.mended is not None
    before, _ = codes_and_errors(case)
    after, errors = codes_and_errors(replace(case, specs=case.mended))
    assert case.code not in after
    assert [] == errors
    # Nor does the way out lead to another finding.
    unread = before == {case.code}
    assert after <= before | {code for code in OF_SHORT_SPECS if unread}


def sections(case: BadSpec) -> set[str]:
    if case.is_group:
        return {"together"}
    if family(case.code) == "YAML":
        return {"yaml"}
    if family(case.code) == "SPEC":
        return {"language"}
    return {str(finding.path[0]) for finding in found(case) if finding.code == case.code}


@pytest.mark.slow
def test_the_folder_is_the_section_that_the_fault_lies_in() -> None:
    assert [] == [case.id for case in every(FIRST_CASES) if case.section not in sections(case)]


# Writing the texts in place


def test_rewriting_keeps_all_but_the_texts(tmp_path: Path) -> None:
    before = """\
# Why.
cases:
  # first
  a:
    spec: |
      x: 1
    says: |
      old
      lines

  b:
    says: ""
    spec: "\\tx"   # last
"""
    file = tmp_path / "RULE000.yaml"
    file.write_text(before)
    bad_specs.rewrite(file, {"a": "new\n  line\n", "b": "more\n"})
    after = before.replace("      old\n      lines\n", "      new\n        line\n")
    assert after.replace('says: ""', "says: |\n      more") == file.read_text()
