"""The judge of rights itself: AWS's logic, AWS's reference, and the faults that it was made for."""

from __future__ import annotations

from typing import Any

import pytest
from rights import reference
from rights.account import Policy, policy
from rights.calls.tasks import secret_arn
from rights.evaluate import Call, is_allowed
from rights.globs import matches, meet
from rights.mutation import widened
from rights.verdict import others

ACCOUNT = "arn:aws:iam::012345678901"
ROLE = f"{ACCOUNT}:role/ecs/acc/acc-web-exec-1"
KEY = "arn:aws:kms:eu-west-1:012345678901:key/1f2e3d4c-0000-4000-8000-0123456789ab"
ECS = "arn:aws:ecs:eu-west-1:012345678901"
TOPIC = "arn:aws:sns:eu-west-1:012345678901:acc-alerts"
SECRET = "arn:aws:secretsmanager:eu-west-1:012345678901:secret:db-AbCdEf"


def identity(**statement: Any) -> Policy:
    """Return a policy of one statement for a role."""
    return policy(ROLE, "identity", "x", {"Statement": {"Effect": "Allow", **statement}})


def of_thing(at: str, kind: str, **statement: Any) -> Policy:
    """Return a policy of one statement that stands at a thing."""
    return policy(at, kind, "x", {"Statement": {"Effect": "Allow", **statement}})


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("service/acc/*", "service/acc/web", True),
        ("service/acc/*", "service/acc-payments/web", False),
        ("secret:db-??????", "secret:db-AbCdEf", True),
        ("secret:db-??????", "secret:db-AbCdEfx", False),
        ("a.c", "abc", False),
    ],
)
def test_wildcards_mean_what_iam_means(glob: str, text: str, expected: bool) -> None:
    assert expected is matches(glob, text)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("log-group:/ecs/acc:*", "log-group:*:log-stream:*", True),
        ("log-group:/ecs/acc", "log-group:*:log-stream:*", False),
        ("key/*", "alias/*", False),
        ("*", "anything", True),
        ("a?c*", "*bcd", True),
    ],
)
def test_two_patterns_meet_where_a_text_is_of_both(left: str, right: str, expected: bool) -> None:
    assert expected is meet(left, right)
    assert expected is meet(right, left)


def test_a_deny_is_stronger_than_any_allow() -> None:
    allow = identity(Action="sns:*", Resource="*")
    deny = of_thing(TOPIC, "topic", Effect="Deny", Principal="*", Action="*", Resource=TOPIC)

    assert is_allowed([allow], Call(ROLE, "sns:Publish", TOPIC))
    assert not is_allowed([allow, deny], Call(ROLE, "sns:Publish", TOPIC))


def test_a_key_asks_iam_only_where_its_policy_says_so() -> None:
    allow = identity(Action="kms:Decrypt", Resource=KEY)
    hands_on = of_thing(
        KEY, "key", Principal={"AWS": f"{ACCOUNT}:root"}, Action="kms:*", Resource="*"
    )
    call = Call(ROLE, "kms:Decrypt", KEY)

    keeps = of_thing(
        KEY, "key", Principal={"AWS": f"{ACCOUNT}:role/owner"}, Action="kms:*", Resource="*"
    )

    assert not is_allowed([allow, keeps], call)
    assert not is_allowed([hands_on], call)
    assert is_allowed([allow, hands_on], call)
    assert is_allowed([allow], call), "a key elsewhere has AWS's own policy"


def test_a_condition_on_a_key_that_is_not_there_does_not_hold() -> None:
    statement = {"Action": "ecs:DescribeTaskDefinition", "Resource": "*"}
    call = Call(ROLE, "ecs:DescribeTaskDefinition", "*")
    with_key = identity(**statement, Condition={"ArnEquals": {"ecs:cluster": f"{ECS}:cluster/acc"}})
    if_there = identity(
        **statement, Condition={"ArnEqualsIfExists": {"ecs:cluster": f"{ECS}:cluster/acc"}}
    )
    negated = identity(**statement, Condition={"StringNotEquals": {"ecs:cluster": "x"}})

    assert is_allowed([identity(**statement)], call)
    assert not is_allowed([with_key], call)
    assert is_allowed([if_there], call)
    assert is_allowed([negated], call)


