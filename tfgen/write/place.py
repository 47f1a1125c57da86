"""Where tfgen may write: paths that stay inside the folder, and what stands at them now. Links are never followed."""

from __future__ import annotations

import stat
from fnmatch import fnmatchcase
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location

MANIFEST = ".tfgen/manifest.json"
JOURNAL = ".tfgen/journal.json"
STAGE = ".tfgen/stage"

# Files that Terraform or the user writes beside ours, and folders of tools; a manifest that claims them lies.
# https://developer.hashicorp.com/terraform/language/files/override
# https://developer.hashicorp.com/terraform/language/files/dependency-lock
USERS_FILES = (
    *("override.tf", "override.tf.json", "*_override.tf", "*_override.tf.json"),
    *("*.tfstate", "*.tfstate.*", "*.tfvars", "*.tfvars.json", ".terraform.lock.hcl"),
)
USERS_FOLDERS = (".git", ".terraform", "terraform.tfstate.d")


def refusal(path: str) -> str:
    """Return why tfgen never writes or deletes this path of a tree, or ""."""
    # A file system that ignores case takes ".GIT" for ".git".
    folded = path.casefold()
    *folders, name = folded.split("/")
    if any(part in ("", ".", "..") for part in (*folders, name)):
        return "it does not stay inside the folder"
    if "\\" in path or not path.isprintable():
        return "it has a character that does not belong into a path"
    if folded in (MANIFEST, JOURNAL) or f"{folded}/".startswith(f"{STAGE}/"):
        return "it is where tfgen keeps its own records"
    if name in USERS_FOLDERS or any(folder in USERS_FOLDERS for folder in folders):
        return "it belongs to git or Terraform"
    if any(fnmatchcase(name, pattern) for pattern in USERS_FILES):
        return "such files belong to the user or to Terraform"
    return ""


def read_at(folder: Path, path: str) -> bytes | Diagnostic | None:
    """Return the bytes of the file at a path of the tree, what stands in its way, or None when there is nothing.

    Only what lies below the folder is looked at; the folder itself may be a link. Raises OSError.
    """
    parts = path.split("/")
    for depth in range(1, len(parts)):
        parent = folder.joinpath(*parts[:depth])
        if (mode := _mode(parent)) is None:
            return None
        if not stat.S_ISDIR(mode):
            return _in_the_way(parent, mode, "a folder")
    leaf = folder / path
    if (mode := _mode(leaf)) is None:
        return None
    return leaf.read_bytes() if stat.S_ISREG(mode) else _in_the_way(leaf, mode, "a file")


def not_a_folder(folder: Path) -> Diagnostic | None:
    """Say what stands where the folder should be, if it is something else. Raises OSError."""
    mode = _mode(folder)
    # What is looked at twice may have become a folder in between: another tfgen makes the same one.
    if mode is None or stat.S_ISDIR(mode) or (stat.S_ISLNK(mode) and folder.is_dir()):
        return None
    return _in_the_way(folder, mode, "a folder")


def _mode(path: Path) -> int | None:
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        return None


def _in_the_way(path: Path, mode: int, wanted: str) -> Diagnostic:
    if stat.S_ISLNK(mode):
        message = f"{path} is a symbolic link where tfgen needs {wanted}: links are not followed"
        return Diagnostic(
            "WRITE004", message, Location(str(path), length=0), "remove the link, then render again"
        )
    kind = (
        "a folder"
        if stat.S_ISDIR(mode)
        else "a file"
        if stat.S_ISREG(mode)
        else "neither a file nor a folder"
    )
    message = f"{path} is {kind} where tfgen needs {wanted}"
    return Diagnostic(
        "WRITE005", message, Location(str(path), length=0), "move it away, then render again"
    )
