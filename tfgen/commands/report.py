"""Findings as text for people, JSON and SARIF for tools, annotations for GitHub; prints nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tfgen.diagnostics import Code, Diagnostic, Location, Severity

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


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return findings as JSON: each with code, severity, place, message, help."""
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
    return _dumped({"format_version": 1, "diagnostics": entries})


def _dumped(data: Mapping[str, Any]) -> str:
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


def github(diagnostics: Sequence[Diagnostic]) -> str:
    """Return findings as workflow commands of GitHub Actions, which show them in a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "".join(map(_github_command, diagnostics))


def _github_command(diagnostic: Diagnostic) -> str:
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    properties: dict[str, object] = {}
    if place := diagnostic.location:
        properties = {"file": place.file, "line": place.line, "col": place.column}
    properties["title"] = diagnostic.code
    # In a property a colon and a comma end it; in the message they are plain text.
    listed = ",".join(f"{key}={_github(str(value), ':,')}" for key, value in properties.items())
    return f"::{kinds[diagnostic.severity]} {listed}::{_github(_sentence(diagnostic))}\n"


def _github(words: str, more: str = "") -> str:
    escapes = {ord(character): f"%{ord(character):02X}" for character in "%\r\n" + more}
    return words.translate(escapes)


def _sentence(diagnostic: Diagnostic) -> str:
    if not diagnostic.help:
        return diagnostic.message
    return f"{diagnostic.message}. {diagnostic.help}"


def sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """Return findings in SARIF 2.1.0, with the documentation of their codes.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    # Here alone: to import what every stage declares takes longer than a check.
    from tfgen.commands.codes import documented

    known = documented()
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    driver = {"name": "tfgen", "rules": [_sarif_rule(known[code].code) for code in codes]}
    results = [_sarif_result(diagnostic) for diagnostic in diagnostics]
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    run = {"tool": {"driver": driver}, "results": results}
    return _dumped({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_rule(code: Code) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": code.code,
        "name": code.name,
        "shortDescription": {"text": code.what},
        "fullDescription": {"text": f"{code.what} {code.why}"},
        "help": {"text": f"{code.help} `tfgen explain {code.code}` shows an example."},
        "defaultConfiguration": {"level": code.severity.value},
    }
    if code.source:
        rule["helpUri"] = code.source
    return rule


def _sarif_result(diagnostic: Diagnostic) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.value,
        "message": {"text": _sentence(diagnostic)},
    }
    if place := diagnostic.location:
        end = place.column + place.length
        region = {"startLine": place.line, "startColumn": place.column, "endColumn": end}
        # A URI has slashes, on Windows too.
        file = {"uri": quote(os.fsencode(place.file.replace(os.sep, "/")))}
        result["locations"] = [{"physicalLocation": {"artifactLocation": file, "region": region}}]
    return result


def junit(diagnostics: Sequence[Diagnostic]) -> str:
    """Return findings as JUnit's XML, which most CI systems show as tests; an error fails its one.

    https://github.com/testmoapp/junitxml
    """
    from xml.etree import ElementTree

    kinds = [_junit_kind(diagnostic) for diagnostic in diagnostics]
    counts = {"tests": str(len(diagnostics)), "failures": str(kinds.count("failure"))}
    suite = ElementTree.Element("testsuite", {"name": "tfgen", **counts})
    for diagnostic in diagnostics:
        place = diagnostic.location
        case = {"name": f"{diagnostic.code} {printable(diagnostic.message)}", "classname": "tfgen"}
        if place:
            case |= {"file": place.file, "line": str(place.line), "classname": place.file}
        test = ElementTree.SubElement(suite, "testcase", case)
        attributes = {"type": diagnostic.code} if diagnostic.severity is Severity.ERROR else {}
        told = ElementTree.SubElement(test, _junit_kind(diagnostic), attributes)
        told.text = printable(_sentence(diagnostic))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _junit_kind(diagnostic: Diagnostic) -> str:
    if diagnostic.severity is Severity.ERROR:
        return "failure"
    return "system-out"


# By the name of --format; what is not here is for people.
FOR_TOOLS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": as_json,
    "sarif": sarif,
    "github": github,
    "junit": junit,
}
