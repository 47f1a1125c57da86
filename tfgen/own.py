"""Terraform of one's own: what is wrong with it is told where the spec names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location
from tfgen.expression import Expression
from tfgen.resolve import Cluster
from tfgen.resolve.expressions import EXPRESSION, expressions
from tfgen.tree import RenderedFile

# Nothing of this name is declared.
_ABSENT = "HCL012"
# `each` and the like mean something inside of one block alone.
_OF_A_BLOCK = "HCL014"
# Nothing names what is declared.
_UNUSED = "HCL026"
# What is declared there, by the first name of a reference; of a resource that is its type.
_BLOCKS = {
    "data": 'data "{1}" "{2}" {{ … }}',
    "local": "locals {{ {1} = … }}",
    "module": 'module "{1}" {{ … }}',
}
_RESOURCE = 'resource "{0}" "{1}" {{ … }}'
_AGAIN = "and here"
Places = Sequence[tuple[tuple[str | int, ...], Expression]]


def told_in_spec(
    cluster: Cluster,
    files: Iterable[RenderedFile],
    diagnostics: Iterable[Diagnostic],
    folder: Path | None,
) -> Iterator[Diagnostic]:
    """Yield findings, those at an expression of the spec with their place there, each fault once.

    `folder` is where the tree is to stand.
    """
    lines = {file.path: file.text.split("\n") for file in files}
    places = tuple(expressions(cluster).items())
    told: dict[tuple[str, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        named = _named(places, lines, diagnostic.location)
        here = _told(cluster, named, diagnostic, folder)
        same = (diagnostic.code, diagnostic.message)
        if not named:
            yield here
        elif same not in told:
            told[same] = here
        elif here.location != told[same].location:
            told[same] = _also(told[same], here)
    yield from told.values()


def _named(places: Places, lines: Mapping[str, list[str]], at: Location | None) -> Places:
    """Return the expressions of the spec that a place of the tree may have come from."""
    if at is None or at.file not in lines:
        return ()
    line = lines[at.file][at.line - 1]
    return [place for place in places if _covers(place[1].text, line, at.column - 1)]


def _covers(text: str, line: str, column: int) -> bool:
    """Whether a text stands in a line so that a column is part of it."""
    start = line.find(text)
    while 0 <= start <= column:
        if column < start + len(text):
            return True
        start = line.find(text, start + 1)
    return False


def _told(
    cluster: Cluster, places: Places, diagnostic: Diagnostic, folder: Path | None
) -> Diagnostic:
    at = diagnostic.location
    if at is None:
        return diagnostic
    if diagnostic.code == _UNUSED and at.file == "variables.tf":
        return _unused(cluster, diagnostic)
    at = _in_folder(at, folder)
    if not places:
        also = tuple((_in_folder(place, folder), words) for place, words in diagnostic.also)
        return replace(diagnostic, location=at, also=also)
    path, expression = places[0]
    others = [(cluster.at(*other, EXPRESSION), _AGAIN) for other, _ in places[1:]]
    return replace(
        diagnostic,
        location=cluster.at(*path, EXPRESSION),
        path=path,
        help=_help(diagnostic, expression, folder),
        also=(*others, (at, "where it stands in the tree")),
    )


def _unused(cluster: Cluster, diagnostic: Diagnostic) -> Diagnostic:
    """Return the finding of a variable that nothing names, at the spec's own declaration."""
    _, _, name = diagnostic.message.partition(" ")[0].partition(".")
    path = ("variables", name)
    help = f"remove it, or name it: {{terraform: var.{name}}}, or var.{name} in your own .tf"
    place = cluster.places[path].key
    return replace(diagnostic, location=place, path=path, help=help)


def _also(first: Diagnostic, other: Diagnostic) -> Diagnostic:
    """Return a finding with the place of another that says the same."""
    if other.location is None or other.location in [place for place, _ in first.also]:
        return first
    return replace(first, also=((other.location, _AGAIN), *first.also))


def _help(diagnostic: Diagnostic, expression: Expression, folder: Path | None) -> str:
    """Return the way out; of what nobody declares the block to write."""
    if diagnostic.code == _OF_A_BLOCK:
        return "name a resource, a local, a variable or an output of a module"
    if diagnostic.code != _ABSENT:
        return diagnostic.help
    # The message begins with what is missing; of several names any may be it.
    missing = next(
        (name for name in expression.references if diagnostic.message.startswith(_address(name))),
        expression.references[0],
    )
    root, *rest = _address(missing).split(".")
    if root == "var":
        written = f"write variables: {{{rest[0]}: {{description: …}}}} in this spec"
    else:
        block = _BLOCKS.get(root, _RESOURCE).format(root, *rest, "")
        written = f"write {block} in {_own_file(folder)}"
    if diagnostic.help.startswith("did you mean"):
        return f"{diagnostic.help} else {written}"
    return written


def _address(reference: str) -> str:
    """Return what a message calls a reference: type and name, before any attribute or key."""
    parts = reference.partition("[")[0].split(".")
    length = 2
    if parts[0] == "data":
        length = 3
    return ".".join(parts[:length])


def _own_file(folder: Path | None) -> str:
    if folder is None:
        return "a .tf file of your own beside the tree"
    return f"a .tf file of your own, such as {(folder / 'own.tf').as_posix()}"


def _in_folder(place: Location, folder: Path | None) -> Location:
    if folder is None or Path(place.file).is_relative_to(folder):
        return place
    return replace(place, file=(folder / place.file).as_posix())
