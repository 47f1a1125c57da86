"""User data as Terraform evaluates it: what an instance would really run."""

from __future__ import annotations

import base64
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from looked_at import every
from terraform_trees import specs_with

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
LIMIT = 16384


def families(spec: dict[str, Any]) -> set[str]:
    return {group.get("ami_family", "al2023") for group in spec.get("instance_groups", {}).values()}


def test_every_group_has_a_launch_template_with_user_data(planned) -> None:
    groups = {
        address.split(".")[1].removeprefix("instance_group_") for address in user_data(planned)
    }

    assert set(planned.spec.get("instance_groups", {})) == {
        group.replace("_", "-") for group in groups
    }


@specs_with("instance_groups")
def test_user_data_is_within_the_limit(planned) -> None:
    sizes = {address: len(data) for address, data in user_data(planned).items()}

    assert max(sizes.values()) <= LIMIT, sizes


@specs_with(lambda spec: "al2023" in families(spec))
def test_scripts_are_sound_bash(planned, tmp_path: Path) -> None:
    actual = user_data(planned).items()
    for address, data in every((name, data) for name, data in actual if data.startswith(b"#!")):
        script = tmp_path / f"{address}.sh"
        script.write_bytes(data)
        assert "" == output_of("bash", "-n", str(script)), address
        assert "" == output_of(str(Path(sys.prefix) / "bin/shellcheck"), str(script)), address


@specs_with(lambda spec: "bottlerocket" in families(spec))
def test_what_is_no_script_is_toml(planned) -> None:
    actual = user_data(planned).values()
    for data in every(data for data in actual if not data.startswith(b"#!")):
        assert "settings" in tomllib.loads(data.decode())


def user_data(planned) -> dict[str, bytes]:
    """Return the user data of each launch template by address; a plan that does not know it yet
    fails here."""
    templates = planned.resources("aws_launch_template")
    return {
        template["address"]: base64.b64decode(template["values"]["user_data"], validate=True)
        for template in templates
    }


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
