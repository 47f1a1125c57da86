"""Findings in the forms that tools read, judged by what reads them."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import junitparser
import pytest
from jsonschema import Draft202012Validator, ValidationError
from looked_at import every
from lxml import etree
from test_bad_specs import CASES, findings

from tfgen.cli import main
from tfgen.commands.codes import documented
from tfgen.commands.fingerprints import fingerprints
from tfgen.commands.report import FOR_TOOLS, github, gitlab, junit, sarif
from tfgen.diagnostics import Diagnostic, Location, Severity

SPEC = """\
version: 1
environment: acc
region: eu-west-1
network:
  cidr: 10.0.0.0/8
load_balancers: {default: {http: forward}}
"""
TWICE = "version: 1\nenvironment: acc\nregion: eu-west-1\nregion: eu-west-2\n"
FINE = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\nstate: {bucket: b-state}\n"


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    texts = {"fine.yaml": FINE, "large.yaml": SPEC, "twice.yaml": TWICE}
    for name, text in texts.items():
        Path(name).write_text(text)
    return list(texts)


def validated(form: str, specs: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    main(["validate", "--format", form, *specs])
    return capsys.readouterr().out


# One worker reads them once.
of_all = pytest.mark.xdist_group("formats")


@cache
def of_bad_specs() -> tuple[Diagnostic, ...]:
    """Return what is found in all specs at fault, in their order."""
    return tuple(finding for case in every(CASES) for finding in findings(case))


# SARIF

# Installed by `make test`; of Microsoft, which wrote SARIF: it knows what GitHub takes, too.
MULTITOOL = Path(sys.prefix) / "sarif/node_modules/@microsoft/sarif-multitool-linux"
needs_multitool = pytest.mark.skipif(
    not MULTITOOL.is_dir(), reason="no sarif-multitool: make test installs it with npm"
)
# What it would like and the project does not have: a page of its own on the web.
WITHOUT_A_HOME = {"SARIF2005"}


def faults(file: Path) -> set[str]:
    """Return the rules of SARIF and of GitHub's code scanning that a log breaks."""
    schema = json.loads((MULTITOOL / "sarif-2.1.0.json").read_text())
    Draft202012Validator(schema).validate(json.loads(file.read_text()))
    told = file.with_suffix(".told")
    tool = [MULTITOOL / "Sarif.Multitool", "validate", file, "--output", told]
    subprocess.run(
        [*tool, "--rule-kind", "Sarif;Ghas", "--log", "ForceOverwrite"],
        # .NET would look for libicu.
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=True,
        capture_output=True,
    )
    (run,) = json.loads(told.read_text())["runs"]
    return {result["ruleId"] for result in run["results"]}


def a_finding_of_each_code() -> list[Diagnostic]:
    place = Location("specs/a b.yaml", 3, 5, 4)
    return [
        Diagnostic(
            entry.code.code,
            "a[1] is at fault",
            place,
            "mend it",
            entry.code.severity,
            also=((place, "see [here]"),),
        )
        for entry in documented().values()
    ]


