"""Change single values of specs in place: every other byte stays, comments and line ends too."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen

_BOM = b"\xef\xbb\xbf"


@frozen
class Edit:
    """A value, where it is written, and what shall stand there."""

    at: Location
    before: str
    after: str


def edit(edits: Iterable[Edit]) -> Mapping[Path, bytes]:
    """Write the edits, each file in one step; return what the files held before.

    Raises TfgenError, and writes nothing, for a value that is not plain text where it stands.
    """
    by_file: dict[Path, list[Edit]] = {}
    for change in dict.fromkeys(edits):
        # The file itself and not a link to it, which would be replaced.
        by_file.setdefault(Path(change.at.file).resolve(), []).append(change)
    before = {path: _read(path) for path in by_file}
    after = {path: edited(before[path], by_file[path]) for path in by_file}
    for path, data in after.items():
        source.parse(data, str(path))
    for path, data in after.items():
        write(path, data)
    return before


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes of a spec with the edits made."""
    bom = _BOM if data.startswith(_BOM) else b""
    text = data[len(bom) :].decode()
    # The last one in the text first, so that the places of the others stay true.
    for change in sorted(edits, key=_place, reverse=True):
        start = _start(text, change.at)
        end = start + change.at.length
        whole = text[start:end]
        if whole.count(change.before) != 1:
            raise TfgenError([_not_plain(change)])
        text = text[:start] + whole.replace(change.before, change.after) + text[end:]
    return bom + text.encode()


def _place(change: Edit) -> Location:
    return change.at


def write(path: Path, data: bytes) -> None:
    """Replace a file in one step, with its permissions kept."""
    temporary = None
    try:
        # In the same folder: a move from another file system would not be one step.
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
        raise _fault("IO062", path, message, help) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise _fault("IO004", path, message, "check the path and the file system") from error


def _fault(code: str, path: Path, message: str, help: str) -> TfgenError:
    return TfgenError([Diagnostic(code, message, Location(str(path), length=0), help)])


def _start(text: str, at: Location) -> int:
    """Return the offset of a place; lines end as the source stage has them end."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    if at.line > len(starts):
        return len(text) + at.column - 1
    return starts[at.line - 1] + at.column - 1


def _not_plain(change: Edit) -> Diagnostic:
    message = f"{change.before} does not stand here as plain text, and cannot become {change.after}"
    help = "write it on one line, without escapes, and run this again"
    return Diagnostic("WRITE030", message, change.at, help)
