"""The ways in which others run tfgen: a hook of pre-commit, an action, a container, a release."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every
from pages import blocks

# Each installs tfgen somewhere.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# Without the checkout on the path, and with the tools of the tests.
AWAY = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    "PATH": os.pathsep.join((str(BIN), os.environ["PATH"])),
    **{f"GIT_{who}_NAME": "a" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "a@example.com" for who in ("AUTHOR", "COMMITTER")},
}
INSTALLED = ("tfgen", "templates", "tests/bad")
SPEC = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"


def run(
    *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] = AWAY
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def git(folder: Path, *arguments: str) -> str:
    done = run("git", *arguments, cwd=folder)
    assert 0 == done.returncode, done.stdout
    return done.stdout.strip()


def copy(folder: Path, *taken: str) -> None:
    """Copy files of this repository, as they stand in the working tree."""
    for name in every(git(ROOT, "ls-files", *taken).splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


# pre-commit

# What a group of tests installs, one worker installs once.
of_hooks = pytest.mark.xdist_group("hooks")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that has of this one, as it stands, what an installation takes."""
    folder = tmp_path_factory.mktemp("published")
    copy(folder, "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", *INSTALLED)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "as it stands")
    return folder


@pytest.fixture(scope="module")
def hooked(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of specs that runs both hooks."""
    folder = tmp_path_factory.mktemp("hooked")
    hooks = yaml.safe_load((published / ".pre-commit-hooks.yaml").read_text())
    wanted = {
        "repo": str(published),
        "rev": git(published, "rev-parse", "HEAD"),
        "hooks": [{"id": hook["id"]} for hook in hooks],
    }
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [wanted]}))
    (folder / "specs").mkdir()
    git(folder, "init", "--quiet")
    return folder


def hook(folder: Path, name: str) -> tuple[int, str]:
    """Run a hook as a commit does, over what is staged."""
    git(folder, "add", "--all")
    home = {
        **AWAY,
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
    }
    done = run(BIN / "pre-commit", "run", name, cwd=folder, env=home)
    return done.returncode, done.stdout


@of_hooks
def test_hooks_pass_on_a_sound_spec_and_fail_on_one_at_fault(hooked: Path) -> None:
    spec = hooked / "specs/acc.yaml"
    spec.write_text(SPEC)
    code, told = hook(hooked, "tfgen-validate")
    assert (0, True) == (code, "Passed" in told), told

    code, told = hook(hooked, "tfgen-render-check")
    assert (1, True) == (code, "exit code: 2" in told), told
    rendered = run(
        sys.executable,
        "-m",
        "tfgen",
        "render",
        spec,
        cwd=hooked,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert 0 == rendered.returncode, rendered.stdout
    code, told = hook(hooked, "tfgen-render-check")
    assert (0, True) == (code, "Passed" in told), told

    spec.write_text(SPEC + "network: {cidr: 10.0.0.0/8}\n")
    code, told = hook(hooked, "tfgen-validate")
    assert (1, True) == (code, "specs/acc.yaml:5:17: error[RULE002]" in told), told


@of_hooks
def test_hooks_are_of_specs_alone(hooked: Path) -> None:
    (hooked / "docker-compose.yaml").write_text("services: {}\n")
    (hooked / "specs/acc.yaml").unlink(missing_ok=True)
    code, told = hook(hooked, "tfgen-validate")
    assert (0, True) == (code, "no files to check" in told), told


def test_the_manifest_of_hooks_is_one() -> None:
    done = run(BIN / "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert (0, "") == (done.returncode, done.stdout)


# The action

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
of_the_action = pytest.mark.xdist_group("action")
INSTALL, RUN = (step for step in ACTION["runs"]["steps"] if "run" in step)


def test_the_action_is_one() -> None:
    done = run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    assert 0 == done.returncode, done.stdout


def test_each_input_of_the_action_is_read() -> None:
    steps = json.dumps(ACTION["runs"]["steps"])
    read = set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", steps))
    assert set(ACTION["inputs"]) == read
    # In the environment, never in the script: there an input would be code.
    assert [] == [step["run"] for step in (INSTALL, RUN) if "${{" in step["run"]]


def step(
    script: Mapping[str, Any], folder: Path, temporary: Path, **inputs: str
) -> tuple[int, str]:
    """Run a step as a runner does, with the inputs that a workflow gives and the defaults."""
    values = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
    expressions = {f"${{{{ inputs.{name} }}}}": value for name, value in values.items()}
    own = {name: expressions[expression] for name, expression in script["env"].items()}
    output = temporary / "output"
    output.write_text("")
    of_runner = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "RUNNER_TEMP": str(temporary),
        "HOME": str(temporary),
    }
    (temporary / "step.sh").write_text(script["run"])
    # https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#exit-codes-and-error-action-preference
    bash = ("bash", "--noprofile", "--norc", "-eo", "pipefail", temporary / "step.sh")
    done = run(*bash, cwd=folder, env={**AWAY, **own, **of_runner})
    return done.returncode, done.stdout + output.read_text()


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of a runner that has the action installed."""
    folder = tmp_path_factory.mktemp("runner")
    code, told = step(INSTALL, folder, folder)
    assert 0 == code, told
    return folder


@of_the_action
def test_the_action_checks_specs_and_trees(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "specs/eu").mkdir(parents=True)
    (tmp_path / "specs/eu/a b.yaml").write_text(SPEC)
    wanted = {"specs": "specs/**/*.yaml\n"}
    code, told = step(RUN, tmp_path, runner, **wanted)
    assert (2, True) == (code, "exit-code=2" in told), told
    code, told = step(RUN, tmp_path, runner, **wanted, command="render")
    assert (0, True) == (code, "exit-code=0" in told), told
    code, told = step(RUN, tmp_path, runner, **wanted)
    assert (0, True) == (code, "exit-code=0" in told), told
    assert ["a b"] == [tree.name for tree in (tmp_path / "out").iterdir()]


@of_the_action
def test_the_action_annotates_and_writes_sarif(runner: Path, tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/acc.yaml").write_text(SPEC + "network: {cidr: 10.0.0.0/8}\n")
    code, told = step(RUN, tmp_path, runner, command="validate", sarif="found.sarif")
    assert (1, True, True) == (code, "exit-code=1" in told, "sarif=found.sarif" in told), told
    assert "::error file=specs/acc.yaml,line=5,col=17,title=RULE002::" in told
    (log,) = json.loads((tmp_path / "found.sarif").read_text())["runs"]
    assert "RULE002" in {result["ruleId"] for result in log["results"]}


@of_the_action
@pytest.mark.parametrize("inputs", [{"specs": "nothing/*.yaml"}, {"command": "apply"}])
def test_the_action_refuses_what_would_check_nothing(
    runner: Path, tmp_path: Path, inputs: dict[str, str]
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/acc.yaml").write_text(SPEC)
    code, told = step(RUN, tmp_path, runner, **inputs)
    assert (64, True) == (code, "::error title=tfgen::" in told), told


# The container


def test_the_container_file_is_sound() -> None:
    done = run(BIN / "hadolint", "--no-color", "Containerfile")
    assert (0, "") == (done.returncode, done.stdout)


def test_the_container_file_copies_what_an_installation_takes(tmp_path: Path) -> None:
    text = (ROOT / "Containerfile").read_text()
    for names in every(re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)):
        copy(tmp_path, *names.split())
    (build,) = re.findall(r"^RUN ((?:.*\\\n)*.*)$", text, re.MULTILINE)
    assert "/opt/tfgen" in build
    script = build.replace("/opt/tfgen", str(tmp_path / "installed"))
    done = run("sh", "-ec", script, cwd=tmp_path)
    assert 0 == done.returncode, done.stdout
    assert done.stdout.endswith(f"tfgen {SETTINGS['project']['version']}\n")


# Workflows and releases


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_is_sound(file: Path) -> None:
    # With shellcheck, which is on the path.
    done = run(BIN / "actionlint", "-no-color", file)
    assert (0, "") == (done.returncode, done.stdout)
    done = run(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", file)
    assert 0 == done.returncode, done.stdout


def test_workflows_may_do_no_more_than_they_need() -> None:
    for file in every(WORKFLOWS):
        workflow = yaml.safe_load(file.read_text())
        assert {"contents": "read"} == workflow["permissions"]
        for name, job in every(workflow["jobs"].items()):
            assert "uses" in job or "timeout-minutes" in job, (file.name, name)


def test_what_is_published_is_what_ci_passed() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())["jobs"]
    assert {"ci", "build"} == set(jobs["publish"]["needs"])
    assert {"id-token": "write"} == jobs["publish"]["permissions"]
    assert "publish" == jobs["release"]["needs"]
    # What writes has nothing of the repository: no code of a pull request runs there.
    for job in ("publish", "release"):
        assert [] == [step for step in every(jobs[job]["steps"]) if "checkout" in str(step)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What .ci/package makes of this repository as it stands."""
    folder = tmp_path_factory.mktemp("package")
    copy(folder, ".ci", "*.md", "*.toml", "LICENSE", "docs", "out/minimal", "specs", *INSTALLED)
    done = run(folder / ".ci/package", f"v{SETTINGS['project']['version']}", cwd=folder)
    assert 0 == done.returncode, done.stdout
    return folder / "build/package"


def test_a_release_has_a_wheel_its_source_notes_and_an_sbom(package: Path) -> None:
    version = SETTINGS["project"]["version"]
    assert {f"tfgen-{version}-py3-none-any.whl", f"tfgen-{version}.tar.gz"} == {
        file.name for file in (package / "dist").iterdir()
    }
    changelog = (ROOT / "CHANGELOG.md").read_text()
    notes = (package / "notes.md").read_text()
    assert f"## [{version}]" in changelog.replace(notes, "", 1) and notes.strip() in changelog
    assert "## [" not in notes
    bill = json.loads((package / "sbom.cdx.json").read_text())
    assert ("tfgen", version) == tuple(
        bill["metadata"]["component"][key] for key in ("name", "version")
    )
    declared = {re.split("[>=<]", one)[0] for one in SETTINGS["project"]["dependencies"]}
    assert declared == {component["name"].lower() for component in bill["components"]}
    assert [] == [component for component in every(bill["components"]) if not component["licenses"]]


def test_a_tag_of_another_version_is_no_release() -> None:
    done = run(ROOT / ".ci/package", "v99.0.0")
    assert (1, True) == (done.returncode, "no tag of version" in done.stdout)


def test_the_scripts_of_ci_are_sound() -> None:
    scripts = every(file for file in (ROOT / ".ci").iterdir() if file.is_file())
    done = run(BIN / "shellcheck", *scripts)
    assert (0, "") == (done.returncode, done.stdout)


# What the page shows

SHOWN = [block.text for block in blocks(ROOT / "docs/how-to/ci.md") if "workflow" in block.words]
JUDGES = {
    "name: tfgen": ("actionlint", "-no-color"),
    "tfgen:": ("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci"),
    "# .pre-commit-config.yaml": ("pre-commit", "validate-config"),
}


@pytest.mark.parametrize("first_line", JUDGES)
def test_what_the_page_shows_is_sound(first_line: str, tmp_path: Path) -> None:
    (text,) = [text for text in SHOWN if text.startswith(f"{first_line}\n")]
    file = tmp_path / "shown.yml"
    file.write_text(text)
    tool, *arguments = JUDGES[first_line]
    done = run(BIN / tool, *arguments, file)
    assert 0 == done.returncode, done.stdout


def test_the_page_gives_the_action_inputs_that_it_has() -> None:
    (steps,) = [text for text in SHOWN if "OWNER/tfgen@" in text and text.startswith("    steps:")]
    (with_it,) = [step for step in yaml.safe_load(steps)["steps"] if "OWNER/tfgen" in step["uses"]]
    assert set(with_it["with"]) <= set(ACTION["inputs"])
