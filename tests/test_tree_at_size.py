"""Trees of the size that teams have: few modules, short files, and an edit of a service is its own
file's business."""

from __future__ import annotations

import copy
import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import scale_specs
import yaml

from bench.tree_size import folders_of_services, root_files
from tfgen.pipeline import build, check
from tfgen.verify.parse import parse
from tfgen.verify.syntax import canonical

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TODAY = datetime.date(2026, 1, 1)
Files = dict[str, str]
Record = Callable[[str, object], None]

MAX_FOLDERS = 15
# The timeouts of Service Connect are 16 lines in each of four ecs_service: no variant is without peers.
MAX_MODULE_LINES = 3730
MAX_ROOT_FILE = 300
MAX_MAIN = 60


def tree(folder: Path, data: Mapping[str, Any], name: str = "spec") -> Files:
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(dict(data)))
    return {file.path: file.text for file in build(check(path, TODAY)).files}


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_services_take_few_modules_and_short_files(
    tmp_path: Path, record_property: Record, seed: int
) -> None:
    files = tree(tmp_path, scale_specs.cluster(50, seed))
    modules, root = folders_of_services(files), root_files(files)
    longest = max(root, key=lambda path: root[path])

    record_property(
        "figure",
        f"50 services, seed {seed}: {len(modules)} folders of services, {sum(modules.values())} lines in them, "
        f"longest root file {longest} with {root[longest]} lines, main.tf {root['main.tf']}",
    )
    assert 50 == len([path for path in root if path.startswith("service_")])
    assert len(modules) <= MAX_FOLDERS
    assert sum(modules.values()) <= MAX_MODULE_LINES
    assert root[longest] <= MAX_ROOT_FILE
    assert root["main.tf"] <= MAX_MAIN


def test_the_modules_of_fifty_services_are_those_of_a_hundred(tmp_path: Path) -> None:
    fifty, hundred = (tree(tmp_path, scale_specs.cluster(services, 1)) for services in (50, 100))

    assert modules_of(fifty) == modules_of(hundred)
    assert fifty["main.tf"] == hundred["main.tf"]


# Edits of one service

Edit = Callable[[dict[str, Any]], None]


def without_worker(services: dict[str, Any]) -> None:
    del services["worker"]


def with_admin(services: dict[str, Any]) -> None:
    """Add a service of seven lines."""
    image = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/admin:1.0.0"
    services["admin"] = {"image": image, "cpu": 256, "memory": 512, "port": 8080}
    services["admin"]["routes"] = {"public": "admin.example.com"}


def web_of_terraform(services: dict[str, Any]) -> None:
    services["web"]["deployment"] = {"owner": "terraform"}


def web_by_cpu(services: dict[str, Any]) -> None:
    services["web"]["scaling"] = {"min": 3, "max": 12, "cpu": 60}


def web_with_ulimits(services: dict[str, Any]) -> None:
    services["web"]["ulimits"] = {"nofile": 65536}


EDITS: list[tuple[str, Edit]] = [
    ("worker", without_worker),
    ("admin", with_admin),
    ("web", web_of_terraform),
    ("web", web_by_cpu),
    ("web", web_with_ulimits),
]


# The deployer may register families and push to repositories by name: a service that comes or goes is a line of each list.
LISTED = {"access.tf": {"deployer.families", "deployer.repository_arns"}}


@pytest.mark.parametrize(
    ("service", "edit"), EDITS, ids=lambda value: getattr(value, "__name__", "")
)
def test_an_edit_of_a_service_changes_its_own_file(
    tmp_path: Path, record_property: Record, service: str, edit: Edit
) -> None:
    data = yaml.safe_load((ROOT / "specs/production.yaml").read_text())
    edited = copy.deepcopy(data)
    edit(edited["services"])
    before, after = tree(tmp_path, data), tree(tmp_path, edited)

    changed = {path for path in before | after if before.get(path) != after.get(path)}
    record_property("figure", f"{edit.__name__}: {', '.join(sorted(changed))}")
    assert f"service_{service}.tf" in changed
    for path in changed - {
        f"service_{service}.tf",
        "outputs.tf",
        "README.md",
        "tests/spec.tftest.hcl",
    }:
        if not path.startswith("modules/"):
            assert LISTED[path] == differing(before[path], after[path])
            assert len(LISTED[path]) == lines_apart(before[path], after[path])
    # A module's text never changes; its folder comes and goes with the only call that needs it.
    assert not {
        path for path in changed & before.keys() & after.keys() if path.startswith("modules/")
    }
    others = set(sources(before, but=service)) & set(sources(after, but=service))
    assert not {
        folder
        for folder in others
        if any(path.startswith(f"modules/{folder}/") for path in changed)
    }


def arguments(text: str) -> dict[str, object]:
    """Return what the calls of a file pass, by call and name."""
    return {
        f"{call.name}.{argument.name}": canonical(argument.value)
        for call in parse(text).of_type("module")
        for argument in call.body.attributes
    }


def differing(before: str, after: str) -> set[str]:
    """Return which arguments of calls differ between two texts of a file."""
    old, new = arguments(before), arguments(after)
    return {name for name in old | new if old.get(name) != new.get(name)}


def lines_apart(before: str, after: str) -> int:
    """Return how many lines came or went between two texts."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return sum(line.startswith(("+ ", "- ")) for line in lines)


def modules_of(files: Files) -> Files:
    return {path: text for path, text in files.items() if path.startswith("modules/")}


def sources(files: Files, but: str) -> Iterable[str]:
    """Yield the folders that the calls of others name."""
    for path, text in files.items():
        if "/" not in path and path.endswith(".tf") and path != f"service_{but}.tf":
            yield from re.findall(r'^  source = "\./modules/(\w+)"$', text, re.M)
