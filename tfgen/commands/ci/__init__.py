"""The files that CI runs by: `tfgen ci github|gitlab|atlantis`. Only `write_files` writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tfgen.commands.check import checked
from tfgen.commands.ci import atlantis, deploys, github, gitlab
from tfgen.commands.ci.deploys import Deploy
from tfgen.commands.ci.trees import Tree, notes, trees
from tfgen.commands.ci.wish import Wish
from tfgen.commands.ci.writing import File
from tfgen.commands.folders import require_names
from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen

Trees = Callable[[Sequence[Tree], Wish], Iterator[File]]
Deploys = Callable[[Sequence[Deploy]], Iterator[File]]


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
    found = (*(finding for spec in sound for finding in spec.findings), *notes(sound, engine))
    of_trees, of_deploys = ENGINES[engine]
    written: list[File] = []
    if wish.only != "deploys":
        written += of_trees(made, wish)
    some = deploys.of(made)
    if some and wish.only != "trees":
        written += (File(deploy.script_path, deploys.script(deploy), runs=True) for deploy in some)
        written += of_deploys(some)
    return Told(tuple(written), found)


def _github(made: Sequence[Tree], wish: Wish) -> Iterator[File]:
    yield File(github.PATH, github.workflow(made, wish))


def _github_deploys(some: Sequence[Deploy]) -> Iterator[File]:
    yield from (File(deploy.workflow_path, deploys.workflow(deploy)) for deploy in some)


def _gitlab(made: Sequence[Tree], wish: Wish) -> Iterator[File]:
    yield File(gitlab.PATH, gitlab.pipeline(made, wish))


def _gitlab_deploys(some: Sequence[Deploy]) -> Iterator[File]:
    yield File(gitlab.DEPLOY_PATH, gitlab.deploys(some))


def _atlantis(made: Sequence[Tree], wish: Wish) -> Iterator[File]:
    yield File(atlantis.PATH, atlantis.projects(made, wish))


def _no_deploys(_: Sequence[Deploy]) -> Iterator[File]:
    # Atlantis runs Terraform alone: the scripts are for whatever deploys.
    return iter(())


ENGINES: Mapping[str, tuple[Trees, Deploys]] = {
    "github": (_github, _github_deploys),
    "gitlab": (_gitlab, _gitlab_deploys),
    "atlantis": (_atlantis, _no_deploys),
}
