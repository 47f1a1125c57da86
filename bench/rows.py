"""What `speed.py` runs: a row is a command, what it is compared with, and the cache it finds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
EMPTY = "empty"
MODULES = "other specs"  # texts of modules, templates and schema are known, this root is not
WARM = "this spec"


class Run(NamedTuple):
    """User + system time and wall time in seconds, and the peak of memory in KiB."""

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True)
class Row:
    """A name, the row that it is compared with, the state of its cache, and one run of it."""

    name: str
    against: str
    cache: str
    run: Callable[[int], Run]
    goal: float | None = None


def timed(command: list[str], **environment: str) -> Run:
    """Run a command to its end; what it says is thrown away, and failing is an error."""
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(command)}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


class Tfgen:
    """Runs of tfgen in a scratch folder, each with a cache in a known state."""

    def __init__(self, spec: Path, scratch: Path) -> None:
        self._scratch = scratch / "tfgen"
        self._scratch.mkdir()
        self._text = spec.read_text()
        self._bases = spec.parent
        self._spec = self._copy("same", self._text)
        others = [path for path in (ROOT / "specs").glob("*.yaml") if path.name != spec.name]
        self._tfgen("modules", "render", *map(str, others[:1]), "-o", self._out("others"))
        changed = self._copy("former", self._tagged("former"))
        self._tfgen("modules", "render", changed, "-o", self._out("changed"))
        self._tfgen("warm", "render", self._spec, "-o", self._out("same"))

    def empty(self, number: int) -> Run:
        """Render a new tree as a container does that never ran tfgen."""
        return self._tfgen(f"empty{number}", "render", self._spec, "-o", self._out(f"e{number}"))

    def new(self, number: int) -> Run:
        """Render a spec that was never seen, where a like one was."""
        spec = self._copy("new", self._tagged(f"new{number}"))
        return self._tfgen("modules", "render", spec, "-o", self._out(f"n{number}"))

    def changed(self, number: int) -> Run:
        """Render with another tag of an image over the tree that stands."""
        spec = self._copy("former", self._tagged(f"changed{number}"))
        return self._tfgen("modules", "render", spec, "-o", self._out("changed"))

    def remembered(self, number: int) -> Run:
        """Render a known spec into a new folder."""
        return self._tfgen("warm", "render", self._spec, "-o", self._out(f"r{number}"))

    def same(self, number: int) -> Run:
        """Render again."""
        return self._tfgen("warm", "render", self._spec, "-o", self._out("same"))

    def check(self, number: int) -> Run:
        """Say that nothing would change."""
        return self._tfgen("warm", "render", "--check", self._spec, "-o", self._out("same"))

    def validate(self, number: int) -> Run:
        """Check the spec alone."""
        return self._tfgen("warm", "validate", self._spec)

    def validate_changed(self, number: int) -> Run:
        """Check a spec with another tag of an image alone."""
        spec = self._copy("validated", self._tagged(f"validated{number}"))
        return self._tfgen("warm", "validate", spec)

    def help(self, number: int) -> Run:
        """Print the help."""
        return self._tfgen("warm", "--help")

    def _tfgen(self, cache: str, *arguments: str) -> Run:
        folder = self._scratch / f"cache-{cache}"
        return timed([sys.executable, "-m", "tfgen", *arguments], XDG_CACHE_HOME=str(folder))

    def _out(self, name: str) -> str:
        folder = self._scratch / f"out-{name}"
        if name[1:].isdigit():
            shutil.rmtree(folder, ignore_errors=True)
        return str(folder)

    def _copy(self, folder: str, text: str) -> str:
        path = self._scratch / folder / "spec.yaml"
        path.parent.mkdir(exist_ok=True)
        for base in self._bases.glob("*.yaml"):
            (path.parent / base.name).write_bytes(base.read_bytes())
        path.write_text(text)
        return str(path)

    def _tagged(self, tag: str) -> str:
        """Return the spec with other tags of its images."""
        text, count = re.subn(r"(image: [^\s@]+):[\w.-]+", rf"\1:{tag}", self._text)
        if not count:
            raise ValueError("no image of the spec has a tag")
        return text


def rows_of_tfgen(spec: Path, scratch: Path) -> list[Row]:
    """Return the rows of tfgen, with the goal of each."""
    tfgen = Tfgen(spec, scratch)
    return [
        Row("empty cache, new tree", "bare", EMPTY, tfgen.empty, 3.5),
        Row("new tree", "bare", MODULES, tfgen.new, 1.8),
        Row("one value changed", "bare", MODULES, tfgen.changed, 1.8),
        Row("remembered, new tree", "bare", WARM, tfgen.remembered, 1.2),
        Row("nothing changed", "bare", WARM, tfgen.same, 0.25),
        Row("nothing changed, --check", "bare", WARM, tfgen.check, 0.25),
        Row("validate", "bare", WARM, tfgen.validate, 1.0),
        Row("validate, one value changed", "bare", WARM, tfgen.validate_changed, 1.0),
        Row("--help", "python", WARM, tfgen.help, 3),
    ]
