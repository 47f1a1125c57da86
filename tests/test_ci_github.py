"""The workflow that `tfgen ci github` writes: its steps, run as GitHub runs them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from ci_repository import (
    PATHS,
    change,
    command,
    commit,
    document,
    git,
    lay_out,
    own_templates,
    run,
    step,
)

from tfgen.cli import main

pytestmark = pytest.mark.slow
WORKFLOW = ".github/workflows/tfgen.yml"
# It answers as GitHub does, and writes down what it is asked and what it is given.
GH = """\
#!/bin/sh
echo "$@" >>gh.calls
for argument in "$@"; do
  case $argument in
    body=@*) cp "${argument#body=@}" gh.body ;;
    --jq) echo "$FORMER" ;;
  esac
done
"""
# It plans with the exit code that it is told.
TERRAFORM = """\
#!/bin/sh
echo "$@" >>../../terraform.calls
[ "$1" != plan ] || { echo 'Plan: 1 to add'; exit "$PLANNED"; }
"""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with specs, trees and the workflow."""
    folder = tmp_path_factory.mktemp("pristine")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        lay_out(folder)
        assert 0 == main(["ci", "github", *PATHS])
        commit(folder)
    return folder


@pytest.fixture
def repository(pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of it on a branch, as a pull request has it."""
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(pristine), str(folder))
    git(folder, "config", "user.name", "Me")
    git(folder, "config", "user.email", "me@example.com")
    (folder / ".git/info/exclude").write_text(".bin\ngh.*\nterraform.calls\noutput\nsummary\n")
    git(folder, "switch", "--quiet", "--create", "change")
    monkeypatch.chdir(folder)
    return folder


def merged(folder: Path) -> None:
    """Commit, and check out what GitHub would test: the merge into the target branch."""
    commit(folder)
    git(folder, "switch", "--quiet", "--detach", "main")
    git(folder, "merge", "--quiet", "--no-ff", "--message=Merge", "change")


def changed(folder: Path, base: str = "HEAD^1", every: str = "false") -> dict[str, list[str]]:
    """Run the step that finds the trees that changed; return their names by output."""
    workflow = document(folder, WORKFLOW)
    (folder / "output").unlink(missing_ok=True)
    variables = {
        "TREES": workflow["env"]["TREES"],
        "BASE": base,
        "ALL": every,
        "GITHUB_OUTPUT": str(folder / "output"),
    }
    done = run(folder, step(workflow, "specs", "Find the trees that changed")["run"], variables)
    assert (0, "") == (done.returncode, re.sub(r"fatal: .*\n", "", done.stderr))
    lines = (folder / "output").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines]
    return {name: [tree["name"] for tree in json.loads(value)] for name, value in pairs}


def comment(folder: Path, names: list[str], former: str = "") -> subprocess.CompletedProcess[str]:
    """Run the step that comments, with what the step before it found."""
    workflow = document(folder, WORKFLOW)
    command(folder, "gh", GH)
    trees = [tree for tree in json.loads(workflow["env"]["TREES"]) if tree["name"] in names]
    variables = {
        "CHANGED": json.dumps(trees, separators=(",", ":")),
        "PULL_REQUEST": "7",
        "FORMER": former,
        "GITHUB_REPOSITORY": "example/infrastructure",
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    }
    script = step(workflow, "specs", "Say in the pull request what the change does")["run"]
    return run(folder, script, variables)


def test_specs_and_trees_are_checked(repository: Path) -> None:
    workflow = document(repository, WORKFLOW)
    steps = ("Validate the specs", "Check that the trees are what the specs give")
    scripts = [step(workflow, "specs", name)["run"] for name in steps]
    assert [0, 0] == [run(repository, script, {}).returncode for script in scripts]

    # A hand on a tree is found, and its place is said as GitHub reads it.
    with (repository / "out/shop/network.tf").open("a") as file:
        file.write("# by hand\n")
    done = run(repository, scripts[1], {})
    assert 2 == done.returncode
    assert "::error file=out/shop/network.tf,line=1" in done.stdout + done.stderr


def test_what_changed_in_a_pull_request_is_planned(repository: Path) -> None:
    change(repository, "orders", "memory: 512", "memory: 1024")
    change(repository, "platform", "load_balancers: {}", "load_balancers: {public: {}}")
    merged(repository)
    assert {
        "changed": ["platform", "orders"],
        "platforms": ["platform"],
        "applications": ["orders"],
    } == changed(repository)


def test_what_others_merged_meanwhile_is_not(repository: Path) -> None:
    change(repository, "shop", "memory: 256", "memory: 512")
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    change(repository, "orders", "memory: 512", "memory: 1024")
    commit(repository)
    git(repository, "merge", "--quiet", "--no-ff", "--message=Merge", "change")
    assert ["shop"] == changed(repository)["changed"]


def test_a_push_has_all_of_its_commits(repository: Path) -> None:
    before = git(repository, "rev-parse", "HEAD").strip()
    change(repository, "shop", "memory: 256", "memory: 512")
    commit(repository)
    change(repository, "orders", "memory: 512", "memory: 1024")
    commit(repository)
    assert ["shop", "orders"] == changed(repository, base=before)["changed"]


def test_without_a_change_of_trees_nothing_is_planned(repository: Path) -> None:
    (repository / "notes.md").write_text("Hello\n")
    merged(repository)
    assert {"changed": [], "platforms": [], "applications": []} == changed(repository)


@pytest.mark.parametrize(("base", "every"), [("0" * 40, "false"), ("HEAD", "true")])
def test_all_are_planned_by_hand_and_where_the_base_is_gone(
    base: str, every: str, repository: Path
) -> None:
    assert ["platform", "shop", "orders"] == changed(repository, base, every)["changed"]


def test_the_comment_says_what_the_next_apply_does(repository: Path) -> None:
    change(repository, "shop", "memory: 256", "memory: 512")
    merged(repository)
    assert 0 == comment(repository, ["shop"]).returncode

    body = (repository / "gh.body").read_text()
    assert body.startswith("<!-- tfgen -->\n### tfgen: `specs/shop.yaml`\n")
    assert "- **service web**: memory 256 -\\> 512; tasks restarted" in body
    assert body == (repository / "summary").read_text()
    api = "repos/example/infrastructure/issues/7/comments"
    assert f"api --silent {api} --field body=@comment.md" == _last_call(repository)


def test_a_tree_keeps_the_templates_of_its_owner(repository: Path) -> None:
    own_templates(repository, "github")
    git(repository, "branch", "--force", "main")
    spec = repository / "specs/shop.yaml"
    spec.write_text(spec.read_text().replace("memory: 256", "memory: 512"))
    assert 0 == main(["render", "specs/shop.yaml", "--templates", "mine"])
    merged(repository)
    name = "Check that the trees are what the specs give"
    check = step(document(repository, WORKFLOW), "specs", name)["run"]
    done = run(repository, check, {})
    assert 0 == done.returncode, done.stderr
    assert 2 == check.count("tfgen render --check") and "--templates mine" in check
    assert 0 == comment(repository, ["shop"]).returncode
    assert "memory 256 -\\> 512" in (repository / "gh.body").read_text()


def test_a_former_comment_is_written_anew(repository: Path) -> None:
    merged_change(repository)
    assert 0 == comment(repository, ["shop"], former="12345").returncode
    api = "repos/example/infrastructure/issues/comments/12345"
    assert f"api --silent --method PATCH {api} --field body=@comment.md" == _last_call(repository)


def test_nothing_is_said_where_nothing_was(repository: Path) -> None:
    merged_change(repository)
    assert 0 == comment(repository, []).returncode
    assert _last_call(repository).startswith("api --paginate")
    assert 0 == comment(repository, [], former="1").returncode
    assert "<!-- tfgen -->\nNo tree changes.\n" == (repository / "gh.body").read_text()


def test_a_new_spec_and_one_that_was_at_fault_fail_no_comment(repository: Path) -> None:
    git(repository, "switch", "--quiet", "main")
    shop = repository / "specs/shop.yaml"
    sound = shop.read_text()
    shop.write_text("version: 1\nnonsense: true\n")
    (repository / "specs/orders.yaml").rename(repository / "specs/former.yaml")
    commit(repository)
    git(repository, "switch", "--quiet", "--force-create", "change")
    (repository / "specs/former.yaml").rename(repository / "specs/orders.yaml")
    shop.write_text(sound)
    merged(repository)

    done = comment(repository, ["shop", "orders"])
    assert (0, True) == (done.returncode, "error[" in done.stderr)
    body = (repository / "gh.body").read_text()
    assert "`specs/shop.yaml` cannot be compared with what it was" in body
    assert "`specs/orders.yaml` is new" in body


def test_a_long_comment_is_in_the_summary_alone(repository: Path) -> None:
    merged_change(repository)
    # As long as that of a change of a hundred services.
    command(repository, "long-diff", "#!/bin/sh\nhead -c 70000 /dev/zero | tr '\\0' x\n")
    workflow = (repository / WORKFLOW).read_text()
    assert 1 == workflow.count("tfgen diff ")
    (repository / WORKFLOW).write_text(workflow.replace("tfgen diff ", "long-diff "))
    assert 0 == comment(repository, ["shop"]).returncode
    assert 100 > (repository / "gh.body").stat().st_size
    assert 70000 < (repository / "summary").stat().st_size


def merged_change(folder: Path) -> None:
    """Change one tree in a pull request."""
    change(folder, "shop", "memory: 256", "memory: 512")
    merged(folder)


def _last_call(folder: Path) -> str:
    return (folder / "gh.calls").read_text().splitlines()[-1]


@pytest.mark.parametrize(
    ("event", "planned", "code"),
    [
        ("pull_request", 0, 0),
        ("pull_request", 2, 0),
        ("pull_request", 1, 1),
        ("schedule", 0, 0),
        ("schedule", 2, 1),
        ("schedule", 1, 1),
    ],
)
def test_a_plan_fails_by_itself_and_by_schedule_for_what_drifted(
    event: str, planned: int, code: int, repository: Path
) -> None:
    done = plan(repository, event, str(planned))
    assert (code, event == "schedule" and planned == 2) == (
        done.returncode,
        "::error::out/shop is not what stands in AWS" in done.stdout,
    )
    assert "Plan: 1 to add" in (repository / "summary").read_text()
    assert ["init -no-color", "plan -no-color -lock=false -detailed-exitcode"] == (
        repository / "terraform.calls"
    ).read_text().splitlines()


@pytest.mark.parametrize(
    ("needed", "code", "seen"),
    [
        (" domain token", 1, []),
        (" token", 0, ["TF_VAR_token=s3cret"]),
        (" ", 0, ["TF_VAR_token=s3cret"]),
    ],
)
def test_terraform_is_given_no_variable_that_is_not_set(
    needed: str, code: int, seen: list[str], repository: Path
) -> None:
    command(repository, "terraform", '#!/bin/sh\n[ "$1" != init ] || env | grep ^TF_VAR_\n')
    workflow = document(repository, WORKFLOW)
    variables = {"NEEDED": needed, "TF_VAR_domain": "", "TF_VAR_token": "s3cret"}
    script = step(workflow, "apply-platforms", "Apply")["run"]
    done = run(repository, script, variables, where="out/shop")
    said = done.stdout.splitlines()
    assert (code, seen) == (done.returncode, [line for line in said if "s3cret" in line])
    errors = [line for line in said if line.startswith("::error::TF_VAR_DOMAIN is not set")]
    assert code == len(errors)


def plan(folder: Path, event: str, planned: str) -> subprocess.CompletedProcess[str]:
    """Run the step that plans, with a Terraform that says what it is told."""
    command(folder, "terraform", TERRAFORM)
    script = step(document(folder, WORKFLOW), "plan", "Plan")["run"]
    variables = {
        "TREE": "out/shop",
        "PLANNED": planned,
        "GITHUB_EVENT_NAME": event,
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    }
    return run(folder, script, variables, where="out/shop")


def test_real_terraform_takes_what_the_steps_say(repository: Path) -> None:
    if reason := terraform_cli.missing(terraform_cli.V6):
        pytest.skip(reason)
    # A tree as far as the backend, which is a file here: what is created asks nobody.
    tree = repository / "out/shop"
    for path in tree.iterdir():
        if path.suffix == ".tf":
            path.unlink()
    (tree / "main.tf").write_text('resource "terraform_data" "this" {\n  input = "new"\n}\n')
    workflow = document(repository, WORKFLOW)
    found = {
        "TREE": "out/shop",
        "GITHUB_EVENT_NAME": "schedule",
        "GITHUB_STEP_SUMMARY": str(repository / "summary"),
        **{name: value for name, value in workflow["env"].items() if name != "TREES"},
    }

    def steps(*names: tuple[str, str]) -> list[int]:
        scripts = [step(workflow, job, name)["run"] for job, name in names]
        return [run(repository, one, found, where="out/shop").returncode for one in scripts]

    plan_step, apply_step = ("plan", "Plan"), ("apply-platforms", "Apply")
    assert [1, 0, 0] == steps(plan_step, apply_step, plan_step)


def test_no_step_gets_more_than_it_needs(repository: Path) -> None:
    workflow = document(repository, WORKFLOW)
    rights: dict[str, Any] = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    roles = {"contents": "read", "id-token": "write"}
    assert {
        "specs": {"contents": "read", "pull-requests": "write"},
        "plan": roles,
        "apply-platforms": roles,
        "apply-applications": roles,
    } == rights
    text = (repository / WORKFLOW).read_text()
    assert "aws-secret" not in text.lower() and "access-key" not in text.lower()
    # What an action is may not change behind our back: each is named by its commit.
    used = re.findall(r"uses: (\S+)", text)
    assert used == [name for name in used if re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)] != []
