"""Windows has no flock, opens no folders and knows no owners: a process without them does the same work."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.write import write

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

# What Python lacks there is taken away, and msvcrt stands in with the lock that POSIX has without fcntl.
WINDOWS = """
import os, sys, types
for name in ("O_DIRECTORY", "O_NONBLOCK", "geteuid", "getuid", "chown"):
    delattr(os, name)
sys.modules["fcntl"] = None
def locking(descriptor, mode, count):
    try:
        os.lockf(descriptor, os.F_TLOCK, count)
    except OSError as error:
        raise PermissionError(13, "Permission denied") from error
msvcrt = sys.modules["msvcrt"] = types.ModuleType("msvcrt")
msvcrt.locking, msvcrt.LK_NBLCK = locking, 2
"""
RENDER = "from tfgen.cli import main; sys.exit(main(sys.argv[1:]))"
HOLD = """
from pathlib import Path
from tfgen.write.lock import locked
with locked(Path("out/minimal")):
    print("held", flush=True)
    sys.stdin.read()
"""
IMPATIENT = "from tfgen.write import lock; lock.PATIENCE = 0.0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a spec, and one for temporary files."""
    (tmp_path / "temp").mkdir()
    (tmp_path / "specs").mkdir()
    shutil.copy(ROOT / "specs/minimal.yaml", tmp_path / "specs")
    return tmp_path


def on_windows(folder: Path, code: str, *arguments: str) -> subprocess.Popen[str]:
    places = {"TMPDIR": str(folder / "temp"), "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.Popen(
        [sys.executable, "-c", WINDOWS + code, *arguments],
        cwd=folder,
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_tree_is_rendered(folder: Path) -> None:
    process = on_windows(folder, RENDER, "render", "specs/minimal.yaml")
    _, said = process.communicate()

    assert 0 == process.returncode, said
    assert contents(ROOT / "out/minimal") == contents(folder / "out/minimal")
    assert any((folder / "cache/tfgen").iterdir())


def test_a_second_writer_is_refused_until_the_first_is_gone(folder: Path) -> None:
    (folder / "out/minimal").mkdir(parents=True)
    holder = on_windows(folder, HOLD)
    assert holder.stdout and "held\n" == holder.stdout.readline()

    second = on_windows(folder, IMPATIENT + RENDER, "render", "specs/minimal.yaml")
    _, said = second.communicate()
    assert 3 == second.returncode, said
    assert "WRITE009" in said
    assert [] == list((folder / "out/minimal").iterdir())

    # Killed, not ended: the lock goes with its process.
    holder.kill()
    holder.communicate()
    third = on_windows(folder, IMPATIENT + RENDER, "render", "specs/minimal.yaml")
    _, said = third.communicate()
    assert 0 == third.returncode, said


def test_a_junction_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = VerifiedTree((RenderedFile("modules/vpc/main.tf", "vpc\n"),))
    write(tree, tmp_path)
    true = Path.lstat

    def lstat(path: Path) -> object:
        if path.name != "modules":
            return true(path)
        return SimpleNamespace(st_mode=stat.S_IFDIR | 0o777, st_reparse_tag=0xA0000003)

    monkeypatch.setattr(Path, "lstat", lstat)
    with pytest.raises(TfgenError) as caught:
        write(tree, tmp_path, force=True)
    assert ["WRITE004"] == [diagnostic.code for diagnostic in caught.value.diagnostics]
