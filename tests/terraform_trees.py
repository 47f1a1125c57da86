"""Trees that Terraform judges: specs rendered afresh, and folders in which terraform runs on a
copy."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from own_terraform import put_beside
from spec_data import load

from tfgen.pipeline import build, check
from tfgen.write import write

ROOT = Path(__file__).parent.parent
SPECS = {path.stem: path for path in sorted((ROOT / "specs").glob("*.yaml"))}
# The trees of all specs, those of bases and what extends them in a folder of their own.
TREES = sorted(path.parent for path in (ROOT / "out").rglob(".tfgen"))
# The emulator has no EC2 Instance Connect Endpoint, which one of them makes and the other one takes
# for granted; and it knows neither attribute-based types nor reservations of a group. They are
# planned.
NEVER_APPLIED = {"capacity", "instance-connect", "neighbour"}
# Whoever judges a whole account by its spec knows nothing of what a user wrote beside it: tests of
# their own look at these.
WITH_OWN = {"own-terraform"}
TODAY = datetime.date(2026, 1, 1)

# The real provider reads its settings for the emulator from the environment; two of them it takes
# only as arguments.
EMULATED = """\
provider "aws" {
  profile                 = null
  s3_use_path_style       = true
  skip_metadata_api_check = true
}
"""


def cases(providers: tuple[str, ...], only: tuple[str, ...] = ()) -> list[Any]:
    """Return a parameter (provider, spec) for each pair that fits, a group of its own for
    pytest-xdist each."""
    every = [name for name in SPECS if name not in WITH_OWN]
    pairs = [(provider, spec) for spec in only or every for provider in providers]
    return [
        pytest.param(
            pair,
            id="-".join(pair),
            marks=[pytest.mark.slow, pytest.mark.xdist_group("-".join(pair))],
        )
        for pair in pairs
        if pair[0] == terraform_cli.V6 or not needs_version_6(ROOT / "out" / pair[1])
    ]


def specs_with(*wanted: str | Callable[[dict[str, Any]], Any]) -> pytest.MarkDecorator:
    """Mark a test that has something to look at in some specs only: those with one of what is
    wanted.

    That is a path such as `jobs.*.schedule`, or a function that tells it of a spec.
    """
    names = []
    for name in SPECS:
        if name in WITH_OWN:
            continue
        spec = _spec(name)
        if any(value(spec) if callable(value) else any(_at(spec, value)) for value in wanted):
            names.append(name)
    assert names, wanted
    return pytest.mark.specs(*names)


@cache
def _spec(name: str) -> dict[str, Any]:
    """Return a spec, which many marks look at and none changes."""
    return load(SPECS[name])


def _at(value: Any, path: str) -> Iterator[Any]:
    """Yield what stands at a path."""
    if not path:
        yield value
    elif isinstance(value, Mapping):
        key, _, rest = path.partition(".")
        for below in value.values() if key == "*" else [value.get(key)]:
            yield from _at(below, rest)


def needs_version_6(tree: Path) -> bool:
    """Tell whether a tree asks for a provider that 5.x cannot be."""
    versions = tree / "versions.tf"
    return versions.exists() and re.search(r'version\s*=\s*">= 6', versions.read_text()) is not None


def render(spec: Path, folder: Path) -> Path:
    """Render a spec as `tfgen render` does, and leave out its state backend.

    The tree of another spec is taken over: how a cluster changes is tried with several.
    """
    put_beside(spec, folder)
    write(build(check(spec, TODAY), folder), folder, adopt=True)
    (folder / "backend.tf").unlink(missing_ok=True)
    return folder


@dataclass(frozen=True)
class Workspace:
    """A folder in which terraform runs with one provider; every command but `run` fails the test
    when it fails."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run terraform and return its result, whatever the exit code."""
        return terraform_cli.run(self.folder, *args, env=self.environment)

    def must(self, *args: str) -> str:
        """Run terraform, which has to succeed, and return what it prints."""
        done = self.run(*args)
        assert 0 == done.returncode, (
            f"terraform {' '.join(args)}\n{done.stdout[-4000:]}\n{done.stderr[-6000:]}"
        )
        return done.stdout

    def init(self) -> None:
        """Install the provider and the modules."""
        self.must("init", "-input=false", "-no-color")

    def plan(self, *args: str) -> dict[str, Any]:
        """Plan and return the plan as `terraform show -json` has it."""
        self.must("plan", "-input=false", "-no-color", "-out=tfplan", *args)
        return self.json("show", "-json", "tfplan")

    def apply(self, *args: str) -> None:
        """Apply without asking."""
        self.must("apply", "-input=false", "-no-color", "-auto-approve", *args)

    def json(self, *args: str) -> Any:
        """Run terraform, which has to succeed, and return the JSON that it prints."""
        return json.loads(self.must(*args))


