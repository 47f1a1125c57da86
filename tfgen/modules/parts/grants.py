"""The statements of a task's grants, with the ARNs of what they are of."""

from __future__ import annotations

from tfgen.facts import aws
from tfgen.hcl import Text, Value
from tfgen.language.scalars import TextOrExpression
from tfgen.modules.parts.arns import arn, complete_secret
from tfgen.modules.parts.references import module
from tfgen.resolve import Cluster, Granted, Task, Thing, granted

# What the ARN of a thing has between its account and its name.
_KINDS = {"dynamodb": "table/", "kms": "key/", "secretsmanager": "secret:", "sns": "", "sqs": ""}


def grant_statements(cluster: Cluster, task: Task) -> list[Value]:
    """Return the statements that the grants of a task need."""
    return [_statement(cluster, statement) for statement in granted(cluster, task)]


def _statement(cluster: Cluster, statement: Granted) -> Value:
    rights: dict[str, Value] = {
        "actions": list(statement.actions),
        "resources": [_resource(cluster, thing) for thing in statement.things],
    }
    if statement.conditions:
        rights["conditions"] = {
            operator: {key: list(values) for key, values in keys.items()}
            for operator, keys in statement.conditions.items()
        }
    return rights


def _resource(cluster: Cluster, thing: Thing) -> Value:
    if thing.of_spec:
        return module("queue", thing.name, "arn")
    if thing.arn is not None:
        return _given(thing, thing.arn)
    if thing.service == "s3":
        # Buckets have names of the whole partition: no region and no account.
        return f"arn:{aws.partition(cluster.region)}:s3:::{thing.name}{thing.behind}"
    # AWS appends six characters to the name of a secret. A star would let in names that go on.
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
    end = "-??????" if thing.service == "secretsmanager" else thing.behind
    return arn(cluster, thing.service, f"{_KINDS[thing.service]}{thing.name}{end}")


def _given(thing: Thing, given: TextOrExpression) -> Value:
    if thing.service == "secretsmanager":
        return complete_secret(given)
    if not thing.behind:
        return given
    if isinstance(given, str):
        return f"{given}{thing.behind}"
    return Text((given, thing.behind))
