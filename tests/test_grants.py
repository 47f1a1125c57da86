"""Grants by purpose: each call that a purpose makes is allowed, and nothing that is only alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every
from rights import reference
from rights.account import Policy, policy
from rights.calls import grants
from rights.evaluate import Call, is_allowed
from rights.facts import Facts
from rights.mutation import mutants
from rights.verdict import covers, neighbours
from spec_strategies import TODAY

from tfgen import pipeline
from tfgen.facts.purposes import PAGES, PURPOSES
from tfgen.hcl import Ref, Text
from tfgen.plan import plan

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ACCOUNT = "012345678901"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecs/acc/acc-web-task-1"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b2c3d-0000-4000-8000-0123456789ab"
OTHER_KEY = KEY.replace("0a1b", "1f2e")
SQS = f"arn:aws:sqs:eu-west-1:{ACCOUNT}"
HEAD = f"""
version: 1
environment: acc
region: eu-west-1
account_id: "{ACCOUNT}"
load_balancers: {{}}
queues:
  orders: {{}}
  invoices: {{fifo: true, kms_key_arn: "{OTHER_KEY}"}}
services:
  web:
    image: public.ecr.aws/acme/web:1.0
    capacity: fargate
    cpu: 256
    memory: 512
"""
# Of each service the ways to name a thing: by the spec, by its name, by its ARN, with its key.
THINGS: dict[str, dict[str, dict[str, str]]] = {
    "sqs": {
        "orders": {},
        "invoices": {},
        "own": {"arn": f"{SQS}:own", "kms_key_arn": KEY},
    },
    "s3": {
        "acme-uploads": {},
        "acme-reports": {"prefix": "reports/", "kms_key_arn": KEY},
        "own": {"arn": "arn:aws:s3:::acme-own"},
    },
    "dynamodb": {
        "carts": {"kms_key_arn": KEY},
        "own": {"arn": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/own"},
    },
    "sns": {
        "acme-events": {"kms_key_arn": KEY},
        "own": {"arn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:own.fifo"},
    },
    "kms": {"0a1b2c3d-0000-4000-8000-0123456789ac": {}, "own": {"arn": OTHER_KEY}},
    "secretsmanager": {
        "app/db": {"kms_key_arn": KEY},
        "own": {"arn": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:own-Ab12Cd"},
    },
}
# What values of the root are, which a plan of Terraform would know.
KNOWN = {
    "local.region": "eu-west-1",
    "local.account_id": ACCOUNT,
    "module.queue_orders.arn": f"{SQS}:acc-orders",
    "module.queue_invoices.arn": f"{SQS}:acc-invoices.fifo",
}
EVERY = [(service, access) for service in PURPOSES for access in PURPOSES[service]]


def known(value: Any) -> Any:
    match value:
        case Ref():
            return KNOWN[value.traversal]
        case Text():
            return "".join(map(known, value.parts))
        case dict():
            return {key: known(item) for key, item in value.items()}
        case list():
            return [known(item) for item in value]
    return value


def granted(folder: Path, given: dict[str, Any]) -> tuple[Policy, list[Call]]:
    """Return the policy that grants become, and the calls that they are for."""
    spec = yaml.safe_load(HEAD)
    spec["services"]["web"]["grants"] = given
    path = folder / "acc.yaml"
    path.write_text(json.dumps(spec))
    tree = plan(pipeline.check(path, TODAY).cluster, path.name)
    (task,) = [call for call in tree.modules if call.call == "service_web_task"]
    statements = known(task.inputs["task_policies"])["grants"]
    document = [
        {
            "Effect": "Allow",
            "Action": statement["actions"],
            "Resource": statement["resources"],
            "Condition": statement.get("conditions", {}),
        }
        for statement in statements
    ]
    facts = Facts(spec, ACCOUNT, (), {})
    calls = list(grants.needed(facts, ROLE, spec["services"]["web"]))
    return policy(ROLE, "identity", "grants", {"Statement": document}), calls


def of_purpose(folder: Path, service: str, access: str) -> tuple[Policy, list[Call]]:
    given = {name: {"access": access, **thing} for name, thing in THINGS[service].items()}
    return granted(folder, {service: given})


def wrong(rights: Policy, calls: list[Call]) -> list[str]:
    """Return what AWS says against a policy, what it refuses, and what it allows beyond."""
    alike = [other for call in calls for other in neighbours(call)]
    beyond = [
        other
        for other in alike
        if not any(call.action == other.action and covers(call, other) for call in calls)
    ]
    return [
        *(str(fault) for fault in reference.faults(rights)),
        *(f"refused: {call}" for call in calls if not is_allowed([rights], call)),
        *(f"allowed: {call}" for call in beyond if is_allowed([rights], call)),
    ]


@pytest.mark.parametrize(("service", "access"), EVERY)
def test_a_purpose_is_served_and_nothing_else(tmp_path: Path, service: str, access: str) -> None:
    rights, calls = of_purpose(tmp_path, service, access)
    asked = {call.action for call in every(calls)}
    given = {action for statement in rights.statements for action in statement["Action"]}

    assert asked == given
    assert [] == wrong(rights, calls)


@pytest.mark.parametrize(("service", "access"), EVERY)
def test_a_mistake_in_a_purpose_would_be_seen(tmp_path: Path, service: str, access: str) -> None:
    rights, calls = of_purpose(tmp_path, service, access)
    missed = [what for what, mutant in every(list(mutants(rights))) if not wrong(mutant, calls)]

    assert [] == missed


def test_grants_of_the_same_purpose_are_one_statement(tmp_path: Path) -> None:
    rights, _ = granted(tmp_path, {"sqs": {"orders": "send", "invoices": "send"}})
    of_queues = [item for item in rights.statements if item["Action"][0].startswith("sqs:")]

    assert [[f"{SQS}:acc-invoices.fifo", f"{SQS}:acc-orders"]] == [
        item["Resource"] for item in of_queues
    ]


def test_every_service_has_a_page_of_aws() -> None:
    assert PAGES.keys() == PURPOSES.keys()
