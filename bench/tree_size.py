"""How large the trees of large clusters are: python bench/tree_size.py SPEC...

For each spec: the folders of modules that services use and their lines, the longest file of the root, and main.tf.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tfgen.pipeline import build, check

OF_SERVICES = (
    "ecs_service",
    "ecs_task",
    "service_",
    "security_group",
    "target_group",
    "ecs_daemon",
    "job_",
)


def folders_of_services(files: Mapping[str, str]) -> dict[str, int]:
    """Return the lines of the modules that services and jobs are made of, by folder."""
    lines: dict[str, int] = {}
    for path, text in files.items():
        top, _, below = path.partition("/")
        folder = below.partition("/")[0]
        if top == "modules" and folder.startswith(OF_SERVICES):
            lines[folder] = lines.get(folder, 0) + text.count("\n")
    return lines


def root_files(files: Mapping[str, str]) -> dict[str, int]:
    """Return the lines of the root's files."""
    return {
        path: text.count("\n")
        for path, text in files.items()
        if "/" not in path and path.endswith(".tf")
    }


def main(specs: Iterable[str]) -> None:
    """Print a line for each spec."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for name in specs:
        tree = build(check(Path(name), today))
        files = {file.path: file.text for file in tree.files}
        modules, root = folders_of_services(files), root_files(files)
        longest = max(root, key=lambda path: root[path])
        every = sum(
            text.count("\n") for path, text in files.items() if path.endswith((".tf", ".tftpl"))
        )
        print(
            f"{Path(name).name}: {len(modules)} folders of services, {sum(modules.values())} lines in them; "
            f"longest root file {longest} {root[longest]}, main.tf {root['main.tf']}; {every} lines in all"
        )
        for folder, count in sorted(modules.items()):
            print(f"  {folder}: {count}")


if __name__ == "__main__":
    main(sys.argv[1:])
