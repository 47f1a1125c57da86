"""What GitLab and Atlantis run by, step by step, and the deploy script where something fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ci_repository import PATHS, change, command, commit, document, git, lay_out, own_templates, run

from tfgen.cli import main

pytestmark = pytest.mark.slow
# It says which notes there are, and writes down what it is asked and what it is given.
CURL = """\
#!/bin/sh
echo "$@" >>curl.calls
for argument in "$@"; do
  case $argument in
    body@*) cp "${argument#body@}" curl.body ;;
    *per_page*) printf '%s\\n' "$NOTES" ;;
  esac
done
"""
TERRAFORM = '#!/bin/sh\n[ "$1" != plan ] || exit "$PLANNED"\n'
ARN = "arn:aws:ecs:eu-west-1:012345678901"
# It answers by what is asked, as the real one does.
AWS = """\
import json, os, sys
import jmespath
with open("aws.calls", "a") as calls:
    print(*sys.argv[1:3], file=calls)
answer = json.loads(os.environ["ANSWERS"]).get(sys.argv[2])
if answer is None:
    sys.exit(255)
if "--query" in sys.argv:
    answer = jmespath.search(sys.argv[sys.argv.index("--query") + 1], answer)
print(answer if isinstance(answer, str) else json.dumps(answer).replace("null", "None"))
"""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with specs and trees, and what GitLab and Atlantis run by."""
    folder = tmp_path_factory.mktemp("pristine")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        lay_out(folder)
        for engine in ("gitlab", "atlantis"):
            assert 0 == main(["ci", engine, *PATHS])
        commit(folder)
    return folder


