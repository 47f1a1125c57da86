"""The judge of AWS's conditions notices each breach, and takes the last value that AWS takes."""

from __future__ import annotations

from emulator.api import Call
from emulator.condition_cases import BROKEN, NEAR, WELL, Change, changed
from emulator.conditions import CONDITIONS, refusals
from looked_at import every

# Eleven calls, or two of one apply, where one change is not enough.
OF_SEVERAL = {"attached_policies", "grpc_over_https"}


def with_change(name: str, change: Change) -> list[Call]:
    """Return the calls that are well, with one of them changed."""
    calls = dict(WELL)
    call = calls[name]
    calls[name] = Call(call.service, call.name, changed(call.parameters, change))
    return list(calls.values())


def test_calls_that_aws_takes_are_not_refused() -> None:
    assert [] == refusals(WELL.values())


def test_the_last_value_is_taken() -> None:
    for name, change in every(NEAR):
        assert [] == refusals(with_change(name, change)), (name, change)


def test_each_breach_is_noticed() -> None:
    for condition, name, change in every(BROKEN):
        refused = {refusal.condition for refusal in refusals(with_change(name, change))}
        assert condition in refused, (name, change)


def test_grpc_needs_https() -> None:
    of_grpc = {"ProtocolVersion": "GRPC", "Matcher": {"GrpcCode": "0"}}
    calls = with_change("group", of_grpc)
    assert [] == refusals(calls)
    plain = [call for call in calls if call.name != "CreateListener"]
    assert {"grpc_over_https"} == {refusal.condition for refusal in refusals(plain)}


def test_a_role_has_ten_managed_policies() -> None:
    calls = [
        Call("iam", "AttachRolePolicy", {"RoleName": "r", "PolicyArn": str(number)})
        for number in range(11)
    ]
    assert [] == refusals(calls[:10])
    assert {"attached_policies"} == {refusal.condition for refusal in refusals(calls)}


def test_each_condition_has_a_breach_and_a_page() -> None:
    assert {condition.name for condition in CONDITIONS} == {
        condition for condition, _, _ in BROKEN
    } | OF_SEVERAL
    assert all(
        condition.page.startswith("https://docs.aws.amazon.com/") for condition in CONDITIONS
    )
