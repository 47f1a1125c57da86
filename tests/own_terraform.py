"""Trees with Terraform of a user's own: it stands beside the committed tree of its spec."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from tfgen.pipeline import build, check
from tfgen.tree import VerifiedTree

OUT = Path(__file__).parent.parent / "out"
# What users write into a tree: tfgen never does.
OWN = ("own.tf", "*.auto.tfvars")


def built(spec: Path, today: datetime.date) -> VerifiedTree:
    """Return the tree of a spec, which may name what stands beside the committed one."""
    return build(check(spec, today), OUT / spec.stem)


def own_paths(spec: Path) -> set[str]:
    """Return the names of the files of a user's own beside a committed tree."""
    folder = OUT / spec.stem
    return {path.name for pattern in OWN for path in folder.glob(pattern)}


def put_beside(spec: Path, folder: Path) -> None:
    """Copy what a user wrote beside the committed tree of a spec."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in own_paths(spec):
        shutil.copy(OUT / spec.stem / name, folder)
