"""Where the tree of each spec goes: OUT/<name of the spec>.

Specs of one name that are rendered together are told apart by the folders that they lie in. A tree
that stands keeps its place: with its folder its state would move, and whoever plans there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.pipeline import Checked
from tfgen.source.file import STANDARD_INPUT
from tfgen.write import is_of, is_of_nobody, was_of


@frozen
class Target:
    """The folder that a spec's tree goes to; `why`, where the spec's name alone does not say it."""

    folder: Path
    why: str = ""


def require_names(specs: Sequence[Path], out: Path) -> None:
    """Raise TfgenError for specs that give no folder below OUT, or are given twice."""
    errors = []
    first: dict[Path, Path] = {}
    for spec in specs:
        before = first.setdefault(_absolute(spec), spec)
        if spec.stem in (".", ".."):
            message = f"{spec} would be rendered into {out / spec.stem}"
            errors.append(_misnamed("USAGE001", spec, message, "give it another name"))
        elif before is not spec:
            message = f"{spec} is given twice"
            errors.append(_misnamed("USAGE002", spec, message, "give each spec once"))
    if errors:
        raise TfgenError(errors)


def targets(specs: Sequence[Checked], out: Path, named: Sequence[Path] = ()) -> list[Target]:
    """Return where the trees of specs go; `named` are the paths of others too, in their order.

    Raises TfgenError where two of them would go to one folder, or where one that stands cannot be
    told to be the tree of one of them.
    """
    paths = [Path(spec.cluster.file) for spec in specs]
    # One that is at fault today has its folder all the same.
    together = [*dict.fromkeys((*named, *paths))]
    by_path = dict(zip(together, _names(together), strict=True))
    names = [by_path[path] for path in paths]
    standing = _standing(out)
    chosen = [
        _target(spec, name, out, standing.get(Path(spec.cluster.file).stem, ()))
        for spec, name in zip(specs, names, strict=True)
    ]
    errors = [*_unowned(paths, chosen, out), *_shared(paths, chosen)]
    if errors:
        raise TfgenError(errors)
    return chosen


def _target(spec: Checked, name: str, out: Path, standing: Sequence[Path]) -> Target:
    path = Path(spec.cluster.file)
    if str(path) == STANDARD_INPUT:
        # It has no name of its own, and a cluster has one that is safe as a folder's.
        name = spec.cluster.application or spec.cluster.name
        return Target(out / name, f"standard input is named by what it describes: {name}")
    own = [place for place in standing if is_of(place, spec.identity, str(path))]
    if own:
        place = min(own, key=lambda place: _rank(place, path, name))
        if place.name == path.stem:
            return Target(place)
        return Target(place, "its tree stands there")
    if name == path.stem:
        return Target(out / name)
    return Target(out / name, f"another spec is named {path.stem} too")


def _rank(place: Path, spec: Path, name: str) -> tuple[bool, bool, str]:
    """Put the tree of this very path first, then the place that a new one would get."""
    return not was_of(place, str(spec)), place.name != name, place.name


def _standing(out: Path) -> Mapping[str, Sequence[Path]]:
    """Return the folders below OUT, by the names of specs whose trees may stand there."""
    try:
        folders = [*out.iterdir()]
    except OSError:  # there is none yet, or `write` says what is wrong
        return {}
    standing: dict[str, list[Path]] = {}
    for folder in folders:
        words = folder.name.split("-")
        for first in range(len(words)):
            standing.setdefault("-".join(words[first:]), []).append(folder)
    return standing


def _names(paths: Sequence[Path]) -> list[str]:
    """Return a name for each spec: its own, or if others have it too, with a folder before it."""
    by_stem: dict[str, list[Path]] = {}
    for path in paths:
        by_stem.setdefault(path.stem, []).append(path)
    named: dict[Path, str] = {}
    for stem, namesakes in by_stem.items():
        named |= dict(zip(namesakes, _told_apart(stem, namesakes), strict=True))
    return [named[path] for path in paths]


def _told_apart(stem: str, paths: Sequence[Path]) -> list[str]:
    """Return names for specs of one name, by the nearest folders in which all of them differ.

    Folders that hold all of them do not count: their names are those of this checkout.
    """
    parents = [_absolute(path).parent.parts for path in paths]
    shared = [*takewhile(lambda folders: len(set(folders)) == 1, zip(*parents, strict=False))]
    above = [folders[len(shared) :][::-1] for folders in parents]
    depths = range(max(len(folders) for folders in above))
    alone = [["".join(folders[depth : depth + 1]) for folders in above] for depth in depths]
    joined = [["-".join(folders[depth::-1]) for folders in above] for depth in depths]
    for beginnings in (*alone, *joined):
        if len(set(beginnings)) == len(paths):
            return ["-".join(filter(None, (beginning, stem))) for beginning in beginnings]
    return [stem] * len(paths)


def _unowned(paths: Sequence[Path], chosen: Sequence[Target], out: Path) -> Iterator[Diagnostic]:
    """Refuse new places for specs of one name while a tree of that name may be of one of them."""
    for path, target in zip(paths, chosen, strict=True):
        former = out / path.stem
        if target.folder.name != path.stem and is_of_nobody(former):
            message = f"{former} stands, and does not say of which spec named {path.stem} it is"
            help = f"render the one that it is of alone first: tfgen render {path}"
            yield _misnamed("USAGE004", path, message, help)


def _shared(paths: Sequence[Path], chosen: Sequence[Target]) -> Iterator[Diagnostic]:
    first: dict[Path, Path] = {}
    for path, target in zip(paths, chosen, strict=True):
        before = first.setdefault(target.folder, path)
        if before is not path:
            message = f"{before} and {path} would both be rendered into {target.folder}"
            help = f"give {path} another name, or render it elsewhere with -o"
            yield _misnamed("USAGE002", path, message, help)


def _absolute(path: Path) -> Path:
    return Path(os.path.normpath(Path.cwd() / path))


def _misnamed(code: str, path: Path, message: str, help: str) -> Diagnostic:
    return Diagnostic(code, message, Location(str(path), length=0), help)
