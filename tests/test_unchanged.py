"""A run is told again only where a whole run would say the same and write nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from looked_at import every

from tfgen.system.cache import keep, load

ROOT = Path(__file__).parent.parent

# Of `make test`: each of these is a process.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="links and modes are those of POSIX"),
]

BASE = """\
version: 1
region: eu-west-1
instance_groups:
  default: {instance_type: t3.small}
"""
SPEC = "extends: base.yaml\nenvironment: acc\n"

# What a run says, and whether it was a whole one.
RUN = """\
import sys
from tfgen.__main__ import run
code = run()
print("yaml" in sys.modules, code)
"""
# Whether a run would be told again, with something else put in the place of what it looks at.
ASK = """\
import sys
from tfgen import unchanged
from tfgen.system.streams import replace_streams
replace_streams()
{}
asked = unchanged.asked(sys.argv[1:])
told = asked is not None and asked.told_again()
print("told" if told else "not told")
"""
RENDER = ("render", "specs/acc.yaml", "-o", "out")


class Place:
    """A repository with a spec, a base and a tree, rendered twice; and a cache."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "specs").mkdir()
        (root / ".git").mkdir()
        (root / "specs/base.yaml").write_text(BASE)
        (root / "specs/acc.yaml").write_text(SPEC)
        self.variables = {"XDG_CACHE_HOME": str(root / "cache"), "PYTHONPATH": str(ROOT)}
        (root / "cache").mkdir()

    @property
    def tree(self) -> Path:
        return self.root / "out/acc"

    @property
    def memory(self) -> Path:
        (file,) = (self.root / "cache/tfgen/unchanged").iterdir()
        return file

    def python(self, code: str, *arguments: str, cwd: str = ".", **variables: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.root / cwd,
            env={**os.environ, **self.variables, **variables},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout + done.stderr

    def told(self, *arguments: str, before: str = "", cwd: str = ".", **variables: str) -> bool:
        """Say whether a run is told again."""
        code = ASK.format(before)
        said = self.python(code, *(arguments or RENDER), cwd=cwd, **variables)
        return "\ntold" in f"\n{said}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = Place(tmp_path_factory.mktemp("place"))
    for _ in range(2):
        made.python(RUN, *RENDER)
    return made


def test_what_was_said_is_said_again_without_a_library(place: Place) -> None:
    place.memory.unlink()
    whole, again = place.python(RUN, *RENDER), place.python(RUN, *RENDER)

    assert whole.startswith("True 0\n")
    assert "RULE029" in whole
    assert whole.replace("True 0", "False 0") == again


def test_a_run_that_wrote_is_not_kept(place: Place) -> None:
    (place.tree / "main.tf").unlink()
    place.memory.unlink()
    place.python(RUN, *RENDER)

    assert not list((place.root / "cache/tfgen/unchanged").iterdir())
    assert "True 0" in place.python(RUN, *RENDER)
    assert place.told()


def write(path: str, text: str = "x") -> Callable[[Place], None]:
    return lambda place: (place.root / path).write_text(text) and None


def add(path: str, text: str) -> Callable[[Place], None]:
    def change(place: Place) -> None:
        file = place.root / path
        file.write_text(file.read_text() + text)

    return change


def folder(path: str) -> Callable[[Place], None]:
    return lambda place: (place.root / path).mkdir()


def gone(path: str) -> Callable[[Place], None]:
    def change(place: Place) -> None:
        file = place.root / path
        shutil.rmtree(file) if file.is_dir() else file.unlink()

    return change


def linked(path: str) -> Callable[[Place], None]:
    """Put a link in the place of a file, or a folder, that leads to the same."""

    def change(place: Place) -> None:
        file = place.root / path
        file.rename(place.root / "moved")
        file.symlink_to(place.root / "moved")

    return change


CHANGES = {
    "the spec": add("specs/acc.yaml", "alerts: {email: [a@example.com]}\n"),
    "a comment of the spec": add("specs/acc.yaml", "# more\n"),
    "no spec": gone("specs/acc.yaml"),
    "a link for the spec": linked("specs/acc.yaml"),
    "the base": add("specs/base.yaml", "# more\n"),
    "no base": gone("specs/base.yaml"),
    "another repository": folder("specs/.git"),
    "no repository": gone(".git"),
    "a file of the tree": add("out/acc/main.tf", "\n"),
    "no file of the tree": gone("out/acc/main.tf"),
    "a file of a module": add("out/acc/modules/vpc/main.tf", "# mine\n"),
    "no module": gone("out/acc/modules/vpc"),
    "a link for a module": linked("out/acc/modules/vpc"),
    "a link for the tree": linked("out/acc"),
    "no tree": gone("out/acc"),
    "no trees": gone("out"),
    "own Terraform": write("out/acc/own.tf", 'resource "x" "y" {}\n'),
    "own Terraform in a module": write("out/acc/modules/vpc/own.tf", "\n"),
    "an own file": write("out/acc/notes.txt"),
    "the readme": add("out/acc/README.md", "x"),
    "no attributes": gone("out/acc/.gitattributes"),
    "the manifest": add("out/acc/.tfgen/manifest", f"{'0' * 64}  old.tf\n"),
    "no manifest": gone("out/acc/.tfgen/manifest"),
    "whose tree it is": add("out/acc/.tfgen/tree", "cluster: other\n"),
    "a journal": write("out/acc/.tfgen/journal", ""),
    "a stage": folder("out/acc/.tfgen/stage"),
    "a former manifest": write("out/acc/.tfgen/manifest.json", "{}"),
    "a former journal": write("out/acc/.tfgen/journal.json", "{}"),
    "another tree of that name": folder("out/x-acc"),
    "another spec in the folder": write("specs/other.yaml", SPEC),
}


def copied(place: Place, tmp_path: Path) -> None:
    """Put everything back as it was, byte by byte."""
    for name in ("specs", "out", ".git"):
        gone_now = place.root / name
        if gone_now.is_symlink() or gone_now.exists():
            gone(name)(place)
        shutil.copytree(tmp_path / name, gone_now, symlinks=True)
    if (place.root / "moved").exists():
        gone("moved")(place)


@pytest.fixture
def saved(place: Place, tmp_path: Path) -> Path:
    for name in ("specs", "out", ".git"):
        shutil.copytree(place.root / name, tmp_path / name, symlinks=True)
    return tmp_path


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_makes_a_whole_run(place: Place, saved: Path, change: str) -> None:
    assert place.told()
    CHANGES[change](place)
    try:
        assert not place.told()
    finally:
        copied(place, saved)
    assert place.told()


def test_a_bit_of_whatever_is_read_makes_a_whole_run(place: Place, saved: Path) -> None:
    chance = random.Random(18)
    files = [path for path in place.root.rglob("*") if path.is_file() and "cache" not in path.parts]
    for path in every(chance.sample(files, 12)):
        before = path.read_bytes()
        position = chance.randrange(len(before))
        bit = bytes([before[position] ^ 1 << chance.randrange(8)])
        path.write_bytes(before[:position] + bit + before[position + 1 :])
        assert not place.told(), path
        path.write_bytes(before)
    assert place.told()


OTHER_FOLDER = """\
import pathlib, tempfile, tfgen.system.installed as code
more = tempfile.mkdtemp()
pathlib.Path(more, "new.py").touch()
code.FOLDERS = (*code.FOLDERS, more)
"""
OTHER_LIBRARIES = """\
import pathlib, tempfile
more = tempfile.mkdtemp(suffix="-packages")
pathlib.Path(more, "pydantic-9.dist-info").mkdir()
sys.path.append(more)
"""
TOMORROW = "import time; now = time.time(); time.gmtime = lambda: time.localtime(now + 86400)"


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(OTHER_FOLDER, id="other code or templates"),
        pytest.param(TOMORROW, id="another day"),
        pytest.param("sys.version = 'other'", id="another Python"),
        pytest.param(OTHER_LIBRARIES, id="other libraries"),
        pytest.param("sys.path.append('/elsewhere')", id="another place of libraries"),
        pytest.param("sys.stderr.isatty = lambda: True", id="a terminal"),
    ],
)
def test_another_tfgen_makes_a_whole_run(place: Place, before: str) -> None:
    assert not place.told(before=before)
    assert place.told()


