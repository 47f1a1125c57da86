"""Findings as text for people, and in the forms that tools read; prints nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tfgen.diagnostics import Diagnostic, Location, Severity

MOST_SHOWN = 50
WIDEST = 140
COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def text(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, str],
    *,
    color: bool = False,
    most: int = MOST_SHOWN,
) -> str:
    """Return findings for people: place, source line with the fault marked, help.

    `sources` are texts by file name. At most so many findings are shown, 50 unless told.
    """
    lines: list[str] = []
    for diagnostic in diagnostics[:most]:
        lines += _entry(diagnostic, sources, color)
    if len(diagnostics) > most:
        lines.append(f"and {len(diagnostics) - most} more")
    return "".join(line + "\n" for line in lines)


def _entry(diagnostic: Diagnostic, sources: Mapping[str, str], color: bool) -> Iterator[str]:
    kind = f"{diagnostic.severity}[{diagnostic.code}]"
    if color:
        kind = f"\x1b[1;{COLORS[diagnostic.severity]}m{kind}\x1b[0m"
    place = diagnostic.location
    message = f"{kind}: {printable(diagnostic.message)}{_path_of(diagnostic)}"
    yield f"{_place(place)}: {message}" if place else message
    if place and place.length and not diagnostic.secret:
        yield from _snippet(place, sources.get(place.file, ""))
    for location, words in diagnostic.also:
        yield f"  {_place(location)}: {words}"
    if diagnostic.help:
        yield f"  help: {printable(diagnostic.help)}"


def _path_of(diagnostic: Diagnostic) -> str:
    """Return the path of what the spec leaves out, and whose place says nothing."""
    place = diagnostic.location
    path = ".".join(map(str, diagnostic.path))
    if not path or path in diagnostic.message or (place and place.length):
        return ""
    return f" (at {printable(path)})"


def _place(location: Location) -> str:
    return f"{printable(location.file)}:{location.line}:{location.column}"


def _snippet(location: Location, source: str) -> Iterator[str]:
    # Split as the source stage counts lines, not at all that Unicode calls a line break.
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 1 <= location.line <= len(lines) or not lines[location.line - 1].strip():
        return
    line = lines[location.line - 1]
    start = 0
    if len(line) > WIDEST:
        start = max(0, location.column - 1 - WIDEST // 2)
    shown = printable(line[start : start + WIDEST].replace("\t", " "))
    # Escapes are longer than what they stand for: the marks go by what is shown.
    column = len(printable(line[start : location.column - 1].replace("\t", " ")))
    marks = max(1, min(location.length, len(shown) - column))
    number = str(location.line)
    yield f"  {number:>4} | {shown}"
    yield f"  {'':>{max(4, len(number))}} | {' ' * column}{'^' * marks}"


def printable(words: str) -> str:
    """Return text that cannot move a terminal's cursor or turn the direction of a line."""
    return "".join(map(_printable, words))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape", "backslashreplace").decode()


def as_json(diagnostics: Sequence[Diagnostic], files: Sequence[str] = ()) -> str:
    """Return findings as JSON, each with code, severity, place, help; and what was checked."""
    entries = [
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            "help": diagnostic.help,
            "path": ".".join(map(str, diagnostic.path)),
            "location": _json_place(diagnostic.location),
            "also": [
                {"location": _json_place(place), "message": words}
                for place, words in diagnostic.also
            ],
        }
        for diagnostic in diagnostics
    ]
    return _dumped({"format_version": 1, "files": list(files), "diagnostics": entries})


def _dumped(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _json_place(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {
        "file": location.file,
        "line": location.line,
        "column": location.column,
        "length": location.length,
    }


def github(diagnostics: Sequence[Diagnostic], files: Sequence[str] = ()) -> str:
    """Return findings as workflow commands of GitHub Actions, which show them in a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "".join(map(_github_command, diagnostics))


def _github_command(diagnostic: Diagnostic) -> str:
    from tfgen.commands.fingerprints import file_of_repository

    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    properties: dict[str, object] = {}
    if place := diagnostic.location:
        file = file_of_repository(place.file)
        properties = {"file": file, "line": place.line, "col": place.column}
    properties["title"] = diagnostic.code
    # In a property a colon and a comma end it; in the message they are plain text.
    listed = ",".join(f"{key}={_github(str(value), ':,')}" for key, value in properties.items())
    return f"::{kinds[diagnostic.severity]} {listed}::{_github(sentence(diagnostic))}\n"


def _github(words: str, more: str = "") -> str:
    escapes = {ord(character): f"%{ord(character):02X}" for character in "%\r\n" + more}
    return words.translate(escapes)


def sentence(diagnostic: Diagnostic) -> str:
    """Return what is wrong, and what to do."""
    if not diagnostic.help:
        return diagnostic.message
    return f"{diagnostic.message}. {diagnostic.help}"


def sarif(diagnostics: Sequence[Diagnostic], files: Sequence[str] = ()) -> str:
    """Return findings in SARIF 2.1.0, with the documentation of their codes."""
    # Here alone: to import what every stage declares takes longer than a check.
    from tfgen.commands.sarif import log

    return _dumped(log(diagnostics, files))


def junit(diagnostics: Sequence[Diagnostic], files: Sequence[str] = ()) -> str:
    """Return findings as JUnit's XML; a file without any is a test that passed."""
    from tfgen.commands.junit import suites

    return suites(diagnostics, files)


def gitlab(diagnostics: Sequence[Diagnostic], files: Sequence[str] = ()) -> str:
    """Return findings as GitLab's code quality report."""
    from tfgen.commands.code_quality import issues

    return _dumped(issues(diagnostics, files))


# By the name of --format; what is not here is for people. Each gets what was checked, too.
FOR_TOOLS: Mapping[str, Callable[[Sequence[Diagnostic], Sequence[str]], str]] = {
    "json": as_json,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
}
