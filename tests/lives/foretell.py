"""Edits foretold and planned, and their table: `python tests/lives/foretell.py` writes docs/reference/foretold.md.

Each edit is rendered over the base as it is applied, also where `tfgen render` would refuse, and planned; nothing of it is
applied. The features of a chain are planned together, first as they come, and once they are applied, as they change.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from terraform_trees import EMULATED, leave_out_what_is_not_emulated

from lives.edits import EDITS
from lives.features import BASE, chains, step
from lives.foretold import IN_A_PLAN, faults, possible
from lives.life import edited
from lives.running import TODAY, Change, Running, running
from tfgen.changes.addresses import Kind, Touched
from tfgen.changes.effects import Effects, effects
from tfgen.pipeline import build, check
from tfgen.tree import RenderedFile
from tfgen.verify import read_tree
from tfgen.write import write

PAGE = Path(__file__).parents[2] / "docs/reference/foretold.md"
HEAD = """\
# Foretold

What `tfgen diff` says of {edits} edits of a cluster, beside the plan that real Terraform and the real AWS provider make of
the cluster as it is applied on the emulator. An edit of the second table is one of a chain that is planned at once: of its
plan the addresses count that the edit alone is said to touch, and a test holds that nothing is in the plan beside them.
Where two edits of a chain touch one address, what is planned is what both do.
Of all edits, {unannounced} addresses are destroyed unannounced, {falsely} are announced falsely, and in {possible} edits a
replacement is called possible. `python tests/lives/foretell.py` makes this page.

| edit | said | planned |
| --- | --- | --- |
"""
FEATURES = """
| chain | edit | said | planned |
| --- | --- | --- | --- |
"""
_ORDER = ("delete", "replace", "update", "create")
_WORDS = dict(zip(_ORDER, ("removed", "replaced", "changed", "added"), strict=True))


@dataclass(frozen=True)
class Planned:
    """An edit: the spec with it, the trees before and after, and Terraform's plan."""

    name: str
    spec: Mapping[str, Any]
    former: tuple[RenderedFile, ...]
    present: tuple[RenderedFile, ...]
    plan: list[Change]

    @property
    def said(self) -> Effects:
        """What `tfgen diff` says."""
        return effects(self.former, self.present)


def planned(cluster: Running, name: str, spec: Mapping[str, Any]) -> Planned:
    """Write the tree of a spec over the one that stands, whatever it destroys, and plan it."""
    # As it is applied: of the emulator nobody waits for tasks.
    former = read_tree(cluster.space.folder)
    tree = tree_of(cluster.home, spec, cluster.repository)
    write(tree, cluster.repository, force=True, adopt=True)
    cluster.take_over()
    return Planned(name, spec, former, read_tree(cluster.space.folder), cluster.plan())


def tree_of(home: Path, spec: Mapping[str, Any], folder: Path | None = None) -> Any:
    """Return the verified tree of a spec."""
    file = home / "cluster.yaml"
    file.write_text(yaml.safe_dump(dict(spec), sort_keys=False))
    return build(check(file, TODAY), folder)


