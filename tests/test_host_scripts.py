"""The scripts that user data installs on instances, run here with bash, journalctl and systemd's
own checks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from user_data import needs_terraform, user_data

from tfgen import language, source
from tfgen.plan import plan
from tfgen.resolve import resolve

pytestmark = needs_terraform

BUCKET_OBJECT = "s3://acme-ecs-config/acc/ecs.config"
SPEC = f"""
version: 1
environment: acc
region: eu-west-1
instance_groups:
  default:
    instance_type: t3.small
    ecs_config: {{ECS_LOGLEVEL: warn}}
    ecs_config_s3: {BUCKET_OBJECT}
    boot_commands: echo one
    warm_pool: true
"""
SHELLCHECK = Path(sys.prefix, "bin/shellcheck")
JOURNAL_REMOTE = Path("/lib/systemd/systemd-journal-remote")
needs_journal = pytest.mark.skipif(
    not (shutil.which("journalctl") and JOURNAL_REMOTE.exists()),
    reason="no journalctl, or no systemd-journal-remote",
)
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")


SCRIPTS = [
    f"/usr/local/sbin/{name}"
    for name in ("write-ecs-config", "export-journal", "send-host-logs", "complete-launch-hook")
]
UNITS = [
    f"/etc/systemd/system/{name}.service"
    for name in (
        *("ecs-config", "export-journal", "send-host-logs", "boot-commands"),
        "complete-launch-hook",
    )
]


@cache
def script() -> str:
    """Return the user data of the spec."""
    planned = plan(resolve(language.read(source.parse(SPEC.encode(), "acc.yaml"))), "acc.yaml")
    (call,) = (call for call in planned.modules if call.module == "ecs_instances")
    return user_data(call, {"cloudwatch_agent_config": "{}"})


def written_files() -> dict[str, str]:
    """Return what the user data writes, by path."""
    matches = re.findall(r"^cat > (\S+) <<'(\w+)'\n(.*?\n)\2\n", script(), re.M | re.S)
    return {path: text for path, _, text in matches}


def test_the_user_data_writes_what_is_run_here() -> None:
    written = written_files()
    assert SCRIPTS == [path for path, text in written.items() if text.startswith("#!/bin/bash\n")]
    assert UNITS == [path for path in written if path.endswith(".service")]


@pytest.mark.parametrize("path", SCRIPTS)
def test_bash_reads_each_script(path: str) -> None:
    done = subprocess.run(
        ["bash", "-n"], input=written_files()[path], capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("path", ["", *SCRIPTS])
def test_shellcheck_finds_nothing(path: str) -> None:
    text = written_files()[path] if path else script()
    done = subprocess.run(
        [SHELLCHECK, "-s", "bash", "-"], input=text, capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stdout)


@needs_systemd
@pytest.mark.parametrize("path", UNITS)
def test_systemd_accepts_each_unit(path: str, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/bash\n")
    program.chmod(0o755)
    unit = tmp_path / Path(path).name
    unit.write_text(
        re.sub(
            r"^ExecStart=/usr/local\S+$", f"ExecStart={program}", written_files()[path], flags=re.M
        )
    )
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


class Host:
    """A folder that stands for an instance: its /etc/ecs, and programs that stand before the real
    ones on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.ecs, self.logs = (folder / name for name in ("bin", "ecs", "logs"))
        for path in (self.bin, self.ecs, self.logs):
            path.mkdir()

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/bash\n{text}\n")
        path.chmod(0o755)

    def run(self, script: str) -> str:
        """Run a script of the user data and return what it says."""
        text = written_files()[f"/usr/local/sbin/{script}"].replace("/etc/ecs", str(self.ecs))
        environment = {"PATH": f"{self.bin}:{os.environ['PATH']}", "LOGS_DIRECTORY": str(self.logs)}
        done = subprocess.run(
            ["bash", "-c", text],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


# The configuration of the ECS agent


def test_the_lines_of_the_spec_come_after_the_object_so_that_they_win(host: Host) -> None:
    host.ecs.joinpath("spec.config").write_text("ECS_CLUSTER=acc\n")
    host.program(
        "aws",
        f'[ "$4" = {BUCKET_OBJECT} ] && printf "ECS_CLUSTER=other\\nECS_ENGINE_AUTH_TYPE=docker" > "$5"',
    )
    host.run("write-ecs-config")

    written = host.ecs / "ecs.config"
    assert [
        "ECS_CLUSTER=other",
        "ECS_ENGINE_AUTH_TYPE=docker",
        "ECS_CLUSTER=acc",
    ] == written.read_text().split()
    assert 0o600 == written.stat().st_mode & 0o777


def test_the_configuration_waits_until_the_object_can_be_fetched(host: Host) -> None:
    host.ecs.joinpath("spec.config").write_text("ECS_CLUSTER=acc\n")
    host.program(
        "aws", 'echo x >> "$5.tries"; [ "$(wc -l < "$5.tries")" -ge 8 ] && echo A=1 > "$5"'
    )
    host.program("sleep", f"[ ! -e {host.ecs}/ecs.config ]")

    assert 7 == host.run("write-ecs-config").count(
        f"to fetch {BUCKET_OBJECT} failed\nthe ECS agent waits for it\n"
    )
    assert ["A=1", "ECS_CLUSTER=acc"] == host.ecs.joinpath("ecs.config").read_text().split()


def test_a_later_boot_takes_the_last_object_where_none_can_be_fetched(host: Host) -> None:
    host.ecs.joinpath("spec.config").write_text("ECS_CLUSTER=acc\n")
    host.ecs.joinpath("fetched.config").write_text("A=1\n")
    host.program("aws", 'echo half > "$5"; exit 1')
    host.program("sleep", "")

    assert host.run("write-ecs-config").endswith(
        "attempt 5 to fetch " + BUCKET_OBJECT + " failed\ntaking what an earlier boot fetched\n"
    )
    assert ["A=1", "ECS_CLUSTER=acc"] == host.ecs.joinpath("ecs.config").read_text().split()


# The launch hook of a warm pool

# Answers with the next state at each look, and the last one from there on.
SCALING = """
echo "$*" >> {folder}/calls
case $2 in
  describe-auto-scaling-instances)
    # Told last: the script reads on as soon as it has the line.
    state=$(head -n 1 {folder}/states)
    [ "$(wc -l < {folder}/states)" -eq 1 ] || sed -i 1d {folder}/states
    echo "acc-default-2026 $state"
    ;;
  complete-lifecycle-action) [ "$(grep -c ' complete-' {folder}/calls)" -gt {refused} ] ;;
esac
"""


def completed(host: Host, *states: str, refused: int = 0) -> list[str]:
    """Return the calls that complete the hook, where EC2 Auto Scaling tells of these states."""
    folder = host.logs
    folder.joinpath("states").write_text("\n".join(states) + "\n")
    host.program("aws", SCALING.format(folder=folder, refused=refused))
    host.program("cat", "echo i-0123456789abcdef0")
    host.program("sleep", "")
    host.run("complete-launch-hook")
    calls = folder.joinpath("calls").read_text().splitlines()
    return [call for call in calls if call.startswith("autoscaling complete-")]


COMPLETE = (
    "autoscaling complete-lifecycle-action --lifecycle-hook-name prepared"
    " --auto-scaling-group-name acc-default-2026 --instance-id i-0123456789abcdef0"
    " --lifecycle-action-result CONTINUE --region eu-west-1"
)


@pytest.mark.parametrize(
    "states",
    [
        ("Warmed:Pending", "Warmed:Pending:Wait"),
        ("Warmed:Stopped", "Pending", "Pending:Wait"),
        ("Pending:Wait",),
    ],
    ids=["into-the-pool", "out-of-the-pool", "without-the-pool"],
)
def test_an_instance_completes_the_hook_once_it_waits_there(
    host: Host, states: tuple[str, ...]
) -> None:
    assert [COMPLETE] == completed(host, *states)


def test_a_completion_that_is_refused_is_tried_again(host: Host) -> None:
    assert [COMPLETE] * 3 == completed(host, "Pending:Wait", refused=2)


@pytest.mark.parametrize("state", ["InService", "Warmed:Pending", "None"])
def test_an_instance_that_does_not_wait_completes_nothing(host: Host, state: str) -> None:
    assert [] == completed(host, state)


# The journal as files

ENTRIES = [
    ("_TRANSPORT=kernel", 4, "kernel: out of memory"),
    ("_TRANSPORT=stdout\n_SYSTEMD_UNIT=docker.service", 6, "dockerd: started"),
    ("_TRANSPORT=stdout\n_SYSTEMD_UNIT=sshd.service", 6, "sshd: accepted"),
    ("_TRANSPORT=stdout\n_SYSTEMD_UNIT=containerd.service", 7, "containerd: details"),
]


def add_boot(
    journal: Path, boot: int, written: Sequence[tuple[str, int, str]] = tuple(ENTRIES)
) -> None:
    """Write the entries of one boot into a journal, a second apart."""
    entries = []
    for index, (fields, priority, message) in enumerate(written):
        second, (name, text) = boot * 100 + index, message.split(": ")
        entries.append(
            f"__REALTIME_TIMESTAMP={(1_790_000_000 + second) * 1_000_000}\n__MONOTONIC_TIMESTAMP={index + 1}\n"
            f"_BOOT_ID={boot:032x}\n_MACHINE_ID={7:032x}\n_HOSTNAME=host\nPRIORITY={priority}\n{fields}\n"
            f"SYSLOG_IDENTIFIER={name}\nMESSAGE={text}\n\n"
        )
    journal.mkdir(exist_ok=True)
    command = [str(JOURNAL_REMOTE), "-o", str(journal / f"{boot}.journal"), "-"]
    subprocess.run(command, input="".join(entries).encode(), check=True, capture_output=True)


def exported(host: Host) -> dict[str, list[str]]:
    """Run one round of the export and return the lines of each file, without their times."""
    host.run("export-journal")
    return {
        path.stem: [
            re.sub(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000 host ", "", line)
            for line in path.read_text().splitlines()
        ]
        for path in host.logs.glob("*.log")
    }


@pytest.fixture
def journal(host: Host, tmp_path: Path) -> Path:
    host.program(
        "journalctl", f'exec {shutil.which("journalctl")} --directory={tmp_path / "journal"} "$@"'
    )
    host.program("sleep", "kill $PPID")  # ends the loop after one round
    add_boot(tmp_path / "journal", 1)
    return tmp_path / "journal"


@needs_journal
def test_messages_docker_and_dmesg_get_their_lines_of_the_journal(
    host: Host, journal: Path
) -> None:
    kernel, docker, ssh = "kernel: out of memory", "dockerd: started", "sshd: accepted"
    assert {
        "dmesg": [kernel],
        "docker": [docker, "containerd: details"],
        "messages": [ssh],
    } == exported(host)


@needs_journal
def test_a_line_is_in_one_file_alone_whoever_wrote_it(host: Host, journal: Path) -> None:
    """A container with the driver journald writes as Docker's unit, and some write to the kernel."""
    others = [
        ("_TRANSPORT=journal\n_SYSTEMD_UNIT=docker.service", 6, "0123456789ab: of a container"),
        ("_TRANSPORT=kernel", 6, "systemd: early in the boot"),
        ("_TRANSPORT=stdout\n_SYSTEMD_UNIT=docker.service", 6, "dockerd: after it"),
    ]
    add_boot(journal, 2, others)

    written = exported(host)
    lines = [line for of_one in written.values() for line in of_one]
    assert sorted({*lines}) == sorted(lines)
    assert {message for _, _, message in [*ENTRIES, *others]} == {*lines}
    assert "0123456789ab: of a container" in written["messages"]


def test_messages_leave_out_what_the_daemons_of_docker_say(host: Host) -> None:
    at = "2026-11-29T10:00:00+0000 host"
    lines = [f"{at} dockerd[7]: panic", "    goroutine 1", f"{at} sshd[9]: accepted", "    by key"]
    lines += [f"{at} containerd: gone", f"{at} dockerd-watcher[3]: fine"]
    host.program("journalctl", "cat <<'LINES'\n" + "\n".join(lines) + "\nLINES")
    host.program("sleep", "kill $PPID")
    host.run("export-journal")

    assert [*lines[2:4], lines[5]] == (host.logs / "messages.log").read_text().splitlines()
    assert lines == (host.logs / "docker.log").read_text().splitlines()


# The agent that sends the host's logs


def test_nothing_of_the_boot_waits_for_the_package_of_the_cloudwatch_agent() -> None:
    files = written_files()
    waiting = script()
    for text in files.values():
        waiting = waiting.replace(text, "")
    assert "dnf" not in waiting
    assert "--now --no-block send-host-logs.service" in waiting
    unit = files["/etc/systemd/system/send-host-logs.service"]
    assert re.search(r"^After=.* ecs-config\.service$", unit, re.M)
    assert not re.search(r"^(Before|RequiredBy)=", unit, re.M)


@pytest.mark.parametrize("fails", [True, False])
def test_the_agent_is_asked_again_where_its_package_could_not_be_fetched(
    host: Host, fails: bool
) -> None:
    host.program("dnf", f"exit {int(fails)}")
    host.program("agent", 'echo "$@"')
    text = written_files()["/usr/local/sbin/send-host-logs"].replace("[ ! -x", "[ -n")
    text = re.sub("control=.*", f"control={host.bin}/agent", text)
    done = subprocess.run(
        ["bash", "-c", text],
        env={"PATH": f"{host.bin}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    asked = "" if fails else "-a fetch-config -m ec2 -s -c file:/etc/cloudwatch-agent.json\n"
    assert (int(fails), asked) == (done.returncode, done.stdout)
    unit = written_files()["/etc/systemd/system/send-host-logs.service"]
    assert "Restart=on-failure" in unit.splitlines()


@needs_journal
def test_a_later_round_and_a_later_boot_go_on_where_the_last_one_ended(
    host: Host, journal: Path
) -> None:
    once = exported(host)
    assert once == exported(host)
    add_boot(journal, 2)
    assert {name: lines * 2 for name, lines in once.items()} == exported(host)


@needs_journal
def test_a_file_that_has_grown_makes_room_and_loses_no_line(host: Host, journal: Path) -> None:
    once = exported(host)
    with host.logs.joinpath("messages.log").open("a") as file:
        file.write("x" * (20 * 2**20) + "\n")
    add_boot(journal, 2)
    assert once["messages"] == exported(host)["messages"]
    assert host.logs.joinpath("messages.log.old").stat().st_size > 20 * 2**20
    assert [] == list(host.logs.glob("docker.log.*"))
