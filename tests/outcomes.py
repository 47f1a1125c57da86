"""What becomes of a spec: what it resolves to, what Terraform reads of it, what is found."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from field_contexts import Path
from field_trials import SPEC, Data

from tfgen import language, rules, source
from tfgen.commands import show
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.plan import plan
from tfgen.render import render
from tfgen.resolve import resolve

TODAY = datetime.date(2026, 11, 24)


class Outcome(NamedTuple):
    """What becomes of a spec: what it resolves to, the files that Terraform reads, and its
    findings."""

    values: Any
    files: Mapping[str, str]
    findings: Mapping[tuple[Any, ...], Diagnostic]
    places: Mapping[Path, Any]

    @property
    def sound(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings.values())


def outcome(data: Data) -> Outcome:
    return _outcome(json.dumps(data))


# A tree is large, and what is tried next has the same base.
@lru_cache(maxsize=200)
def _outcome(text: str) -> Outcome:
    reading = language.read(source.parse(text.encode(), SPEC))
    cluster = resolve(reading)
    actual = [*reading.diagnostics, *rules.check(cluster, TODAY)]
    findings = {
        (finding.code, finding.path, finding.message): finding
        for finding in actual
        if finding.severity is not Severity.NOTE
    }
    if any(finding.severity is Severity.ERROR for finding in actual):
        return Outcome({}, {}, findings, reading.places)
    files = {file.path: file.text for file in render(plan(cluster, SPEC)) if is_read(file.path)}
    return Outcome(show.values(cluster), files, findings, reading.places)


def is_read(path: str) -> bool:
    """Whether Terraform reads a file when it applies the tree."""
    return not path.startswith(("tests/", ".")) and path not in ("README.md", "infracost-usage.yml")
