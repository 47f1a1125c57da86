"""Addresses of resources hold over releases: each that an example once had is there, or is moved.

`TFGEN_UPDATE_ADDRESSES=1 pytest tests/test_addresses.py` adds what is new. It takes none out: an
address that goes needs an entry in `tfgen/facts/moves.py`, from which all trees have a `moved`
block; one whose `from` is not in the state is harmless.
https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tfgen.changes.addresses import moves
from tfgen.evaluation import worked_out
from tfgen.verify import read_tree
from tfgen.verify.modules import read
from tfgen.verify.parse import parse

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out"
HELD = Path(__file__).parent / "addresses"
TREES = sorted(path.parent.relative_to(OUT).as_posix() for path in OUT.rglob(".tfgen"))
MODULES = "modules"
KEYS = "keys"
NEW = "run it with TFGEN_UPDATE_ADDRESSES=1"


def advice(gone: Iterable[str]) -> str:
    """Return how to write where addresses have gone."""
    return (
        f"{len(list(gone))} addresses that stand in somebody's state are gone: an apply would "
        "destroy what they hold. Where each is now stands in an entry of MOVES in "
        "tfgen/facts/moves.py; docs/contributing.md, Change an address, has the recipe. What is "
        "meant to go is taken out of tests/addresses/ by hand, and told in the changelog."
    )


@cache
def blocks(folder: Path) -> tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...]:
    """Return the blocks of a folder's files: type, labels, and what `source`, `from`, `to` say."""
    return tuple(found for path in sorted(folder.glob("*.tf")) for found in _blocks(path))


def _blocks(path: Path) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, str]]]:
    for block in parse(path.read_text()).blocks:
        said = {}
        for name in ("source", "from", "to"):
            if value := block.body.value(name):
                said[name] = str(value.value)
                if value.references:
                    said[name] = ".".join(value.references[0].names)
        yield block.type, tuple(label.value or "" for label in block.labels), said


def resources(folder: Path) -> set[str]:
    """Return the addresses of the resources that stand in a folder."""
    return {".".join(labels) for kind, labels, _ in blocks(folder) if kind == "resource"}


def calls(folder: Path) -> dict[str, str]:
    """Return the calls of a folder with the names of their modules."""
    return {
        labels[0]: said["source"].rpartition("/")[2]
        for kind, labels, said in blocks(folder)
        if kind == "module"
    }


def moved(folder: Path) -> set[str]:
    """Return the addresses that blocks of a folder move away from."""
    return {said["from"] for kind, _, said in blocks(folder) if kind == "moved"}


@cache
def present() -> dict[str, set[str]]:
    """Return the lines of each file that holds addresses: of modules, and of the trees."""
    own = {folder for tree in TREES for folder in (OUT / tree / MODULES).iterdir()}
    held = {MODULES: {f"{folder.name}: {each}" for folder in own for each in resources(folder)}}
    for tree in TREES:
        lines = {f"module.{call}: {module}" for call, module in calls(OUT / tree).items()}
        held[tree.replace("/", "-")] = lines | resources(OUT / tree)
    return held


def keyed(folder: Path) -> tuple[set[str], Callable[[str], str]]:
    """Return the addresses with a key that a tree has, and what leads from former ones to them."""
    files = [file for file in read_tree(folder) if file.path.endswith((".tf", ".tftpl"))]
    tree, _ = read(files)
    return {each for each in worked_out(tree).resources if "[" in each}, moves(tree)


def recorded(name: str) -> set[str]:
    file = HELD / f"{name}.txt"
    return set(file.read_text().splitlines()) if file.exists() else set()


def missing(held: set[str], now: set[str], away: set[str]) -> set[str]:
    """Return the addresses that are held, are not there, and are not moved.

    A call may be of another variant of its module, in which the addresses are the same.
    """
    there = {line.partition(":")[0] for line in now}
    return {
        line
        for line in held - now
        if line.partition(":")[0] not in away
        and not (line.startswith("module.") and line.partition(":")[0] in there)
    }


@pytest.mark.parametrize("tree", TREES)
def test_each_address_of_a_tree_is_there_or_moved(tree: str) -> None:
    name = tree.replace("/", "-")
    now = present()[name]
    if os.environ.get("TFGEN_UPDATE_ADDRESSES"):
        HELD.mkdir(exist_ok=True)
        lines = sorted(recorded(name) | now)
        (HELD / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))

    gone = missing(recorded(name), now, moved(OUT / tree))
    assert set() == gone, advice(gone)
    assert set() == now - recorded(name), NEW


def test_each_resource_of_a_module_is_there_or_moved() -> None:
    now = present()[MODULES]
    if os.environ.get("TFGEN_UPDATE_ADDRESSES"):
        lines = sorted(recorded(MODULES) | now)
        (HELD / f"{MODULES}.txt").write_text("".join(f"{line}\n" for line in lines))
    away = {
        f"{folder.name}: {address}"
        for tree in TREES
        for folder in (OUT / tree / MODULES).iterdir()
        for address in moved(folder)
    }

    gone = recorded(MODULES) - now - away
    assert set() == gone, advice(gone)
    assert set() == now - recorded(MODULES), NEW


@pytest.mark.slow
@pytest.mark.parametrize("tree", TREES)
def test_each_key_of_a_resource_is_there_or_moved(tree: str) -> None:
    name = f"{KEYS}/{tree.replace('/', '-')}"
    now, rename = keyed(OUT / tree)
    if os.environ.get("TFGEN_UPDATE_ADDRESSES"):
        (HELD / KEYS).mkdir(exist_ok=True)
        lines = sorted(recorded(name) | now)
        (HELD / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))

    gone = {address for address in recorded(name) if rename(address) not in now}
    assert set() == gone, advice(gone)
    assert set() == now - recorded(name), NEW


def test_a_key_that_goes_is_missed_unless_it_is_moved(tmp_path: Path) -> None:
    text = 'resource "aws_eip" "this" {\n  for_each = toset(["a"])\n}\n'
    (tmp_path / "main.tf").write_text(text)
    assert {'aws_eip.this["a"]'} == keyed(tmp_path)[0]

    moves_on = 'moved {\n  from = aws_eip.this["old"]\n  to   = aws_eip.this["a"]\n}\n'
    (tmp_path / "main.tf").write_text(text + moves_on)
    now, rename = keyed(tmp_path)
    assert (True, False) == tuple(
        rename(f'aws_eip.this["{key}"]') in now for key in ("old", "older")
    )


def test_an_address_that_goes_is_missed_unless_it_is_moved(tmp_path: Path) -> None:
    held = {"module.vpc: vpc", "module.old: ecs_task", "module.api: ecs_service", "aws_eip.this"}
    now = {"module.vpc: vpc", "module.new: ecs_task", "module.api: ecs_service_scaled"}
    (tmp_path / "moved.tf").write_text("moved {\n  from = module.old\n  to   = module.new\n}\n")

    assert {"module.old"} == moved(tmp_path)
    assert {"aws_eip.this"} == missing(held, now, moved(tmp_path))
    assert {"aws_eip.this", "module.old: ecs_task"} == missing(held, now, set())