def test_only_the_service_that_a_trust_names_takes_the_role() -> None:
    trust = of_thing(
        ROLE,
        "trust",
        Principal={"Service": "ecs-tasks.amazonaws.com"},
        Action="sts:AssumeRole",
        Condition={"StringEquals": {"aws:SourceAccount": "012345678901"}},
    )
    ours = {"aws:SourceAccount": "012345678901"}

    assert is_allowed([trust], Call("ecs-tasks.amazonaws.com", "sts:AssumeRole", ROLE, ours))
    assert not is_allowed([trust], Call("ecs-tasks.amazonaws.com", "sts:AssumeRole", ROLE))
    assert not is_allowed([trust], Call("lambda.amazonaws.com", "sts:AssumeRole", ROLE, ours))


# What was wrong once, or is likely to be: the statement, and a word of what is said.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"Action": "ecs:RegisterTaskDefinitions", "Resource": "*"}, "no action"),
    ({"Action": "ecs:RegisterTaskDefinition", "Resource": "*"}, "on everything"),
    ({"Action": "kms:Decrypt", "Resource": KEY.replace("key/", "alias/")}, "never has a resource"),
    ({"Action": "ecr:GetAuthorizationToken", "Resource": ROLE}, "knows no resource"),
    (
        {
            "Action": "logs:PutLogEvents",
            "Resource": "arn:aws:logs:eu-west-1:012345678901:log-group:x",
        },
        "never has a resource",
    ),
    (
        {
            "Action": ["ecs:DescribeTaskDefinition"],
            "Resource": "*",
            "Condition": {"ArnEquals": {"ecs:cluster": f"{ECS}:cluster/acc"}},
        },
        "never has the condition key ecs:cluster",
    ),
    (
        {
            "Action": "ecs:RunTask",
            "Resource": f"{ECS}:task-definition/acc-web:*",
            "Condition": {"Bool": {"ecs:cluster": f"{ECS}:cluster/acc"}},
        },
        "does not compare",
    ),
]


@pytest.mark.parametrize(("statement", "expected"), WRONG, ids=[words for _, words in WRONG])
def test_what_aws_does_not_know_is_said(statement: dict[str, Any], expected: str) -> None:
    said = [fault.why for fault in reference.faults(identity(**statement))]

    assert said
    assert all(expected in why for why in said[:1]), said


def test_a_policy_of_a_thing_speaks_of_that_thing_alone() -> None:
    statement = {"Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish"}

    assert [] == reference.faults(of_thing(TOPIC, "topic", **statement, Resource=TOPIC))
    assert reference.faults(of_thing(TOPIC, "topic", **statement, Resource=f"{TOPIC}*"))
    assert reference.faults(of_thing(TOPIC, "topic", **statement, Resource="*"))


def test_the_right_to_a_secret_in_the_form_of_ecs_opens_nothing() -> None:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"""
    value = f"{SECRET}:password::"
    call = Call(ROLE, "secretsmanager:GetSecretValue", secret_arn(value))

    assert not is_allowed([identity(Action="secretsmanager:GetSecretValue", Resource=value)], call)
    assert is_allowed([identity(Action="secretsmanager:GetSecretValue", Resource=SECRET)], call)
    assert f"{SECRET[:-7]}-AbCdEf" == secret_arn(SECRET[:-7])


def test_a_topic_with_a_condition_never_hears_of_an_event() -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions"""
    statement = {
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": TOPIC,
    }
    rule = {"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-west-1:012345678901:rule/acc-x"}}
    call = Call("events.amazonaws.com", "sns:Publish", TOPIC)

    assert is_allowed([of_thing(TOPIC, "topic", **statement)], call)
    assert not is_allowed([of_thing(TOPIC, "topic", **statement, Condition=rule)], call)


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (f"{ECS}:service/acc/*", f"{ECS}:service/acc*"),
        (f"{ECS}:cluster/acc", f"{ECS}:cluster/acc*"),
        (f"{ECS}:*", "arn:aws:ecs:eu-west-1:*:*"),
    ],
)
def test_a_mutant_is_of_more(arn: str, expected: str) -> None:
    assert expected == widened(arn)


def test_neighbours_have_another_name_region_and_account() -> None:
    assert [
        f"{ECS}:servicex/acc/web",
        f"{ECS}:service/accx/web",
        f"{ECS}:service/acc/webx",
        "arn:aws:ecs:sa-east-1:012345678901:service/acc/web",
        "arn:aws:ecs:eu-west-1:999999999999:service/acc/web",
    ] == list(others(f"{ECS}:service/acc/web"))
