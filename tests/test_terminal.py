"""What a terminal gets: colour, lines that fit, a summary, and what TAB offers."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner

from tfgen.cli import cli

ROOT = Path(__file__).parent.parent
SPEC = """\
version: 1
environment: acc
region: eu-west-1
instance_groups: {default: {instance_type: t3.small}}
registry_auth: {ghcr.io: {secret_arn: "arn:aws:secretsmanager:eu-west-1:012345678901:secret:pull-AbCdEf"}}
"""
QUIET = {"XDG_CACHE_HOME": "cache", "PYTHONPATH": str(ROOT)}
ESCAPE = "\x1b["


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cluster.yaml").write_text(SPEC)
    return tmp_path


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **QUIET, **more}


def piped(folder: Path, *arguments: str, **more: str) -> str:
    command = [sys.executable, "-m", "tfgen", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(**more), capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def on_a_terminal(folder: Path, *arguments: str, columns: int = 80, **more: str) -> str:
    """Run tfgen on a terminal of so many columns, and return all that it shows."""
    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    command = [sys.executable, "-m", "tfgen", *arguments]
    variables = environment(TERM="xterm-256color") | more
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdin=secondary, stdout=secondary, stderr=secondary
    ):
        os.close(secondary)
        shown = b""
        # Linux ends the terminal of a process that has gone with an error.
        while chunk := _read(primary):
            shown += chunk
    os.close(primary)
    return shown.decode().replace("\r\n", "\n")


def _read(primary: int) -> bytes:
    try:
        return os.read(primary, 65536)
    except OSError:
        return b""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_a_terminal_has_colour_unless_it_is_not_wanted(
    variables: dict[str, str], colored: bool, folder: Path
) -> None:
    shown = on_a_terminal(folder, "validate", "cluster.yaml", **variables)
    assert "SEC001" in shown
    assert (ESCAPE in shown) is colored


@pytest.mark.slow
@pytest.mark.parametrize(("variables", "colored"), [({}, False), ({"FORCE_COLOR": "1"}, True)])
def test_a_pipe_has_colour_if_it_is_forced(
    variables: dict[str, str], colored: bool, folder: Path
) -> None:
    assert (ESCAPE in piped(folder, "validate", "cluster.yaml", **variables)) is colored
    assert (ESCAPE in piped(folder, "render", "cluster.yaml", "--diff", **variables)) is colored


@pytest.mark.slow
def test_a_coloured_patch_is_the_patch(folder: Path) -> None:
    """git apply takes what stands between the colours, from where tfgen was called."""
    assert "created" in piped(folder, "render", "cluster.yaml")
    (folder / "cluster.yaml").write_text(SPEC.replace("t3.small", "t3.large"))
    plain = piped(folder, "render", "cluster.yaml", "--diff")
    patch = plain[plain.index("--- a/") :]
    patch = patch[: patch.index("out/cluster: ")]
    colored = piped(folder, "render", "cluster.yaml", "--diff", FORCE_COLOR="1")
    assert patch in re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert f"{ESCAPE}31m-" in colored
    assert f"{ESCAPE}32m+" in colored
    applied = subprocess.run(["patch", "-p1"], cwd=folder, input=patch, text=True, check=False)
    assert 0 == applied.returncode
    assert "(nothing written)" in piped(folder, "render", "cluster.yaml", "--check")
    assert "t3.large" in (folder / "out/cluster/capacity.tf").read_text()


@pytest.mark.slow
def test_a_terminal_is_told_how_much_there_was_and_how_long_it_took(folder: Path) -> None:
    shown = on_a_terminal(folder, "validate", "cluster.yaml")
    assert re.search(r"^1 warning, 2 notes, \d+\.\d s$", shown, re.M), shown
    again = on_a_terminal(folder, "validate", "cluster.yaml")
    assert re.search(r"^nothing changed, \d+\.\d s$", again, re.M), again
    assert " s\n" not in piped(folder, "validate", "cluster.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_what_is_shown_fits_the_terminal(columns: int, folder: Path) -> None:
    shown = on_a_terminal(folder, "show", "cluster.yaml", "instance_groups", columns=columns)
    commented = [line for line in shown.splitlines() if "  # " in line]
    assert len(commented) > 20
    values = [line.split("  # ")[0] for line in commented]
    assert all(
        len(line) <= max(columns, len(value.rstrip()))
        for line, value in zip(commented, values, strict=True)
    )


def shown(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["show", str(folder / "cluster.yaml"), *arguments])
    return result.stdout or result.output


def test_a_part_is_shown_by_its_path(folder: Path) -> None:
    assert 'cidr: "10.0.0.0/16"  # default\n' == shown(folder, "network.cidr")
    assert shown(folder, "network.availability_zones.eu-west-1a").startswith("public: ")
    # A key with dots is one key.
    assert "pull-AbCdEf" in shown(folder, "registry_auth.ghcr.io.secret_arn")
    assert '"network.cidr"' in shown(folder, "network", "--format", "json")
    assert "did you mean 'network'?" in shown(folder, "netwrk")
    assert "there is no size in network.cidr" in shown(folder, "network.cidr.size")


def test_only_what_the_spec_says_is_shown(folder: Path) -> None:
    said = shown(folder, "--set")
    assert "default" not in re.sub(r"^  default:$", "", said, flags=re.M)
    assert said.count("# ") == 5
    assert "network" not in said


def offered(folder: Path, *words: str, shell: str = "bash") -> list[str]:
    """Return what a shell is offered behind the last word."""
    variables = {
        "_TFGEN_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(("tfgen", *words)),
        "COMP_CWORD": str(len(words)),
    }
    return piped(folder, **variables).splitlines()


@pytest.mark.slow
def test_tab_offers_specs_paths_and_codes(folder: Path) -> None:
    (folder / "notes.txt").write_text("no spec")
    (folder / "envs").mkdir()
    assert ["plain,cluster.yaml", "dir,envs/"] == offered(folder, "render", "")
    assert ["plain,network"] == offered(folder, "show", "cluster.yaml", "netw")
    assert "plain,network.cidr" in offered(folder, "show", "cluster.yaml", "network.")
    assert "RULE017" in offered(folder, "explain", "RULE01", shell="zsh")
    assert "subnet-outside-vpc" in "\n".join(offered(folder, "explain", "subnet-o"))


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str, folder: Path) -> None:
    script = piped(folder, _TFGEN_COMPLETE=f"{shell}_source")
    assert "_TFGEN_COMPLETE" in script
    if shell == "bash":
        assert 0 == subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode
