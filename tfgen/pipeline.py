"""The stages in their order: a spec's path becomes a verified tree."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from tfgen import rules, source, spec
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place, without_secrets
from tfgen.plan import plan
from tfgen.render import render
from tfgen.spec import Reading, Spec
from tfgen.tree import VerifiedTree
from tfgen.verify import verify


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec without errors, where its values stand, and what is still to be said about it."""

    spec: Spec
    reading: Reading
    findings: tuple[Diagnostic, ...]


def check(path: Path, today: datetime.date) -> Checked:
    """Read and check a spec. Raises TfgenError with every finding, warnings too, where one is an error.

    `today` decides whether a waiver has expired.
    """
    reading = spec.read(source.read(path))
    findings = sorted_by_place(without_secrets((*reading.diagnostics, *rules.check(reading, today))))
    if any(one.severity is Severity.ERROR for one in findings):
        raise TfgenError(findings)
    return Checked(reading.spec, reading, findings)


def build(checked: Checked) -> VerifiedTree:
    """Render a checked spec and prove the result. Raises TfgenError where it cannot be proved."""
    planned = plan(checked.spec, Path(checked.reading.file).name)
    expected = {call.call: {one.name: one.value for one in call.inputs} for call in planned.modules}
    return verify(render(planned), expected=expected)
