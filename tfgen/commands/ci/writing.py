"""Files of CI on disk: what is there already and says something else is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen


@frozen
class File:
    """A file by its path from the root of the repository; `runs` makes it executable."""

    path: str
    text: str
    runs: bool = False


def write_files(files: Sequence[File], root: Path, *, force: bool = False) -> Iterator[str]:
    """Write files; yield a line for each.

    Raises TfgenError, before anything is written, where one differs and `force` is not given.
    """
    # All are looked at before one is written: half of a workflow is worse than none.
    standing = {file: _text(root / file.path) for file in files}
    differing = [file for file, text in standing.items() if text not in (None, file.text)]
    if differing and not force:
        raise TfgenError(_differs(file, standing[file] or "", root) for file in differing)
    for file, text in standing.items():
        if text == file.text:
            yield f"{root / file.path}: same"
        else:
            _write(file, root)
            yield f"wrote {root / file.path}"


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unwritable(path, error) from error


def _write(file: File, root: Path) -> None:
    path = root / file.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="\n")
        if file.runs:
            path.chmod(0o755)
    except OSError as error:
        raise _unwritable(path, error) from error


def _differs(file: File, standing: str, root: Path) -> Diagnostic:
    """Say where a file differs; what stands there is not shown, for a key may be among it."""
    path = str(root / file.path)
    ours = [f"{line}\n" for line in file.text.splitlines()]
    theirs = [f"{line}\n" for line in standing.splitlines()]
    edits = [
        code for code in SequenceMatcher(None, ours, theirs).get_opcodes() if code[0] != "equal"
    ]
    lines = sum(max(before - of, there - at) for _, of, before, at, there in edits)
    first = edits[0][3] + 1 if edits else 1
    message = f"the file is there and differs in {_counted(lines)}, from here on"
    help = "keep your change elsewhere, or write the file anew with --force; git diff shows both"
    return Diagnostic("WRITE080", message, Location(path, first, length=0), help)


def _counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines} lines"


def _unwritable(path: Path, error: OSError) -> TfgenError:
    message = f"{path} cannot be written: {error.strerror}"
    help = "give a folder that is yours: --into FOLDER"
    return TfgenError([Diagnostic("WRITE081", message, Location(str(path), length=0), help)])