@pytest.mark.parametrize(
    "arguments",
    [
        (*RENDER, "--check"),
        (*RENDER, "--force"),
        (*RENDER, "--format", "json"),
        ("render", "./specs/acc.yaml", "-o", "out"),
        ("render", "specs/acc.yaml", "-o", "./out"),
        ("render", "specs/acc.yaml", "-o", "elsewhere"),
        ("render", "-", "-o", "out"),
        ("validate", "specs/acc.yaml"),
        ("show", "specs/acc.yaml"),
    ],
)
def test_other_arguments_make_a_whole_run(place: Place, arguments: tuple[str, ...]) -> None:
    assert not place.told(*arguments)


def test_another_folder_and_another_color_make_a_whole_run(place: Place) -> None:
    assert not place.told("render", "acc.yaml", "-o", "../out", cwd="specs")
    assert not place.told(NO_COLOR="1")
    assert place.told()


def test_a_tree_that_another_writes_makes_a_whole_run(place: Place) -> None:
    fcntl = pytest.importorskip("fcntl")
    descriptor = os.open(place.tree, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        assert not place.told()
    finally:
        os.close(descriptor)
    assert place.told()


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b"{", b'{"here": 1}', b'{"said": [[1, "unchanged"]]}', b"\xff"],
)
def test_what_is_kept_and_no_such_text_makes_a_whole_run(place: Place, content: bytes) -> None:
    sound = place.memory.read_bytes()
    keep(place.memory, content)
    try:
        assert not place.told()
        place.memory.write_bytes(content)
        assert not place.told()
    finally:
        place.memory.write_bytes(sound)
    assert place.told()


