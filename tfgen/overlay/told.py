"""What is wrong with a file of a tree, told where the template of its owner's has it."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location
from tfgen.tree import Overlay, RenderedFile


def told_in_templates(
    overlay: Overlay,
    files: Iterable[RenderedFile],
    diagnostics: Iterable[Diagnostic],
    folder: Path | None,
) -> Iterator[Diagnostic]:
    """Yield findings, those in files of an overlay with their place in its templates.

    `folder` is where the tree is to stand, of which the findings' places tell.
    """
    above = folder.as_posix() if folder else ""
    # By now places are those of the tree as it stands, or is to stand.
    own = {posixpath.join(above, file.path): file for file in files if file.template}
    for diagnostic in diagnostics:
        at = diagnostic.location
        if at is None or at.file not in own:
            yield diagnostic
            continue
        also = ((at, "where it stands in the tree"), *diagnostic.also)
        place = _place(overlay, own[at.file], at)
        yield replace(diagnostic, location=place, also=also)


def _place(overlay: Overlay, file: RenderedFile, at: Location) -> Location:
    source = dict(overlay.files)[file.template].split("\n")
    lines = file.text.split("\n")
    line = _line(source, lines, at.line)
    text, shown = source[line - 1], lines[min(at.line, len(lines)) - 1]
    path = f"{overlay.folder}/{file.template}"
    if column := _column(text, shown, at):
        return Location(path, line, column, at.length)
    return Location(path, line, 1, len(text) if at.length else 0)


def _column(text: str, shown: str, at: Location) -> int:
    """Return where what is marked begins in a line of a template; 0 where it is not there.

    The tree is laid out, so that it may stand elsewhere: it is found by what comes before it.
    """
    # More than one word of a line may look alike.
    marked = shown[at.column - 1 : at.column - 1 + max(at.length, 1)]
    start = len(text) - len(text.lstrip())
    before = shown[: at.column - 1].split()
    for word in before:
        start = text.find(word, start) + len(word)
        if start < len(word):
            return 0
    return text.find(marked, start) + 1 if marked.strip() else 0


def _line(source: Sequence[str], lines: Sequence[str], number: int) -> int:
    """Return the line of a template that a line of its text came out of, or the likeliest.

    Layout moves blanks and tags take their lines away; what is left has its order.
    """
    before, after = ([" ".join(line.split()) for line in text] for text in (source, lines))
    near = number
    for block in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        if block.b >= number:
            break
        if number <= block.b + block.size:
            return block.a + number - block.b
        near = number + block.a - block.b
    return max(1, min(near, len(source)))
