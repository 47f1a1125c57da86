"""What `tfgen ci` writes, judged by tools that others made, and by the documentation of Atlantis."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci_repository import PATHS, SPECS, document
from looked_at import every

from tfgen.cli import main

pytestmark = pytest.mark.slow
TOOLS = Path(sys.prefix) / "bin"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what all three engines run by."""
    folder = tmp_path_factory.mktemp("judged")
    (folder / "specs").mkdir()
    for name, text in SPECS.items():
        (folder / "specs" / f"{name}.yaml").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for engine in ("github", "gitlab", "atlantis"):
            assert 0 == main(["ci", engine, *PATHS])
    return folder


def tool(folder: Path, *command: str) -> tuple[int, str]:
    """Run a tool in a folder; return its exit code and all that it prints."""
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("pattern", "schema"),
    [
        (".github/workflows/*.yml", ("vendor.github-workflows",)),
        (".gitlab/*.yml", ("vendor.gitlab-ci", "--data-transform", "gitlab-ci")),
    ],
)
def test_the_schemas_of_the_engines_take_them(
    pattern: str, schema: tuple[str, ...], folder: Path
) -> None:
    paths = [str(path) for path in every(folder.glob(pattern))]
    command = (str(TOOLS / "check-jsonschema"), "--builtin-schema", *schema)
    assert (0, "ok -- validation done\n") == tool(folder, *command, *paths)


def findings(folder: Path, *paths: str) -> list[str]:
    """Return what actionlint finds, in the shell of steps too."""
    actionlint, shellcheck = str(TOOLS / "actionlint"), str(TOOLS / "shellcheck")
    _, said = tool(folder, actionlint, "-shellcheck", shellcheck, "-oneline", *paths)
    return said.splitlines()


def test_actionlint_finds_nothing_in_the_workflows(folder: Path) -> None:
    paths = [str(path.relative_to(folder)) for path in every(folder.glob(".github/workflows/*"))]
    assert [] == findings(folder, *paths)


def test_actionlint_looks_at_expressions(folder: Path) -> None:
    text = (folder / ".github/workflows/tfgen.yml").read_text()
    broken = folder / "broken.yml"
    broken.write_text(text.replace("needs.specs.outputs.changed", "needs.specs.outputs.chosen"))
    (finding, *_) = findings(folder, "broken.yml")
    assert 'property "chosen" is not defined' in finding


def shells(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each piece of shell: where it stands, the shell that runs it, its text."""
    for path in sorted(folder.glob(".github/workflows/*.yml")):
        jobs = document(folder, str(path.relative_to(folder)))["jobs"]
        steps = [(job, step) for job, told in jobs.items() for step in told["steps"]]
        for number, (job, step) in enumerate(steps):
            yield f"{path.name}-{job}-{number}", "bash -e", step.get("run", "")
    for path in sorted(folder.glob(".gitlab/*.yml")):
        jobs = document(folder, str(path.relative_to(folder)))
        for job, told in jobs.items():
            # The images of Terraform and Docker have the shell of Alpine alone.
            yield f"{path.name}-{job}", "sh -e", "\n".join(script_of(told))
    steps = document(folder, "atlantis.yaml")["workflows"]["tfgen"]["plan"]["steps"]
    for number, step in enumerate(step for step in steps if isinstance(step, dict)):
        yield f"atlantis-{number}", "sh", step["run"]
    for path in sorted(folder.glob("deploy/*.sh")):
        yield path.name, "bash", path.read_text()


def script_of(job: Any) -> list[str]:
    """Return what a job of GitLab runs; `stages` is none."""
    if not isinstance(job, dict):
        return []
    return [*job.get("before_script", ()), *job.get("script", ())]


def test_shellcheck_finds_nothing_in_any_step(folder: Path) -> None:
    scripts = folder / "scripts"
    scripts.mkdir()
    pieces = [piece for piece in shells(folder) if piece[2]]
    for name, shell, text in every(pieces):
        (scripts / re.sub(r"\W", "-", name)).write_text(f"#!/bin/{shell}\n{text}\n")
    names = [str(path.relative_to(folder)) for path in sorted(scripts.iterdir())]
    assert (0, "") == tool(folder, str(TOOLS / "shellcheck"), *names)
    assert len(names) > 12


# https://www.runatlantis.io/docs/repo-level-atlantis-yaml#reference
TOP = {
    *("version", "automerge", "delete_source_branch_on_merge", "projects", "workflows"),
    *("allowed_regexp_prefixes", "parallel_plan", "parallel_apply"),
    *("abort_on_execution_order_fail", "autodiscover", "repo_locks", "emoji_reaction"),
    "silence_pr_comments",
}
PROJECT = {
    *("name", "branch", "dir", "workspace", "execution_order_group", "depends_on"),
    *("delete_source_branch_on_merge", "repo_locking", "repo_locks", "custom_policy_check"),
    *("autoplan", "terraform_version", "terraform_distribution", "plan_requirements"),
    *("apply_requirements", "import_requirements", "silence_pr_comments", "workflow"),
}
REQUIREMENTS = {"approved", "mergeable", "undiverged"}


def test_atlantis_knows_every_key(folder: Path) -> None:
    told: dict[str, Any] = yaml.safe_load((folder / "atlantis.yaml").read_text())
    assert (3, set()) == (told["version"], set(told) - TOP)
    names = [project["name"] for project in told["projects"]]
    assert len({*names}) == len(names) == len(SPECS)
    for project in every(told["projects"]):
        assert set() == set(project) - PROJECT
        assert {"enabled", "when_modified"} == set(project["autoplan"])
        assert set() == set(project["apply_requirements"]) - REQUIREMENTS
        assert set(project.get("depends_on", ())) <= {*names}
        assert isinstance(project["execution_order_group"], int)
        assert re.fullmatch(project["branch"].strip("/"), "main")
        assert project["workflow"] in told["workflows"]
    (workflow,) = told["workflows"].values()
    assert {"plan", "apply"} == set(workflow)
    assert ["init", "plan"] == [step for step in workflow["plan"]["steps"] if isinstance(step, str)]


def test_the_trees_of_the_table_are_json(folder: Path) -> None:
    workflow = document(folder, ".github/workflows/tfgen.yml")
    trees = json.loads(workflow["env"]["TREES"])
    assert ["out/platform", "out/shop", "out/orders"] == [tree["tree"] for tree in trees]
