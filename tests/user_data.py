"""User data as Terraform itself composes it: the module's own files without its resources, so
without a provider."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import terraform_cli

from tfgen.hcl import Call, Ref, Text
from tfgen.render.folder import templates_folder
from tfgen.tree import ModulePlan

needs_terraform = pytest.mark.skipif(
    not terraform_cli.terraform(), reason=terraform_cli.NO_TERRAFORM
)

FILES = ("user_data.tf", "user_data.sh.tftpl", "user_data.toml.tftpl", "variables.tf")
# What the root takes from other modules, as long as these are in the real tree.
ELSEWHERE = {
    "account_id": "012345678901",
    "cluster_name": "acc",
    "key_name": "acc",
    "log_group_arns": {},
    "region": "eu-west-1",
    "security_group_ids": ["sg-0123456789abcdef0"],
    "session_policy_arns": {"sessions": "arn:aws:iam::012345678901:policy/ecs/acc-sessions-1"},
    "subnet_ids": {"eu-west-1a": "subnet-0123456789abcdef0"},
    "tags": {},
}
VARIANT = re.compile(r"^{% if .*?^{% endif %}\n", re.M | re.S)
REFERENCES = (Call, Ref, Text)


def user_data(call: ModulePlan, elsewhere: Mapping[str, Any]) -> str:
    """Return the user data of a group; `elsewhere` are inputs that its call takes from other
    modules."""
    known = {**ELSEWHERE, **elsewhere}
    inputs = {
        name: known.get(name) if name in known else value for name, value in call.given.items()
    }
    left = {name for name, value in inputs.items() if isinstance(value, REFERENCES)}
    assert set() == left, "values that only the other modules know"
    with tempfile.TemporaryDirectory() as folder:
        module = templates_folder() / "modules/ecs_instances"
        texts = {name: _text(module, name) for name in FILES}
        terraform_cli.write(Path(folder), {**texts, "terraform.tfvars.json": json.dumps(inputs)})
        return _asked(Path(folder), "local.user_data")


def _text(module: Path, name: str) -> str:
    """Return a file of the module, without what a variant alone has."""
    template = module / f"{name}.j2"
    if not template.exists():
        return (module / name).read_text(encoding="utf-8")
    return VARIANT.sub("", template.read_text(encoding="utf-8"))


def _asked(folder: Path, expression: str) -> str:
    done = terraform_cli.run(folder, "console", given=f"jsonencode({expression})\n")
    assert 0 == done.returncode, done.stderr
    text: str = json.loads(json.loads(done.stdout))
    return text
