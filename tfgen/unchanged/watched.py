"""What a run reads, seen by Python's audit events: https://docs.python.org/3/library/audit_events.html."""

from __future__ import annotations

import os
import stat
import sys
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from tfgen.system.installed import FOLDERS, library_folders

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(
    f"os.{name}"
    for name in (
        "chmod",
        "chown",
        "link",
        "mkdir",
        "remove",
        "rename",
        "rmdir",
        "symlink",
        "truncate",
    )
)
# What another process reads is not seen here, but for one that tells.
_PROCESSES = frozenset({"os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "subprocess.Popen"})
_MODULES = (".py", ".pyc", ".so", ".pyd", ".pth", "METADATA", "entry_points.txt")
_LOOKS = frozenset({"os.listdir", "os.scandir"})
_WATCHED = _LOOKS | _CHANGES | _PROCESSES | {"open"}
_OWNER, _MANIFEST = f".tfgen{os.sep}tree", f".tfgen{os.sep}manifest"

# How the record of a folder begins.
_FOLDER = "folder"

# By path: a file's hash, that of the names in a folder, or why it cannot be read.
Read = dict[str, str]
News = tuple[Read, bool]

_now: Watched | None = None


def watch(apart: Sequence[str]) -> Watched:
    """Watch what this process reads, but for what lies in these folders."""
    global _now
    _now = Watched(apart)
    sys.addaudithook(_now.see)
    return _now


def watching() -> Watched | None:
    """Return who watches this process."""
    return _now


class Watched:
    """The files and folders that are looked at from now on.

    A file is read when it is opened and once more at the end: what changes meanwhile is not kept.
    """

    def __init__(self, apart: Sequence[str]) -> None:
        # Of what belongs to tfgen, Python and its libraries `installed` knows the version.
        folders = (*apart, *FOLDERS)
        self._apart = tuple(f"{folder}{os.sep}" for folder in folders)
        self._libraries = tuple(library_folders())
        self._nothing = {*folders, *self._libraries, os.devnull}
        self._read: Read = {}
        self._wrote = False
        self._over = False
        self._busy = False
        self._told: set[str] = set()
        self.processes_tell = False

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take note of an event. It must not fail: whoever opens a file would."""
        # Of a run that wrote nothing more is asked.
        if event not in _WATCHED or self._over or self._busy or self._wrote:
            return
        self._busy = True
        try:
            self._note(event, arguments)
        except (TypeError, ValueError, OSError):
            self._wrote = True
        finally:
            self._busy = False

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _PROCESSES:
            self._wrote = self._wrote or not self.processes_tell
            return
        if isinstance(arguments[0], int):  # a descriptor was opened before
            return
        path = os.fsdecode(arguments[0] or ".")
        if path.startswith(self._apart) or path in self._nothing:
            return
        if path.startswith(self._libraries) and (event in _LOOKS or path.endswith(_MODULES)):
            return
        if _is_write(event, arguments) and not _in_vain(event, path):
            self._wrote = True
        elif path not in self._read:
            self._read[path] = _as_it_is(path)

    def read(self) -> Read | None:
        """Return all that was read, as it still is; None where something was written."""
        self._over = True
        looked_into = {path for path, seen in self._read.items() if seen.startswith(_FOLDER)}
        files = self._read.keys() - looked_into
        folders = {os.path.dirname(path) or "." for path in files}  # noqa: PTH120
        if self._wrote or not as_it_was(self._read.items()) or len(self.trees()) < self._owners():
            return None
        # Whether something is there beside a file is asked without opening it.
        beside = {folder: _as_it_is(folder) for folder in folders if folder not in self._read}
        return {**self._read, **beside, **_around(folders | looked_into)}

    def news(self) -> News:
        """Return what this process has read that was not told before, and whether it wrote."""
        news = {path: seen for path, seen in self._read.items() if path not in self._told}
        self._told.update(news)
        return news, self._wrote

    def hear(self, news: News) -> None:
        """Add what another process tells."""
        read, wrote = news
        self._wrote = self._wrote or wrote
        for path, seen in read.items():
            if self._read.setdefault(path, seen) != seen:
                self._wrote = True  # it changed while it was read

    def trees(self) -> list[str]:
        """Return the folders of trees."""
        ends = [path for path in self._read if path.endswith(_MANIFEST)]
        return sorted({path[: -len(_MANIFEST)] or "." for path in ends})

    def _owners(self) -> int:
        """Return the number of trees of which it was asked whose they are, other ones too."""
        return len([path for path in self._read if path.endswith(_OWNER)])


def _is_write(event: str, arguments: tuple[Any, ...]) -> bool:
    return event in _CHANGES or (event == "open" and bool((arguments[2] or 0) & _WRITES))


def _in_vain(event: str, path: str) -> bool:
    """Say whether what is to be removed is not there: that is then part of what is read."""
    return event in ("os.remove", "os.rmdir") and not os.path.lexists(path)


def as_it_was(read: Iterable[tuple[str, str]]) -> bool:
    """Say whether all that was read is as it was."""
    return all(_as_it_is(path) == before for path, before in read)


def _around(folders: set[str]) -> Read:
    """Return where folders lead, and which of those above them are repositories."""
    above: Read = {}
    for folder in folders:
        real = os.path.realpath(folder)
        above[f"{folder}{_REAL}"] = real
        while real not in above:
            above[real] = ""
            real = os.path.dirname(real)  # noqa: PTH120
    roots = [path for path in above if not path.endswith(_REAL)]
    found = {f"{path}{_GIT}": _as_it_is(f"{path}{_GIT}") for path in roots}
    return found | {path: real for path, real in above.items() if path.endswith(_REAL)}


# Marks behind a path: where it leads, and whether it is a repository.
_REAL = "\0real"
_GIT = "\0git"


def _as_it_is(path: str) -> str:
    if path.endswith(_REAL):
        return os.path.realpath(path.removesuffix(_REAL))
    if path.endswith(_GIT):
        return str(os.path.exists(path.removesuffix(_GIT) + "/.git"))  # noqa: PTH110
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
        if stat.S_ISDIR(mode):
            return _names(path)
        if not stat.S_ISREG(mode):
            return "no file"
        with open(path, "rb") as file:  # noqa: PTH123
            return _digest(file.read())
    except OSError as error:
        return f"error {error.errno}"


def _names(folder: str) -> str:
    with os.scandir(folder) as entries:
        names = "\n".join(sorted(map(_kind, entries)))
    return f"{_FOLDER} {_digest(names.encode(errors='surrogateescape'))}"


def _digest(content: bytes) -> str:
    # Shorter than digits: of a thousand trees a hundred thousand are kept.
    return b64encode(sha256(content).digest()).decode()


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return f"{entry.name}\0link {os.readlink(entry.path)}"  # noqa: PTH115
    if entry.is_dir():
        return f"{entry.name}\0folder"
    return f"{entry.name}\0{'file' if entry.is_file() else 'other'}"
