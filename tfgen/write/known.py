"""What tfgen wrote before: the manifest beside the tree, and the journal of an unfinished write.

The manifest is committed with the tree and so as untrusted as the rest of a repository: its
entries are checked before anything is done to the files that they name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfgen.diagnostics import Diagnostic
from tfgen.write.fault import finding
from tfgen.write.place import JOURNAL, MANIFEST, STAGE, read_at, refusal

FORMAT = 1
HASH = re.compile(r"[0-9a-f]{64}")
# An entry as `manifest_text` lays it out: what can be saved from a manifest that is no JSON any
# more, such as one with git's conflict markers.
ENTRY = re.compile(r'^\s*"([^"\\]+)": "([0-9a-f]{64})",?\s*$', re.MULTILINE)
HELP = {
    MANIFEST: (
        "restore it from git, or render with --adopt: files that it no longer lists are then"
        " overwritten"
    ),
    JOURNAL: "delete it: it only serves to finish an interrupted write",
}

Hashes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What tfgen may have left on disk.

    `hashes` has, for each path, those of every text that it may have written there; `manifest` the
    manifest's bytes. `faults` says what in the two records could not be taken as it stands;
    `hashes` still has their sound entries.
    """

    hashes: Hashes
    manifest: bytes | None = None
    faults: tuple[Diagnostic, ...] = ()


def digest(data: bytes) -> str:
    """Return the SHA-256 of a text, blind to line ends, trailing blanks and final newlines.

    So a checkout with CRLF, or a hook that trims blanks, does not pass for a hand edit.
    """
    lines = (line.rstrip(b" \t\r") for line in data.split(b"\n"))
    return hashlib.sha256(b"\n".join(lines).rstrip(b"\n") + b"\n").hexdigest()


def manifest_text(texts: Mapping[str, str]) -> str:
    """Lay out the manifest of a tree."""
    # One sorted line a file, so that git merges what can be merged.
    files = {path: digest(text.encode()) for path, text in sorted(texts.items())}
    return _record(files)


def journal_text(known: Hashes, texts: Mapping[str, str]) -> str:
    """Lay out the journal: every hash that may be on disk while these texts move into place."""
    hashes = {path: set(known.get(path, ())) for path in sorted({*known, *texts})}
    for path, text in texts.items():
        hashes[path].add(digest(text.encode()))
    return _record({path: sorted(values) for path, values in hashes.items()})


def read_known(folder: Path) -> Known:
    """Read manifest and journal; what is wrong with them comes back in `faults`. Raises OSError."""
    hashes: dict[str, frozenset[str]] = {}
    # Nothing is read from the stage, but a link in its place would lead the writer elsewhere.
    records = {name: read_at(folder, name) for name in (MANIFEST, JOURNAL, f"{STAGE}/any")}
    faults = [record for record in records.values() if isinstance(record, Diagnostic)]
    for name in (MANIFEST, JOURNAL):
        record = records[name]
        if not isinstance(record, bytes):
            continue
        entries, wrong = _entries(record, folder / name, HELP[name])
        faults += wrong
        for path, entry in entries.items():
            hashes[path] = hashes.get(path, frozenset()) | entry
    manifest = records[MANIFEST]
    if isinstance(manifest, Diagnostic):
        manifest = None
    return Known(hashes, manifest, tuple(dict.fromkeys(faults)))


def has_conflict_markers(data: bytes) -> bool:
    """Say whether git left an unresolved merge in a file."""
    return re.search(rb"^<<<<<<< ", data, re.MULTILINE) is not None and b"\n>>>>>>> " in data


def _record(files: Mapping[str, str | list[str]]) -> str:
    return json.dumps({"format": FORMAT, "files": files}, indent=2, ensure_ascii=False) + "\n"


def _entries(data: bytes, record: Path, remedy: str) -> tuple[Hashes, list[Diagnostic]]:
    """Return the entries of a record that name files of ours, and what is wrong with the others."""
    faults = []
    entries = _files(data)
    if isinstance(entries, str):
        faults.append(finding("WRITE006", record, f"{record} cannot be read: {entries}", remedy))
        entries = _salvaged(data)
    ours = {}
    for path, hashes in sorted(entries.items()):
        why = refusal(path)
        if why:
            message = f"{record} lists {path!r}, which tfgen never writes: {why}"
            faults.append(finding("WRITE007", record, message, remedy))
        else:
            ours[path] = hashes
    return ours, faults


def _files(data: bytes) -> dict[str, frozenset[str]] | str:
    """Return the entries of a record, or why they cannot be had."""
    if has_conflict_markers(data):
        return "it has git's conflict markers"
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):  # RecursionError: a thousand brackets, one in the other
        return "it is not JSON"
    if not isinstance(record, dict) or not isinstance(record.get("files"), dict):
        return "it has no list of files"
    if record.get("format") != FORMAT:
        return f"its format is {record.get('format')!r}, and this tfgen knows {FORMAT}"
    entries: dict[str, frozenset[str]] = {}
    for path, value in record["files"].items():
        hashes = list(_hashes(value))
        if not all(_is_hash(text) for text in hashes):
            return "it has an entry that is no SHA-256"
        entries[path] = frozenset(hashes)
    return entries


def _hashes(value: Any) -> Iterator[Any]:
    # The manifest has one hash a file, the journal a list.
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def _salvaged(data: bytes) -> dict[str, frozenset[str]]:
    """Return the entries that still have their form; after a merge, those of both sides."""
    files: dict[str, frozenset[str]] = {}
    for path, known in ENTRY.findall(data.decode(errors="replace")):
        files[path] = files.get(path, frozenset()) | {known}
    return files
