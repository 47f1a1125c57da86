"""What becomes of the work when nobody reads what it prints, or nothing takes it: real pipes, a
real shell."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = (
    pytest.mark.slow
)  # of `make test`: it asks for much, and `make check` stays within a minute

SOUND = """\
version: 1
environment: acc
region: eu-west-1
tags: {Owner: "Zoë Łódź 東京"}
instance_groups:
  default: {instance_type: t3.small}
"""
TFGEN = (sys.executable, "-m", "tfgen")
FULL = Path("/dev/full")

needs_a_full_device = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")


@pytest.fixture(autouse=True)
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(SOUND)
    Path("bad.yaml").write_text(SOUND.replace("t3.small", "t3.smal") + "netwrok: {}\n")
    Path("prod.yaml").write_text(SOUND.replace("environment: acc", "environment: prod"))
    Path("tree").mkdir()
    Path("tree/main.tf").write_text("locals { a = local.b }\n")


def contents(folder: str) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()
    }


def left(*arguments: str, output: bool = True, messages: bool = True) -> tuple[int, str, str]:
    """Run tfgen with streams whose reader has left; return its exit code and what came through the
    others."""
    reader, writer = os.pipe()
    os.close(reader)
    streams = {
        "stdout": writer if output else subprocess.PIPE,
        "stderr": writer if messages else subprocess.PIPE,
    }
    done = subprocess.run([*TFGEN, *arguments], text=True, check=False, **streams)
    os.close(writer)
    return done.returncode, done.stdout or "", done.stderr or ""


def in_shell(redirection: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", f'exec "$@" {redirection}', "sh", *TFGEN, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# The codes that README.md gives.
COMMANDS = [
    pytest.param(0, ["schema"], id="schema"),
    pytest.param(0, ["show", "acc.yaml"], id="show"),
    pytest.param(0, ["render", "--help"], id="help"),
    pytest.param(0, ["validate", "acc.yaml", "--format", "json"], id="sound spec"),
    pytest.param(1, ["validate", "bad.yaml", "--format", "json"], id="wrong spec"),
    pytest.param(1, ["render", "acc.yaml", "bad.yaml"], id="one wrong spec of two"),
    pytest.param(2, ["render", "acc.yaml", "--check"], id="check"),
    pytest.param(2, ["diff", "acc.yaml", "prod.yaml"], id="diff"),
    pytest.param(4, ["verify", "tree"], id="wrong tree"),
    pytest.param(5, ["validate", "nowhere.yaml", "--format", "sarif"], id="no spec"),
    pytest.param(64, ["rendr"], id="no command"),
]


@pytest.mark.parametrize(("code", "arguments"), COMMANDS)
def test_a_reader_that_leaves_changes_no_exit_code(code: int, arguments: list[str]) -> None:
    assert (code, "", "") == left(*arguments)
    told = left(*arguments, messages=False)
    assert code == told[0]
    assert "Traceback" not in told[2] and "Exception ignored" not in told[2]


@pytest.mark.parametrize(("code", "arguments"), COMMANDS)
def test_closed_streams_change_no_exit_code(code: int, arguments: list[str]) -> None:
    done = in_shell(">&- 2>&-", *arguments)

    assert (code, "", "") == (done.returncode, done.stdout, done.stderr)


def test_every_tree_is_written_though_nobody_listens() -> None:
    subprocess.run(
        [*TFGEN, "render", "acc.yaml", "prod.yaml", "-o", "heard"], capture_output=True, check=True
    )
    written = {path.replace("heard", "out"): data for path, data in contents("heard").items()}

    for run in (
        lambda: left("render", "acc.yaml", "prod.yaml", "-o", "out")[0],
        lambda: in_shell("2>&-", "render", "acc.yaml", "prod.yaml", "-o", "out").returncode,
        lambda: in_shell("<&- >&- 2>&-", "render", "acc.yaml", "prod.yaml", "-o", "out").returncode,
    ):
        assert (0, written) == (run(), contents("out"))
        shutil.rmtree("out")


@needs_a_full_device
def test_output_that_is_lost_is_an_error_of_output() -> None:
    done = in_shell(f"> {FULL}", "schema")

    assert 5 == done.returncode
    assert done.stderr.startswith(
        "error[IO070]: cannot write to standard output: No space left on device\n"
    )


@needs_a_full_device
def test_output_that_is_lost_hides_no_worse_fault_and_stops_no_work() -> None:
    bad = in_shell(f"> {FULL}", "validate", "bad.yaml", "--format", "json")
    good = in_shell(f"> {FULL}", "render", "acc.yaml", "prod.yaml", "--format", "json")

    assert [(1, True), (5, True)] == [
        (done.returncode, "IO070" in done.stderr) for done in (bad, good)
    ]
    assert ["acc", "prod"] == sorted(path.name for path in Path("out").iterdir())


@needs_a_full_device
def test_messages_that_are_lost_are_no_fault() -> None:
    done = in_shell(f"2> {FULL}", "render", "acc.yaml")

    assert (0, "") == (done.returncode, done.stdout)
    assert Path("out/acc/main.tf").is_file()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments", [["show", "acc.yaml"], ["diff", "acc.yaml"], ["validate", "bad.yaml"]]
)
def test_data_is_utf8_whatever_the_locale(encoding: str, arguments: list[str]) -> None:
    def run(**environment: str) -> tuple[int, bytes]:
        done = subprocess.run(
            [*TFGEN, *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout

    assert run(PYTHONIOENCODING="utf-8") == run(PYTHONIOENCODING=encoding)


def test_standard_input_that_is_closed_is_told() -> None:
    done = in_shell("<&-", "validate", "-")

    assert 5 == done.returncode
    assert done.stderr.startswith("error[IO004]: cannot read '-': standard input is closed\n")


# As in a container whose locale nobody set, of a Python that is told to take it at its word.
PLAIN = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


def test_a_tree_is_the_same_in_a_locale_without_its_letters() -> None:
    name = "Zoë東京.yaml"
    shutil.copy("acc.yaml", name)
    for folder, environment in ({"plain": PLAIN, "utf8": {"LC_ALL": "C.UTF-8"}}).items():
        render = [*TFGEN, "render", name, "-o", folder]
        done = subprocess.run(render, env={**os.environ, **environment}, capture_output=True)
        assert 0 == done.returncode, done.stderr

    written = {path.removeprefix("plain/"): text for path, text in contents("plain").items()}
    assert written == {path.removeprefix("utf8/"): text for path, text in contents("utf8").items()}
    assert f"spec: ../../{name}".encode() in written["Zoë東京/.tfgen/tree"]


def test_json_is_whole_in_any_locale() -> None:
    Path("bad.yaml").write_text(SOUND + "東京: 1\n")
    command = [*TFGEN, "validate", "bad.yaml", "--format", "json"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )

    assert "東京" in {finding["path"] for finding in json.loads(done.stdout)["diagnostics"]}


def test_a_full_pipe_that_does_not_block_gets_all() -> None:
    # As a parent in Node.js hands them on; the schema is larger than a pipe holds.
    whole = subprocess.run([*TFGEN, "schema"], capture_output=True, check=True).stdout
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with (
        subprocess.Popen([*TFGEN, "schema"], stdout=writer) as process,
        os.fdopen(reader, "rb") as pipe,
    ):
        os.close(writer)
        read = pipe.read()

    assert (0, whole) == (process.returncode, read)
