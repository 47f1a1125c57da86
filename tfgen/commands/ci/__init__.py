"""The files that CI runs by: `tfgen ci github|gitlab|atlantis`. Only `write_files` writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tfgen.commands.check import checked
from tfgen.commands.ci import atlantis, deploys, github, gitlab
from tfgen.commands.ci.trees import Tree, notes, trees
from tfgen.commands.ci.wish import Wish
from tfgen.commands.ci.writing import File
from tfgen.commands.folders import require_names
from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen

Files = Callable[[Sequence[Tree], Wish], Iterator[File]]


@frozen
class Told:
    """The files of an engine, and what is to be said about the specs."""

    files: tuple[File, ...]
    findings: tuple[Diagnostic, ...]


def files(engine: str, specs: Sequence[Path], wish: Wish) -> Told:
    """Return the files by which an engine runs CI for specs. Raises TfgenError."""
    out = Path(wish.out)
    require_names(specs, out)
    sound = checked(specs)
    made = trees(sound, out, wish.roles)
    found = (*(finding for spec in sound for finding in spec.findings), *notes(sound))
    return Told(tuple(ENGINES[engine](made, wish)), found)


def _github(made: Sequence[Tree], wish: Wish) -> Iterator[File]:
    yield File(github.PATH, github.workflow(made, wish))
    for deploy in deploys.of(made):
        yield File(deploy.script_path, deploys.script(deploy), runs=True)
        yield File(deploy.workflow_path, deploys.workflow(deploy))


def _gitlab(made: Sequence[Tree], wish: Wish) -> Iterator[File]:
    yield File(gitlab.PATH, gitlab.pipeline(made, wish))
    some = deploys.of(made)
    for deploy in some:
        yield File(deploy.script_path, deploys.script(deploy), runs=True)
    if some:
        yield File(gitlab.DEPLOY_PATH, gitlab.deploys(some))


def _atlantis(made: Sequence[Tree], wish: Wish) -> Iterator[File]:
    yield File(atlantis.PATH, atlantis.projects(made, wish))
    for deploy in deploys.of(made):
        yield File(deploy.script_path, deploys.script(deploy), runs=True)


ENGINES: Mapping[str, Files] = {"github": _github, "gitlab": _gitlab, "atlantis": _atlantis}
