"""Findings about files on disk; an error of the operating system, said in our words."""

from __future__ import annotations

import errno
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, Severity

_PERMISSION = ("IO021", "make it writable for this user, or render into another folder with -o")
_SPACE = ("IO022", "free some space, or raise the limit on file sizes, then render again")
_LENGTH = ("IO023", "shorten the names in the spec, or render into a folder with a shorter path")
_OTHER = ("IO023", "see to what the operating system says, then render again")
_REMEDIES = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _PERMISSION),
    # EFBIG: more than `ulimit -f` lets a process write.
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _SPACE),
    errno.ENAMETOOLONG: _LENGTH,
}


def finding(
    code: str, path: Path | str, message: str, help: str, severity: Severity = Severity.ERROR
) -> Diagnostic:
    """Return a finding about a whole file or folder: no line of it is shown."""
    return Diagnostic(code, message, Location(str(path), length=0), help, severity)


def cannot_read(error: OSError, path: Path) -> Diagnostic:
    """Say that a file of the tree could not be looked at."""
    place = str(error.filename or path)
    message = f"cannot read {place}: {_reason(error)}; nothing was written"
    remedy = "make it readable for this user, or move it away"
    if error.errno == errno.ENAMETOOLONG:
        remedy = _LENGTH[1]
    return finding("IO020", place, message, remedy)


def cannot_write(error: OSError, folder: Path, state: str) -> Diagnostic:
    """Say that writing stopped; `state` says in words what became of the tree."""
    code, remedy = _REMEDIES.get(error.errno or 0, _OTHER)
    # Of a rename that fails the second file is the one in the tree.
    place = str(error.filename2 or error.filename or folder)
    message = f"cannot write {place}: {_reason(error)}; {state}"
    return finding(code, place, message, remedy)


def not_writable(path: Path) -> Diagnostic:
    """Say that a folder would not take the files that belong into it."""
    code, remedy = _PERMISSION
    why = "this user may not, or its file system is read-only"
    message = f"cannot write into {path}: {why}; nothing was written"
    return finding(code, path, message, remedy)


def changed_meanwhile(path: Path, state: str) -> Diagnostic:
    """Say that somebody saved a file while tfgen was about to replace it."""
    message = f"{path} was changed while tfgen wrote, and is left as it is; {state}"
    return finding("WRITE060", path, message, "render again: it is compared anew")


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
