"""Findings as a log of SARIF 2.1.0, with the documentation of their codes.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub wants of it:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tfgen.commands.codes import Documented, documented
from tfgen.commands.explain import body
from tfgen.commands.fingerprints import file_of_repository, fingerprints
from tfgen.commands.report import sentence
from tfgen.diagnostics import Diagnostic, Location, Severity, family
from tfgen.write import tfgen_version

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_ROOT_IS = "The folder that tfgen ran in, which is the root of the repository in CI."
# Of our own: GitHub's upload warns of each that it finds under the name that it computes itself.
_FINGERPRINT = "tfgen/v1"
# GitHub shows so many of a rule.
_MOST_TAGS = 10
_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}
# A score makes a rule one of security on GitHub; tfgen gives none of CVSS. This is "medium" there.
_SECURITY = "5.0"
_STAGES = {
    "YAML": "syntax",
    "SPEC": "language",
    "RULE": "correctness",
    "SEC": "security",
    "ADOPT": "import",
    "HCL": "terraform",
    "CHANGE": "change",
    "WRITE": "files",
    "IO": "files",
    "USAGE": "usage",
    "BUG": "bug",
}
# With these something was not looked at.
_BROKEN_OFF = {"IO", "USAGE", "BUG"}


def log(diagnostics: Sequence[Diagnostic], files: Sequence[str]) -> dict[str, Any]:
    """Return a log of one run; a finding without a place is one of the first file."""
    known = documented()
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    numbers = {code: number for number, code in enumerate(codes)}
    somewhere = Location(files[0], length=0) if files else None
    results = [
        {
            "ruleId": diagnostic.code,
            "ruleIndex": numbers[diagnostic.code],
            **_result(diagnostic, somewhere),
            "partialFingerprints": {_FINGERPRINT: known_by},
        }
        for diagnostic, known_by in zip(diagnostics, fingerprints(diagnostics), strict=True)
    ]
    broken_off = any(family(code) in _BROKEN_OFF for code in codes)
    run = {
        "tool": {"driver": _driver([known[code] for code in codes])},
        "invocations": [{"executionSuccessful": not broken_off}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": _ROOT_IS}}},
        "artifacts": [{"location": _artifact(file)} for file in dict.fromkeys(files)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(entries: Sequence[Documented]) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "tfgen", "rules": [_rule(entry) for entry in entries]}
    if version := tfgen_version():
        driver |= {"version": version, "semanticVersion": version}
    return driver


def _rule(entry: Documented) -> dict[str, Any]:
    code = entry.code
    text = f"{code.help} `tfgen explain {code.code}` shows an example."
    rule: dict[str, Any] = {
        "id": code.code,
        "name": code.name,
        "shortDescription": {"text": code.what},
        "fullDescription": {"text": f"{code.what} {code.why}"},
        "help": {"text": text, "markdown": "\n".join(body(entry)) + "\n"},
        "defaultConfiguration": {"level": _severity(entry).value},
        "properties": dict(_properties(entry)),
    }
    if code.source:
        rule["helpUri"] = code.source
    return rule


def _properties(entry: Documented) -> Iterator[tuple[str, Any]]:
    stage = _STAGES[family(entry.code.code)]
    yield "tags", list(dict.fromkeys((stage, *entry.sections)))[:_MOST_TAGS]
    yield "precision", "very-high"
    yield "problem.severity", _PROBLEMS[_severity(entry)]
    if stage == "security":
        yield "security-severity", _SECURITY


def _severity(entry: Documented) -> Severity:
    """Return how a code is graded where the spec says nothing: by the standard profile."""
    if family(entry.code.code) == "SEC":
        return Severity.WARNING
    return entry.code.severity


def _result(diagnostic: Diagnostic, somewhere: Location | None) -> dict[str, Any]:
    text = sentence(diagnostic)
    result: dict[str, Any] = {"level": diagnostic.severity.value}
    if place := diagnostic.location or somewhere:
        result["locations"] = [{"physicalLocation": _physical(place)}]
    if diagnostic.also:
        # GitHub shows a related place where the message leads to it.
        links = [f"[{_label(words)}]({number})" for number, words in _numbered(diagnostic)]
        text = f"{text} ({', '.join(links)})"
        result["relatedLocations"] = list(_related(diagnostic))
    return {"message": {"text": text}, **result}


def _numbered(diagnostic: Diagnostic) -> Iterator[tuple[int, str]]:
    return ((number, words) for number, (_, words) in enumerate(diagnostic.also, 1))


def _label(words: str) -> str:
    """Return words as the text of a link of SARIF, in which brackets are escaped."""
    return words.translate({ord(bracket): f"\\{bracket}" for bracket in "\\[]"})


def _related(diagnostic: Diagnostic) -> Iterator[Mapping[str, Any]]:
    for number, (place, words) in enumerate(diagnostic.also, 1):
        yield {"id": number, "physicalLocation": _physical(place), "message": {"text": words}}


def _physical(place: Location) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": place.column + max(place.length, 1),
    }
    return {"artifactLocation": _artifact(place.file), "region": region}


def _artifact(file: str) -> dict[str, str]:
    """Return the address of a file: relative to the root where it lies below it."""
    path = file_of_repository(file)
    uri = quote(os.fsencode(path))
    if Path(path).is_absolute():
        return {"uri": f"file://{uri if uri.startswith('/') else f'/{uri}'}"}
    return {"uri": uri, "uriBaseId": _ROOT}
