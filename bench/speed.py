"""Compare a whole `tfgen render` with a bare yaml + jinja2 script that writes as many files of the same size.

    python bench/speed.py [SPEC] [-n RUNS]

The bare script (written to a scratch folder) loads the spec with PyYAML's C loader, compiles this repository's
templates and renders every file of the tree, with nothing checked, laid out or verified. Runs go in turn, A B A B, and
the medians of user + system time are printed with their ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tfgen.language import read as read_spec
from tfgen.plan import plan
from tfgen.render import FILTERS, environment, templates_folder
from tfgen.resolve import resolve
from tfgen.source import read as read_source
from tfgen.tree import VARIANTS

BARE = """
import json, pathlib, sys, yaml, jinja2
spec, templates, contexts, out = sys.argv[1:]
yaml.load(open(spec), Loader=yaml.CSafeLoader)
env = jinja2.Environment(loader=jinja2.FileSystemLoader(templates), trim_blocks=True, lstrip_blocks=True)
env.filters.update(dict.fromkeys({filters!r}, str))
for template, target, context in json.load(open(contexts)):
    path = pathlib.Path(out, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(env.get_template(template).render(context))
"""


def contexts(spec: Path) -> list[tuple[str, str, object]]:
    """Return template, target and what the template sees, for each file of the tree."""
    planned = plan(resolve(read_spec(read_source(spec))), spec.name)
    root = {name: getattr(planned.root, name) for name in planned.root.__slots__} | {
        "files": planned.files
    }
    main_file, *topics = planned.files
    jobs = [("root/_topic.tf.j2", f"{file.name}.tf", plain({"file": file})) for file in topics]
    folders: dict[str, tuple[str, object]] = {"root": ("", {**root, "main": main_file})}
    for call in planned.modules:
        seen = {
            "variant": {name: name in call.variant for name in VARIANTS},
            "provider_version": ">= 5.100",
        }
        for name in ("modules", f"modules/{call.module}"):
            folders[f"{name}>{call.folder}"] = (f"modules/{call.folder}/", seen)
    for key, (target, context) in folders.items():
        folder = key.split(">")[0]
        for path in sorted((templates_folder() / folder).iterdir()):
            if path.is_file() and not path.name.startswith("_"):
                jobs.append(
                    (
                        f"{folder}/{path.name}",
                        target + path.name.removesuffix(".j2"),
                        plain(context),
                    )
                )
    return jobs


def plain(value: object) -> object:
    """Return a value as JSON takes it."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if hasattr(value, "__slots__") and not isinstance(value, str):
        properties = ("source", "given", "folders")
        names = [*value.__slots__, *(name for name in properties if hasattr(value, name))]
        return {name: plain(getattr(value, name)) for name in names}
    return value


def seconds(command: list[str]) -> float:
    """Run a command and return its user and system time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("spec", nargs="?", type=Path, default=Path("specs/production.yaml"))
    parser.add_argument("-n", type=int, default=9, help="counted runs of each")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode beside it
    environment()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "bare.py").write_text(BARE.replace("{filters!r}", repr(list(FILTERS))))
        (scratch / "contexts.json").write_text(json.dumps(contexts(arguments.spec)))
        bare = [sys.executable, f"{folder}/bare.py", str(arguments.spec), str(templates_folder())]
        bare += [f"{folder}/contexts.json", f"{folder}/bare"]
        times: dict[str, list[float]] = {
            "bare": [],
            "render, tree new": [],
            "render, nothing changed": [],
        }
        tfgen = [sys.executable, "-m", "tfgen", "render", str(arguments.spec), "-o"]
        seconds([*tfgen, f"{folder}/same"])
        for run in range(arguments.n):
            times["bare"].append(seconds(bare))
            times["render, tree new"].append(seconds([*tfgen, f"{folder}/new{run}"]))
            times["render, nothing changed"].append(seconds([*tfgen, f"{folder}/same"]))
    for name, taken in times.items():
        ratio = statistics.median(a / b for a, b in zip(taken, times["bare"], strict=True))
        print(f"{name:<25} {statistics.median(taken):.3f} s CPU  {ratio:.2f} x bare")
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} CPUs, {arguments.n} runs")


if __name__ == "__main__":
    main()
