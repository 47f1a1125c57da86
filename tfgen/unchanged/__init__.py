"""A run that wrote nothing is told again where all that it read is as it was.

What a run reads is not listed here, it is watched: each file that it opened, there or not, and each
folder that it looked into. What was said then is said again, before YAML, models or templates are
imported. Who reads no further than that is never told of a tree that a run would write.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from tfgen.system.cache import cache_folder, keep, load
from tfgen.system.folder_lock import open_lock, try_lock
from tfgen.system.installed import first_stamp, stamp
from tfgen.system.streams import Outlet
from tfgen.unchanged.watched import Watched, as_it_was, watch

_COMMANDS = frozenset({"render", "diff", "validate"})
_MOST = 500


def asked(arguments: Sequence[str]) -> Asked | None:
    """Return a run that may be told again; None for another command, or where there is no cache."""
    if not arguments or arguments[0] not in _COMMANDS or "-" in arguments:
        return None
    folder = cache_folder()
    if folder is None or not _is_heard():
        return None
    return Asked(arguments, folder)


def _is_heard() -> bool:
    """Say whether all that is said passes an outlet: on a console of Windows it does not."""
    outlets = (getattr(stream.buffer, "raw", None) for stream in (sys.stdout, sys.stderr))
    return all(isinstance(outlet, Outlet) for outlet in outlets)


class Asked:
    """What was asked of tfgen: told again, or watched and kept."""

    def __init__(self, arguments: Sequence[str], cache: Path) -> None:
        self._cache = cache
        name = json.dumps([os.getcwd(), *arguments])  # noqa: PTH109  # as a text, at no cost
        self._file = cache / "unchanged" / sha256(os.fsencode(name)).hexdigest()
        self._here = _here(first_stamp())
        self._watched: Watched | None = None

    def told_again(self) -> bool:
        """Say what was said before, if nothing has changed since; say whether it was."""
        former = self._former()
        if former is None or former.get("here") != self._here:
            return False
        locks: list[int] = []
        try:
            if not _free(former["trees"], locks) or not as_it_was(_paths(former["read"])):
                return False
            chunks = [(int(stream), str(text)) for stream, text in former["said"]]
        except (AttributeError, LookupError, TypeError, ValueError, OSError):
            return False
        finally:
            for lock in locks:
                os.close(lock)
        for stream, text in chunks:
            outlet = sys.stdout if stream == 1 else sys.stderr
            outlet.buffer.write(text.encode("latin-1"))
            outlet.flush()
        return True

    def watch(self) -> None:
        """Begin to watch what is read and said."""
        Outlet.said = []
        self._watched = watch([str(self._cache)])

    def keep(self) -> None:
        """Keep what was read and said for the next time, if the run wrote nothing."""
        sys.stdout.flush()
        sys.stderr.flush()
        said, Outlet.said = Outlet.said, None
        watched = self._watched
        read = watched.read() if watched else None
        # At midnight waivers expire: what is kept is of one day.
        if watched is None or read is None or self._here != _here(stamp()):
            return
        chunks = [(stream, text.decode("latin-1")) for stream, text in said or ()]
        kept = {
            "here": self._here,
            "trees": watched.trees(),
            "read": _by_folder(read),
            "said": chunks,
        }
        folder = self._file.parent
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            if len(entries := list(folder.iterdir())) > _MOST:
                for entry in entries:
                    entry.unlink()
        keep(self._file, json.dumps(kept).encode())

    def _former(self) -> dict[str, Any] | None:
        packed = load(self._file)
        if packed is None:
            return None
        try:
            former = json.loads(packed)
        except ValueError:
            return None
        return former if isinstance(former, dict) else None


def _here(tfgen: str) -> list[str]:
    """Return what else decides on what a run does and says."""
    variables = [f"{name}={os.environ[name]}" for name in sorted(os.environ) if _counts(name)]
    terminals = [str(stream.isatty()) for stream in (sys.stdout, sys.stderr)]
    encodings = [sys.stdout.encoding, sys.stderr.encoding]
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return [day, tfgen, *terminals, *encodings, *variables]


def _by_folder(read: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what was read by folder and name: of a thousand trees the paths alone are long."""
    folders: dict[str, dict[str, str]] = {}
    for path, seen in read.items():
        start = path.rfind(os.sep) + 1
        folders.setdefault(path[:start], {})[path[start:]] = seen
    return folders


def _paths(folders: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    return ((folder + name, seen) for folder in folders for name, seen in folders[folder].items())


_OF_TERMINALS = ("NO_COLOR", "FORCE_COLOR", "TERM")


def _counts(variable: str) -> bool:
    return variable in _OF_TERMINALS or variable.startswith(("TFGEN", "_TFGEN"))


def _free(trees: Sequence[str], locks: list[int]) -> bool:
    """Take the locks of trees, as a run does that writes; say whether nobody has one."""
    for tree in trees:
        locks.append(open_lock(Path(tree)))
        if not try_lock(locks[-1]):
            return False
    return True
