"""A folder of templates as a run reads it: each file at once, no link followed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import dropwhile
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.overlay.copies import MOST, link, original
from tfgen.overlay.names import original_of, refusal, text_of
from tfgen.render import HEADER
from tfgen.system.regular import read_regular
from tfgen.tree import Overlay

_DEPTH = 8


def read_overlay(folder: Path) -> Overlay:
    """Read a folder of templates. Raises TfgenError (USAGE075 to 077) with all that is wrong."""
    errors: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for path in _paths(folder, "", errors):
        why, help = refusal(path)
        text = _text(folder, path, errors)
        if why:
            errors.append(_fault("USAGE075", folder / path, f"{folder / path}: {why}", help))
        elif text is not None and not _is_ours(path, text):
            texts[path] = text
    errors += _twice(folder, texts)
    if errors:
        raise TfgenError(errors)
    findings = (*_vouched(folder, texts), *_outdated(folder, texts))
    return Overlay(folder.as_posix(), tuple(sorted(texts.items())), tuple(findings))


def _paths(folder: Path, above: str, errors: list[Diagnostic]) -> Iterator[str]:
    """Yield the paths of all files, sorted; hidden ones and a README at the top are the owner's."""
    try:
        entries = sorted(os.scandir(folder / above), key=lambda entry: entry.name)
    except OSError as error:
        message = f"cannot read {folder / above}: {error.strerror}"
        errors.append(_fault("USAGE077", folder / above, message, "give a folder that is there"))
        return
    for entry in entries:
        path = f"{above}{entry.name}"
        if entry.name.startswith(".") or path.startswith("README"):
            continue
        # Before anything that would follow it.
        if entry.is_symlink():
            errors.append(link(folder / path))
        elif entry.is_dir() and path.count("/") < _DEPTH:
            yield from _paths(folder, f"{path}/", errors)
        else:
            yield path


def _text(folder: Path, path: str, errors: list[Diagnostic]) -> str | None:
    try:
        text = read_regular(folder / path, MOST).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"cannot read {folder / path}: {why}"
        errors.append(_fault("USAGE077", folder / path, message, "save it as a text in UTF-8"))
        return None
    return _without_header(text.replace("\r\n", "\n"))


def _is_ours(path: str, text: str) -> bool:
    """Say whether a copy is as tfgen's own is, and so makes no difference."""
    return original_of(path) == path and text == text_of(path)


def _without_header(text: str) -> str:
    """Return a text without the header that it has where it was copied out of a tree."""
    # A copy from a tree is as good as one of a template; rendered, it gets a header again.
    first, *rest = text.split("\n")
    if first != HEADER:
        return text
    return "\n".join(dropwhile(lambda line: not line.strip(), rest))


def _twice(folder: Path, texts: Iterable[str]) -> Iterator[Diagnostic]:
    for path in texts:
        if f"{path}.j2" in texts:
            message = f"{folder / path} and {path}.j2 would give one file"
            yield _fault("USAGE078", folder / path, message, "keep one of the two")


def _vouched(folder: Path, texts: Iterable[str]) -> Iterator[Diagnostic]:
    """Say once what nobody proves of a tree with templates of a user's own."""
    parts = sorted({path.split("/")[1] for path in texts if path.startswith("modules/")})
    parts += ["the root"] if any(path.startswith("root/") for path in texts) else []
    if not parts:
        return
    named = ", ".join(parts)
    message = (
        f"{folder} has templates of {named}: they are verified as all is, but that rights, names, "
        "defaults and reach are still what tfgen tells of them is not"
    )
    help = "plan before you apply, and run terraform test: it compares what the spec promises"
    yield _fault("HCL097", folder, message, help, Severity.NOTE)


def _outdated(folder: Path, texts: Iterable[str]) -> Iterator[Diagnostic]:
    for path in texts:
        name = original_of(path)
        before = original(folder, name or path)
        if not name and before is None:
            continue
        if not name:
            message = f"tfgen has no {path} any more: {folder / path} comes beside what there is"
            help = "move what you added to where it belongs now, and remove the file"
            yield _fault("HCL098", folder / path, message, help, Severity.WARNING)
        elif before is None:
            message = f"it is not known of which tfgen {folder / path} is a copy"
            help = f"tfgen templates --rebase -o {folder} notes that it is one of this version's"
            yield _fault("HCL099", folder / path, message, help, Severity.NOTE)
        # Whatever the copy says by now: what it was made from is what counts.
        elif before != text_of(name):
            message = f"tfgen's own {name} has changed since {folder / path} was copied from it"
            help = f"tfgen templates --rebase -o {folder} merges what has changed; review it"
            yield _fault("HCL098", folder / path, message, help, Severity.WARNING)


def _fault(
    code: str, path: Path, message: str, help: str, severity: Severity = Severity.ERROR
) -> Diagnostic:
    return Diagnostic(code, message, Location(path.as_posix(), length=0), help, severity)
