"""Specs that imports make of files of other people are rendered, as those that people write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "adopt"
COMMANDS = {"compose": "*.yaml", "task_definition": "*.json", "tfvars": "*.tfvars"}
SAMPLES = [
    pytest.param(kind.replace("_", "-"), path, id=f"{kind}-{path.stem}")
    for kind, pattern in COMMANDS.items()
    for path in sorted((HERE / kind).glob(pattern))
]


def tfgen(*arguments):
    command = [sys.executable, "-m", "tfgen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(("command", "file"), SAMPLES)
def test_what_is_imported_is_rendered(command: str, file: Path, tmp_path: Path) -> None:
    spec = tmp_path / "cluster.yaml"
    imported = tfgen("import", command, file, "-o", spec)
    assert 0 == imported.returncode, imported.stderr
    rendered = tfgen("render", spec, "-o", tmp_path / "out")
    assert 0 == rendered.returncode, rendered.stderr
    assert (tmp_path / "out" / "cluster" / "main.tf").exists()


def test_a_spec_is_never_written_over(tmp_path: Path) -> None:
    spec = tmp_path / "cluster.yaml"
    spec.write_text("version: 1\n", encoding="utf-8")
    refused = tfgen("import", "compose", HERE / "compose" / "voting.yaml", "-o", spec)
    assert (3, "version: 1\n") == (refused.returncode, spec.read_text(encoding="utf-8"))


def test_the_folder_of_a_spec_is_made(tmp_path: Path) -> None:
    spec = tmp_path / "specs" / "acc" / "base.yaml"
    done = tfgen("import", "compose", HERE / "compose" / "voting.yaml", "-o", spec)
    assert (0, True) == (done.returncode, spec.is_file()), done.stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = tfgen(
        "import", "compose", HERE / "compose" / "voting.yaml", "-o", tmp_path / "file" / "x.yaml"
    )
    assert ("Traceback" in refused.stderr, "exists already" in refused.stderr) == (False, True)


def test_all_that_is_left_is_told_however_much_it_is() -> None:
    printed = tfgen("import", "compose", HERE / "compose" / "sampler.yaml", "-o", "-")
    assert printed.stderr.count("[ADOPT") > 50
    assert "more\n" not in printed.stderr