@pytest.mark.slow
@needs_multitool
def test_a_log_is_one_that_github_takes(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    logs = {
        "specs": validated("sarif", specs, capsys),
        "missing": validated("sarif", ["nowhere.yaml"], capsys),
        "fine": validated("sarif", ["fine.yaml"], capsys),
        "codes": sarif(a_finding_of_each_code()),
    }
    for name, text in every(logs.items()):
        Path(f"{name}.sarif").write_text(text)
        assert faults(Path(f"{name}.sarif")) <= WITHOUT_A_HOME, name


@pytest.mark.slow
@needs_multitool
def test_a_log_that_breaks_the_rules_is_told(tmp_path: Path) -> None:
    log = json.loads(sarif([Diagnostic("RULE001", "no", Location("a.yaml"))]))
    (result,) = log["runs"][0]["results"]
    del result["locations"]
    (tmp_path / "a.sarif").write_text(json.dumps(log))
    assert faults(tmp_path / "a.sarif") > WITHOUT_A_HOME
    result["level"] = "fatal"
    (tmp_path / "a.sarif").write_text(json.dumps(log))
    with pytest.raises(ValidationError, match="fatal"):
        faults(tmp_path / "a.sarif")


@pytest.mark.slow
def test_rules_keep_to_what_github_shows() -> None:
    """https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support"""
    text = sarif(a_finding_of_each_code())
    (run,) = json.loads(text)["runs"]
    rules = every(run["tool"]["driver"]["rules"])

    assert [*documented()] == sorted((rule["id"] for rule in rules), key=[*documented()].index)
    assert max(len(rule["name"]) for rule in rules) <= 255
    for part in ("shortDescription", "fullDescription"):
        assert 0 < min(len(rule[part]["text"]) for rule in rules)
        assert max(len(rule[part]["text"]) for rule in rules) <= 1024
    for rule in rules:
        assert rule["help"]["text"] and f"**{rule['name']}**" in rule["help"]["markdown"]
        tags = rule["properties"]["tags"]
        assert 1 <= len(tags) == len(set(tags)) <= 10
        assert ("security" in tags) == ("security-severity" in rule["properties"])
    assert len(run["results"]) == len(rules) < 25_000
    assert len(gzip.compress(text.encode())) < 10 * 1000 * 1000


def results(diagnostics: Sequence[Diagnostic]) -> Iterator[dict[str, Any]]:
    yield from json.loads(sarif(diagnostics))["runs"][0]["results"]


def test_a_related_place_is_linked_from_the_message() -> None:
    also = ((Location("b.yaml", 7), "first [here]"),)
    (result,) = results([Diagnostic("RULE001", "twice", Location("a.yaml"), "keep one", also=also)])

    assert "twice. keep one ([first \\[here\\]](1))" == result["message"]["text"]
    (related,) = result["relatedLocations"]
    assert (1, "first [here]") == (related["id"], related["message"]["text"])
    assert 7 == related["physicalLocation"]["region"]["startLine"]


def test_a_finding_without_a_place_is_one_of_the_first_file() -> None:
    text = sarif([Diagnostic("RULE001", "no")], ["a.yaml", "b.yaml"])
    (run,) = json.loads(text)["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert "a.yaml" == place["artifactLocation"]["uri"]
    assert {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2} == place["region"]


@pytest.mark.parametrize(("code", "whole"), [("RULE001", True), ("IO001", False)])
def test_a_log_says_whether_all_was_looked_at(code: str, whole: bool) -> None:
    (run,) = json.loads(sarif([Diagnostic(code, "no")]))["runs"]
    assert [{"executionSuccessful": whole}] == run["invocations"]


def test_a_file_below_the_folder_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (str(tmp_path / "specs/a.yaml"), "./specs/a.yaml", "specs/x/../a.yaml"):
        finding = Diagnostic("RULE001", "no", Location(name))
        (result,) = results([finding])
        file = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert {"uri": "specs/a.yaml", "uriBaseId": "%SRCROOT%"} == file
        (issue,) = json.loads(gitlab([finding]))
        assert "specs/a.yaml" == issue["location"]["path"]
        assert "::error file=specs/a.yaml,line=1,col=1," in github([finding])


# Fingerprints


def known_by(spec: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    text = validated("sarif", [spec], capsys)
    (run,) = json.loads(text)["runs"]
    return [result["partialFingerprints"]["tfgen/v1"] for result in every(run["results"])]


@pytest.mark.parametrize("spec", ["large.yaml", "twice.yaml"])
def test_a_fingerprint_does_not_move_with_its_line(
    specs: list[str], capsys: pytest.CaptureFixture[str], spec: str
) -> None:
    before = known_by(spec, capsys)
    Path(spec).write_text("# a comment\n\n" + Path(spec).read_text())
    assert before == known_by(spec, capsys)


@pytest.mark.slow
@of_all
def test_no_two_findings_have_one_fingerprint() -> None:
    found = [*of_bad_specs(), *of_bad_specs()]
    assert len(found) == len(set(fingerprints(found)))


def test_a_fingerprint_says_nothing_of_the_line_beside_the_message() -> None:
    one, other = (
        Diagnostic("RULE001", "a secret", Location("a.yaml", line), secret=True) for line in (1, 9)
    )
    assert fingerprints([one]) == fingerprints([other])


# GitLab

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/).+"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"minimum": 1}}},
                },
            },
        },
    },
}


