"""Measure how the cost of a fleet grows with its specs: render them new, again, and once more.

    python bench/fleet.py [SPEC] [--sizes 100 300 1000] [--jobs 1 2] [--json FILE]

Specs are copies of SPEC with a name, a block and a state of their own. The first render of a size
finds an empty cache; `again` finds the trees and what is kept of their texts, `unchanged` also what
was said. Prints user + system time for each spec, how many times that of the smallest size it is,
wall time, and the peak of memory of the largest process.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from rows import ROOT, timed


def fleet(spec: Path, count: int, folder: Path) -> list[str]:
    """Write so many specs, and return their paths."""
    text = spec.read_text()
    folder.mkdir()
    paths = []
    for number in range(count):
        name = f"c{number}x"
        own = re.sub(r"(?m)^environment: .*$", f"environment: {name}", text)
        own = re.sub(r"(?ms)^(cluster|network|state|logs):.*?(?=^\S)", "", own)
        block = f"10.{number % 250}.0.0/16"
        own += f"\nnetwork: {{cidr: {block}}}\n"
        own += f"state: {{bucket: fleet-state, key: {name}/terraform.tfstate, region: eu-west-1}}\n"
        (folder / f"{name}.yaml").write_text(own)
        paths.append(str(folder / f"{name}.yaml"))
    return paths


def measured(spec: Path, sizes: list[int], jobs: list[int]) -> list[dict[str, object]]:
    """Return a row for each size, number of processes, and state of trees and cache."""
    found: list[dict[str, object]] = []
    least: dict[tuple[int, str], float] = {}
    for size in sizes:
        for several in jobs:
            with tempfile.TemporaryDirectory() as scratch:
                paths = fleet(spec, size, Path(scratch, "specs"))
                command = [sys.executable, "-m", "tfgen", "render", *paths]
                command += ["-o", f"{scratch}/out", "--jobs", str(several)]
                for state in ("new", "again", "unchanged"):
                    run = timed(command, XDG_CACHE_HOME=f"{scratch}/cache")
                    each = run.cpu / size
                    least.setdefault((several, state), each)
                    times = each / least[several, state]
                    row = {"specs": size, "jobs": several, "state": state, "cpu_each": each}
                    row |= {"times": times, "wall": run.wall, "peak_mib": run.peak // 1024}
                    found.append(row)
                    print(
                        f"{size:>5} specs, {several} jobs, {state:<9} {each * 1000:7.1f} ms each,"
                        f" {times:4.2f} x, {run.wall:6.1f} s wall, {run.peak // 1024} MiB",
                        flush=True,
                    )
                shutil.rmtree(f"{scratch}/out")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("spec", nargs="?", type=Path, default=ROOT / "specs/minimal.yaml")
    parser.add_argument("--sizes", nargs="+", type=int, default=[100, 300, 1000])
    parser.add_argument("--jobs", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--json", type=Path, help="write the results to this file")
    arguments = parser.parse_args()
    found = measured(arguments.spec, arguments.sizes, arguments.jobs)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
