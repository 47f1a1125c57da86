"""The yardstick of `speed.py`: Python that does nothing, and a script of yaml and jinja2 alone."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from rows import ROOT, Row, Run, timed

BARE = """
import json, pathlib, sys, yaml, jinja2
spec, templates, contexts, out = sys.argv[1:]
yaml.load(open(spec), Loader=yaml.CSafeLoader)
env = jinja2.Environment(loader=jinja2.FileSystemLoader(templates), trim_blocks=True, lstrip_blocks=True)
filters, files = json.load(open(contexts))
env.filters.update(dict.fromkeys(filters, str))
for template, target, context in files:
    path = pathlib.Path(out, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(env.get_template(template).render(context))
"""


def rows(spec: Path, scratch: Path) -> list[Row]:
    """Return the rows of Python alone and of the bare script."""
    script = scratch / "bare.py"
    script.write_text(BARE)
    # In a process of its own: the peak of a process's memory counts from that of its parent.
    made = [sys.executable, __file__, str(spec), str(scratch / "contexts.json")]
    timed(made, XDG_CACHE_HOME=str(scratch / "cache-bare"))
    command = [sys.executable, str(script), str(spec), str(ROOT / "templates")]
    command += [str(scratch / "contexts.json"), str(scratch / "bare")]

    def run(number: int) -> Run:
        shutil.rmtree(scratch / "bare", ignore_errors=True)
        return timed(command)

    def python(number: int) -> Run:
        return timed([sys.executable, "-c", "pass"])

    return [Row("python", "python", "-", python), Row("bare", "bare", "-", run)]


def contexts(spec: Path) -> list[tuple[str, str, object]]:
    """Return template, target and what the template sees, for each file of the tree."""
    from tfgen.language import read as read_spec
    from tfgen.plan import plan
    from tfgen.render.folder import templates_folder
    from tfgen.resolve import resolve
    from tfgen.source import read as read_source
    from tfgen.tree import VARIANTS

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
    return value if isinstance(value, str | int | float | None) else str(value)


def write_contexts(spec: Path, target: Path) -> None:
    """Write the names of the filters, and what the templates see."""
    from tfgen.render.templates import FILTERS

    target.write_text(json.dumps([list(FILTERS), contexts(spec)]))


if __name__ == "__main__":
    write_contexts(*map(Path, sys.argv[1:]))
