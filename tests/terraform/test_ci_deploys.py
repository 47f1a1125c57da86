"""What `tfgen ci` writes, in an account: the steps that plan and apply a tree, and the script that
deploys, with AWS's CLI."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import terraform_cli
from ci_repository import command, document, run, step
from emulator.server import serve
from terraform_trees import leave_out_what_is_not_emulated, render, workspace

from tfgen.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ci-deploys")]
SPEC = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
state: {bucket: acme-terraform-state}
cluster: {fargate: [fargate]}
deployer: {github: example/shop}
defaults:
  services: {cpu: 256, memory: 512, read_only_root: true, capacity: fargate}
  jobs: {cpu: 256, memory: 512, read_only_root: true, capacity: fargate}
repositories: {web: {}}
services:
  web:
    image: {repository: web, tag: "1"}
    desired_count: 0                    # nothing runs on the emulator, so that no more are stable
    tags: {Team: shop}
    deployment: {owner: external}
jobs:
  migrate:
    image: {repository: web, tag: "1"}
    command: [bin/migrate]
    deployment: {owner: external}
  nightly:
    image: {repository: web, tag: "1"}
    schedule: cron(0 3 * * ? *)
    deployment: {owner: external}
"""
REPOSITORY = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/acc/web"
# It reads the password as the real one does, and writes down what it is called with.
DOCKER = '#!/bin/sh\n[ "$1" != login ] || cat >/dev/null\necho "$@" >>docker.calls\n'


# As the tree has it, but for what the emulator is reached by.
BACKEND = """\
terraform {
  backend "s3" {
    bucket                      = "acme-terraform-state"
    key                         = "eu-west-1/acc/terraform.tfstate"
    region                      = "eu-west-1"
    use_lockfile                = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
  }
}
"""
PLAN, APPLY = ("plan", "Plan"), ("apply-platforms", "Apply")


