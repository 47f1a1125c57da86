"""How security findings are graded by security.profile, and which the spec accepts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tfgen.diagnostics import Code, Diagnostic, Severity, closest, family
from tfgen.language.refused import KEY
from tfgen.language.section import Unread
from tfgen.language.security import Waiver
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, as_said, finding, listed

WAIVERS: Path = ("security", "waivers")
_GRADES = {"strict": Severity.ERROR, "standard": Severity.WARNING, "dev": Severity.NOTE}

_UNKNOWN = Code(
    "RULE069",
    "waiver-of-unknown-finding",
    what="A waiver accepts a finding that does not exist.",
    why=(
        "A waiver accepts the findings of one code about security. A code that does not exist is a "
        "typo: the finding that was meant is not accepted."
    ),
    help="Correct the code: findings about security start with SEC.",
)
_OVER = Code(
    "RULE070",
    "waiver-ended",
    what="A waiver has ended.",
    why=(
        "until is the last day on which the risk is accepted. From the next day on the finding is "
        "back, and the waiver an error, so that nobody accepts it for ever without a look."
    ),
    help="Mend the finding and remove the waiver, or give it a new last day.",
)
_IDLE = Code(
    "RULE071",
    "waiver-accepts-nothing",
    what="A waiver accepts nothing.",
    why=(
        "The spec does not have the finding. A waiver that stays would accept it unseen when it "
        "comes back."
    ),
    help="Remove the waiver.",
    severity=Severity.WARNING,
)
CODES: tuple[Code, ...] = (_UNKNOWN, _OVER, _IDLE)


def graded(
    cluster: Cluster,
    diagnostics: Sequence[Diagnostic],
    today: datetime.date,
    known: Sequence[str],
) -> Iterator[Diagnostic]:
    """Yield the findings, those of security graded, and what is wrong with the waivers.

    A waiver ends with its last day: from then on it is an error, and its finding is back. A finding
    whose grade hangs on what could not be read is left out. `known` are all codes of security.
    """
    of_security = []
    for diagnostic in diagnostics:
        if family(diagnostic.code) == "SEC":
            of_security.append(diagnostic)
        else:
            yield diagnostic
    yield from each(of_security, lambda diagnostic: [_graded(cluster, diagnostic, today)])
    codes = {diagnostic.code for diagnostic in of_security}
    waivers = list(each([cluster], lambda whole: whole.security.waivers.items()))
    real = [(code, waiver) for code, waiver in waivers if code in known]
    yield from each(real, lambda waiver: _ended(cluster, *waiver, today))
    for code, _ in waivers:
        if code in known:
            yield from _idle(cluster, code, codes)
        elif not cluster.reading.missed(*WAIVERS, code):  # else its key is refused already
            yield _unknown(cluster, code, known)


def _graded(cluster: Cluster, diagnostic: Diagnostic, today: datetime.date) -> Diagnostic:
    security = cluster.security
    # A waiver whose key could not be read may be of this finding.
    if any((*WAIVERS, code, KEY) in cluster.reading.unread for code in security.waivers):
        raise Unread("a waiver of nobody knows what")
    waiver = security.waivers.get(diagnostic.code)
    if waiver and not _is_over(waiver, today):
        # A reason may be a block of several lines; a finding is one.
        reason = " ".join(waiver.reason.split())
        message = f"{diagnostic.message}; accepted: {reason}"
        return replace(diagnostic, message=message, help="", severity=Severity.NOTE)
    return replace(diagnostic, severity=_GRADES[security.profile])


def _is_over(waiver: Waiver, today: datetime.date) -> bool:
    return waiver.until is not None and waiver.until < today


def _ended(
    cluster: Cluster,
    code: str,
    waiver: Waiver,
    today: datetime.date,
) -> Iterator[Diagnostic]:
    """Refuse a waiver whose last day is over."""
    if _is_over(waiver, today):
        message = f"the waiver of {code} ended on {waiver.until}"
        help = "mend the finding and remove the waiver, or give it a new last day"
        path = (*WAIVERS, code, "until")
        yield as_said(finding(cluster, "RULE070", path, message, help), _OVER)


def _unknown(cluster: Cluster, code: str, known: Sequence[str]) -> Diagnostic:
    """Refuse a waiver of no finding that there is."""
    help = closest(code, known) or f"use {listed(list(known))}"
    message = f"there is no finding {code} to accept"
    return as_said(finding(cluster, "RULE069", (*WAIVERS, code), message, help, key=True), _UNKNOWN)


def _idle(cluster: Cluster, code: str, codes: set[str]) -> Iterator[Diagnostic]:
    """Warn of a waiver of a finding that this spec does not have."""
    # In a spec that is not sound the rule that would find it may be quiet.
    if code not in codes and cluster.sound:
        path = (*WAIVERS, code)
        message = f"the waiver of {code} accepts nothing: there is no such finding in this spec"
        yield as_said(finding(cluster, "RULE071", path, message, "remove it", key=True), _IDLE)
