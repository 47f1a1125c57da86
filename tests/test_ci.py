"""`tfgen ci`: which files it writes, what stays as it stands, what it refuses."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest
import yaml
from ci_repository import PATHS, ROOT, SPECS, document, lay_out, step
from looked_at import every

from tfgen.cli import main
from tfgen.cli.ci import TERRAFORM

pytestmark = pytest.mark.slow

WRITTEN = {
    "github": [
        ".github/workflows/deploy-orders-web.yml",
        ".github/workflows/tfgen.yml",
        "deploy/orders-web.sh",
    ],
    "gitlab": [".gitlab/deploy.yml", ".gitlab/tfgen.yml", "deploy/orders-web.sh"],
    "atlantis": ["atlantis.yaml", "deploy/orders-web.sh"],
}
ROLE = "arn:aws:iam::012345678901:role"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three specs, and no trees."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    for name, text in SPECS.items():
        (tmp_path / "specs" / f"{name}.yaml").write_text(text)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder beside the specs."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "specs" not in path.parts
    }


@pytest.mark.parametrize("engine", WRITTEN)
def test_the_same_files_are_written_again(engine: str, folder: Path) -> None:
    assert 0 == main(["ci", engine, *PATHS])
    first = files(folder)
    assert 0 == main(["ci", engine, *PATHS[::-1]])
    assert (WRITTEN[engine], first) == ([*first], files(folder))
    assert os.access("deploy/orders-web.sh", os.X_OK)


@pytest.mark.parametrize("engine", WRITTEN)
def test_no_text_is_left_to_fill_in_and_none_is_long(engine: str, folder: Path) -> None:
    main(["ci", engine, *PATHS])
    for name, text in every(files(folder).items()):
        assert b"@@{" not in text and b"\t" not in text, name
        lines = [line for line in text.decode().splitlines() if '{"name"' not in line]
        assert 125 >= max(map(len, lines)), name


def test_a_file_that_says_something_else_is_kept_unless_forced(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ci", "atlantis", *PATHS])
    written = Path("atlantis.yaml").read_text()
    theirs = written.replace("automerge: true", "automerge: s3cret-of-theirs")
    Path("atlantis.yaml").write_text(theirs)
    Path("deploy/orders-web.sh").unlink()
    capsys.readouterr()

    assert 3 == main(["ci", "atlantis", *PATHS])
    said = capsys.readouterr().err
    assert (
        "atlantis.yaml:5:1: error[WRITE080]: the file is there and differs in 1 line, from here on"
        in said
    )
    assert "s3cret" not in said
    assert theirs == Path("atlantis.yaml").read_text()
    assert not Path("deploy/orders-web.sh").exists()

    assert 0 == main(["ci", "atlantis", *PATHS, "--force"])
    assert written == Path("atlantis.yaml").read_text()


def test_a_file_that_cannot_be_written_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "deploy").write_text("no folder")
    assert 3 == main(["ci", "atlantis", *PATHS])
    assert "error[WRITE081]: deploy/orders-web.sh cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("engine", WRITTEN)
def test_an_application_gets_its_deploy_files_alone(engine: str, folder: Path) -> None:
    assert 0 == main(["ci", engine, *PATHS, "--only", "deploys", "--into", "shop"])
    assert [f"shop/{name}" for name in WRITTEN[engine] if "deploy" in name] == [*files(folder)]
    assert 0 == main(["ci", engine, *PATHS, "--only", "trees"])
    assert [name for name in WRITTEN[engine] if "deploy" not in name] == [
        name for name in files(folder) if not name.startswith("shop/")
    ]


@pytest.mark.parametrize("version", ["1.11.4", "latest", "~> 1.11"])
def test_terraform_is_named_by_a_minor_version(version: str, folder: Path) -> None:
    assert 64 == main(["ci", "github", *PATHS, "--terraform", version])
    assert 0 == main(["ci", "github", *PATHS, "--terraform", "1.13"])
    assert "terraform_version: ~1.13.0\n" in (folder / ".github/workflows/tfgen.yml").read_text()


@pytest.mark.parametrize(
    "requirement", ["git+https://example.com/tfgen@v0.1.0", "./tfgen-0.1.0-py3-none-any.whl", "a b"]
)
def test_tfgen_is_installed_from_what_is_said(requirement: str, folder: Path) -> None:
    assert 0 == main(["ci", "github", *PATHS, "--install", requirement])
    workflow = document(folder, ".github/workflows/tfgen.yml")
    said = step(workflow, "specs", "Install tfgen")["run"]
    assert ["pipx", "install", requirement] == shlex.split(said)

    assert 0 == main(["ci", "gitlab", *PATHS, "--install", requirement])
    said = document(folder, ".gitlab/tfgen.yml")["tfgen"]["script"][0]
    assert ["pip", "install", "--quiet", requirement] == shlex.split(said)

    assert 0 == main(["ci", "atlantis", *PATHS, "--install", requirement])
    assert f"has {requirement} and" in (folder / "atlantis.yaml").read_text()


def test_a_requirement_is_one_line(folder: Path) -> None:
    assert 64 == main(["ci", "github", *PATHS, "--install", "tfgen\nrm"])
    assert {} == files(folder)


@pytest.mark.parametrize(
    ("architecture", "platform", "runner", "tags"),
    [
        ("x86_64", "linux/amd64", "ubuntu-latest", None),
        ("arm64", "linux/arm64", "ubuntu-24.04-arm", ["saas-linux-small-arm64"]),
    ],
)
def test_an_image_is_built_for_what_it_runs_on(
    architecture: str, platform: str, runner: str, tags: list[str] | None, folder: Path
) -> None:
    spec = folder / "specs/orders.yaml"
    own = f"services:\n  web:\n    architecture: {architecture}\n"
    spec.write_text(spec.read_text().replace("services:\n  web:\n", own))
    for engine in ("github", "gitlab"):
        assert 0 == main(["ci", engine, *PATHS])
    assert f"docker build --platform {platform} --tag" in Path("deploy/orders-web.sh").read_text()
    workflow = document(folder, ".github/workflows/deploy-orders-web.yml")
    assert runner == workflow["jobs"]["deploy"]["runs-on"]
    assert tags == document(folder, ".gitlab/deploy.yml")["deploy orders-web"].get("tags")


def test_the_deployer_may_do_all_that_the_script_asks_for(folder: Path) -> None:
    main(["ci", "github", *PATHS])
    script = (folder / "deploy/orders-web.sh").read_text()
    module = ROOT / "templates/modules/deployer"
    rights = "".join(path.read_text() for path in every(module.glob("*.tf*")))
    # A waiter asks for nothing but what it describes, and ECR calls its password a token.
    asked = {*re.findall(r"aws ((?:ecs|ecr) (?!wait)[a-z-]+)", script)} - {"ecr get-login-password"}
    actions = {
        f"{service}:{''.join(word.capitalize() for word in verb.split('-'))}"
        for service, verb in map(str.split, {*asked, "ecr get-authorization-token"})
    }
    assert {"ecs:RunTask", "ecs:UpdateService", "ecs:RegisterTaskDefinition"} < actions
    assert set() == {action for action in actions if f'"{action}"' not in rights}


def test_files_may_go_into_another_repository(folder: Path) -> None:
    assert 0 == main(["ci", "gitlab", *PATHS, "--into", "elsewhere"])
    assert WRITTEN["gitlab"] == [name.removeprefix("elsewhere/") for name in files(folder)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["specs/shop.yaml"], "USAGE060"),
        (["../specs/shop.yaml"], "USAGE061"),
        (["-o", "../out", "specs/platform.yaml"], "USAGE061"),
        (["--plan-role", f"specs/other.yaml={ROLE}/plan", "specs/platform.yaml"], "USAGE062"),
        (["--apply-role", "admin", "specs/platform.yaml"], "USAGE062"),
    ],
)
def test_what_could_not_work_is_refused(
    arguments: list[str], code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = folder / "specs/shop.yaml"
    spec.write_text(re.sub(r"state: .*\n", "", spec.read_text()))
    if "../specs/shop.yaml" in arguments:
        (folder / "below").mkdir()
        os.chdir(folder / "below")
    assert main(["ci", "github", *arguments]) != 0
    assert f"error[{code}]" in capsys.readouterr().err
    assert {} == files(folder)


def test_a_backend_beside_the_tree_is_a_state(folder: Path) -> None:
    spec = folder / "specs/shop.yaml"
    spec.write_text(re.sub(r"state: .*\n", "", spec.read_text()))
    (folder / "out/shop").mkdir(parents=True)
    (folder / "out/shop/state.tf").write_text('terraform {\n  backend "s3" {\n  }\n}\n')
    assert 0 == main(["ci", "github", "specs/shop.yaml"])


def test_a_deployment_that_no_role_may_do_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = folder / "specs/orders.yaml"
    spec.write_text(re.sub(r"deployer:\n.*\n", "", spec.read_text()))
    assert 0 == main(["ci", "github", *PATHS])
    assert (
        ": warning[USAGE063]: there is no role for CI that deploys web" in capsys.readouterr().err
    )


@pytest.mark.parametrize(("engine", "warned"), [("github", 0), ("gitlab", 1), ("atlantis", 0)])
def test_a_deployer_of_another_engine_is_told(
    engine: str, warned: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["ci", engine, *PATHS])
    said = capsys.readouterr()
    message = "warning[USAGE063]: there is no role for CI of gitlab that deploys web"
    assert warned == said.err.count(message) == said.err.count("USAGE063]")
    unrun = "nothing runs deploy/orders-web.sh yet" in said.out + said.err
    assert unrun is (engine == "atlantis")


def test_a_role_is_of_all_specs_or_of_one(folder: Path) -> None:
    roles = ("--plan-role", f"{ROLE}/plan", "--plan-role", f"specs/shop.yaml={ROLE}/shop-plan")
    main(["ci", "github", *PATHS, *roles, "--apply-role", f"specs/orders.yaml={ROLE}/orders"])
    trees = json.loads(document(folder, ".github/workflows/tfgen.yml")["env"]["TREES"])
    assert {
        "platform": (f"{ROLE}/plan", ""),
        "shop": (f"{ROLE}/shop-plan", ""),
        "orders": (f"{ROLE}/plan", f"{ROLE}/orders"),
    } == {tree["name"]: (tree["plan_role"], tree["apply_role"]) for tree in trees}

    main(["ci", "gitlab", *PATHS, *roles])
    jobs = document(folder, ".gitlab/tfgen.yml")
    assert f"{ROLE}/shop-plan" == jobs["plan shop"]["variables"]["AWS_ROLE_ARN"]
    assert "$AWS_APPLY_ROLE_ARN" == jobs["apply shop"]["variables"]["AWS_ROLE_ARN"]


def test_a_platform_is_applied_before_what_runs_on_it(folder: Path) -> None:
    main(["ci", "github", *PATHS])
    jobs = document(folder, ".github/workflows/tfgen.yml")["jobs"]
    assert ["specs", "apply-platforms"] == jobs["apply-applications"]["needs"]
    for wave in ("platforms", "applications"):
        assert "${{ matrix.name }}" == jobs[f"apply-{wave}"]["environment"]

    main(["ci", "gitlab", *PATHS])
    pipeline = document(folder, ".gitlab/tfgen.yml")
    stages = [pipeline[f"apply {name}"]["stage"] for name in ("platform", "shop", "orders")]
    assert ["platforms", "platforms", "applications"] == stages
    assert pipeline["stages"].index("platforms") < pipeline["stages"].index("applications")
    for name in ("platform", "orders"):
        rules = pipeline[f"apply {name}"]["rules"][2:]
        assert {("manual", "false")} == {(rule["when"], rule["allow_failure"]) for rule in rules}

    main(["ci", "atlantis", *PATHS])
    projects = {
        project["name"]: project for project in document(folder, "atlantis.yaml")["projects"]
    }
    order = {name: project["execution_order_group"] for name, project in projects.items()}
    assert {"platform": "1", "shop": "1", "orders": "2"} == order
    assert ["platform"] == projects["orders"]["depends_on"]
    assert "depends_on" not in projects["shop"]


def test_what_goes_back_waits_for_no_tree_and_no_other_service(folder: Path) -> None:
    main(["ci", "gitlab", *PATHS])
    pipeline = document(folder, ".gitlab/tfgen.yml")
    jobs = {name: job for name, job in pipeline.items() if "rules" in job}
    assert {"tfgen", *(f"{verb} {name}" for verb in ("plan", "apply") for name in SPECS)} == {*jobs}
    for job in every(jobs.values()):
        assert {"if": "$BACK_TO", "when": "never"} == job["rules"][0]

    deploy = document(folder, ".gitlab/deploy.yml")["deploy orders-web"]
    assert [] == deploy["needs"]
    condition, pattern = deploy["rules"][0]["if"].split(" !~ ")
    assert ("$BACK_TO && $BACK_TO", "never") == (condition, deploy["rules"][0]["when"])
    own = re.compile(pattern.strip("/").replace(r"\/", "/"))
    arn = "arn:aws:ecs:eu-west-1:012345678901:task-definition/acc-orders-web:12"
    assert own.search("acc-orders-web:12") and own.search(arn)
    assert not own.search("acc-orders-worker:12") and not own.search("other-acc-orders-web:12")


def test_there_is_a_job_for_each_kind_that_there_is(folder: Path) -> None:
    main(["ci", "github", "specs/platform.yaml", "specs/shop.yaml"])
    assert ["specs", "plan", "apply-platforms"] == [
        *document(folder, ".github/workflows/tfgen.yml")["jobs"]
    ]
    main(["ci", "github", "specs/orders.yaml", "--into", "orders"])
    jobs = document(folder, "orders/.github/workflows/tfgen.yml")["jobs"]
    assert (["specs", "plan", "apply-applications"], ["specs"]) == (
        [*jobs],
        jobs["apply-applications"]["needs"],
    )


def test_what_terraform_is_given_comes_from_variables_and_secrets(folder: Path) -> None:
    main(["ci", "github", *PATHS])
    jobs = document(folder, ".github/workflows/tfgen.yml")["jobs"]
    for job in ("plan", "apply-platforms", "apply-applications"):
        given = {
            key: value for key, value in jobs[job]["steps"][-1]["env"].items() if key != "TREE"
        }
        # Each job has those of its own tree alone.
        of_variable = "contains(matrix.variables, 'domain') && vars.TF_VAR_DOMAIN || ''"
        of_secret = "contains(matrix.secrets, 'token') && secrets.TF_VAR_TOKEN || ''"
        assert {
            "TF_VAR_domain": f"${{{{ {of_variable} }}}}",
            "TF_VAR_token": f"${{{{ {of_secret} }}}}",
            "NEEDED": "${{ join(matrix.variables, ' ') }} ${{ join(matrix.secrets, ' ') }}",
        } == given
    trees = json.loads(document(folder, ".github/workflows/tfgen.yml")["env"]["TREES"])
    assert {"platform": (None, None), "orders": (None, None), "shop": (["domain"], ["token"])} == {
        tree["name"]: (tree.get("variables"), tree.get("secrets")) for tree in trees
    }


def test_without_variables_a_step_has_no_empty_environment(folder: Path) -> None:
    main(["ci", "github", "specs/platform.yaml", "specs/orders.yaml"])
    jobs = document(folder, ".github/workflows/tfgen.yml")["jobs"]
    for job in ("apply-platforms", "apply-applications"):
        last = jobs[job]["steps"][-1]
        assert ("env" not in last, True) == (True, last["run"].startswith("terraform init"))


def test_gitlab_keeps_states_with_the_token_of_the_job(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = "state: {http: {address: https://gitlab.com/api/v4/projects/7/terraform/state/acc}}"
    spec = folder / "specs/platform.yaml"
    spec.write_text(re.sub(r"state: .*", state, spec.read_text()))
    assert 0 == main(["ci", "gitlab", "specs/platform.yaml"])
    given = document(folder, ".gitlab/tfgen.yml")[".terraform"]["variables"]
    assert ("gitlab-ci-token", "$CI_JOB_TOKEN") == (
        given["TF_HTTP_USERNAME"],
        given["TF_HTTP_PASSWORD"],
    )

    # Such a state has one address, so that the application needs one of its own.
    assert 64 == main(["ci", "gitlab", *PATHS])
    said = capsys.readouterr().err
    assert "USAGE060]: specs/orders.yaml has no state" in said
    assert 1 == said.count("USAGE060")


@pytest.mark.slow
def test_terraform_is_one_that_the_trees_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    for versions in every(tmp_path.glob("out/*/versions.tf")):
        assert f'required_version = ">= {TERRAFORM}"' in versions.read_text()


@pytest.mark.parametrize("branch", ["main", "on", "release/1.x", "it's"])
def test_a_branch_may_have_any_name(branch: str, folder: Path) -> None:
    main(["ci", "github", *PATHS, "--branch", branch])
    text = (folder / ".github/workflows/tfgen.yml").read_text()
    read = yaml.safe_load(text)
    quoted = branch.replace("'", "''")
    assert [branch] == read[True]["push"]["branches"]
    assert f"'refs/heads/{quoted}'" in read["jobs"]["apply-platforms"]["if"]
