"""checkov judges every tree: nothing fails, and what is skipped is skipped on purpose, with a
reason.

checkov stands in an environment of its own, `.venv-checkov` (`make test` sets it up); $CHECKOV
names another one.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import bad_specs
import pytest
from bad_specs import BadSpec
from looked_at import every

from tfgen import language, rules, source
from tfgen.cli import main
from tfgen.diagnostics import Severity, family
from tfgen.facts.checks import CHECKS
from tfgen.resolve import resolve

ROOT = Path(__file__).parent.parent


def trees_in(folder: Path) -> list[str]:
    """Return the trees in a folder and below, by their paths."""
    manifests = folder.rglob(".tfgen")
    return sorted(path.parent.relative_to(folder).as_posix() for path in manifests)


# What a user of the example wrote beside the tree is the user's to secure.
WITH_OWN = {"own-terraform"}
TREES = [tree for tree in trees_in(ROOT / "out") if tree not in WITH_OWN]
RELAXED = bad_specs.of_families("SEC")
MINIMAL = (ROOT / "specs" / "minimal.yaml").read_text()
TODAY = datetime.date(2026, 11, 24)
GROUP = pytest.mark.xdist_group("checkov")  # one process runs it once for all trees

# Skipped whatever the spec says, since they cost money or make no sense there: a WAF; port 80,
# which redirects; own keys for logs and file systems; and of the bucket of access logs its own
# access log, a copy in another region, events, and KMS, with which a balancer cannot write; and a
# role of NAT instances, which ask AWS for nothing.
OPT_OUTS = {
    "CKV2_AWS_28",
    "CKV_AWS_260",
    "CKV_AWS_158",
    "CKV_AWS_184",
    "CKV_AWS_18",
    "CKV_AWS_144",
    "CKV2_AWS_62",
    "CKV2_AWS_41",
    "CKV_AWS_145",
    "CKV_AWS_378",  # a target group of a service: the balancer ends TLS, targets speak HTTP inside the VPC
    # What a scanner cannot see: the mappings that hold static addresses, a web ACL made elsewhere,
    # the tasks that have a job's security group when they run, and why instances of ECS behind a
    # classic balancer keep EC2's health check.
    "CKV2_AWS_19",
    "CKV2_AWS_5",
    "CKV2_AWS_76",
    "CKV2_AWS_15",
    # Repositories: RULE514 tells of tags that move; a key of one's own is written in the spec.
    "CKV_AWS_51",
    "CKV_AWS_136",
    # Secrets that are made empty: a key of one's own is written in the spec, and who fills one rotates it.
    "CKV_AWS_149",
    "CKV2_AWS_57",
    # A workflow of one call, whose history Step Functions keeps without a log group of its own.
    "CKV_AWS_284",
    "CKV_AWS_285",
    "CKV_AWS_297",  # a schedule that has the key of the alerts, and AWS's where a cluster has no alerts
}

# A module's text is the same for each spec: what a spec may relax is skipped there, and told by a
# finding on the spec. A network balancer has no HTTPS: its listeners are TCP, UDP or TLS, whose
# policy SEC009 looks at.
TOLD = {check for checks in CHECKS.values() for check in checks}


class Verdict(NamedTuple):
    """What checkov says of one tree."""

    passed: int
    failed: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def skipped_checks(self) -> set[str]:
        return {check for check, _ in self.skipped}


def checkov() -> str:
    own = ROOT / ".venv-checkov" / "bin" / "checkov"
    executable = os.environ.get("CHECKOV") or (
        str(own) if own.exists() else shutil.which("checkov")
    )
    if not executable:
        pytest.skip("no checkov: `make test` installs it, or $CHECKOV names it")
    return executable


def verdicts(trees: Path) -> Mapping[str, Verdict]:
    """Run checkov once over all trees of a folder."""
    command = [
        checkov(),
        "--directory",
        str(trees),
        "--framework",
        "terraform",
        "--output",
        "json",
        "--compact",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    known = trees_in(trees)
    results = json.loads(done.stdout)["results"]
    passed, failed, skipped = defaultdict(list), defaultdict(list), defaultdict(list)
    for kind, actual in (
        ("passed_checks", passed),
        ("failed_checks", failed),
        ("skipped_checks", skipped),
    ):
        for one in results[kind]:
            reason = one["check_result"].get("suppress_comment", "")
            tree = next(tree for tree in known if one["file_path"].startswith(f"/{tree}/"))
            actual[tree].append((one["check_id"], one["resource"], reason))
    assert [] == results["parsing_errors"]
    return {
        tree: Verdict(
            len(passed[tree]),
            tuple(f"{check} {resource}" for check, resource, _ in failed[tree]),
            tuple((check, reason) for check, _, reason in skipped[tree]),
        )
        for tree in passed
    }


@pytest.fixture(scope="module")
def examples() -> Mapping[str, Verdict]:
    return verdicts(ROOT / "out")


@pytest.fixture(scope="module")
def relaxed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Verdict]:
    """Trees of the specs that show a security finding each, graded so that they may be rendered."""
    folder = tmp_path_factory.mktemp("relaxed")
    for case in RELAXED:
        path = folder / f"{case.id}.yaml"
        path.write_text(case.text.replace("profile: strict", "profile: standard"))
        assert 0 == main(["render", str(path), "-o", str(folder / "out")])
    return verdicts(folder / "out")


def found_in(case: BadSpec) -> set[str]:
    """Return the security findings of a spec."""
    reading = language.read(source.parse(case.data, case.id))
    return {
        finding.code
        for finding in rules.check(resolve(reading), TODAY)
        if family(finding.code) == "SEC"
    }


@pytest.mark.slow
@GROUP
@pytest.mark.parametrize("tree", TREES)
def test_nothing_fails(
    tree: str, examples: Mapping[str, Verdict], record_property: pytest.RecordProperty
) -> None:
    verdict = examples[tree]
    counts = (
        f"{verdict.passed} passed, {len(verdict.failed)} failed, {len(verdict.skipped)} skipped"
    )
    record_property("figure", f"checkov {tree}: {counts}")
    assert () == verdict.failed


@pytest.mark.slow
@GROUP
@pytest.mark.parametrize("tree", TREES)
def test_only_opt_outs_and_what_findings_tell_are_skipped(
    tree: str, examples: Mapping[str, Verdict]
) -> None:
    assert set() == examples[tree].skipped_checks - OPT_OUTS - TOLD


@pytest.mark.slow
@GROUP
@pytest.mark.parametrize("tree", TREES)
def test_every_skip_says_why(tree: str, examples: Mapping[str, Verdict]) -> None:
    assert [] == [
        check for check, reason in every(examples[tree].skipped) if len(reason.split()) < 4
    ]


@pytest.mark.slow
@GROUP
@pytest.mark.parametrize("case", RELAXED, ids=lambda case: case.id)
def test_what_a_finding_tells_is_skipped(case: BadSpec, relaxed: Mapping[str, Verdict]) -> None:
    codes = found_in(case)
    verdict = relaxed[case.id]
    assert () == verdict.failed
    assert set() == verdict.skipped_checks - OPT_OUTS - TOLD
    # checkov has no quarrel with logs that are kept for ever, and knows no network of a job.
    silent = {"SEC005"} if "for-ever" in case.name else {"SEC028"} if "job" in case.name else set()
    missing = {
        code for code in codes if code in CHECKS and not set(CHECKS[code]) & verdict.skipped_checks
    }
    assert missing <= silent


@pytest.mark.parametrize("tree", TREES)
def test_every_waiver_stands_once_in_the_readme(tree: str) -> None:
    waivers = language.read(source.read(ROOT / "specs" / f"{tree}.yaml")).spec.security.waivers
    readme = (ROOT / "out" / tree / "README.md").read_text()
    assert sorted(waivers) == sorted(re.findall(r"^\| (SEC\d{3}) \|", readme, re.MULTILINE))


@pytest.mark.slow
def test_the_profile_grades_and_changes_nothing_else(tmp_path: Path) -> None:
    trees = []
    for profile in ("dev", "standard"):
        path = tmp_path / profile / "spec.yaml"
        path.parent.mkdir()
        path.write_text(f"{MINIMAL}security: {{profile: {profile}}}\n")
        assert 0 == main(["render", str(path), "-o", str(path.parent / "out")])
        files = sorted((path.parent / "out").rglob("*.tf"))
        trees.append({str(file.relative_to(path.parent)): file.read_bytes() for file in files})
    assert trees[0] == trees[1]


@pytest.mark.parametrize(
    ("profile", "severity"), [("dev", "note"), ("standard", "warning"), ("strict", "error")]
)
def test_plain_http_is_graded_by_the_profile(tmp_path: Path, profile: str, severity: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(f"{MINIMAL}security: {{profile: {profile}}}\n")
    findings = [
        finding
        for finding in rules.check(resolve(language.read(source.read(path))), TODAY)
        if finding.code == "SEC001"
    ]
    assert [Severity(severity)] == [finding.severity for finding in findings]