# The emulator lacks AWS Chatbot, and the functions that a spec names; tests of plans judge these.
NOT_EMULATED = re.compile(
    r'^(?:resource "aws_(?:chatbot_|lambda_permission)|output "channel_id").*?^}\n', re.M | re.S
)


def leave_out_what_is_not_emulated(folder: Path) -> None:
    """Remove resources from a tree that the emulator could not create, and the wait for what it
    never does.

    Its services run no task, so none of them reaches a steady state.
    """
    for path in folder.glob("modules/ecs_service*/main.tf"):
        path.write_text(re.sub(r"(wait_for_steady_state\s+=) .*", r"\1 false", path.read_text()))
    for module in ("alerts", "slack_alerts", "teams_channel"):
        for path in folder.glob(f"modules/{module}/*.tf"):
            path.write_text(NOT_EMULATED.sub("", path.read_text()))


def workspace(provider: str, tree: Path, tmp: Path, endpoint: str) -> Workspace:
    """Copy a tree for one provider; the real one talks to the emulator at `endpoint`."""
    folder = tmp / "tree"
    shutil.copytree(
        tree, folder, ignore=shutil.ignore_patterns("backend.tf", ".terraform*", "*.tfstate*")
    )
    give_variables(folder)
    if provider == terraform_cli.V6:
        return Workspace(folder, terraform_cli.stub_environment())
    (folder / "emulator_override.tf").write_text(EMULATED)
    return Workspace(folder, terraform_cli.real_environment(tmp) | emulated_environment(endpoint))


# A value of each type that a variable may have.
GIVEN = {
    "string": "arn:aws:secretsmanager:eu-west-1:012345678901:secret:given-Ab12Cd",
    "number": 3,
    "bool": True,
    "list(string)": ["given"],
    "map(string)": {"given": "given"},
}


def give_variables(folder: Path) -> None:
    """Give the root's variables values, unless a file beside the tree does."""
    file = folder / "variables.tf"
    if not file.exists() or any(folder.glob("*.auto.tfvars")):
        return
    variables = re.findall(r'^variable "(\w+)" \{\n  type += (\S+)$', file.read_text(), re.M)
    values = {name: GIVEN[kind] for name, kind in variables}
    (folder / "given.auto.tfvars.json").write_text(json.dumps(values))


def emulated_environment(endpoint: str) -> dict[str, str]:
    """Return the environment in which the AWS provider finds the emulator and nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "emulator",
        "AWS_SECRET_ACCESS_KEY": "emulator",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # What moto does not know fails at once, and not after a quarter of an hour.
        "AWS_MAX_ATTEMPTS": "3",
    }


def resources(plan: Mapping[str, Any], kind: str = "") -> list[dict[str, Any]]:
    """Return the managed resources that a plan wants to exist, of one type if `kind` names it."""
    actual: list[dict[str, Any]] = []
    modules = [plan["planned_values"]["root_module"]]
    for module in modules:
        modules.extend(module.get("child_modules", ()))
        actual.extend(
            resource for resource in module.get("resources", ()) if resource["mode"] == "managed"
        )
    return [resource for resource in actual if kind in ("", resource["type"])]
