"""Whoever has to reach somebody can, and no rule of a security group is wider than that: judged by what boto3 reads."""

from __future__ import annotations

import pytest
from reachability.account import Account, snapshot
from reachability.judge import all_needs, faults, mutants, wider_rules

# An account is read once: its tests read nothing else.
_READ: dict[str, Account] = {}


@pytest.fixture
def account(applied) -> Account:
    """All of the account that decides who reaches whom."""
    if applied.name not in _READ:
        _READ[applied.name] = snapshot(applied.read, applied.client)
    return _READ[applied.name]


def test_who_has_to_reach_somebody_can(applied, account, record_property) -> None:
    needs = all_needs(account, applied.spec)
    record_property("figure", f"{applied.name}: {len(needs)} connections judged")
    assert len(needs) > 10
    assert [] == faults(account, applied.spec, needs)


def test_no_rule_is_wider_than_a_connection_needs(applied, account) -> None:
    assert [] == wider_rules(account, all_needs(account, applied.spec))


def test_the_judge_notices_what_is_taken_out(applied, account, record_property) -> None:
    needs = all_needs(account, applied.spec)
    before = set(faults(account, applied.spec, needs))
    missed = []
    total = 0
    for name, mutant in mutants(account):
        total += 1
        if not set(faults(mutant, applied.spec, needs)) - before:
            missed.append(name)
    record_property(
        "figure", f"{applied.name}: {total - len(missed)} of {total} ways taken out noticed"
    )
    assert total > 5
    assert 0.95 * total <= total - len(missed), missed
