"""Findings as text for people, as JSON and SARIF for tools, as annotations for GitHub. Returns text, prints nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tfgen.diagnostics import CODES, Diagnostic, Location, Severity

MOST_SHOWN = 50
WIDEST = 140
COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def text(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], *, color: bool = False
) -> str:
    """Return findings for people: place, source line with the fault marked, help. `sources` are texts by file name.

    At most 50 are shown.
    """
    lines = [line for one in diagnostics[:MOST_SHOWN] for line in _entry(one, sources, color)]
    if len(diagnostics) > MOST_SHOWN:
        lines.append(f"and {len(diagnostics) - MOST_SHOWN} more")
    return "".join(line + "\n" for line in lines)


def _entry(one: Diagnostic, sources: Mapping[str, str], color: bool) -> Iterator[str]:
    kind = f"{one.severity}[{one.code}]"
    if color:
        kind = f"\x1b[1;{COLORS[one.severity]}m{kind}\x1b[0m"
    place = f"{_place(one.location)}: " if one.location else ""
    yield f"{place}{kind}: {printable(one.message)}"
    if one.location and one.location.length and not one.secret:
        yield from _snippet(one.location, sources.get(one.location.file, ""))
    for location, words in one.also:
        yield f"  {_place(location)}: {words}"
    if one.help:
        yield f"  help: {printable(one.help)}"


def _place(location: Location) -> str:
    return f"{printable(location.file)}:{location.line}:{location.column}"


def _snippet(location: Location, source: str) -> Iterator[str]:
    # Split as the source stage counts lines, not at every character that Unicode calls a line break.
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 1 <= location.line <= len(lines) or not lines[location.line - 1].strip():
        return
    line = lines[location.line - 1]
    start = 0 if len(line) <= WIDEST else max(0, location.column - 1 - WIDEST // 2)
    shown = printable(line[start : start + WIDEST].replace("\t", " "))
    column = len(printable(line[start : location.column - 1].replace("\t", " ")))
    marks = max(1, min(location.length, len(shown) - column))
    number = str(location.line)
    yield f"  {number:>4} | {shown}"
    yield f"  {'':>{max(4, len(number))}} | {' ' * column}{'^' * marks}"


def printable(words: str) -> str:
    """Return text that cannot move a terminal's cursor or turn the direction of a line."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode()
        for c in words
    )


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return findings as JSON: `format_version` and `diagnostics`, each with code, severity, place, message, help."""
    found = [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "help": one.help,
            "path": ".".join(map(str, one.path)),
            "location": _json_place(one.location),
            "also": [
                {"location": _json_place(place), "message": words} for place, words in one.also
            ],
        }
        for one in diagnostics
    ]
    return (
        json.dumps({"format_version": 1, "diagnostics": found}, indent=2, ensure_ascii=False) + "\n"
    )


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
    """Return findings as workflow commands of GitHub Actions, which show them beside the lines of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    return "".join(
        f"::{kinds[one.severity]} {_github_place(one)}::{_github(_sentence(one))}\n"
        for one in diagnostics
    )


def _github_place(one: Diagnostic) -> str:
    place = one.location
    found = {"file": place.file, "line": place.line, "col": place.column} if place else {}
    return ",".join(
        f"{key}={_github(str(value), ':,')}" for key, value in {**found, "title": one.code}.items()
    )


def _github(words: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in words)


def _sentence(one: Diagnostic) -> str:
    return f"{one.message}. {one.help}" if one.help else one.message


def sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """Return findings in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)."""
    codes = sorted({one.code for one in diagnostics})
    rules = [{"id": code, "shortDescription": {"text": CODES.get(code, code)}} for code in codes]
    driver = {"name": "tfgen", "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_sarif_result(one) for one in diagnostics]}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return (
        json.dumps(
            {"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False
        )
        + "\n"
    )


def _sarif_result(one: Diagnostic) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one.code,
        "level": one.severity.value,
        "message": {"text": _sentence(one)},
    }
    if one.location:
        place = one.location
        end = place.column + place.length
        region = {"startLine": place.line, "startColumn": place.column, "endColumn": end}
        file = {"uri": quote(os.fsencode(place.file))}
        result["locations"] = [{"physicalLocation": {"artifactLocation": file, "region": region}}]
    return result
