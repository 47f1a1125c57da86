"""What the command line prints: findings, and what was done."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import click

from tfgen.cli.terminal import has_color
from tfgen.commands.report import FOR_TOOLS, MOST_SHOWN, text
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.system.regular import read_regular

MOST_READ = 8 * 1024 * 1024  # of a file, to show a line of it; no spec is larger


def say(words: str) -> None:
    """Print a message."""
    click.echo(words, err=True)


_MOST_NAMED = 20


def name_differing(files: Sequence[str]) -> None:
    """Name the files of a tree that differ, the first of many."""
    for file in files[:_MOST_NAMED]:
        say(f"  {file}")
    if len(files) > _MOST_NAMED:
        say(f"  and {len(files) - _MOST_NAMED} more")


class Progress:
    """How far a long run is, on a line of a terminal that goes again; nothing elsewhere."""

    _LEAST = 10  # specs: fewer are done before anybody has read it

    def __init__(self, specs: int) -> None:
        self._specs = specs
        self._shown = specs >= self._LEAST and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._print("")

    def checked(self, number: int) -> None:
        """Say how many specs are checked."""
        self._say(f"checked {number} of {self._specs} specs")

    def rendered(self, number: int) -> None:
        """Say how many specs are rendered."""
        self._say(f"rendered {number} of {self._specs} specs")

    def _say(self, words: str) -> None:
        if self._shown:
            self._print(words)

    def _print(self, words: str) -> None:
        # To the line's begin, and what stood there goes: https://vt100.net/docs/vt100-ug/chapter3.html#EL
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()


# How many findings of each severity were told in this run.
_told: Counter[Severity] = Counter()


def counted() -> str:
    """Return how many errors, warnings and notes were told."""
    numbers = [(_told[severity], severity.value) for severity in Severity]
    told = [f"{number} {word}{'s' * (number != 1)}" for number, word in numbers if number]
    return ", ".join(told) or "no findings"


def report(diagnostics: Iterable[Diagnostic], most: int = MOST_SHOWN) -> None:
    """Print findings: as text to stderr, the `most` of them, in other formats to stdout."""
    diagnostics = tuple(diagnostics)
    _told.update(diagnostic.severity for diagnostic in diagnostics)
    sources = _sources(diagnostics)
    if diagnostics:
        from tfgen.commands.discretion import discreet

        diagnostics = discreet(diagnostics, sources)
    context = click.get_current_context(silent=True)
    form = (context.find_root().obj if context else None) or "text"
    if form == "text":
        color = has_color(sys.stderr)
        printed = text(diagnostics, sources, color=color, most=most)
        click.echo(printed, err=True, nl=False, color=color)
    else:
        click.echo(FOR_TOOLS[form](diagnostics), nl=False)


def _sources(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Read the files that findings lie in; what cannot be read is shown without."""
    places = [diagnostic.location for diagnostic in diagnostics]
    places += [place for diagnostic in diagnostics for place, _ in diagnostic.also]
    texts = {}
    for file in {place.file for place in places if place and place.length}:
        with suppress(OSError, ValueError):  # ValueError: a NUL in the path
            texts[file] = _bytes(file).decode("utf-8-sig", "replace")
    return texts


def _bytes(file: str) -> bytes:
    if file == "-":
        from tfgen.source.file import contents

        return contents(Path(file))
    return read_regular(Path(file), MOST_READ)
