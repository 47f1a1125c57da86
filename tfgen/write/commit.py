"""Move a compared tree into place so that a crash leaves what the next run completes.

1. Every new text goes to `.tfgen/stage/` in the same file system and is synced: what fails for
   lack of space fails here, with the old tree untouched.
2. The journal, durable before anything else moves, lists the hash of every text that may be found
   from now on.
3. Each file is replaced in one step, then stale files are deleted and the folders that this leaves
   empty.
4. The manifest follows when all of that is durable, so that it never speaks for a file that is not
   there yet; then stage and journal go.

Recovery needs no code of its own: the next run knows the files of an interrupted one by the
journal's hashes, and writes what is missing. The price is one fsync a changed file, many of them at
once; without it a power cut may leave an empty file under its final name, which would pass for a
hand edit.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tfgen.diagnostics import TfgenError
from tfgen.system.durable import sync_all
from tfgen.write import former
from tfgen.write.change import ChangeKind, Comparison
from tfgen.write.fault import changed_meanwhile, not_writable
from tfgen.write.known import journal_text
from tfgen.write.manifest import Hashes
from tfgen.write.place import JOURNAL, MANIFEST, STAGE, WHOSE, read_at

_RECORDS = (MANIFEST, WHOSE)
_OPEN_AT_ONCE = 128  # a process may have few hundred open
# What they say is known until the manifest stands.
_LAST = (former.MANIFEST, former.JOURNAL, JOURNAL)


@dataclass(slots=True)
class Progress:
    """How far a write came: what it made that can be taken back, how many files are in place."""

    folders: list[Path] = field(default_factory=list)
    stage: Path | None = None
    journal: Path | None = None
    placing: bool = False
    placed: int = 0
    total: int = 0

    def make_folder(self, folder: Path) -> None:
        """Make a folder and the missing ones above it. Raises OSError."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        self.folders.append(folder)
        folder.mkdir(exist_ok=True)

    def undo(self) -> None:
        """Take back what was made, as far as it goes; folders that hold anything stay."""
        # What cannot close a folder raises all the same, whatever rmtree is to ignore.
        with suppress(OSError):
            if self.stage:
                shutil.rmtree(self.stage, ignore_errors=True)
        with suppress(OSError):
            if self.journal:
                self.journal.unlink(missing_ok=True)
        for folder in reversed(self.folders):
            with suppress(OSError):
                folder.rmdir()

    @property
    def state(self) -> str:
        """Say in words what became of the tree."""
        if not self.placed:
            return "nothing was written"
        return (
            f"{self.placed} of {self.total} files are done, and the next render completes the tree"
        )


def commit(comparison: Comparison, folder: Path, known: Hashes, progress: Progress) -> None:
    """Make the folder what the comparison says.

    Raises OSError, and TfgenError where it may not write.
    """
    changes = [change for change in comparison.changes if change.kind is not ChangeKind.SAME]
    texts = {change.path: change.after for change in changes if change.after is not None}
    before = {change.path: change.before for change in changes}
    gone = [change.path for change in changes if change.after is None]
    gone = [path for path in gone if path not in _LAST]
    if changes:
        progress.total = len(changes)
        _require_writable(folder, [*texts, *gone, MANIFEST])
        _stage(folder, texts, known, progress)
        _place(folder, [path for path in texts if path != MANIFEST], gone, before, progress)
    kept = {change.path for change in comparison.changes if change.after is not None}
    _prune(folder, known.keys() - kept)
    if MANIFEST in texts:
        _sync_folders(folder, [*texts, *gone])
        _move(folder, MANIFEST, progress)
        _sync_folders(folder, [MANIFEST])
    stage = folder / STAGE
    if stage.exists():
        shutil.rmtree(stage)
    for path in _LAST:
        # A tree that is up to date may stand where nothing can be written.
        if (folder / path).exists():
            (folder / path).unlink(missing_ok=True)


def _require_writable(folder: Path, paths: Iterable[str]) -> None:
    """Find folders closed to us before the first file moves, rather than halfway."""
    present = {_nearest((folder / path).parent) for path in paths}
    closed = sorted(parent for parent in present if not os.access(parent, os.W_OK | os.X_OK))
    if closed:
        raise TfgenError(not_writable(parent) for parent in closed)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the first one above it that is there."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _stage(folder: Path, texts: Mapping[str, str], known: Hashes, progress: Progress) -> None:
    stage = folder / STAGE
    if stage.exists():
        shutil.rmtree(stage)
    progress.stage = stage
    progress.make_folder(stage.parent)
    journal = journal_text(known, {path: texts[path] for path in texts if path not in _RECORDS})
    staged = [*{**texts, JOURNAL: journal}.items()]
    for parent in dict.fromkeys((stage / path).parent for path, _ in staged):
        parent.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(staged), _OPEN_AT_ONCE):
        _write_durably(folder, stage, staged[start : start + _OPEN_AT_ONCE])


def _write_durably(folder: Path, stage: Path, texts: Iterable[tuple[str, str]]) -> None:
    with ExitStack() as opened:
        files = []
        for path, text in texts:
            file = opened.enter_context((stage / path).open("xb"))
            file.write(text.encode())
            file.flush()
            # Git sees a mode too: whoever made a file executable, or nobody else's, meant it.
            with suppress(FileNotFoundError):
                shutil.copymode(folder / path, stage / path, follow_symlinks=False)
            files.append(file.fileno())
        sync_all(files)


def _place(
    folder: Path,
    paths: Iterable[str],
    gone: Iterable[str],
    before: Mapping[str, str | None],
    progress: Progress,
) -> None:
    journal = folder / JOURNAL
    # The journal of an interrupted run must outlive a failure of this one.
    if not journal.exists():
        progress.journal = journal
    (folder / STAGE / JOURNAL).replace(journal)
    _sync_folders(folder, [JOURNAL])
    for path in paths:
        progress.make_folder((folder / path).parent)
    progress.placing = True
    for path in paths:
        _require_unchanged(folder, path, before[path], progress)
        _move(folder, path, progress)
    for path in gone:
        _require_unchanged(folder, path, before[path], progress)
        (folder / path).unlink(missing_ok=True)
        progress.placed += 1


def _require_unchanged(folder: Path, path: str, before: str | None, progress: Progress) -> None:
    """Refuse to replace a file that somebody saved since it was compared."""
    data = read_at(folder, path)
    if isinstance(data, bytes) and data.decode(errors="backslashreplace") != before:
        raise TfgenError([changed_meanwhile(folder / path, progress.state)])


def _move(folder: Path, path: str, progress: Progress) -> None:
    (folder / STAGE / path).replace(folder / path)
    progress.placed += 1


def _prune(folder: Path, stale: Iterable[str]) -> None:
    """Remove the folders that held files of ours and now hold nothing."""
    for path in stale:
        for parent in PurePosixPath(path).parents[:-1]:
            # Also fails, as it should, where the folder still holds something.
            with suppress(OSError):
                (folder / parent).rmdir()


def _sync_folders(folder: Path, paths: Iterable[str]) -> None:
    """Make the names in the folders of these paths durable."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders
        return
    for parent in {parent for path in paths for parent in PurePosixPath(path).parents}:
        # Some file systems cannot, and need no such call.
        with suppress(OSError):
            descriptor = os.open(folder / parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
