"""The record of what tfgen wrote: `.tfgen/manifest`, a line a file, as `sha256sum` writes it.

Git merges such lines without thinking (`merge=union`): after a merge a file may have the lines of
both sides, in any order, and each of them is of a text of tfgen's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

Hashes = Mapping[str, frozenset[str]]

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# Where git merged without the attribute: of each side the lines are good.
_MARKER = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||>>>>>>>)( |$)|=======$")


def digest(data: bytes) -> str:
    """Return the SHA-256 of a text, blind to line ends, trailing blanks and final newlines.

    So a checkout with CRLF, or a hook that trims blanks, does not pass for a hand edit.
    """
    lines = (line.rstrip(b" \t\r") for line in data.split(b"\n"))
    return hashlib.sha256(b"\n".join(lines).rstrip(b"\n") + b"\n").hexdigest()


def manifest_text(texts: Mapping[str, str], kept: Hashes) -> str:
    """Lay out the manifest of a tree, with what is known of files that stay as they are."""
    written = {path: {digest(text.encode())} for path, text in texts.items()}
    return record_text({**written, **kept})


def record_text(hashes: Mapping[str, Iterable[str]]) -> str:
    """Lay out hashes by path, each on a line of its own."""
    rows = ((path, known) for path, several in hashes.items() for known in several)
    return "".join(f"{known}  {path}\n" for path, known in sorted(rows))


def read_record(data: bytes) -> tuple[Hashes, str]:
    """Return the hashes by path that a record has, and what is wrong with its other lines."""
    hashes: dict[str, frozenset[str]] = {}
    wrong = ""
    for number, line in enumerate(text_lines(data), 1):
        if entry := _LINE.fullmatch(line):
            known, path = entry.groups()
            hashes[path] = hashes.get(path, frozenset()) | {known}
        else:
            wrong = wrong or f"its line {number} is no SHA-256 with a path"
    return hashes, wrong


def text_lines(data: bytes) -> list[str]:
    """Return the lines of a record that say something: no blank ones, no marks of a conflict."""
    lines = (line.rstrip() for line in data.decode(errors="replace").split("\n"))
    return [line for line in lines if line and not _MARKER.match(line)]


def has_conflict_markers(data: bytes) -> bool:
    """Say whether git left an unresolved merge in a file."""
    return re.search(rb"^<<<<<<< ", data, re.MULTILINE) is not None and b"\n>>>>>>> " in data
