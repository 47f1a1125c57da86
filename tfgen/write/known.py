"""What tfgen wrote before: the manifest beside the tree, and the journal of a write that did not finish.

The manifest is committed with the tree and so as untrusted as the rest of a repository: its entries are checked before
anything is done to the files that they name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location
from tfgen.write.place import JOURNAL, MANIFEST, STAGE, read_at, refusal

FORMAT = 1
HASH = re.compile(r"[0-9a-f]{64}")
# An entry as `manifest_text` lays it out: what can be saved from a manifest that is no JSON any more.
ENTRY = re.compile(r'^\s*"([^"\\]+)": "([0-9a-f]{64})",?\s*$', re.MULTILINE)
HELP = {
    MANIFEST: "restore it from git, or render with --adopt: files that it no longer lists are then overwritten",
    JOURNAL: "delete it: it only serves to finish an interrupted write",
}

Hashes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What tfgen may have left on disk.

    `hashes` has, for each path, those of every text that it may have written there; `manifest` the manifest's bytes.
    `faults` says what in the two records could not be taken as it stands; `hashes` still has their sound entries.
    """

    hashes: Hashes
    manifest: bytes | None = None
    faults: tuple[Diagnostic, ...] = ()


def digest(data: bytes) -> str:
    """Return the SHA-256 of a text, blind to line ends, trailing blanks and the number of final newlines.

    So a checkout with CRLF, or a hook that trims blanks, does not pass for a hand edit.
    """
    lines = (line.rstrip(b" \t\r") for line in data.split(b"\n"))
    return hashlib.sha256(b"\n".join(lines).rstrip(b"\n") + b"\n").hexdigest()


def manifest_text(texts: Mapping[str, str]) -> str:
    """Lay out the manifest of a tree: one sorted line a file, so that git merges what can be merged."""
    files = {path: digest(text.encode()) for path, text in sorted(texts.items())}
    return _record(files)


def journal_text(known: Hashes, texts: Mapping[str, str]) -> str:
    """Lay out the journal: every hash that may be found on disk while these texts are moved into place."""
    hashes = {path: set(known.get(path, ())) for path in sorted({*known, *texts})}
    for path, text in texts.items():
        hashes[path].add(digest(text.encode()))
    return _record({path: sorted(values) for path, values in hashes.items()})


def read_known(folder: Path) -> Known:
    """Read manifest and journal; what is wrong with them comes back in `faults`. Raises OSError."""
    hashes: dict[str, frozenset[str]] = {}
    # Nothing is read from the stage, but a link in its place would lead the writer elsewhere.
    records = {name: read_at(folder, name) for name in (MANIFEST, JOURNAL, f"{STAGE}/any")}
    faults = [found for found in records.values() if isinstance(found, Diagnostic)]
    for name in (MANIFEST, JOURNAL):
        if isinstance(found := records[name], bytes):
            entries, wrong = _entries(found, folder / name, HELP[name])
            faults += wrong
            hashes |= {
                path: hashes.get(path, frozenset()) | known for path, known in entries.items()
            }
    manifest = records[MANIFEST]
    return Known(
        hashes, manifest if isinstance(manifest, bytes) else None, tuple(dict.fromkeys(faults))
    )


def has_conflict_markers(data: bytes) -> bool:
    """Say whether git left an unresolved merge in a file."""
    return re.search(rb"^<<<<<<< ", data, re.MULTILINE) is not None and b"\n>>>>>>> " in data


def _record(files: Mapping[str, str | list[str]]) -> str:
    return json.dumps({"format": FORMAT, "files": files}, indent=2, ensure_ascii=False) + "\n"


def _entries(data: bytes, record: Path, remedy: str) -> tuple[Hashes, list[Diagnostic]]:
    place, faults = Location(str(record), length=0), []
    files = _files(data)
    if isinstance(files, str):
        faults.append(Diagnostic("WRITE006", f"{record} cannot be read: {files}", place, remedy))
        files = _salvaged(data)
    for path in sorted(files):
        if why := refusal(path):
            message = f"{record} lists {path!r}, which tfgen never writes: {why}"
            faults.append(Diagnostic("WRITE007", message, place, remedy))
    return {path: hashes for path, hashes in files.items() if not refusal(path)}, faults


def _files(data: bytes) -> dict[str, frozenset[str]] | str:
    """Return the entries of a record, or why they cannot be had."""
    if has_conflict_markers(data):
        return "it has git's conflict markers"
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(record, dict) or not isinstance(record.get("files"), dict):
        return "it has no list of files"
    if record.get("format") != FORMAT:
        return f"its format is {record.get('format')!r}, and this tfgen knows {FORMAT}"
    files = {
        path: value if isinstance(value, list) else [value]
        for path, value in record["files"].items()
    }
    if not all(
        isinstance(each, str) and HASH.fullmatch(each) for value in files.values() for each in value
    ):
        return "it has an entry that is no SHA-256"
    return {path: frozenset(value) for path, value in files.items()}


def _salvaged(data: bytes) -> dict[str, frozenset[str]]:
    """Return the entries that still have their form; after a merge, those of both sides."""
    files: dict[str, frozenset[str]] = {}
    for path, known in ENTRY.findall(data.decode(errors="replace")):
        files[path] = files.get(path, frozenset()) | {known}
    return files
