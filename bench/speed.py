"""Measure whole runs of tfgen against a bare yaml + jinja2 script that writes the same files.

    python bench/speed.py [SPEC] [-n ROUNDS] [--rows NAME…] [--json FILE] [--peers] [--terraform]

The bare script (written to a scratch folder) loads the spec with PyYAML's C loader, compiles this
repository's templates and renders every file of the tree, with nothing checked, laid out or
verified. In each round all rows run in turn, so that a row and the bare run of its round saw the
same machine; a row's figure is the median of its ratios, of user + system time of the processes.
Each row says what the cache folder holds when it starts; all of them lie in the scratch folder.

`--peers` adds copier and cookiecutter, if they are installed, with templates made of the same
files; `--terraform` compares `tfgen verify` with `terraform init` and `validate` in wall time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bare
import peers
from rows import Row, Run, rows_of_tfgen

ROOT = Path(__file__).parent.parent


def measured(rows: list[Row], rounds: int) -> dict[str, list[Run]]:
    """Run all rows in turn, round after round; the first round warms up and is not counted."""
    runs: dict[str, list[Run]] = {row.name: [] for row in rows}
    for number in range(rounds + 1):
        for row in rows:
            run = row.run(number)
            if number:
                runs[row.name].append(run)
    return runs


def results(rows: list[Row], runs: dict[str, list[Run]]) -> Iterator[dict[str, object]]:
    """Yield what is known of each row: its figures and, beside them, those of its yardstick."""
    for row in rows:
        own, others = runs[row.name], runs[row.against]
        ratios = [a.cpu / b.cpu for a, b in zip(own, others, strict=True)]
        wall = [a.wall / b.wall for a, b in zip(own, others, strict=True)]
        yield {
            "row": row.name,
            "cache": row.cache,
            "against": row.against,
            "cpu": round(statistics.median(run.cpu for run in own), 4),
            "least_cpu": round(min(run.cpu for run in own), 4),
            "ratio": round(statistics.median(ratios), 3),
            "wall_ratio": round(statistics.median(wall), 3),
            "peak_mib": round(max(run.peak for run in own) / 1024),
            "goal": row.goal,
        }


def table(found: list[dict[str, object]]) -> str:
    """Return the results as a table of Markdown."""
    lines = [
        "| row | cache | CPU s (least) | ratio | goal | MiB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in found:
        ratio = f"{one['ratio']:.2f} x {one['against']}"
        goal = f"<= {one['goal']}" if one["goal"] else ""
        seconds = f"{one['cpu']:.3f} ({one['least_cpu']:.3f})"
        cells = (one["row"], one["cache"], seconds, ratio, goal, one["peak_mib"])
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("spec", nargs="?", type=Path, default=ROOT / "specs/production.yaml")
    parser.add_argument("-n", type=int, default=9, help="counted rounds")
    parser.add_argument("--rows", nargs="*", help="only these, and what they are compared with")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    parser.add_argument("--peers", action="store_true", help="copier and cookiecutter too")
    parser.add_argument("--terraform", action="store_true", help="terraform validate too")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode beside it
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        rows = [*bare.rows(arguments.spec, scratch), *rows_of_tfgen(arguments.spec, scratch)]
        if arguments.peers:
            rows += peers.rows(arguments.spec, scratch)
        if arguments.terraform:
            rows += peers.rows_of_terraform(arguments.spec, scratch)
        if arguments.rows:
            wanted = {row.against for row in rows if row.name in arguments.rows}
            rows = [row for row in rows if row.name in wanted.union(arguments.rows)]
        found = list(results(rows, measured(rows, arguments.n)))
    print(table(found))
    machine = {"python": sys.version.split()[0], "cpus": os.cpu_count(), "rounds": arguments.n}
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    if arguments.json:
        arguments.json.write_text(json.dumps({**machine, "rows": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
