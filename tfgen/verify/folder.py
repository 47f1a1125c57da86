"""A folder on disk → the files that `verify` looks at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.tree import RenderedFile

_SUFFIXES = (".tf", ".tf.json", ".tftest.hcl", ".tftpl")


def read_tree(folder: Path) -> tuple[RenderedFile, ...]:
    """Read a folder's .tf, .tf.json, .tftest.hcl and .tftpl files, with those below it, in the order of their paths.

    Hidden folders are left out, `.terraform` with them. Raises TfgenError for what cannot be read or is not UTF-8.
    """
    files: list[RenderedFile] = []
    found: list[Diagnostic] = []
    for path in _entries(folder, found):
        name = path.relative_to(folder).as_posix()
        try:
            files.append(RenderedFile(name, path.read_bytes().decode("utf-8")))
        except OSError as error:
            found.append(_unreadable(path, error))
        except UnicodeDecodeError as error:
            found.append(_not_utf8(name, error))
    if found:
        raise TfgenError(found)
    return tuple(sorted(files, key=lambda file: file.path))


def _entries(folder: Path, found: list[Diagnostic], *, linked: bool = False) -> Iterator[Path]:
    """Yield the files below a folder; below a linked folder no link is followed, so that loops come to an end."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        found.append(_unreadable(folder, error))
        return
    for path in paths:
        if path.is_dir():
            if not path.name.startswith(".") and not (linked and path.is_symlink()):
                yield from _entries(path, found, linked=linked or path.is_symlink())
        elif path.name.endswith(_SUFFIXES) and (path.is_file() or path.is_symlink()):
            yield path


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    why = f"{path.name} cannot be read: {error.strerror}"
    return Diagnostic("IO020", why, Location(path.as_posix()), "check that it exists and may be read")


def _not_utf8(name: str, error: UnicodeDecodeError) -> Diagnostic:
    before = error.object[: error.start]
    line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
    return Diagnostic("HCL031", "the file is not UTF-8", Location(name, line, column), "save it as UTF-8")