def test_what_is_damaged_or_no_file_makes_a_whole_run(place: Place) -> None:
    sound = place.memory.read_bytes()
    memory, chance = place.memory, random.Random(6)
    bits = [(chance.randrange(len(sound)), chance.randrange(8)) for _ in range(6)]
    damaged = [sound[:at] + bytes([sound[at] ^ 1 << bit]) + sound[at + 1 :] for at, bit in bits]
    try:
        for content in every([*damaged, sound[: len(sound) // 2], sound + b"x"]):
            memory.write_bytes(content)
            assert not place.told()
        memory.unlink()
        os.mkfifo(memory)
        assert not place.told()
        memory.unlink()
        memory.symlink_to("/dev/zero")
        assert not place.told()
        memory.unlink()
    finally:
        memory.write_bytes(sound)
    assert place.told()


@pytest.mark.parametrize("part", ["here", "trees", "read", "said"])
def test_a_part_that_lacks_or_is_of_another_kind_makes_a_whole_run(place: Place, part: str) -> None:
    sound = place.memory.read_bytes()
    kept = json.loads(load(place.memory) or b"")
    try:
        for wrong in ({}, {part: 7}, {part: ["x"]}, {part: {"x": 7}}):
            other = {name: value for name, value in kept.items() if name != part}
            keep(place.memory, json.dumps({**other, **wrong}).encode())
            assert not place.told(), wrong
    finally:
        place.memory.write_bytes(sound)


def test_a_cache_that_others_may_write_is_not_believed(place: Place) -> None:
    cache = place.root / "cache/tfgen"
    assert 0o700 == cache.stat().st_mode & 0o777
    cache.chmod(0o777)
    try:
        assert not place.told()
    finally:
        cache.chmod(0o700)
    assert place.told()


def test_what_several_processes_read_counts_too(tmp_path: Path) -> None:
    place = Place(tmp_path)
    (tmp_path / "specs/two.yaml").write_text(
        SPEC.replace("acc", "two") + "network: {cidr: 10.9.0.0/16}\n"
    )
    arguments = ("render", "specs/acc.yaml", "specs/two.yaml", "--jobs", "2")
    for _ in range(2):
        place.python(RUN, *arguments)
    assert place.told(*arguments)

    for tree in every(["acc", "two"]):
        file = tmp_path / f"out/{tree}/modules/vpc/main.tf"
        text = file.read_text()
        file.write_text(f"{text}# mine\n")
        assert not place.told(*arguments), tree
        file.write_text(text)
    assert place.told(*arguments)
