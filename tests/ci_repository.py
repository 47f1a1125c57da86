"""A git repository with three specs and their trees, and the steps that CI runs in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tfgen.cli import main

ROOT = Path(__file__).parent.parent
PLATFORM = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
state: {bucket: acme-terraform-state}
cluster: {fargate: [fargate]}
load_balancers: {}
"""
ORDERS = """\
version: 1
application: orders
platform: platform.yaml
deployer:
  github: {repository: example/orders, environments: [acceptance]}
repositories: {web: {}}
defaults:
  services: {cpu: 256, memory: 512, read_only_root: true, capacity: fargate}
  jobs: {cpu: 256, memory: 512, read_only_root: true, capacity: fargate}
services:
  web:
    image: {repository: web, tag: "1"}
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
SHOP = """\
version: 1
environment: production
region: eu-central-1
state: {bucket: acme-terraform-state}
network: {cidr: 10.1.0.0/16}
variables:
  domain: {description: Domain of the shop.}
  token: {description: Token of the shop., sensitive: true}
instance_groups:
  default: {instance_type: t3.small, ami_id: ami-0123456789abcdef0}
services:
  web:
    image: nginx:1.29
    memory: 256
    read_only_root: true
    environment: {DOMAIN: {terraform: var.domain}}
"""
SPECS = {"platform": PLATFORM, "orders": ORDERS, "shop": SHOP}
PATHS = [f"specs/{name}.yaml" for name in ("orders", "platform", "shop")]
# Workflows say so by `shell: bash`:
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


def lay_out(folder: Path) -> None:
    """Make a repository of it with a commit that has the specs and their trees."""
    (folder / "specs").mkdir()
    for name, text in SPECS.items():
        (folder / "specs" / f"{name}.yaml").write_text(text)
    assert 0 == main(["render", *PATHS])
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "user.name", "Me")
    git(folder, "config", "user.email", "me@example.com")
    commit(folder)


def commit(folder: Path) -> str:
    """Commit all that there is; return the commit."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=All")
    return git(folder, "rev-parse", "HEAD").strip()


def git(folder: Path, *arguments: str) -> str:
    """Run git, which has to succeed; return what it prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    assert 0 == done.returncode, done.stderr
    return done.stdout


def change(folder: Path, name: str, before: str, after: str) -> None:
    """Change a spec, and render it."""
    spec = folder / "specs" / f"{name}.yaml"
    assert before in spec.read_text()
    spec.write_text(spec.read_text().replace(before, after))
    assert 0 == main(["render", *PATHS])


def own_templates(folder: Path, engine: str) -> None:
    """Render the shop with a template of its owner's, and write what CI runs by anew."""
    assert 0 == main(["templates", "log_group/main.tf", "--out", "mine"])
    template = folder / "mine/modules/log_group/main.tf"
    template.write_text(
        template.read_text().replace("kms_key_id", "skip_destroy = true\n  kms_key_id")
    )
    assert 0 == main(["render", "specs/shop.yaml", "--templates", "mine"])
    assert 0 == main(["ci", engine, *PATHS, "--force"])
    commit(folder)


def command(folder: Path, name: str, text: str) -> None:
    """Put a command into a folder that is first on PATH when steps run."""
    path = folder / ".bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(
    folder: Path, script: str, variables: Mapping[str, str], where: str = "."
) -> subprocess.CompletedProcess[str]:
    """Run the shell of a step; `tfgen` is that of this checkout."""
    command(folder, "tfgen", f'#!/bin/sh\nexec "{sys.executable}" -m tfgen "$@"\n')
    own = {"PATH": f"{folder / '.bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run(
        [*BASH, script],
        cwd=folder / where,
        env={**kept, **own, **variables},
        capture_output=True,
        text=True,
    )


def document(folder: Path, path: str) -> dict[str, Any]:
    """Return a file of YAML as it says it: `on` is a word."""
    read: dict[str, Any] = yaml.load((folder / path).read_text(), yaml.BaseLoader)
    return read


def step(workflow: Mapping[str, Any], job: str, name: str) -> dict[str, Any]:
    """Return a step of a job by its name."""
    (found,) = [one for one in workflow["jobs"][job]["steps"] if one.get("name") == name]
    return dict(found)
