"""Keep what a release is: `python tests/releases/keep.py VERSION`, as the release is made.

Its trees in <version>.tar.gz, and the paths of its language in <version>.fields.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
# Small ones, which together have most of the modules.
KEPT = ("minimal", "jobs", "blue-green", "private-fargate")


def keep(version: str, root: Path = ROOT) -> Path:
    """Write the archive of a version; the same trees give the same bytes."""
    archive = HERE / f"{version}.tar.gz"
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for path in _files(root):
            tar.add(path, path.relative_to(root).as_posix(), filter=_anonymous)
    return archive


def keep_fields(version: str) -> Path:
    """Write the paths of the language, by which the reference says since when a field is there."""
    from bench.reference.since import field_paths
    from tfgen.language.schema import json_schema

    kept = HERE / f"{version}.fields"
    kept.write_text("\n".join(field_paths(json.loads(json_schema()))) + "\n")
    return kept


def _files(root: Path) -> list[Path]:
    files = [root / "specs" / f"{name}.yaml" for name in KEPT]
    for name in KEPT:
        files += (path for path in (root / "out" / name).rglob("*") if path.is_file())
    return sorted(files)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime, entry.mode = 0, 0o644
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(keep(sys.argv[1]))
    print(keep_fields(sys.argv[1]))