@dataclass(frozen=True)
class Standing:
    """An account with the cluster, and the folder with the script."""

    folder: Path
    endpoint: str
    environment: dict[str, str]

    def script(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        return subprocess.run(
            ["deploy/shop-web.sh", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def step(self, job: str, name: str, event: str) -> tuple[int, str]:
        """Run a step of the workflow in the tree; return its exit code and what it prints."""
        workflow = document(self.folder, ".github/workflows/tfgen.yml")
        variables = {
            **self.environment,
            "GITHUB_EVENT_NAME": event,
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "TREE": "out/shop",
            "TF_INPUT": workflow["env"]["TF_INPUT"],
        }
        done = run(self.folder, step(workflow, job, name)["run"], variables, where="tree")
        return done.returncode, done.stdout + done.stderr

    def client(self, service: str) -> Any:
        """Return a client for the account."""
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=self.endpoint,
            aws_access_key_id="emulator",
            aws_secret_access_key="emulator",
        )

    def image(self, family: str) -> str:
        """Return the image of a task definition."""
        definition = self.client("ecs").describe_task_definition(taskDefinition=family)[
            "taskDefinition"
        ]
        image: str = definition["containerDefinitions"][0]["image"]
        return image

    def runs(self) -> str:
        """Return the family and revision that the service runs."""
        (service,) = self.client("ecs").describe_services(cluster="acc", services=["web"])[
            "services"
        ]
        return str(service["taskDefinition"].rpartition("/")[2])


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    if not shutil.which("aws") or not shutil.which("jq"):
        pytest.skip("no AWS CLI or no jq")
    folder = tmp_path_factory.mktemp("ci-deploys")
    spec = folder / "shop.yaml"
    spec.write_text(SPEC)
    tree = render(spec, folder / "rendered")
    leave_out_what_is_not_emulated(tree)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert 0 == main(["ci", "github", "shop.yaml"])
    command(folder, "docker", DOCKER)
    command(folder, "terraform", f'#!/bin/sh\nexec {terraform_cli.terraform()} "$@"\n')
    with serve(folder / "log", spec) as endpoint:
        place = workspace(terraform_cli.REAL, tree, folder, endpoint)
        (place.folder / "backend.tf").write_text(BACKEND)
        environment = {
            **os.environ,
            **place.environment,
            "PATH": f"{folder / '.bin'}:{os.environ['PATH']}",
        }
        yield Standing(folder, endpoint, environment)


@pytest.fixture(scope="module")
def applied(standing: Standing) -> Standing:
    """The account once the workflow's steps have made the cluster in it."""
    bucket = {"LocationConstraint": "eu-west-1"}
    standing.client("s3").create_bucket(
        Bucket="acme-terraform-state", CreateBucketConfiguration=bucket
    )
    code, said = standing.step(*PLAN, "pull_request")
    assert (0, True) == (code, "0 to change, 0 to destroy." in said), said
    code, said = standing.step(*APPLY, "push")
    assert (0, True) == (code, "Apply complete!" in said), said
    output = subprocess.run(
        ["terraform", "output", "-json", "migrate_run_task"],
        cwd=standing.folder / "tree",
        env=standing.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    standing.environment["MIGRATE_RUN_TASK"] = output.stdout
    return standing


def test_a_version_is_built_deployed_and_taken_back(applied: Standing) -> None:
    assert "acc-web:1" == applied.runs()
    built = applied.script("build", "abc")
    assert (0, "") == (built.returncode, built.stderr)
    calls = (applied.folder / "docker.calls").read_text().splitlines()
    host = REPOSITORY.partition("/")[0]
    login = f"login --username AWS --password-stdin {host}"
    assert [
        login,
        f"build --platform linux/amd64 --tag {REPOSITORY}:abc .",
        f"push {REPOSITORY}:abc",
    ] == calls

    # ECR has it from now on, as after a push; the manifest is what a push brings.
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    applied.client("ecr").put_image(
        repositoryName="acc/web",
        imageManifest='{"schemaVersion": 2, "config": {}, "layers": []}',
        imageManifestMediaType=kind,
        imageTag="abc",
    )
    again = applied.script("build", "abc")
    assert (0, f"{REPOSITORY}:abc is there already\n") == (again.returncode, again.stdout)
    assert calls == (applied.folder / "docker.calls").read_text().splitlines()

    deployed = applied.script("deploy", "abc")
    assert (0, "") == (deployed.returncode, deployed.stderr)
    arn = "arn:aws:ecs:eu-west-1:012345678901:task-definition"
    assert deployed.stdout.splitlines() == [
        f"web runs {arn}/acc-web:1 now; to go back: deploy/shop-web.sh back acc-web:1",
        "migrate ended well",
        f"the next run of nightly is {arn}/acc-nightly:2",
        f"web runs {arn}/acc-web:2",
    ]
    assert "acc-web:2" == applied.runs()
    for family in ("acc-web", "acc-migrate", "acc-nightly"):
        assert f"{REPOSITORY}:abc" == applied.image(family)
    assert f"{REPOSITORY}:1" == applied.image("acc-web:1")

    back = applied.script("back", "acc-web:1")
    assert (0, "") == (back.returncode, back.stderr)
    assert ("acc-web:1", f"web runs {arn}/acc-web:1\n") == (applied.runs(), back.stdout)


def test_a_revision_differs_from_the_one_before_in_its_image_alone(applied: Standing) -> None:
    first, second = (
        applied.client("ecs").describe_task_definition(taskDefinition=name, include=["TAGS"])
        for name in ("acc-migrate:1", "acc-migrate:2")
    )
    for answer in (first, second):
        answer["taskDefinition"]["containerDefinitions"][0].pop("image")
    own = {"taskDefinitionArn", "revision", "registeredAt"}
    kept = [
        {name: value for name, value in answer["taskDefinition"].items() if name not in own}
        for answer in (first, second)
    ]
    assert kept[0] == kept[1]
    assert first["tags"] == second["tags"] != []


def test_a_schedule_fails_for_what_drifted_and_for_no_version_of_ci(applied: Standing) -> None:
    assert 0 == applied.script("deploy", "def").returncode
    code, said = applied.step(*PLAN, "schedule")
    assert (0, True) == (code, "No changes." in said), said

    applied.client("ecs").update_service(cluster="acc", service="web", desiredCount=3)
    code, said = applied.step(*PLAN, "schedule")
    assert (1, True) == (code, "::error::out/shop is not what stands in AWS" in said), said
    assert "desired_count" in (applied.folder / "summary").read_text()
