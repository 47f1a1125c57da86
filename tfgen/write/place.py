"""Where tfgen may write: paths that stay inside the folder, and what stands at them now.

Links are never followed.
"""

from __future__ import annotations

import os
import stat
from fnmatch import fnmatchcase
from pathlib import Path

from tfgen.diagnostics import Diagnostic
from tfgen.write.fault import finding

OWN = ".tfgen"
MANIFEST = f"{OWN}/manifest"
WHOSE = f"{OWN}/tree"
JOURNAL = f"{OWN}/journal"
STAGE = f"{OWN}/stage"
ATTRIBUTES = ".gitattributes"

# Files that Terraform or the user writes beside ours, and folders of tools: a manifest that claims
# them lies.
# https://developer.hashicorp.com/terraform/language/files/override
# https://developer.hashicorp.com/terraform/language/files/dependency-lock
USERS_FILES = (
    *("override.tf", "override.tf.json", "*_override.tf", "*_override.tf.json"),
    *("*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json", ".terraform.lock.hcl"),
)
USERS_FOLDERS = (".git", ".terraform", "terraform.tfstate.d")

# Windows has devices in every folder, with any suffix (nul.tf), takes `C:/x` for a path of its own
# and `x.` for `x`. Refused everywhere: a manifest travels with its repository.
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"}
_DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
_NO_CHARACTERS = frozenset('\\:*?"<>|')
# A junction of Windows leads elsewhere like a link, but calls itself a folder.
_JUNCTION = 0xA0000003


def refusal(path: str) -> str:
    """Return why tfgen never writes or deletes this path of a tree, or ""."""
    # A file system that ignores case takes ".GIT" for ".git".
    folded = path.casefold()
    *folders, name = folded.split("/")
    if any(part in ("", ".", "..") for part in (*folders, name)):
        return "it does not stay inside the folder"
    if not _NO_CHARACTERS.isdisjoint(path) or not path.isprintable():
        return "it has a character that does not belong into a path"
    if any(_is_odd_on_windows(part) for part in (*folders, name)):
        return "Windows takes it for another name"
    if f"{folded}/".startswith(f"{OWN}/"):
        return "it is where tfgen keeps its own records"
    if name in USERS_FOLDERS or any(folder in USERS_FOLDERS for folder in folders):
        return "it belongs to git or Terraform"
    if any(fnmatchcase(name, pattern) for pattern in USERS_FILES):
        return "such files belong to the user or to Terraform"
    return ""


def _is_odd_on_windows(part: str) -> bool:
    stem = part.partition(".")[0].rstrip()
    return stem in _DEVICES or part.endswith((".", " "))


def read_at(folder: Path, path: str) -> bytes | Diagnostic | None:
    """Return the bytes of the file at a path of the tree, what stands in its way, or None.

    Only what lies below the folder is looked at; the folder itself may be a link. Raises OSError.
    """
    parts = path.split("/")
    for depth in range(1, len(parts)):
        parent = folder.joinpath(*parts[:depth])
        mode = _mode(parent)
        if mode is None:
            return None
        if not stat.S_ISDIR(mode):
            return _in_the_way(parent, mode, "a folder")
    leaf = folder / path
    mode = _mode(leaf)
    if mode is None:
        return None
    if not stat.S_ISREG(mode):
        return _in_the_way(leaf, mode, "a file")
    return leaf.read_bytes()


def not_a_folder(folder: Path) -> Diagnostic | None:
    """Say what stands where the folder should be, if it is something else. Raises OSError."""
    mode = _mode(folder)
    if mode is None or stat.S_ISDIR(mode):
        return None
    # What is looked at twice may have become a folder in between: another tfgen makes the same one.
    if stat.S_ISLNK(mode) and folder.is_dir():
        return None
    return _in_the_way(folder, mode, "a folder")


def _mode(path: Path) -> int | None:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    if _is_junction(status):
        return stat.S_IFLNK
    return status.st_mode


def _is_junction(status: os.stat_result) -> bool:
    return getattr(status, "st_reparse_tag", 0) == _JUNCTION


def _in_the_way(path: Path, mode: int, wanted: str) -> Diagnostic:
    if stat.S_ISLNK(mode):
        why = f"is a symbolic link where tfgen needs {wanted}: links are not followed"
        return finding("WRITE004", path, f"{path} {why}", "remove the link, then render again")
    message = f"{path} is {_kind(mode)} where tfgen needs {wanted}"
    return finding("WRITE005", path, message, "move it away, then render again")


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISREG(mode):
        return "a file"
    return "neither a file nor a folder"
