"""A spec as it stands at a git ref, with whatever it extends there."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tfgen.diagnostics import Diagnostic, Location, TfgenError

PREFIX = "git:"


@contextmanager
def spec_at(ref: str, spec: Path) -> Iterator[Path]:
    """Yield the path of a spec as a ref has it, beside all YAML of its repository.

    Raises TfgenError where git does not give it; findings of what is read there name the ref.
    """
    root = Path(_git(ref, spec, "rev-parse", "--show-toplevel").strip().decode())
    path = spec.resolve().relative_to(root.resolve())
    commit = _git(ref, spec, "rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
    # All of the commit at once: which bases a spec extends shows as they are read.
    packed = _git(ref, spec, "-C", str(root), "archive", commit.strip().decode())
    with TemporaryDirectory() as folder:
        _unpack(packed, Path(folder))
        # References to bases stay in here.
        (Path(folder) / ".git").mkdir()
        if not (Path(folder) / path).is_file():
            raise _fault(ref, spec, f"{ref} has no {path.as_posix()}", "name a ref that has it")
        try:
            yield Path(folder) / path
        except TfgenError as error:
            raise TfgenError(_named(error.diagnostics, folder, ref)) from error


def _named(diagnostics: tuple[Diagnostic, ...], folder: str, ref: str) -> Iterator[Diagnostic]:
    """Yield findings with the paths that a user knows."""
    for diagnostic in diagnostics:
        also = tuple((_place(at, folder, ref), words) for at, words in diagnostic.also)
        place = diagnostic.location and _place(diagnostic.location, folder, ref)
        yield replace(diagnostic, location=place, also=also)


def _place(place: Location, folder: str, ref: str) -> Location:
    if not place.file.startswith(folder):
        return place
    return replace(place, file=f"{ref}:{os.path.relpath(place.file, folder)}", length=0)


def _unpack(packed: bytes, folder: Path) -> None:
    # Of a commit without files git packs nothing but its name, which Python takes for a fault.
    with suppress(tarfile.ReadError), tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith((".yaml", ".yml")):
                archive.extract(member, folder, filter="data")


def _git(ref: str, spec: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(spec.resolve().parent), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise _fault(ref, spec, f"git cannot be run: {error.strerror}", "install git") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = said[-1] if said else "git failed"
        raise _fault(ref, spec, why, "name a branch, a tag or a commit of the spec's repository")
    return done.stdout


def _fault(ref: str, spec: Path, why: str, help: str) -> TfgenError:
    message = f"{PREFIX}{ref} gives no former {spec.name}: {why}"
    return TfgenError([Diagnostic("USAGE010", message, Location(str(spec), length=0), help)])
