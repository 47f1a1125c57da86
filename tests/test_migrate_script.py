"""The script that migrates before a deployment, run with stand-ins for Terraform and AWS's CLI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pages import ROOT, blocks

PAGE = ROOT / "docs/how-to/deployments.md"
# Each writes down its call; the CLI picks from its answers as the real one does.
TERRAFORM = """\
import json, os, sys
with open(os.environ["CALLS"], "a") as calls:
    calls.write("terraform " + " ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "output":
    print({"cluster_name": "acc", "migrate_run_task": '{"cluster": "acc"}'}[sys.argv[-1]])
"""
AWS = """\
import json, os, sys
import jmespath
with open(os.environ["CALLS"], "a") as calls:
    calls.write("aws " + " ".join(sys.argv[1:3]) + "\\n")
answer = json.loads(os.environ["ANSWERS"]).get(sys.argv[2])
if "--query" in sys.argv:
    print(jmespath.search(sys.argv[sys.argv.index("--query") + 1], answer))
"""
STARTED = {"tasks": [{"taskArn": "arn:aws:ecs:eu-west-1:012345678901:task/acc/1"}]}
FIRST = [
    "terraform apply -auto-approve -target=module.job_migrate_task",
    "terraform output -raw cluster_name",
    "terraform output -json migrate_run_task",
    "aws ecs run-task",
]
WAITED = ["aws ecs wait", "aws ecs describe-tasks"]


def ended(code: int | None) -> dict[str, Any]:
    containers = [{"name": "helper", "exitCode": 137}, {"name": "migrate", "exitCode": code}]
    return {"tasks": [{"containers": containers}]}


def run(folder: Path, answers: dict[str, Any]) -> tuple[int, list[str], str]:
    """Run the script of the page; return its exit code, what it called and what it said."""
    script = next(block.text for block in blocks(PAGE) if "migrate" in block.words)
    for name, text in {"terraform": TERRAFORM, "aws": AWS}.items():
        (folder / name).write_text(f"#!{sys.executable}\n{text}")
        (folder / name).chmod(0o755)
    calls = folder / "calls"
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "CALLS": str(calls),
        "ANSWERS": json.dumps(answers),
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )
    return done.returncode, calls.read_text().splitlines(), done.stderr


def test_services_follow_a_migration_that_ended_well(tmp_path: Path) -> None:
    code, calls, said = run(tmp_path, {"run-task": STARTED, "describe-tasks": ended(0)})
    assert (0, [*FIRST, *WAITED, "terraform apply"], "") == (code, calls, said)


@pytest.mark.parametrize("code", [1, None])
def test_no_service_follows_one_that_failed(code: int | None, tmp_path: Path) -> None:
    answers = {"run-task": STARTED, "describe-tasks": ended(code)}
    assert (1, [*FIRST, *WAITED], f"the migration ended with {code}\n") == run(tmp_path, answers)


def test_no_service_follows_one_that_found_no_place(tmp_path: Path) -> None:
    answers = {"run-task": {"tasks": [], "failures": [{"reason": "RESOURCE:MEMORY"}]}}
    assert (1, FIRST, "the migration found no place to run\n") == run(tmp_path, answers)