@pytest.fixture
def repository(pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of it."""
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(pristine), str(folder))
    git(folder, "config", "user.name", "Me")
    git(folder, "config", "user.email", "me@example.com")
    monkeypatch.chdir(folder)
    return folder


def merge_request(folder: Path, notes: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    """Change a tree, and run the job that looks at a merge request."""
    base = git(folder, "rev-parse", "HEAD").strip()
    change(folder, "shop", "memory: 256", "memory: 512")
    commit(folder)
    command(folder, "pip", "#!/bin/sh\n")
    command(folder, "curl", CURL)
    variables = {
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_API_V4_URL": "https://gitlab.com/api/v4",
        "CI_PROJECT_ID": "42",
        "TFGEN_COMMENT_TOKEN": "s3cret",
        "NOTES": json.dumps(notes),
    }
    script = document(folder, ".gitlab/tfgen.yml")["tfgen"]["script"]
    return run(folder, "\n".join(script), variables)


def test_gitlab_checks_and_comments(repository: Path) -> None:
    done = merge_request(repository, [])
    assert 0 == done.returncode, done.stderr
    body = (repository / "curl.body").read_text()
    assert body.startswith("<!-- tfgen -->\n### tfgen: `specs/shop.yaml`\n")
    assert "memory 256 -\\> 512" in body and "orders" not in body
    last = (repository / "curl.calls").read_text().splitlines()[-1]
    assert last.endswith("/projects/42/merge_requests/7/notes") and "PUT" not in last
    assert "<testsuite" in (repository / "findings.xml").read_text()
    assert "s3cret" not in done.stdout + done.stderr


def test_gitlab_writes_a_former_comment_anew(repository: Path) -> None:
    notes = [{"id": 1, "body": "Looks good"}, {"id": 2, "body": "<!-- tfgen -->\nformer"}]
    assert 0 == merge_request(repository, notes).returncode
    last = (repository / "curl.calls").read_text().splitlines()[-1]
    assert "--request PUT" in last and last.endswith("/merge_requests/7/notes/2")


@pytest.mark.parametrize(
    ("source", "planned", "code"),
    [("merge_request_event", 2, 0), ("merge_request_event", 1, 1), ("schedule", 2, 1)],
)
def test_gitlab_plans_and_finds_drift(
    source: str, planned: int, code: int, repository: Path, tmp_path: Path
) -> None:
    command(repository, "terraform", TERRAFORM)
    jobs = document(repository, ".gitlab/tfgen.yml")
    variables = {
        **jobs["plan shop"]["variables"],
        "PLANNED": str(planned),
        "CI_PIPELINE_SOURCE": source,
        "AWS_TOKEN": "token of the job",
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
    }
    script = [*jobs[".terraform"]["before_script"], *jobs[".plan"]["script"]]
    done = run(repository, "\n".join(script), variables)
    drifted = "out/shop is not what stands in AWS" in done.stdout
    assert (code, source == "schedule") == (done.returncode, drifted)
    token = tmp_path / "token"
    assert ("token of the job", 0o600) == (token.read_text(), token.stat().st_mode & 0o777)


def atlantis(folder: Path, base: str = "main") -> list[subprocess.CompletedProcess[str]]:
    """Run the steps of Atlantis before its plan, in the folder of a project."""
    git(folder, "fetch", "--quiet", "origin")
    steps = document(folder, "atlantis.yaml")["workflows"]["tfgen"]["plan"]["steps"]
    scripts = [step["run"] for step in steps if isinstance(step, dict)]
    variables = {"BASE_BRANCH_NAME": base}
    return [run(folder, script, variables, where="out/shop") for script in scripts]


def test_atlantis_checks_and_compares(repository: Path) -> None:
    change(repository, "shop", "memory: 256", "memory: 512")
    checked, compared = atlantis(repository)
    assert (0, 0) == (checked.returncode, compared.returncode), checked.stderr
    assert "memory 256 -> 512" in compared.stdout

    (repository / "out/orders/main.tf").write_text("# by hand\n")
    checked, _ = atlantis(repository)
    assert 2 == checked.returncode


def test_atlantis_says_where_it_cannot_compare(repository: Path) -> None:
    shop = repository / "specs/shop.yaml"
    sound = shop.read_text()
    shop.write_text("version: 1\nnonsense: true\n")
    git(repository, "update-ref", "refs/remotes/origin/faulty", commit(repository))
    shop.unlink()
    git(repository, "update-ref", "refs/remotes/origin/older", commit(repository))
    shop.write_text(sound)
    for base, told in (
        ("gone", "origin/gone is not here"),
        ("older", "../../specs/shop.yaml is new"),
        ("faulty", "../../specs/shop.yaml cannot be compared"),
    ):
        _, compared = atlantis(repository, base)
        assert (0, told) == (compared.returncode, compared.stdout[: len(told)])


MOVING = "repositories: {web: {immutable_tags: false}}"


def test_atlantis_keeps_the_templates_of_a_tree(repository: Path) -> None:
    own_templates(repository, "atlantis")
    git(repository, "push", "--quiet", "origin", "HEAD:refs/heads/templates")
    checked, compared = atlantis(repository, "templates")
    assert (0, 0) == (checked.returncode, compared.returncode), checked.stderr
    assert "cannot be compared" not in compared.stdout


def test_gitlab_keeps_the_templates_of_a_tree(repository: Path) -> None:
    own_templates(repository, "gitlab")
    spec = repository / "specs/shop.yaml"
    base = git(repository, "rev-parse", "HEAD").strip()
    spec.write_text(spec.read_text().replace("memory: 256", "memory: 512"))
    assert 0 == main(["render", "specs/shop.yaml", "--templates", "mine"])
    commit(repository)
    command(repository, "pip", "#!/bin/sh\n")
    script = document(repository, ".gitlab/tfgen.yml")["tfgen"]["script"]
    variables = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    done = run(repository, "\n".join(script), variables)
    assert (0, True) == (done.returncode, "memory 256 -\\> 512" in done.stdout), done.stderr


DEPLOYED = {
    "describe-task-definition": {
        "taskDefinition": {
            "taskDefinitionArn": f"{ARN}:task-definition/acc-orders-web:1",
            "containerDefinitions": [{"name": "orders-web"}, {"name": "orders-migrate"}],
        }
    },
    "register-task-definition": {
        "taskDefinition": {"taskDefinitionArn": f"{ARN}:task-definition/acc-orders-web:2"}
    },
    "describe-services": {
        "services": [
            {
                "deployments": [
                    {
                        "status": "PRIMARY",
                        "taskDefinition": f"{ARN}:task-definition/acc-orders-web:2",
                    }
                ]
            }
        ]
    },
    "update-service": {"service": {"serviceName": "orders-web"}},
    "run-task": {"tasks": [{"taskArn": f"{ARN}:task/acc/1"}]},
    "describe-tasks": {"tasks": [{"containers": [{"name": "orders-migrate", "exitCode": 0}]}]},
    "wait": "",
}


def deploy(
    folder: Path, answers: dict[str, Any], *arguments: str, network: str = '{"cluster": "acc"}'
) -> tuple[int, str, list[str]]:
    """Run the script with a stand-in for AWS; return its exit code, its error and its calls."""
    command(folder, "aws", f"#!{sys.executable}\n{AWS}")
    variables = {
        "ANSWERS": json.dumps({**DEPLOYED, **answers}),
        "MIGRATE_RUN_TASK": network,
    }
    done = run(folder, f"deploy/orders-web.sh {' '.join(arguments)}", variables)
    calls = folder / "aws.calls"
    asked = calls.read_text().splitlines() if calls.exists() else []
    return done.returncode, done.stderr, [call.split()[1] for call in asked]


def test_the_stand_in_deploys(repository: Path) -> None:
    code, said, calls = deploy(repository, {}, "deploy", "abc")
    assert (0, "") == (code, said)
    assert calls.index("run-task") < calls.index("update-service")


def test_nothing_is_new_where_it_is_not_known_how_a_job_runs(repository: Path) -> None:
    command(repository, "terraform", "#!/bin/sh\nexit 1\n")
    code, said, calls = deploy(repository, {}, "deploy", "abc", network="")
    told = "set MIGRATE_RUN_TASK: what terraform output -json migrate_run_task prints\n"
    assert (1, told, ["describe-services"]) == (code, said, calls)

    command(repository, "terraform", '#!/bin/sh\necho \'{"cluster": "acc"}\'\n')
    code, said, _ = deploy(repository, {}, "deploy", "abc", network="")
    assert (0, "") == (code, said)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"describe-tasks": {"tasks": [{"containers": [{"name": "orders-migrate"}]}]}},
            "orders-migrate ended with None: orders-web stays as it is\n",
        ),
        (
            {"run-task": {"tasks": [], "failures": [{"reason": "RESOURCE:MEMORY"}]}},
            "orders-migrate found no place to run\n",
        ),
        ({"describe-task-definition": None}, ""),
        ({"register-task-definition": None}, ""),
    ],
)
def test_a_service_stays_where_something_before_it_fails(
    answers: dict[str, Any], told: str, repository: Path
) -> None:
    code, said, calls = deploy(repository, answers, "deploy", "abc")
    assert (True, told, False) == (code != 0, said, "update-service" in calls)


@pytest.mark.parametrize(
    ("found", "code", "pushed"),
    [({"images": []}, 0, True), ({"images": [{}]}, 0, False), (None, 1, False)],
)
def test_an_image_that_is_there_is_not_pushed_again(
    found: object, code: int, pushed: bool, repository: Path
) -> None:
    command(repository, "docker", '#!/bin/sh\n[ "$1" != login ] || cat\necho "$@" >>docker.calls\n')
    answers = {"batch-get-image": found, "get-login-password": "s3cret"}
    done, said, calls = deploy(repository, answers, "build", "abc")
    asked = repository / "docker.calls"
    last = asked.read_text().splitlines()[-1] if asked.exists() else ""
    assert (code, pushed) == (done, last.startswith("push ") and last.endswith("/web:abc")), said
    assert calls[0] == "batch-get-image"


def test_a_tag_that_moves_is_pushed_each_time(repository: Path) -> None:
    change(repository, "orders", "repositories: {web: {}}", MOVING)
    assert 0 == main(["ci", "gitlab", *PATHS, "--force"])
    assert "has_image" not in (repository / "deploy/orders-web.sh").read_text()


def test_a_deployment_that_ecs_takes_back_has_failed(repository: Path) -> None:
    register = {"taskDefinition": {"taskDefinitionArn": f"{ARN}:task-definition/acc-orders-web:3"}}
    code, said, _ = deploy(repository, {"register-task-definition": register}, "deploy", "abc")
    former = f"{ARN}:task-definition/acc-orders-web:2"
    assert (1, f"the deployment failed: ECS runs {former} again\n") == (code, said)


def test_a_service_that_never_is_stable_fails(repository: Path) -> None:
    code, said, calls = deploy(repository, {"wait": None}, "back", "acc-orders-web:1")
    assert (1, True) == (code, said.startswith("orders-web is not stable"))
    assert 2 == calls.count("wait")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("back", "acc-orders-worker:1"), "acc-orders-worker:1 is no revision of acc-orders-web\n"),
        (("deploy",), "usage: deploy/orders-web.sh build VERSION"),
        ((), "usage: deploy/orders-web.sh build VERSION"),
    ],
)
def test_what_is_no_version_is_refused(
    arguments: tuple[str, ...], told: str, repository: Path
) -> None:
    code, said, calls = deploy(repository, {}, *arguments)
    assert (1, True, []) == (code, said.startswith(told), calls)
