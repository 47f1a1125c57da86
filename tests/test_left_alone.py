"""The tree's README lists what Terraform leaves alone: as much as the modules ignore."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from looked_at import every

from tfgen.changes.root import Call, read_root
from tfgen.render.folder import templates_folder
from tfgen.verify import read_tree

OUT = Path(__file__).parent.parent / "out"
TREES = sorted(path.parent for path in OUT.rglob(".tfgen"))
# By module, what it ignores in which variant; "" is ignored in all of them.
IGNORING = {
    "ecs_service": ("external", "scaled"),
    "ecs_task": ("external",),
    "ecs_instances": ("",),
    "service_routes": ("shifting",),
    "service_scaling": ("scheduled",),
}


def test_these_modules_ignore_something() -> None:
    folders = templates_folder() / "modules"
    ignoring = {
        path.parent.name for path in folders.glob("*/*.tf*") if "ignore_changes" in path.read_text()
    }
    assert ignoring == set(IGNORING)


def ignored(call: Call) -> Iterator[str]:
    for variant in IGNORING.get(call.module, ()):
        if not variant or f"_{variant}" in call.folder:
            yield f"{call.name} {variant}"


def test_the_readme_has_a_line_for_each() -> None:
    lines = 0
    for tree in every(TREES):
        root = read_root(file for file in read_tree(tree) if "/" not in file.path)
        wanted = [line for call in root.calls.values() for line in ignored(call)]
        readme = (tree / "README.md").read_text()
        section = re.search(r"^## What Terraform leaves alone\n(.*?)^## ", readme, re.M | re.S)
        rows = section[1].count("\n| ") - 2 if section else 0
        assert len(wanted) == rows, (tree.name, wanted)
        lines += rows
    assert lines > 30