def test_gitlab_gets_the_fields_that_it_reads(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
    issues = json.loads(validated("gitlab", specs, capsys))
    Draft202012Validator(GITLAB).validate(issues)
    shown = [(one["check_name"], one["severity"], one["location"]) for one in issues]
    assert ("RULE002", "major", {"path": "large.yaml", "lines": {"begin": 5}}) in shown
    assert ("SEC001", "minor", {"path": "large.yaml", "lines": {"begin": 6}}) in shown
    assert len(issues) == len({one["fingerprint"] for one in issues})
    assert [] == json.loads(validated("gitlab", ["fine.yaml"], capsys))


# JUnit


@pytest.fixture(scope="module")
def jenkins(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """The schema of Jenkins, which pytest holds its own reports to: its sources have it."""
    folder = tmp_path_factory.mktemp("pytest")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    source = [
        "--no-deps",
        "--no-binary",
        "pytest",
        "--dest",
        folder,
        f"pytest=={pytest.__version__}",
    ]
    subprocess.run([*pip, *source], check=True)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        (name,) = [name for name in archive.getnames() if name.endswith("/junit-10.xsd")]
        return etree.XMLSchema(etree.parse(archive.extractfile(name)))


@pytest.mark.slow
@of_all
def test_junit_keeps_to_the_schema_of_jenkins(
    jenkins: etree.XMLSchema, specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    reports = [validated("junit", specs, capsys), junit(of_bad_specs()), junit([])]
    reports.append(validated("junit", ["nowhere.yaml"], capsys))
    for report in every(reports):
        jenkins.assertValid(etree.fromstring(report.encode()))
    broken = reports[0].replace("<testcase name=", "<testcase nam=")
    assert not jenkins.validate(etree.fromstring(broken.encode()))


def test_junit_has_a_test_for_each_finding_and_one_for_a_file_without(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    report = junitparser.JUnitXml.fromstring(validated("junit", specs, capsys).encode())
    suites = {suite.name: suite for suite in every(report)}
    assert specs == [*suites]
    (fine,) = suites["fine.yaml"]
    assert ("no findings", "fine.yaml", True) == (fine.name, fine.classname, fine.is_passed)
    failed = Counter(suite.name for suite in report for case in suite if not case.is_passed)
    assert {"large.yaml": 1, "twice.yaml": 1} == failed
    assert report.failures == failed.total()
    assert report.tests == sum(len(list(suite)) for suite in report)


def test_junit_says_what_is_wrong_and_where() -> None:
    place = Location("a.yaml", 3, 5)
    told = [
        Diagnostic("RULE001", "no \x1b[1m", place, "mend it"),
        Diagnostic("RULE001", "perhaps", severity=Severity.NOTE),
    ]
    of_file, of_none = junitparser.JUnitXml.fromstring(junit(told).encode())
    (case,) = of_file
    (failure,) = case.result
    assert "a.yaml:3:5: no \\x1b[1m. mend it" == failure.text
    (case,) = of_none
    assert ("tfgen", True) == (of_none.name, case.is_passed)
    assert "note[RULE001]: perhaps" == case.system_out


# All of them


@pytest.mark.parametrize("form", FOR_TOOLS)
@pytest.mark.parametrize("command", ["validate", "render --check"])
def test_standard_output_is_one_document(
    form: str, command: str, specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*command.split(), "--format", form, *specs])
    said = capsys.readouterr().out
    if form == "junit":
        assert "testsuites" == etree.fromstring(said.encode()).tag
    elif form == "github":
        assert all(line.startswith("::") for line in every(said.splitlines()))
    else:
        assert json.loads(said)
