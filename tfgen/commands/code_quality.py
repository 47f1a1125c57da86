"""Findings as GitLab's code quality report, which a merge request shows beside the lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tfgen.commands.fingerprints import file_of_repository, fingerprints
from tfgen.commands.report import sentence
from tfgen.diagnostics import Diagnostic, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def issues(diagnostics: Sequence[Diagnostic], files: Sequence[str]) -> list[dict[str, Any]]:
    """Return an issue for each finding; GitLab shows none without a place."""
    prints = fingerprints(diagnostics)
    return [
        _issue(diagnostic, known_by, files)
        for diagnostic, known_by in zip(diagnostics, prints, strict=True)
    ]


def _issue(diagnostic: Diagnostic, known_by: str, files: Sequence[str]) -> dict[str, Any]:
    file, line = (*files, ".")[0], 1
    if place := diagnostic.location:
        file, line = place.file, place.line
    return {
        "description": sentence(diagnostic),
        "check_name": diagnostic.code,
        "fingerprint": known_by,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": file_of_repository(file), "lines": {"begin": line}},
    }
