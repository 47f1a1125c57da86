"""A folder on disk → the files that `verify` looks at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.system.regular import read_regular
from tfgen.tree import RenderedFile
from tfgen.verify.conventions import HEADER

# What `write` leaves beside a tree: which files are its own.
_RECORD, _FORMER_RECORD = ".tfgen/manifest", ".tfgen/manifest.json"
# As `sha256sum` writes it.
_LINE = re.compile(r"[0-9a-f]{64}  (.+)")
_SUFFIXES = (".tf", ".tf.json", ".tftest.hcl", ".tftpl")

# A script keeps its bytes: with CRLF it fails.
_TERRAFORM = (".tf", ".tftest.hcl")


def read_tree(folder: Path) -> tuple[RenderedFile, ...]:
    """Read a folder's .tf, .tf.json, .tftest.hcl and .tftpl files, and those below it, by path.

    Hidden folders are left out, `.terraform` with them. Raises TfgenError for what cannot be read
    or is not UTF-8, and for links out of the folder: what is read may be printed, and a link can be
    committed by anybody.
    """
    files: list[RenderedFile] = []
    faults: list[Diagnostic] = []
    for path in _entries(folder, folder.resolve(), faults):
        name = path.relative_to(folder).as_posix()
        try:
            files.append(RenderedFile(name, _text(name, read_regular(path))))
        except OSError as error:
            faults.append(_unreadable(path, error))
        except UnicodeDecodeError as error:
            faults.append(_not_utf8(name, error))
    if faults:
        raise TfgenError(faults)
    return tuple(sorted(files, key=lambda file: file.path))


def _text(name: str, data: bytes) -> str:
    """Return the text of a file: git may check out Terraform with CRLF, and means LF by it."""
    text = data.decode("utf-8")
    if name.endswith(_TERRAFORM) and text.count("\r\n") == text.count("\n"):
        return text.replace("\r\n", "\n")
    return text


def own_files(standing: Iterable[RenderedFile], ours: Collection[str]) -> tuple[RenderedFile, ...]:
    """Return the files of a tree that somebody else wrote: none of `ours`, and without our header.

    A file that a former tree had and this one has not still begins with the header.
    """
    return tuple(file for file in standing if file.path not in ours and not _is_headed(file))


def _is_headed(file: RenderedFile) -> bool:
    # A script begins with its interpreter.
    return HEADER in file.text.split("\n", 2)[:2]


def listed_paths(folder: Path) -> frozenset[str] | None:
    """Return the paths that a tree's own record lists; None where there is no such record."""
    try:
        if (folder / _RECORD).exists():
            lines = (folder / _RECORD).read_text(encoding="utf-8").splitlines()
            return frozenset(line[1] for line in map(_LINE.fullmatch, lines) if line)
        record = json.loads((folder / _FORMER_RECORD).read_text(encoding="utf-8"))
        return frozenset(record["files"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def other_paths(folder: Path) -> frozenset[str]:
    """Return the paths of all files of a folder, which expressions may name and nobody reads."""
    return frozenset(path.relative_to(folder).as_posix() for path in _files(folder))


def _files(folder: Path, *, linked: bool = False) -> Iterator[Path]:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # reading says so
        return
    for entry in entries:
        path = folder / entry.name
        if not entry.is_dir():
            yield path
        elif not entry.name.startswith(".") and not (linked and entry.is_symlink()):
            yield from _files(path, linked=linked or entry.is_symlink())


def _entries(
    folder: Path, root: Path, faults: list[Diagnostic], *, linked: bool = False
) -> Iterator[Path]:
    """Yield the files below a folder; below a linked one no link is followed, so that loops end."""
    try:
        # In one order on every machine, as findings are.
        paths = sorted(folder.iterdir())
    except OSError as error:
        faults.append(_unreadable(folder, error))
        return
    for path in paths:
        is_folder, is_link = path.is_dir(), path.is_symlink()
        if not _belongs(path, is_folder) or (is_folder and is_link and linked):
            continue
        if is_link and _leads_out(path, root):
            faults.append(_out_of_the_folder(path))
        elif is_folder:
            yield from _entries(path, root, faults, linked=linked or is_link)
        else:
            # A pipe too, which Terraform would wait for: reading says what it is.
            yield path


def _belongs(path: Path, is_folder: bool) -> bool:
    if is_folder:
        return not path.name.startswith(".")
    return path.name.endswith(_SUFFIXES)


def _leads_out(link: Path, root: Path) -> bool:
    try:
        return not link.resolve(strict=True).is_relative_to(root)
    # It leads nowhere or round in circles, which reading it will say.
    except (OSError, RuntimeError):
        return False


def _out_of_the_folder(link: Path) -> Diagnostic:
    message = f"{link} is a symbolic link out of the folder: such links are not followed"
    remedy = "put what it leads to in its place, or verify a folder that holds both"
    return Diagnostic("WRITE004", message, Location(link.as_posix(), length=0), remedy)


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    why = f"{path.name} cannot be read: {error.strerror}"
    return Diagnostic(
        "IO020", why, Location(path.as_posix(), length=0), "check that it exists and may be read"
    )


def _not_utf8(name: str, error: UnicodeDecodeError) -> Diagnostic:
    before = error.object[: error.start]
    line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
    return Diagnostic(
        "HCL031", "the file is not UTF-8", Location(name, line, column), "save it as UTF-8"
    )
