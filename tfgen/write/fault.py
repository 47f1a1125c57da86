"""An error of the operating system, said in our words."""

from __future__ import annotations

import errno
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location

_PERMISSION = ("IO021", "make it writable for this user, or render into another folder with -o")
_SPACE = ("IO022", "free some space, or raise the limit on file sizes, then render again")
_LENGTH = ("IO023", "shorten the names in the spec, or render into a folder with a shorter path")
_OTHER = ("IO023", "see to what the operating system says, then render again")
_REMEDIES = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _PERMISSION),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _SPACE),
    errno.ENAMETOOLONG: _LENGTH,
}


def cannot_read(error: OSError, path: Path) -> Diagnostic:
    """Say that a file of the tree could not be looked at."""
    place = str(error.filename or path)
    message = f"cannot read {place}: {_reason(error)}; nothing was written"
    remedy = (
        _LENGTH[1]
        if error.errno == errno.ENAMETOOLONG
        else "make it readable for this user, or move it away"
    )
    return Diagnostic("IO020", message, Location(place, length=0), remedy)


def cannot_write(error: OSError, folder: Path, state: str) -> Diagnostic:
    """Say that writing stopped; `state` says in words what became of the tree."""
    code, remedy = _REMEDIES.get(error.errno or 0, _OTHER)
    place = str(error.filename2 or error.filename or folder)
    return Diagnostic(
        code, f"cannot write {place}: {_reason(error)}; {state}", Location(place, length=0), remedy
    )


def not_writable(path: Path) -> Diagnostic:
    """Say that a folder would not take the files that belong into it."""
    code, remedy = _PERMISSION
    message = f"cannot write into {path}: this user may not, or its file system is read-only; nothing was written"
    return Diagnostic(code, message, Location(str(path), length=0), remedy)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
