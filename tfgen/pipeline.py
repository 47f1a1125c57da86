"""The stages in their order: a spec's path becomes a verified tree."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen import language, resolve, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place, without_secrets
from tfgen.plan import plan
from tfgen.render import render
from tfgen.resolve import Cluster
from tfgen.tree import VerifiedTree
from tfgen.verify import verify


@dataclass(frozen=True, slots=True)
class Checked:
    """A cluster whose spec has no errors, and what is still to be said about it."""

    cluster: Cluster
    findings: tuple[Diagnostic, ...]


def check(path: Path, today: datetime.date) -> Checked:
    """Read and check a spec. Raises TfgenError with every finding, warnings too, where one is an error.

    `today` decides whether a waiver has expired.
    """
    reading = language.read(source.read(path))
    cluster = resolve.resolve(reading)
    findings = sorted_by_place(
        without_secrets((*reading.diagnostics, *rules.check(cluster, today)))
    )
    if any(one.severity is Severity.ERROR for one in findings):
        raise TfgenError(findings)
    return Checked(cluster, findings)


def check_together(checked: Sequence[Checked]) -> tuple[Checked, ...]:
    """Add to specs what they do to each other. Raises TfgenError with all of that where one of it is an error."""
    between = rules.check_together([one.cluster for one in checked])
    if any(one.severity is Severity.ERROR for one in between):
        raise TfgenError(between)
    added = {
        each.cluster.file: [one for one in between if _file(one) == each.cluster.file]
        for each in checked
    }
    return tuple(
        replace(each, findings=sorted_by_place((*each.findings, *added[each.cluster.file])))
        for each in checked
    )


def _file(one: Diagnostic) -> str:
    return one.location.file if one.location else ""


def build(checked: Checked) -> VerifiedTree:
    """Render a checked spec and prove the result. Raises TfgenError where it cannot be proved."""
    planned = plan(checked.cluster, Path(checked.cluster.file).name)
    expected = {call.call: call.given for call in planned.modules}
    return verify(render(planned), expected=expected)
