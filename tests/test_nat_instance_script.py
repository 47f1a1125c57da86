"""The user data of NAT instances, run here with programs that stand before the real ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "templates/modules/nat_instance/user_data.sh.tftpl"
SHELLCHECK = Path(sys.prefix, "bin/shellcheck")
# Of what the script calls: each says that it was called; the package comes at the third attempt.
PROGRAMS = {
    "systemctl": 'echo "systemctl $*" >> "$CALLS"',
    "sleep": 'echo "sleep $*" >> "$CALLS"',
    "dnf": 'echo "dnf $*" >> "$CALLS"; [ "$(grep --count dnf "$CALLS")" -ge 3 ]',
}
INSTALL = "dnf --assumeyes install iptables-services"


def test_terraform_leaves_the_script_as_it_is() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert "${" not in text
    assert "%{" not in text


def test_bash_and_shellcheck_find_nothing() -> None:
    for command in (["bash", "-n"], [SHELLCHECK, "-s", "bash"]):
        done = subprocess.run([*command, SCRIPT], capture_output=True, text=True, check=False)
        assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a host that has booted: its /etc, and what was called."""
    host = tmp_path_factory.mktemp("host")
    (host / "bin").mkdir()
    for folder in ("etc/sysctl.d", "etc/sysconfig"):
        (host / folder).mkdir(parents=True)
    for name, text in PROGRAMS.items():
        program = host / "bin" / name
        program.write_text(f"#!/bin/bash\n{text}\n")
        program.chmod(0o755)
    text = SCRIPT.read_text(encoding="utf-8").replace(" /etc/", f" {host}/etc/")
    environment = {"PATH": f"{host / 'bin'}:{os.environ['PATH']}", "CALLS": str(host / "calls")}
    subprocess.run(["bash", "-e"], input=text, text=True, check=True, env=environment)
    return host


def test_the_package_is_asked_for_until_it_comes(ran: Path) -> None:
    forwarding, *attempts, last = (ran / "calls").read_text().splitlines()
    assert "systemctl restart systemd-sysctl" == forwarding
    assert [INSTALL, "sleep 5", INSTALL, "sleep 5", INSTALL] == attempts
    assert "systemctl enable --now iptables" == last


def test_the_kernel_forwards_packets(ran: Path) -> None:
    written = (ran / "etc/sysctl.d/90-nat.conf").read_text().splitlines()
    assert "net.ipv4.ip_forward = 1" in written


def test_what_leaves_has_the_address_of_the_host(ran: Path) -> None:
    table, *lines, end = (ran / "etc/sysconfig/iptables").read_text().splitlines()
    assert ("*nat", "COMMIT") == (table, end)
    rules = [line for line in lines if not line.startswith(":")]
    # No filter beside it: security groups decide who may pass, and no name of a device is guessed.
    assert ["-A POSTROUTING ! -o lo -j MASQUERADE"] == rules
