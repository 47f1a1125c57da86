"""Copies of tfgen's templates to start from, and what they were copied from.

The original of each copy stays in `.tfgen/` of the folder: what a later tfgen changes in its own
can be told, and merged.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tfgen.diagnostics import Diagnostic, Location, TfgenError, closest
from tfgen.overlay.names import OF_EACH, listed, modules, original_of, text_of
from tfgen.system.regular import read_regular

ORIGINALS = ".tfgen"
MOST = 1024 * 1024  # of a template; the largest of tfgen's has a thirtieth of it


def copied(names: Sequence[str], folder: Path) -> list[Path]:
    """Copy templates, or all of a module, into a folder, and return where they stand.

    Raises TfgenError (USAGE075, WRITE085) before anything is written.
    """
    paths = [path for name in names for path in _named(name)]
    errors = [_exists(folder / path) for path in paths if _inside(folder, path).exists()]
    if errors:
        raise TfgenError(errors)
    _inside(folder, ORIGINALS)
    # Nothing is written where one of them may not be.
    for path in paths:
        _write(folder, path, text_of(path))
        _write(folder, f"{ORIGINALS}/{path}", text_of(path))
    return [folder / path for path in paths]


def _named(name: str) -> list[str]:
    """Return the templates of a name: alb, alb/main.tf, modules/alb/main.tf, root/main.tf.j2."""
    name = name.rstrip("/")
    for path in (name, f"modules/{name}"):
        below = [template for template in listed() if template.startswith(f"{path}/")]
        # Which provider a module needs goes with tfgen's versions: who wants it names it.
        inside = [template for template in below if not template.endswith(OF_EACH)]
        if original_of(path):
            return [original_of(path)]
        if inside:
            return inside
    known = (*modules(), *listed(), *(path.removeprefix("modules/") for path in listed()))
    help = closest(name, known) or "tfgen templates lists what there is"
    raise TfgenError([Diagnostic("USAGE075", f"tfgen has no template {name}", help=help)])


def rebased(folder: Path, paths: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Merge what tfgen has changed into copies; yield what became of each that is touched.

    `git merge-file` leaves the marks of a conflict where both sides changed the same lines.
    https://git-scm.com/docs/git-merge-file
    """
    for path in paths:
        name = original_of(path)
        if not name:
            continue
        before = original(folder, name)
        if before is None:
            _write(folder, f"{ORIGINALS}/{name}", text_of(name))
            yield folder / path, "taken for a copy of this version's"
        elif before != text_of(name):
            conflicts = _merged(folder / path, before, text_of(name))
            _write(folder, f"{ORIGINALS}/{name}", text_of(name))
            yield folder / path, _words(conflicts)


def original(folder: Path, name: str) -> str | None:
    """Return the text that a copy was made from; None where it is not known."""
    try:
        text = read_regular(_inside(folder, f"{ORIGINALS}/{name}"), MOST).decode()
    except (OSError, ValueError):
        return None
    return text.replace("\r\n", "\n")


def _words(conflicts: int) -> str:
    if not conflicts:
        return "merged"
    noun = "conflict" if conflicts == 1 else "conflicts"
    return f"merged, {conflicts} {noun}, marked as git does: resolve it before you render"


def _merged(own: Path, before: str, present: str) -> int:
    """Merge the way from an original to tfgen's present text into a copy."""
    with TemporaryDirectory() as folder:
        old, new = Path(folder) / "before", Path(folder) / "present"
        old.write_text(before, encoding="utf-8", newline="\n")
        new.write_text(present, encoding="utf-8", newline="\n")
        labels = ("-L", "yours", "-L", "original", "-L", "tfgen's")
        # No folder's name begins with a dash in a whole path.
        command = ["git", "merge-file", *labels, str(own.absolute()), str(old), str(new)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError as error:
            raise _no_git(own, str(error.strerror)) from error
    # Above 127 it is a fault, and no number of conflicts.
    if not 0 <= done.returncode <= 127:
        raise _no_git(own, done.stderr.decode(errors="replace").strip())
    return done.returncode


def _inside(folder: Path, path: str) -> Path:
    """Return a path below a folder. Raises TfgenError (USAGE076) where a link leads out of it."""
    way = folder
    for part in path.split("/"):
        way = way / part
        if way.is_symlink():
            raise TfgenError([link(way)])
    return way


def link(path: Path) -> Diagnostic:
    """Say that a link stands among templates."""
    message = f"{path} is a symbolic link: none is followed"
    place = Location(path.as_posix(), length=0)
    return Diagnostic("USAGE076", message, place, "put the file in its place")


def _write(folder: Path, name: str, text: str) -> None:
    path = _inside(folder, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}"
        place = Location(path.as_posix(), length=0)
        help = "give another folder: tfgen templates NAME -o DIR"
        raise TfgenError([Diagnostic("WRITE086", message, place, help)]) from error


def _exists(path: Path) -> Diagnostic:
    message = f"{path} is there already, and may be edited: it is not overwritten"
    help = "remove it to have a new copy, or merge what is new: tfgen templates --rebase"
    return Diagnostic("WRITE085", message, Location(path.as_posix(), length=0), help)


def _no_git(path: Path, why: str) -> TfgenError:
    message = f"git merge-file merges nothing into {path}: {why}"
    place = Location(path.as_posix(), length=0)
    return TfgenError([Diagnostic("USAGE079", message, place, "install git, and try again")])
