"""Each code of the rules is documented once, and a rule finds only what it documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_bad_specs import CASES, GROUPS, between, findings

from tfgen import rules
from tfgen.diagnostics import Code, Diagnostic, family
from tfgen.resolve import Cluster
from tfgen.rules import together, waivers
from tfgen.rules.rule import Rule

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

OF_RULES = tuple(code for rule in rules.RULES for code in rule.codes)
DECLARED = (*OF_RULES, *waivers.CODES, *together.CODES)
WITHOUT_CODES = {
    # Where a field says where it means something, it says with which code a value is refused too.
    "value_is_used",
    # Have the codes of rules about balancers' buckets and the region, once those are documented.
    *("state_bucket_name", "state_region_known"),
}


def name(rule: Rule) -> str:
    return rule.check.__name__


def codes(declared: tuple[Code, ...]) -> set[str]:
    return {code.code for code in declared}


def test_a_file_of_rules_documents_all_of_them() -> None:
    documented = {rule.check.__module__ for rule in rules.RULES if rule.codes}
    without = {
        name(rule) for rule in rules.RULES if rule.check.__module__ in documented and not rule.codes
    }

    assert "tfgen.rules.meaning" in documented
    assert {"value_is_used"} <= without <= WITHOUT_CODES


def test_what_is_found_in_the_bad_specs_is_what_is_documented(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Specs that others name are laid out where the test stands.
    monkeypatch.chdir(tmp_path)
    of_rules: dict[Rule, set[str]] = defaultdict(set)
    written_down = Rule.findings

    def watched(rule: Rule, cluster: Cluster) -> Iterator[Diagnostic]:
        for diagnostic in written_down(rule, cluster):
            of_rules[rule].add(diagnostic.code)
            yield diagnostic

    monkeypatch.setattr(Rule, "findings", watched)
    shown = {diagnostic.code for case in CASES for diagnostic in findings(case)}
    of_pairs = {diagnostic.code for group in GROUPS for diagnostic in between(group)}
    of_rules_alone = set().union(*of_rules.values())
    # What an application lacks on its platform is found by comparing the two, as pairs are.
    of_pairs |= shown & codes(together.CODES)
    of_waivers = {code for code in shown if family(code) in ("RULE", "SEC")} - of_rules_alone
    of_waivers -= of_pairs

    assert len(of_rules) > 150
    assert {} == {
        name(rule): found - codes(rule.codes)
        for rule, found in of_rules.items()
        if rule.codes and found - codes(rule.codes)
    }
    assert codes(waivers.CODES) == of_waivers
    assert codes(together.CODES) == of_pairs
