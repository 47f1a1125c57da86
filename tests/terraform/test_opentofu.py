"""OpenTofu takes a tree as Terraform does: validates it, keeps its promises, plans nothing else.

It is `tofu` on PATH, or what TOFU names; where there is none the test is skipped, and nothing is
proven of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import terraform_cli
from terraform_trees import SPECS, render

# OpenTofu asks its own registry for a provider that names no host.
REGISTRIES = ("registry.opentofu.org", "registry.terraform.io")
MINIMAL = "minimal"

pytestmark = pytest.mark.slow


def tofu() -> str | None:
    return shutil.which(os.environ.get("TOFU") or "tofu")


@pytest.mark.skipif(tofu() is None, reason="no OpenTofu on PATH; TOFU names one elsewhere")
@pytest.mark.skipif(
    terraform_cli.missing(terraform_cli.REAL) is not None, reason=terraform_cli.NO_PROVIDER
)
def test_opentofu_takes_a_tree(tmp_path: Path) -> None:
    folder = render(SPECS[MINIMAL], tmp_path / "tree")
    environment = {"TF_CLI_CONFIG_FILE": str(config(tmp_path))}

    run(folder, environment, "init", "-input=false", "-no-color")
    told = json.loads(run(folder, environment, "validate", "-json"))
    assert [] == told["diagnostics"]
    assert "Success!" in run(folder, environment, "test", "-no-color")
    assert "" == run(folder, environment, "fmt", "-check", "-recursive")


def config(folder: Path) -> Path:
    """Return settings with which the provider of the mirror is that of either registry."""
    real = terraform_cli.provider_mirror()
    assert real is not None
    mirror, known = folder / "mirror", Path(real) / REGISTRIES[-1]
    for platform in known.glob("*/*/*/*"):
        for registry in REGISTRIES:
            place = mirror / registry / platform.relative_to(known)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(platform)
    return terraform_cli.cli_config(mirror, folder)


def run(folder: Path, environment: dict[str, str], *args: str) -> str:
    """Run OpenTofu, which has to succeed, and return what it prints."""
    binary = tofu()
    assert binary is not None
    done = subprocess.run(
        [binary, *args],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, f"{args}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout
