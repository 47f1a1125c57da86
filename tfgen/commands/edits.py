"""Generated files that were edited by hand: what was edited, and what the spec would say for it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tfgen.changes.root import Call, read_root
from tfgen.commands.discretion import telling
from tfgen.commands.show import leaves, values
from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.resolve import Cluster
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.write import Change, Comparison

EDITED = "WRITE001"
Steps = tuple[str | int, ...]

# A difference of more lines is no edit that a message could show.
_MOST_LINES = 3_000
_MOST_TOLD = 5
_WIDTH = 70
# The sections whose members have calls of their own, by what their calls begin with.
_SECTIONS = {
    "service": "services",
    "job": "jobs",
    "instance_group": "instance_groups",
    "managed_instances": "managed_instances",
    "load_balancer": "load_balancers",
    "file_system": "file_systems",
    "system_container": "system_containers",
    "queue": "queues",
    "repository": "repositories",
}


def edited(comparison: Comparison, folder: Path) -> frozenset[str]:
    """Return the paths of the files that were edited by hand."""
    return frozenset(
        Path(found.location.file).relative_to(folder).as_posix()
        for found in comparison.conflicts
        if found.code == EDITED and found.location
    )


def require_none(comparison: Comparison, *, force: bool) -> None:
    """Raise TfgenError for files that were edited, as they are explained."""
    told = [found for found in comparison.conflicts if found.code == EDITED]
    if told and not force:
        raise TfgenError(comparison.conflicts)


def left(comparison: Comparison, kept: frozenset[str], folder: Path) -> Iterator[Diagnostic]:
    """Yield a note for each file that stays as it was edited."""
    for change in comparison.changes:
        if change.path not in kept:
            continue
        file = folder / change.path
        message = f"{file} stays as it was edited: what the spec gives for it is not written"
        if change.after is None:
            message = f"{file} stays as it was edited, though the spec leads to no such file"
        help = "move the edit into the spec or a *_override.tf file"
        place = Location(str(file), length=0)
        yield Diagnostic("WRITE061", message, place, help, Severity.WARNING)


def as_kept(tree: VerifiedTree, comparison: Comparison, kept: frozenset[str]) -> VerifiedTree:
    """Return a tree with the texts of files that stay, to say what the next apply does."""
    texts = {change.path: change.before for change in comparison.changes if change.path in kept}
    files = [file for file in tree.files if file.path not in kept]
    files += [RenderedFile(path, text) for path, text in texts.items() if text is not None]
    return replace(tree, files=tuple(files))


def explained(
    comparison: Comparison, tree: VerifiedTree, cluster: Cluster, folder: Path
) -> Comparison:
    """Return a comparison whose edits say what differs, and which value in the spec says it."""
    if not edited(comparison, folder):
        return comparison
    changes = {str(folder / change.path): change for change in comparison.changes}
    told = [_explained(found, changes, tree, cluster) for found in comparison.conflicts]
    return replace(comparison, conflicts=tuple(told))


def _explained(
    found: Diagnostic, changes: Mapping[str, Change], tree: VerifiedTree, cluster: Cluster
) -> Diagnostic:
    change = changes.get(found.location.file) if found.location else None
    if found.code != EDITED or change is None or change.before is None or change.after is None:
        return found
    file = found.location.file if found.location else ""
    also = tuple(_lines(change.before, change.after, file))
    written = list(_in_spec(change, tree, cluster))
    if not written:
        return replace(found, also=also)
    return replace(found, also=also, help=f"{_sentence(written)}; or {found.help}")


def _lines(edited: str, given: str, file: str) -> Iterator[tuple[Location, str]]:
    """Yield where a text differs from what the spec gives, and how."""
    ours, theirs = given.splitlines(), edited.splitlines()
    if len(ours) + len(theirs) > _MOST_LINES:
        return
    blocks = difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    differing = [block for block in blocks if block[0] != "equal"]
    for kind, start, end, first, last in differing[:_MOST_TOLD]:
        line = min(start + 1, max(1, len(theirs)))
        place = Location(file, line, 1, max(1, len(theirs[line - 1]) if theirs else 1))
        match kind:
            case "replace":
                words = (
                    f"has {_cut(theirs[start:end])}, and the spec gives {_cut(ours[first:last])}"
                )
            case "delete":
                words = f"has {_cut(theirs[start:end])}, which the spec does not give"
            case _:
                words = f"lacks {_cut(ours[first:last])}, which the spec gives"
        yield place, words
    if len(differing) > _MOST_TOLD:
        yield Location(file, length=0), f"and {len(differing) - _MOST_TOLD} more: --diff shows all"


def _cut(lines: Sequence[str]) -> str:
    text = " ".join(line.strip() for line in lines if line.strip())
    if len(text) > _WIDTH:
        text = text[: _WIDTH - 3] + "..."
    return f"'{text}'"


def _sentence(written: Sequence[str]) -> str:
    return f"write into the spec {' and '.join(written[:_MOST_TOLD])}"


def _in_spec(change: Change, tree: VerifiedTree, cluster: Cluster) -> Iterator[str]:
    """Yield what the spec says for inputs of calls that were edited, where that is certain."""
    given, edited = _calls(tree, change.path), _calls(tree, change.path, change.before)
    data = values(cluster)
    for name, call in given.items():
        if name not in edited:
            continue
        former = dict(leaves(dict(call.inputs)))
        for path, value in leaves(dict(edited[name].inputs)):
            if path in former and former[path] != value and not isinstance(value, dict | list):
                yield from _written(data, name, path, former[path], value, cluster)


def _calls(tree: VerifiedTree, path: str, text: str | None = None) -> Mapping[str, Call]:
    """Return the calls of a root, with another text of one of its files."""
    files = [file for file in tree.files if text is None or file.path != path]
    if text is not None:
        files.append(RenderedFile(path, text))
    return read_root(files).calls


def _written(
    data: Any, call: str, path: Steps, former: Any, value: Any, cluster: Cluster
) -> Iterator[str]:
    """Yield the line of a spec for an input, if exactly one value of the member has its name."""
    member = _member(data, call)
    if not member or (isinstance(value, str) and "${" in value):
        return
    own = _at(data, member)
    fitting = [
        (*member, *below) for below, known in leaves(own) if _fits(below, known, path, former)
    ]
    if len(fitting) != 1:
        return
    (found,) = fitting
    dotted = ".".join(map(str, found))
    if list(telling({"environment": {str(found[-1]): value}})):
        return
    yield f"{dotted}: {json.dumps(value, ensure_ascii=False)} ({cluster.origin(*found)})"


def _fits(below: Steps, known: Any, path: Steps, former: Any) -> bool:
    if below[-1:] != path[-1:]:
        return False
    return known == former or str(known) == str(former) or _seconds(known) == former


def _seconds(known: Any) -> int | None:
    """Return a duration as a number, as modules take it."""
    text = str(known)
    return int(text[:-1]) if text.endswith("s") and text[:-1].isdecimal() else None


def _member(data: Any, call: str) -> Steps:
    """Return the section and the key of the member that a call is of; () where it is of none."""
    for kind, section in _SECTIONS.items():
        keys = data.get(section) or {}
        for key in sorted(keys, key=len, reverse=True):
            name = f"{kind}_{key}".replace("-", "_")
            if call.replace("-", "_") == name or call.replace("-", "_").startswith(f"{name}_"):
                return section, key
    return ()


def _at(data: Any, path: Steps) -> Any:
    for step in path:
        data = data[step]
    return data
