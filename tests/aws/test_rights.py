"""Every right of every example: against AWS's reference, and against the calls that need it."""

from __future__ import annotations

import pytest
from rights.account import policies
from rights.facts import read
from rights.mutation import mutants
from rights.verdict import Judge

# Of all that somebody could take out or widen.
NOTICED = 0.95


@pytest.fixture(scope="module")
def judges() -> dict[str, Judge]:
    """Hold what was read of each account: reading one takes a while."""
    return {}


@pytest.fixture
def judge(applied, judges: dict[str, Judge]) -> Judge:
    """Return the judge of an account after an apply."""
    if applied.name not in judges:
        judges[applied.name] = Judge(read(applied.spec, applied.account, applied))
    return judges[applied.name]


def test_what_has_to_work_is_allowed_and_nothing_else(judge: Judge) -> None:
    assert [] == judge.verdict()
    assert judge.needed
    assert judge.forbidden


def test_policies_of_all_kinds_are_judged(applied, judge: Judge) -> None:
    assert policies(applied) == judge.facts.policies
    assert {"trust", "identity", "key", "queue"} <= {policy.kind for policy in judge.facts.policies}


def test_each_statement_that_is_missing_and_each_wider_arn_is_noticed(judge: Judge) -> None:
    made = [
        (policy, what, mutant)
        for policy in judge.facts.policies
        if policy.kind != "managed"
        for what, mutant in mutants(policy)
    ]
    missed = [what for policy, what, mutant in made if not judge.notices(policy, mutant)]

    assert len(missed) <= (1 - NOTICED) * len(made), "\n".join(missed)
