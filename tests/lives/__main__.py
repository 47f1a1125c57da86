"""All lives, and their table: `python tests/lives` writes docs/reference/lives.md; exits with 1 where a life is at fault.

`python tests/lives NAME…` lives those that begin so, and writes their lines anew.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from lives.features import BASE, PHASES, chains, step
from lives.life import LEFT_OUT, Lived, Step, live
from lives.lives import LIVES
from lives.running import Running, running

PAGE = Path(__file__).parents[2] / "docs/reference/lives.md"
HEAD = """\
# Lives

What a cluster of {services} services goes through on the emulator, with real Terraform and the real AWS provider: each line is a
change of the spec, rendered over the tree that stands, planned, applied, and planned again. One apply is enough, and the
second plan is empty, wherever rendering does not refuse. `make lives` makes this page.

| life | what changes | told by `tfgen render` | changed | destroyed or replaced | applies |
| --- | --- | --- | --- | --- | --- |
"""


def steps() -> dict[str, list[tuple[str, Step]]]:
    """Return the steps of each life, with what they change."""
    every = {name: [(_edit(taken), taken) for taken in life] for name, life in LIVES.items()}
    for chain, features in chains().items():
        every[f"features: {chain}"] = [
            (f"{len(features)} features {phase}", step(features, phase)) for phase in PHASES
        ]
    return every


def _edit(taken: Step) -> str:
    words = [f"`{path}`{' removed' * (value is LEFT_OUT)}" for path, value in taken.edit.items()]
    if taken.act:
        words.insert(0, "others act")
    return ", ".join(words) or "the base again"


def lived(cluster: Running, name: str, taken: Iterable[tuple[str, Step]]) -> list[Lived]:
    """Take all steps of a life on a copy of a cluster."""
    results = []
    with cluster.copy(cluster.home.parent / name.replace(": ", "-")) as copy:
        for edit, each in taken:
            result = live(copy, BASE, edit, each)
            results.append(result)
            print(f"{name}: {edit}", *result.faults, sep="\n    ", flush=True)
    return results


def rows(name: str, taken: Iterable[tuple[str, Step]], results: Iterable[Lived]) -> Iterator[str]:
    """Yield a line of the table for each step."""
    for (edit, each), result in zip(taken, results, strict=True):
        applies = "refused" if each.refused else str(min(result.changed, 1))
        cells = (name, edit, result.told or "–", result.changed, len(result.destroyed), applies)
        yield f"| {' | '.join(map(str, cells))} |"


def table() -> dict[str, list[str]]:
    """Return the lines of the page by life."""
    lines: dict[str, list[str]] = {}
    if PAGE.exists():
        _, _, body = PAGE.read_text().partition("| --- | --- | --- | --- | --- | --- |\n")
        for line in body.splitlines():
            lines.setdefault(line.split(" | ")[0].removeprefix("| "), []).append(line)
    return lines


def write(lived_anew: Mapping[str, list[str]]) -> None:
    """Put the lines of lives into the page, in the order in which they stand in the code."""
    lines = {**table(), **lived_anew}
    known = [line for name in steps() for line in lines.get(name, ())]
    PAGE.write_text(HEAD.format(services=len(BASE["services"])) + "\n".join(known) + "\n")


def main(*wanted: str) -> int:
    """Live all lives, two at a time; with names those alone."""
    start, faults, sound = time.monotonic(), [], {}
    with (
        tempfile.TemporaryDirectory() as folder,
        running(BASE, Path(folder) / "base") as base,
        ThreadPoolExecutor(2) as pool,
    ):
        every = {name: life for name, life in steps().items() if name.startswith(wanted or "")}
        results = pool.map(lambda name: lived(base, name, every[name]), every)
        for name, result in zip(every, results, strict=True):
            wrong = [f"{name}, {each.name}: {fault}" for each in result for fault in each.faults]
            if not wrong:
                sound[name] = list(rows(name, every[name], result))
            faults += wrong
    minutes = (time.monotonic() - start) / 60
    count = sum(map(len, every.values()))
    print("\n".join(faults) or f"{count} steps without a fault", f"in {minutes:.0f} minutes")
    write(sound)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
