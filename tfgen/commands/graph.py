"""Pictures of specs: `tfgen graph`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen.changes.effects import PartChange
from tfgen.commands.check import checked
from tfgen.commands.discretion import discreet
from tfgen.commands.folders import targets
from tfgen.diagnostics import Diagnostic, Location, TfgenError, closest
from tfgen.pictures.dot import dot
from tfgen.pictures.infrastructure import infrastructure
from tfgen.pictures.mermaid import mermaid
from tfgen.pictures.model import Picture
from tfgen.pictures.page import page
from tfgen.pictures.service import service_picture
from tfgen.pictures.svg import svg
from tfgen.pipeline import Checked, build
from tfgen.source.file import contents

VIEWS = ("infrastructure", "platform", "service", "modules", "changes")
# Of these each change makes another one beside the former: nothing that runs is replaced by that.
_VERSIONS = ("aws_ecs_task_definition",)
_MOST_LINES = 16
_HIDDEN = "(not shown: it may have a secret)"
FORMATS = {"svg": ".svg", "mermaid": ".mmd", "dot": ".dot", "html": ".html"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be seen: `service` of the spec alone, or what differs from what was `since`.

    `out` is the folder of the trees.
    """

    view: str = "infrastructure"
    service: str | None = None
    since: str | None = None
    out: Path = Path("out")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, with a name for its file and what the spec says where boxes come from."""

    name: str
    picture: Picture
    lines: Mapping[str, str]
    findings: tuple[Diagnostic, ...] = ()

    def written(self, form: str) -> str:
        """Return it as text in a format."""
        if form == "html":
            return page(self.picture, self.lines)
        return {"svg": svg, "mermaid": mermaid, "dot": dot}[form](self.picture)


def drawings(paths: Sequence[Path], wish: Wish) -> list[Drawing]:
    """Return a picture of each spec; of a platform one with all its applications."""
    paths = list(dict.fromkeys(paths))
    if wish.view == "changes":
        return [_changes(path, wish) for path in paths]
    specs = checked(paths)
    if wish.view == "platform":
        return [_platform(specs)]
    return [drawing for spec in specs for drawing in _of(spec, wish)]


def _of(spec: Checked, wish: Wish) -> Iterator[Drawing]:
    name = spec.path.stem
    if wish.view == "service":
        yield from _services(spec, wish.service)
    elif wish.view == "modules":
        yield _drawing(spec, name, _modules(spec, wish.out))
    else:
        yield _drawing(spec, name, infrastructure([spec.cluster]))


def _drawing(spec: Checked, name: str, picture: Picture, *others: Checked) -> Drawing:
    every = (spec, *others)
    findings = tuple(found for each in every for found in each.findings)
    return Drawing(name, picture, _lines(picture), findings)


def _services(spec: Checked, wanted: str | None) -> Iterator[Drawing]:
    services = spec.cluster.services
    if wanted is not None and wanted not in services:
        message = f"{spec.path} has no service {wanted}"
        near = closest(wanted, list(services))
        help = near or "give the key of a service of the spec"
        raise _fault("USAGE041", message, help)
    if not services:
        raise _fault("USAGE041", f"{spec.path} has no service", "draw its infrastructure")
    for key, service in services.items():
        if wanted in (None, key):
            picture = service_picture(spec.cluster, service)
            yield _drawing(spec, f"{spec.path.stem}-{key}", picture)


def _platform(specs: Sequence[Checked]) -> Drawing:
    """Return the picture of a platform's spec with those of its applications."""
    applications = [spec for spec in specs if spec.cluster.application]
    platforms = [spec for spec in specs if not spec.cluster.application]
    named = {_cluster_of(spec) for spec in specs}
    if len(platforms) > 1 or len(named) > 1:
        message = f"these specs are of several clusters: {', '.join(sorted(map(str, named)))}"
        help = "give the spec of one platform, and those of its applications"
        raise _fault("USAGE042", message, help)
    first, *others = [*platforms, *applications]
    picture = infrastructure([spec.cluster for spec in (first, *others)])
    return _drawing(first, first.path.stem, picture, *others)


def _cluster_of(spec: Checked) -> str:
    return f"{spec.cluster.ecs_name} in {spec.cluster.region}"


