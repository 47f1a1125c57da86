"""How security findings are graded by security.profile, and which the spec accepts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tfgen.diagnostics import CODES, Diagnostic, Severity, closest, family
from tfgen.resolve import Cluster
from tfgen.rules.rule import Path, finding, listed
from tfgen.spec.section import Unread
from tfgen.spec.security import Waiver

_GRADES = {"strict": Severity.ERROR, "standard": Severity.WARNING, "dev": Severity.NOTE}


def graded(cluster: Cluster, found: Sequence[Diagnostic], today: datetime.date) -> Iterator[Diagnostic]:
    """Yield the findings, those of security graded by profile and waivers, and what is wrong with the waivers.

    A waiver ends with its last day: from then on it is an error, and its finding is back.
    """
    security = {diagnostic.code for diagnostic in found if family(diagnostic.code) == "SEC"}
    for diagnostic in found:
        yield _graded(cluster, diagnostic, today) if diagnostic.code in security else diagnostic
    try:
        yield from _waiver_faults(cluster, security, today)
    except Unread:
        return


def _graded(cluster: Cluster, one: Diagnostic, today: datetime.date) -> Diagnostic:
    security = cluster.security
    waiver = security.waivers.get(one.code)
    if waiver and not _is_over(waiver, today):
        reason = " ".join(waiver.reason.split())
        return replace(one, message=f"{one.message}; accepted: {reason}", help="", severity=Severity.NOTE)
    return replace(one, severity=_GRADES[security.profile])


def _is_over(waiver: Waiver, today: datetime.date) -> bool:
    return waiver.until is not None and waiver.until < today


def _waiver_faults(cluster: Cluster, found: set[str], today: datetime.date) -> Iterator[Diagnostic]:
    known = sorted(code for code in CODES if family(code) == "SEC")
    for code, waiver in cluster.security.waivers.items():
        path: Path = ("security", "waivers", code)
        if code not in known:
            help = closest(code, known) or f"use {listed(known)}"
            yield finding(cluster, "RULE069", path, f"there is no finding {code} to accept", help, key=True)
            continue
        if _is_over(waiver, today):
            message = f"the waiver of {code} ended on {waiver.until}"
            help = "mend the finding and remove the waiver, or give it a new last day"
            yield finding(cluster, "RULE070", (*path, "until"), message, help)
        if code not in found and cluster.sound:
            message = f"the waiver of {code} accepts nothing: there is no such finding in this spec"
            yield finding(cluster, "RULE071", path, message, "remove it", severity=Severity.WARNING, key=True)
