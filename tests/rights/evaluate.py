"""What AWS decides about a call: identity and resource policies together, in one account.

A deny anywhere refuses. A call inside an account needs one allow: of the caller's own policies, or
of the resource's that names the caller. A role's trust and a key's policy have to allow by
themselves; a key's hands the decision to IAM where it allows the account.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec_data import listed

from rights.account import Policy
from rights.globs import matches, matches_action


@dataclass(frozen=True)
class Call:
    """Somebody does something to a thing: a role by its ARN, or a service by its name."""

    who: str
    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    # What else the same right may be of: the glob of the resource, and those of circumstances.
    varies: Mapping[str, str] = field(default_factory=dict)

    @property
    def extent(self) -> str:
        """The glob of all resources that the right is of."""
        return self.varies.get("resource", self.resource)

    @property
    def is_of_service(self) -> bool:
        """Whether a service calls in its own name."""
        return not self.who.startswith("arn:")

    def __str__(self) -> str:
        circumstances = ", ".join(f"{key}={value}" for key, value in self.context.items())
        return f"{self.who} {self.action} {self.resource} ({circumstances})"


# What every call of today's clients has.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
USUAL = {"aws:SecureTransport": "true"}


def is_allowed(policies: Iterable[Policy], call: Call) -> bool:
    """Tell whether AWS lets a call through."""
    mine, theirs = [], []
    known = tuple(policies)
    for policy in known:
        if policy.is_identity and policy.at == call.who:
            mine += [item for item in policy.statements if _applies(item, call)]
        elif not policy.is_identity and stands_at(policy, call.resource):
            theirs += [(policy, item) for item in policy.statements if _admits(item, policy, call)]
    denies = [item for item in mine if item["Effect"] == "Deny"]
    denies += [item for _, item in theirs if item["Effect"] == "Deny"]
    if denies:
        return False
    named = any(not _names_account(item, call) for _, item in theirs)
    # A key that the spec names is not of this account's tree: AWS's default policy asks IAM.
    # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    is_own = any(stands_at(policy, call.resource) for policy in known if not policy.is_identity)
    if call.action.startswith("kms:") and is_own:
        return named or (bool(mine) and bool(theirs))
    return named or (bool(mine) and not call.action.startswith("sts:"))


def stands_at(policy: Policy, resource: str) -> bool:
    """Tell whether a policy is that of the thing which is called; an object's is its bucket's."""
    return resource == policy.at or (
        policy.kind == "bucket" and resource.startswith(f"{policy.at}/")
    )


def _applies(statement: Mapping[str, Any], call: Call) -> bool:
    """Tell whether a statement speaks of a call, whatever it says of it."""
    actions = listed(statement["Action"])
    resources = listed(statement.get("Resource", call.resource))
    return (
        any(matches_action(action, call.action) for action in actions)
        and any(matches(resource, call.resource) for resource in resources)
        and _conditions_hold(statement.get("Condition", {}), {**USUAL, **call.context})
    )


def _admits(statement: Mapping[str, Any], policy: Policy, call: Call) -> bool:
    """Tell whether a statement of a resource's policy speaks of a call and of who makes it."""
    return any(_is(principal, call) for principal in principals(statement)) and _applies(
        statement, call
    )


def principals(statement: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield who a statement speaks of: the kind of each principal and its name."""
    principal = statement.get("Principal", {})
    if principal == "*":
        yield "AWS", "*"
        return
    for kind, names in principal.items():
        for name in listed(names):
            yield kind, name


def _is(principal: tuple[str, str], call: Call) -> bool:
    kind, name = principal
    if name == "*":
        return True
    if call.is_of_service or kind != "AWS":
        return name == call.who
    return name == call.who or name == _root(call.who)


def _root(arn: str) -> str:
    return ":".join((*arn.split(":")[:5], "root"))


def _names_account(statement: Mapping[str, Any], call: Call) -> bool:
    """Tell whether it is the whole account that a statement allows, so that IAM decides."""
    names = {name for _, name in principals(statement)}
    return call.who not in names and "*" not in names


def _conditions_hold(
    conditions: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]
) -> bool:
    return all(
        _holds(operator, listed(wanted), context.get(key))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


Compare = Callable[[str, str], bool]
_COMPARE: Mapping[str, Compare] = {
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": lambda wanted, value: str(wanted).lower() == value.lower(),
    "StringEquals": lambda wanted, value: str(wanted) == value,
    "StringEqualsIgnoreCase": lambda wanted, value: str(wanted).lower() == value.lower(),
    "StringLike": matches,
}


def _holds(operator: str, wanted: list[str], value: str | None) -> bool:
    """Tell whether a comparison holds; without the key only a negated or optional one does.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    name = operator.rpartition(":")[2]
    if name == "Null":
        return (value is None) == (str(wanted[0]).lower() == "true")
    optional = name.endswith("IfExists")
    plain = name.removesuffix("IfExists")
    positive = plain.replace("Not", "", 1)
    if value is None:
        return optional or positive != plain
    equal = any(_COMPARE[positive](item, value) for item in wanted)
    return equal == (positive == plain)
