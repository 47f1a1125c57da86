"""A line of a tree: what it belongs to, the template that it comes from, and the spec behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfgen.commands.check import checked
from tfgen.commands.discretion import HIDDEN, is_shown
from tfgen.commands.explanations import Explanation
from tfgen.commands.explanations.blocks import Spot, spot
from tfgen.commands.explanations.flows import flows, locals_of
from tfgen.commands.explanations.refusal import refused
from tfgen.diagnostics import TfgenError
from tfgen.pipeline import Checked
from tfgen.render.folder import templates_folder
from tfgen.tree.overlay import template_of
from tfgen.write.whose import former_spec, standing

_PLACE = re.compile(r"(?P<file>.+\.tf):(?P<line>[1-9][0-9]{0,6})(?::[0-9]+)?")
_SOURCE = re.compile(r'\s+source\s+= "\./modules/(?P<folder>[a-z0-9_]+)"')
_MOST_CALLS = 4


@dataclass(frozen=True, slots=True)
class _Tree:
    """A rendered tree: its folder, the texts of its root, and its spec if that can be read."""

    folder: Path
    root: dict[str, list[str]]
    spec: Checked | None


def is_place(word: str) -> bool:
    """Tell whether a word is a line of a file of Terraform."""
    return _PLACE.fullmatch(word) is not None


def explained(word: str) -> Explanation:
    """Explain a line of a tree. Raises TfgenError where there is none."""
    match = _PLACE.fullmatch(word)
    assert match is not None
    file, number = Path(match["file"]), int(match["line"])
    folder = next((above for above in file.parents if (above / ".tfgen/tree").is_file()), None)
    if folder is None or not file.is_file():
        raise refused(f"{file} is no file of a tree", "name a .tf file below OUT that tfgen wrote")
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    if number > len(lines):
        raise refused(f"{file} has {len(lines)} lines", "name one of them")
    tree = _Tree(folder, _root(folder), _spec_of(folder))
    at = spot(lines, number)
    path = file.relative_to(folder).as_posix()
    facts = [
        ("stands in", ", ".join(filter(None, (at.block, ".".join(at.names))))),
        ("template", _template(path, lines, number)),
        *(_of_module(tree, path, at) if "/" in path else _of_root(tree, path, at)),
    ]
    told = tuple(fact for fact in facts if fact[1])
    line = lines[number - 1].strip() if is_shown(text, number) else HIDDEN
    return Explanation("line", word, "", told, (("the line", line),))


def _root(folder: Path) -> dict[str, list[str]]:
    files = sorted(folder.glob("*.tf"))
    return {file.name: file.read_text(encoding="utf-8").splitlines() for file in files}


def _spec_of(folder: Path) -> Checked | None:
    record = standing(folder)
    if record is None:
        return None
    try:
        (spec,) = checked((Path(former_spec(record, folder)),))
    except (TfgenError, ValueError):
        return None
    return spec


def _template(path: str, lines: list[str], number: int) -> str:
    """Return the line of the template that has the same text, the nearest to where it stands."""
    if own := template_of("\n".join(lines[:2])):
        return f"{own}, one of its owner's"
    source = _template_of(path)
    if source is None:
        return ""
    name = f"templates/{source.relative_to(templates_folder()).as_posix()}"
    text = source.read_text(encoding="utf-8").splitlines()
    same = [at for at, line in enumerate(text, 1) if line.split() == lines[number - 1].split()]
    # The header of what tfgen wrote is two lines longer than the template.
    near = min(same, key=lambda at: abs(at + 2 - number), default=0)
    return f"{name}:{near}" if near else f"{name}, which lays it out"


def _template_of(path: str) -> Path | None:
    """Return the template of a file; a module's folder may end with its variant."""
    top = templates_folder()
    *above, name = path.split("/")
    folders = [top / "root"]
    if above:
        words = above[-1].split("_")
        ends = range(len(words), 0, -1)
        folders = [top / "modules" / "_".join(words[:end]) for end in ends] + [top / "modules"]
    names = (name, f"{name}.j2") if above else (f"{name}.j2", "_topic.tf.j2")
    # A variant's folder is longer than the name of its module: the longest name that there is.
    candidates = (folder / each for folder in folders if folder.is_dir() for each in names)
    return next((file for file in candidates if file.is_file()), None)


def _of_root(tree: _Tree, path: str, at: Spot) -> Iterator[tuple[str, str]]:
    if at.kind == "module":
        folder = _folder_of(tree.root[path], at.labels[0])
        yield "calls", f"modules/{folder}"
        if at.names:
            yield from _behind(tree, at.labels[0], folder, at.names, at.value)
    elif at.names:
        yield from _behind(tree, path, "", at.names, at.value)
    yield from _references(tree, at.value)


def _of_module(tree: _Tree, path: str, at: Spot) -> Iterator[tuple[str, str]]:
    folder = path.split("/")[1]
    calls = list(_calls(tree, folder))
    for file, number, call in calls[:_MOST_CALLS]:
        yield "called at", f"{tree.folder / file}:{number}, module {call}"
    if len(calls) > _MOST_CALLS:
        yield "called at", f"and {len(calls) - _MOST_CALLS} more"
    for variable in dict.fromkeys(re.findall(r"\bvar\.([a-z0-9_]+(?:\.[a-z0-9_]+)*)", at.text)):
        for _, _, call in calls[:_MOST_CALLS]:
            yield from _behind(tree, call, folder, tuple(variable.split(".")), "")


def _calls(tree: _Tree, folder: str) -> Iterator[tuple[str, int, str]]:
    for file, lines in tree.root.items():
        for number, line in enumerate(lines, 1):
            source = _SOURCE.match(line)
            if source and source["folder"] == folder:
                head = spot(lines, number)
                yield file, lines.index(f'module "{head.labels[0]}" {{') + 1, head.labels[0]


def _folder_of(lines: list[str], call: str) -> str:
    start = lines.index(f'module "{call}" {{')
    sources = (source for line in lines[start:] if (source := _SOURCE.match(line)))
    return next((source["folder"] for source in sources), "")


def _behind(
    tree: _Tree, call: str, folder: str, names: tuple[str, ...], value: str
) -> Iterator[tuple[str, str]]:
    """Yield the values of the spec that flow into an argument."""
    if tree.spec is None:
        yield "spec", "cannot be read, or is at fault: tfgen validate tells"
        return
    local = re.fullmatch(r"local\.([a-z0-9_]+)", value)
    if local:
        for file, number in locals_of(tree.root, local[1]):
            value = spot(tree.root[file], number).value
    for flow in flows(tree.spec, call, folder, names, value):
        yield "spec", f"{flow.path}: {flow.value}  ({flow.origin})"
        yield from _found_there(tree.spec, flow.path)


def _found_there(spec: Checked, path: str) -> Iterator[tuple[str, str]]:
    for finding in spec.findings:
        dotted = ".".join(map(str, finding.path))
        if dotted and (f"{path}.".startswith(f"{dotted}.") or dotted.startswith(f"{path}.")):
            yield "finding", f"{finding.code}: tfgen explain {finding.code}"


def _references(tree: _Tree, value: str) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(re.findall(r"\blocal\.([a-z0-9_]+)", value)):
        for file, number in locals_of(tree.root, name):
            yield "reads", f"local.{name} at {tree.folder / file}:{number}"
    for call in dict.fromkeys(re.findall(r"\bmodule\.([a-z0-9_]+)", value)):
        for file, lines in tree.root.items():
            if f'module "{call}" {{' in lines:
                number = lines.index(f'module "{call}" {{') + 1
                yield "reads", f"module.{call} at {tree.folder / file}:{number}"