def as_applied(files: Iterable[RenderedFile], folder: Path) -> tuple[RenderedFile, ...]:
    """Return the files of a tree as the emulator takes them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "emulator_override.tf").write_text(EMULATED)
    for file in files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text)
    leave_out_what_is_not_emulated(folder)
    return read_tree(folder)


def alone(base: Running, names: Iterable[str]) -> Iterator[Planned]:
    """Yield edits, each planned where the base is applied."""
    names = list(names)
    with base.copy(base.home.parent / f"alone-{names[0]}") as cluster:
        applied = read_tree(cluster.space.folder)
        for name in names:
            result = planned(cluster, name, edited(BASE, EDITS[name]))
            yield Planned(name, result.spec, applied, result.present, result.plan)


def together(base: Running, chain: str) -> Iterator[Planned]:
    """Yield the features of a chain as they come, and as they change once they are applied."""
    with base.copy(base.home.parent / f"together-{chain}") as cluster:
        yield planned(cluster, chain, edited(BASE, step(chains()[chain], "added").edit))
        errors = cluster.apply()
        assert "" == errors, errors
        yield planned(cluster, chain, edited(BASE, step(chains()[chain], "changed").edit))


def wrong(results: Iterable[Planned]) -> list[str]:
    """Return where what is said of edits is not what is planned."""
    return [f"{one.name}: {fault}" for one in results for fault in faults(one.said, one.plan)]


def counted(kinds: Iterable[str]) -> str:
    """Return what becomes of addresses, in numbers."""
    counts = Counter(kinds)
    return ", ".join(f"{counts[kind]} {_WORDS[kind]}" for kind in _ORDER if counts[kind]) or "–"


def said(touched: Iterable[Touched]) -> str:
    """Return what is said of addresses, in numbers."""
    touched = [one for one in touched if one.kind in IN_A_PLAN]
    text = counted(IN_A_PLAN[one.kind] for one in touched)
    unsure = sum(not one.certain for one in touched if one.kind is Kind.REPLACED)
    return f"{text} ({unsure} possible)" if unsure else text


def row(one: Planned) -> str:
    """Return the line of an edit that is planned alone."""
    paths = ", ".join(f"`{path}`" for path in EDITS[one.name]) or "nothing"
    cells = (f"{one.name}: {paths}", said(one.said.touched), counted(c.kind for c in one.plan))
    return f"| {' | '.join(cells)} |"


def feature_rows(chain: str, home: Path, came: Planned, changed: Planned) -> Iterator[str]:
    """Yield the lines of the features of a chain as they come, each said alone; then all as they change."""
    features = chains()[chain]
    for feature in features:
        tree = tree_of(home, edited(BASE, feature.added))
        told = effects(came.former, as_applied(tree.files, home / chain))
        ours = {one.address for one in told.touched}
        kinds = (change.kind for change in came.plan if change.address in ours)
        paths = ", ".join(f"`{path}`" for path in feature.added) or "nothing"
        cells = (chain, f"{feature.name}: {paths}", said(told.touched), counted(kinds))
        yield f"| {' | '.join(cells)} |"
    kinds = (change.kind for change in changed.plan)
    words = f"all {len(features)} of them changed, where they are applied"
    cells = (chain, words, said(changed.said.touched), counted(kinds))
    yield f"| {' | '.join(cells)} |"


def page(results: Iterable[Planned], features: Iterable[str]) -> str:
    """Return the page."""
    results, features = list(results), list(features)
    single = [one for one in results if one.name in EDITS]
    faulty = wrong(results)
    numbers = {
        "edits": len(single) + len(features),
        "unannounced": sum("destroyed unannounced" in fault for fault in faulty),
        "falsely": sum("announced falsely" in fault for fault in faulty),
        "possible": sum(bool(possible(one.said)) for one in results),
    }
    lines = [*map(row, single)]
    return "\n".join((HEAD.format(**numbers).rstrip(), *lines, FEATURES.rstrip(), *features, ""))


def main() -> int:
    """Plan all edits, two at a time, and write the page; return 1 where something is wrong."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(BASE, Path(folder) / "base") as base,
        ThreadPoolExecutor(2) as pool,
    ):
        names = list(EDITS)
        halves = pool.map(lambda half: list(alone(base, half)), (names[::2], names[1::2]))
        pairs = pool.map(lambda chain: list(together(base, chain)), chains())
        by_chain = dict(zip(chains(), pairs, strict=True))
        results = [one for half in halves for one in half]
        results.sort(key=lambda one: names.index(one.name))
        rows = [
            line
            for chain, pair in by_chain.items()
            for line in feature_rows(chain, base.home, *pair)
        ]
    results += [one for pair in by_chain.values() for one in pair]
    PAGE.write_text(page(results, rows))
    faulty = wrong(results)
    print("\n".join(faulty) or f"{len(results)} plans as foretold")
    return int(bool(faulty))


if __name__ == "__main__":
    sys.exit(main())
