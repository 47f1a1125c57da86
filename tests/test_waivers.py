"""How security findings are graded, and accepted one by one."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import bad_specs
import pytest
from rule_specs import TODAY, check, read

from tfgen import language, rules, source
from tfgen.commands.codes import documented
from tfgen.diagnostics import Severity, family
from tfgen.resolve import resolve

NO_FLOW_LOGS: dict[str, Any] = {"network": {"flow_logs": False}}


@pytest.mark.parametrize(
    ("profile", "severity"), [("strict", "error"), ("standard", "warning"), ("dev", "note")]
)
def test_the_profile_grades_findings(profile: str, severity: str) -> None:
    findings = check(**NO_FLOW_LOGS, security={"profile": profile})
    assert [("SEC004", severity)] == [(finding.code, finding.severity) for finding in findings]


def test_a_waiver_makes_a_note_with_its_reason_in_one_line() -> None:
    (finding,) = check(
        **NO_FLOW_LOGS,
        security={"profile": "strict", "waivers": {"SEC004": "logged by\nthe firewall"}},
    )
    assert ("SEC004", Severity.NOTE) == (finding.code, finding.severity)
    assert "the VPC has no flow logs; accepted: logged by the firewall" == finding.message


def test_a_waiver_holds_on_its_last_day_and_is_an_error_on_the_next() -> None:
    waived = {
        **NO_FLOW_LOGS,
        "security": {"waivers": {"SEC004": {"reason": "costs", "until": "2026-11-24"}}},
    }
    assert [("SEC004", "note")] == [
        (finding.code, finding.severity) for finding in check(TODAY, **waived)
    ]
    tomorrow = check(TODAY + datetime.timedelta(days=1), **waived)
    assert [("RULE070", "error"), ("SEC004", "warning")] == sorted(
        (finding.code, finding.severity) for finding in tomorrow
    )


def test_a_broken_section_makes_no_waiver_unused() -> None:
    reading = read(network={"nat": "singel"}, security={"waivers": {"SEC004": "costs"}})
    assert "RULE071" not in {finding.code for finding in rules.check(resolve(reading), TODAY)}


def test_every_finding_of_security_is_an_error_with_a_way_out_where_the_profile_is_strict() -> None:
    """https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13"""
    ways_out = {}
    for case in bad_specs.of_families("SEC"):
        reading = language.read(source.parse(case.data, case.id))
        strict = type(reading.spec.security).model_validate({"profile": "strict"})
        graded = replace(reading, spec=reading.spec.model_copy(update={"security": strict}))
        for finding in rules.check(resolve(graded), TODAY):
            if family(finding.code) == "SEC":
                assert Severity.ERROR is finding.severity, case.id
                assert finding.help, case.id
                ways_out[finding.code] = finding.help
    assert {code for code in documented() if family(code) == "SEC"} == ways_out.keys()
    assert all("Session Manager (access.ssm)" in ways_out[code] for code in ("SEC007", "SEC015"))


def test_every_finding_of_security_can_be_waived() -> None:
    codes_found = set()
    for case in bad_specs.of_families("SEC"):
        reading = language.read(source.parse(case.data, case.id))
        waivers = {code: {"reason": "known"} for code in documented() if family(code) == "SEC"}
        security = type(reading.spec.security).model_validate(
            {"profile": "strict", "waivers": waivers}
        )
        waived = replace(reading, spec=reading.spec.model_copy(update={"security": security}))
        findings = [
            finding
            for finding in rules.check(resolve(waived), TODAY)
            if family(finding.code) == "SEC"
        ]
        codes_found |= {finding.code for finding in findings}
        assert {Severity.NOTE} == {finding.severity for finding in findings}
    assert set(waivers) == codes_found
