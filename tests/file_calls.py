"""The calls by which a process asks the system for files, and what becomes of it when one fails.

strace injects the faults, so that they come from where those of a disk come from: below Python.
https://man7.org/linux/man-pages/man1/strace.1.html
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tfgen.diagnostics import TfgenError

# What a write, and the comparison before it, may ask for; strace passes over what a machine lacks.
CALLS = (
    *("open", "openat", "read", "write", "close", "fsync", "flock", "getdents64", "lseek"),
    *("stat", "lstat", "fstat", "newfstatat", "access", "faccessat", "faccessat2"),
    *("mkdir", "mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir"),
)
KILLED = "killed"
_BEGIN, _END = "/begin-of-what-counts", "/end-of-what-counts"
# Seconds, after which a child ends that waits for what never comes.
_PATIENCE = 60
_LINE = re.compile(r"(\w+)\(")


class Call(NamedTuple):
    """One call of a process: its name, and which of that name it is."""

    name: str
    number: int


def can_inject() -> bool:
    """Say whether strace is here and may watch a process."""
    if not shutil.which("strace") or not hasattr(os, "fork"):
        return False
    return "done" == traced(lambda: "done", [])[0]


def calls_of(action: Callable[[], object]) -> list[Call]:
    """Return the calls that an action makes."""
    _, trace = traced(action, [])
    counts: Counter[str] = Counter()
    calls: list[Call] = []
    inside = False
    for line in trace.splitlines():
        if not (match := _LINE.search(line)):
            continue
        counts[match[1]] += 1
        if _BEGIN in line or _END in line:
            inside = _BEGIN in line
        elif inside:
            calls.append(Call(match[1], counts[match[1]]))
    assert len(calls) > 10, trace
    return calls


def once(call: Call, fault: str) -> list[str]:
    """Return the options with which one call meets a fault: error=ENOSPC or signal=KILL."""
    return [f"--inject={call.name}:{fault}:when={call.number}"]


def from_then_on(calls: Sequence[Call], index: int, fault: str) -> list[str]:
    """Return the options with which each call from one on meets a fault."""
    first: dict[str, int] = {}
    for call in calls[index:]:
        first.setdefault(call.name, call.number)
    return [f"--inject={name}:{fault}:when={number}+" for name, number in first.items()]


def traced(action: Callable[[], object], options: Sequence[str]) -> tuple[str, str]:
    """Run an action in a child under strace; return what it or its TfgenError said, and the trace.

    The child is a copy of this process: nothing is imported any more, and all calls are its own.
    """
    ready, go = os.pipe()
    said, says = os.pipe()
    with warnings.catch_warnings():
        # fork beside the threads of xdist, from Python 3.12
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            _wait_and_act(action, ready, says)
        finally:
            os._exit(1)
    os.close(ready)
    os.close(says)
    names = ",".join(f"?{name}" for name in CALLS)
    # Into a file: strace would wait for who reads a pipe, and the child for strace.
    with tempfile.NamedTemporaryFile("r", errors="replace") as traces:
        command = ["strace", "-p", str(child), "-o", traces.name, f"--trace={names}", *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            # Until it says that it watches, or has ended.
            assert strace.stderr and strace.stderr.readline() is not None
            with suppress(BrokenPipeError):
                os.write(go, b"x")
            os.close(go)
            with os.fdopen(said, errors="replace") as pipe:
                text = pipe.read()
        trace = traces.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == -9:
        return KILLED, trace
    assert status == 0, text
    return text, trace


def _wait_and_act(action: Callable[[], object], ready: int, says: int) -> None:
    signal.alarm(_PATIENCE)
    # By calls that are not watched: whether strace sees the first depends on who is faster.
    os.readv(ready, [bytearray(1)])
    with suppress(OSError):
        os.lstat(_BEGIN)
    text, code = _said(action)
    with suppress(OSError):
        os.lstat(_END)
    os.writev(says, [text.encode()])
    os._exit(code)


def _said(action: Callable[[], object]) -> tuple[str, int]:
    try:
        return str(action()), 0
    except TfgenError as error:
        return "\n".join(f"{one.code} {one.message}" for one in error.diagnostics), 0
    except BaseException as error:
        return repr(error), 1


def spread(calls: Sequence[Call], most: int) -> Iterator[int]:
    """Yield so many places among calls, first and last among them."""
    step = max(1, -(-(len(calls) - 1) // (most - 1)))
    yield from range(0, len(calls) - 1, step)
    yield len(calls) - 1


def files_of(folder: Path) -> dict[str, str]:
    """Return the texts of a tree that stands, without its records."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in paths}
    return {path: text for path, text in texts.items() if not path.startswith((".tfgen", ".git"))}
