"""Change single values of specs in place: every other byte stays, comments and line ends with them."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """A value, where it is written, and what shall stand there."""

    at: Location
    before: str
    after: str


def edit(edits: Iterable[Edit]) -> Mapping[Path, bytes]:
    """Write the edits, each file in one step; return what the files held before.

    Raises TfgenError, and writes nothing, for a value that does not stand where it should as plain text.
    """
    by_file: dict[Path, list[Edit]] = {}
    for one in dict.fromkeys(edits):
        # The file itself and not a link to it, which would be replaced.
        by_file.setdefault(Path(one.at.file).resolve(), []).append(one)
    before = {path: _read(path) for path in by_file}
    after = {path: edited(before[path], by_file[path]) for path in by_file}
    for path, data in after.items():
        source.parse(data, str(path))
    for path, data in after.items():
        write(path, data)
    return before


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a spec with the edits made, the last one in the text first."""
    bom = _BOM if data.startswith(_BOM) else b""
    text = data[len(bom) :].decode()
    for one in sorted(edits, key=lambda each: each.at, reverse=True):
        start = _start(text, one.at)
        whole = text[start : start + one.at.length]
        if whole.count(one.before) != 1:
            raise TfgenError([_not_plain(one)])
        text = text[:start] + whole.replace(one.before, one.after) + text[start + len(whole) :]
    return bom + text.encode()


def write(path: Path, data: bytes) -> None:
    """Replace a file in one step, with its permissions kept."""
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        Path(temporary).chmod(path.stat().st_mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        message = f"cannot write {path}: {error.strerror}; it is as it was"
        help = "make the file and its folder writable for this user"
        raise TfgenError(
            [Diagnostic("IO062", message, Location(str(path), length=0), help)]
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise TfgenError(
            [
                Diagnostic(
                    "IO004",
                    message,
                    Location(str(path), length=0),
                    "check the path and the file system",
                )
            ]
        ) from error


def _start(text: str, at: Location) -> int:
    """Return the offset of a place; lines end as the source stage has them end."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    return (starts[at.line - 1] if at.line <= len(starts) else len(text)) + at.column - 1


def _not_plain(one: Edit) -> Diagnostic:
    message = (
        f"{one.before} does not stand here as plain text, so it cannot be replaced by {one.after}"
    )
    return Diagnostic(
        "WRITE030", message, one.at, "write it on one line, without escapes, and run this again"
    )