def _modules(spec: Checked, out: Path) -> Picture:
    from tfgen.changes.root import read_root
    from tfgen.pictures.modules import Call, modules_picture

    (target,) = targets([spec], out)
    root = read_root(build(spec, target.folder).files)
    calls = [
        Call(Path(call.location.file).name, call.name, call.folder, frozenset(_named(call.inputs)))
        for call in root.calls.values()
    ]
    return modules_picture(spec.cluster.prefix, calls)


def _named(value: object) -> Iterator[str]:
    """Yield the calls that inputs refer to."""
    match value:
        case dict():
            for inner in value.values():
                yield from _named(inner)
        case list():
            for inner in value:
                yield from _named(inner)
        case str():
            for part in value.split("module.")[1:]:
                yield part.split(".")[0].split("}")[0].split("[")[0]


def _changes(path: Path, wish: Wish) -> Drawing:
    """Return the picture of a spec with what its change touches marked."""
    from tfgen.commands.diff import differing
    from tfgen.pictures.changes import Change, marked

    told = differing(wish.since, path, wish.out)
    (spec,) = checked([path])
    changes = [
        Change(each.part.kind, each.part.section, each.part.key, _kind(each), str(each.part))
        for each in told.effects.parts
    ]
    picture = marked(infrastructure([spec.cluster]), changes, told.former)
    drawing = _drawing(spec, f"{path.stem}-changes", picture)
    return replace(drawing, findings=told.findings)


def _kind(change: PartChange) -> str:
    """Return what becomes of a part: replaced, where more of it is than its latest version."""
    replaced = any(one.kind == "replaced" and one.type not in _VERSIONS for one in change.touched)
    return "replaced" if change.kind == "changed" and replaced else change.kind


def _lines(picture: Picture) -> dict[str, str]:
    """Return what the spec says where each box comes from, without lines that may tell a secret."""
    places = {box.name: box.place for box in picture.walk() if box.place and box.place.length}
    texts = {file: _text(file) for file in {place.file for place in places.values()}}
    split = {file: text.splitlines() for file, text in texts.items()}
    blocks = {name: _block(split[place.file], place) for name, place in places.items()}
    # What hides secrets looks at findings: it is asked as if there were one on each line.
    asked = {place for block in blocks.values() for place in block}
    told = discreet([Diagnostic("USAGE040", "", place) for place in sorted(asked)], texts)
    hidden = {finding.location for finding in told if finding.secret}
    shown: dict[str, str] = {}
    for name, block in blocks.items():
        lines = [_HIDDEN if at in hidden else line for at, line in block.items()]
        shown[name] = textwrap.dedent("\n".join(lines))
    return shown


def _block(lines: Sequence[str], place: Location) -> dict[Location, str]:
    """Return the line of a key and those that belong to it, each with its place."""
    block: dict[Location, str] = {}
    depth = -1
    for number, line in enumerate(lines[place.line - 1 :], place.line):
        indent = len(line) - len(line.lstrip())
        if not line.strip() or (depth >= 0 and indent <= depth) or len(block) == _MOST_LINES:
            break
        if depth < 0:
            depth = indent
        block[Location(place.file, number, indent + 1)] = line
    return block


def _text(file: str) -> str:
    return contents(Path(file)).decode("utf-8-sig", "replace")


def write_drawings(some: Sequence[Drawing], form: str, out: Path | None) -> list[Path]:
    """Write pictures: one into a file, several into a folder; return what was written."""
    several = len(some) > 1
    if several and (out is None or out.is_file() or out.suffix):
        message = f"{len(some)} pictures do not go into one file"
        raise _fault("USAGE040", message, "give a folder: -o FOLDER")
    if out is None:
        return []
    paths = [out]
    if several or out.is_dir():
        paths = [out / f"{drawing.name}{FORMATS[form]}" for drawing in some]
    # a/cluster.yaml and b/cluster.yaml have one name.
    twice = [path for path in paths if paths.count(path) > 1]
    if twice:
        message = f"two specs would both be drawn into {twice[0]}"
        raise _fault("USAGE040", message, "draw them one by one")
    try:
        for path, drawing in zip(paths, some, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(drawing.written(form), encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"{error.filename or out} cannot be written: {error.strerror}"
        raise _fault("USAGE043", message, "give another path") from error
    return paths


def _fault(code: str, message: str, help: str) -> TfgenError:
    return TfgenError([Diagnostic(code, message, help=help)])
