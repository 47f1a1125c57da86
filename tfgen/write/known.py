"""What tfgen wrote before: the records beside the tree, and the journal of an unfinished write.

Records are committed with the tree and so as untrusted as the rest of a repository: their entries
are checked before anything is done to the files that they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path

from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen
from tfgen.write import former
from tfgen.write.fault import finding
from tfgen.write.manifest import Hashes, digest, has_conflict_markers, read_record, record_text
from tfgen.write.place import JOURNAL, MANIFEST, STAGE, WHOSE, read_at, refusal
from tfgen.write.whose import Record, read_whose, standing

_RESTORE = (
    "restore it from git, or render with --adopt: files that it no longer lists are then"
    " overwritten"
)
_DELETE = "delete it: it only serves to finish an interrupted write"
# What each record is read by, and what to do where it cannot be.
_READERS = {
    MANIFEST: (read_record, _RESTORE),
    former.MANIFEST: (former.read_former, _RESTORE),
    JOURNAL: (read_record, _DELETE),
    former.JOURNAL: (former.read_former, _DELETE),
}
_MANIFESTS = (MANIFEST, former.MANIFEST)


@frozen
class Known:
    """What tfgen may have left on disk.

    `hashes` has, for each path, those of every text that it may have written there; `merged` the
    paths of which the manifest has several: git put two manifests together, and nobody rendered
    since. `records` has the bytes of the records, `whose` what is said of the owner. `faults` says
    what in the records could not be taken as it stands; `hashes` still has their sound entries.
    """

    hashes: Hashes
    merged: frozenset[str] = frozenset()
    records: Mapping[str, bytes] = field(default_factory=dict)
    whose: Record | None = None
    faults: tuple[Diagnostic, ...] = ()


def journal_text(known: Hashes, texts: Mapping[str, str]) -> str:
    """Lay out the journal: every hash that may be on disk while these texts move into place."""
    hashes = {path: set(several) for path, several in known.items()}
    for path, text in texts.items():
        hashes.setdefault(path, set()).add(digest(text.encode()))
    return record_text(hashes)


def read_known(folder: Path) -> Known:
    """Read the records of a folder; what is wrong with them is in `faults`. Raises OSError."""
    # Nothing is read from the stage, but a link in its place would lead the writer elsewhere.
    standing = {name: read_at(folder, name) for name in (WHOSE, *_READERS, f"{STAGE}/any")}
    faults = [record for record in standing.values() if isinstance(record, Diagnostic)]
    records = {name: record for name, record in standing.items() if isinstance(record, bytes)}
    hashes: dict[str, frozenset[str]] = {}
    merged: set[str] = set()
    for name in _READERS:
        if name not in records:
            continue
        entries, wrong = _entries(records[name], folder, name)
        faults += wrong
        for path, several in entries.items():
            hashes[path] = hashes.get(path, frozenset()) | several
            if name in _MANIFESTS and len(hashes[path]) > 1:
                merged.add(path)
    whose = None
    if WHOSE in records:
        whose = read_whose(records[WHOSE])
        if not whose:
            faults.append(_unreadable(folder / WHOSE, "it names no cluster", _RESTORE))
    return Known(hashes, frozenset(merged), records, whose, tuple(dict.fromkeys(faults)))


def has_manifest(folder: Path) -> bool:
    """Say whether tfgen wrote a folder."""
    return any((folder / name).is_file() for name in _MANIFESTS)


def is_of_nobody(folder: Path) -> bool:
    """Say whether tfgen wrote a folder before trees said whose they are."""
    try:
        return has_manifest(folder) and standing(folder) is None
    except OSError:  # `write` says so
        return False


def _entries(data: bytes, folder: Path, name: str) -> tuple[Hashes, list[Diagnostic]]:
    """Return the entries of a record that name files of ours, and what is wrong with the others."""
    reader, remedy = _READERS[name]
    entries, wrong = reader(data)
    faults = []
    # Of each side of a conflict the entries are good, and nothing else is lost.
    if wrong and not has_conflict_markers(data):
        faults.append(_unreadable(folder / name, wrong, remedy))
    ours = {path: several for path, several in entries.items() if not refusal(path)}
    faults += _foreign(entries, folder / name, remedy)
    return ours, faults


def _foreign(entries: Hashes, record: Path, remedy: str) -> Iterator[Diagnostic]:
    for path in sorted(entries):
        if why := refusal(path):
            message = f"{record} lists {path!r}, which tfgen never writes: {why}"
            yield finding("WRITE007", record, message, remedy)


def _unreadable(record: Path, why: str, remedy: str) -> Diagnostic:
    return finding("WRITE006", record, f"{record} cannot be read: {why}", remedy)
