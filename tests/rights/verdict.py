"""The verdict on an account: what does not work, what must not, and which right nobody needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from spec_data import listed

from rights import calls, reference
from rights.account import Policy
from rights.evaluate import Call, is_allowed, principals, stands_at
from rights.facts import Facts
from rights.globs import matches, matches_action

STRANGER = "999999999999"
ELSEWHERE = "sa-east-1"
_SOURCES = ("aws:SourceArn", "aws:SourceAccount")


@dataclass(frozen=True)
class Judge:
    """The calls that a cluster needs, and what is said of policies that should allow them alone."""

    facts: Facts

    @cached_property
    def needed(self) -> list[Call]:
        """The calls that have to work."""
        by_text = {str(call): call for call in calls.needed(self.facts)}
        return list(by_text.values())

    @cached_property
    def forbidden(self) -> list[Call]:
        """The calls that differ from those in one thing, and are no business of the cluster's."""
        alike = defaultdict(list)
        for call in self.needed:
            alike[call.who, call.action].append(call)
        others = [other for call in self.needed for other in neighbours(call)]
        refused = [
            other
            for other in others
            if not any(covers(call, other) for call in alike[other.who, other.action])
        ]
        return [*refused, *calls.forbidden(self.facts)]

    def verdict(self) -> list[str]:
        """Return all that is wrong with the policies of the account."""
        known = self.facts.policies
        return [
            *(str(fault) for policy in known for fault in reference.faults(policy)),
            *(f"refused: {call}" for call in self.needed if not is_allowed(known, call)),
            *(f"allowed: {call}" for call in self.forbidden if is_allowed(known, call)),
            *(f"not needed: {right}" for policy in known for right in self._idle(policy)),
        ]

    def notices(self, policy: Policy, mutant: Policy) -> bool:
        """Tell whether something is said when a mutant stands in a policy's place."""
        known = tuple(mutant if other is policy else other for other in self.facts.policies)
        return (
            any(reference.faults(mutant))
            or any(self._idle(mutant))
            or any(not is_allowed(known, call) for call in self.needed if _asks(mutant, call))
            or any(is_allowed(known, call) for call in self.forbidden if _asks(mutant, call))
        )

    def _idle(self, policy: Policy) -> Iterator[str]:
        """Yield each right of a policy that no call needs as far as it goes."""
        if policy.kind == "managed":
            return
        for statement in policy.statements:
            if statement["Effect"] == "Allow":
                yield from self._idle_in(policy, statement)

    def _idle_in(self, policy: Policy, statement: Mapping[str, Any]) -> Iterator[str]:
        for who in _who(policy, statement):
            for action in listed(statement["Action"]):
                for resource in _resources(policy, statement):
                    if not _possible(action, resource) or self._is_used(who, action, resource):
                        continue
                    yield f"{who} {action} {resource} by {policy}"

    def _is_used(self, who: str, action: str, resource: str) -> bool:
        return any(
            call.who == who
            and matches_action(action, call.action)
            and matches(call.extent, resource)
            for call in self.needed
        )


def _asks(policy: Policy, call: Call) -> bool:
    """Tell whether a policy has a say in a call."""
    if policy.is_identity:
        return call.who == policy.at
    return stands_at(policy, call.resource)


def _who(policy: Policy, statement: Mapping[str, Any]) -> list[str]:
    """Return who a statement gives rights to. The account itself owns its keys."""
    if policy.is_identity:
        return [policy.at]
    names = [name for _, name in principals(statement)]
    return [name for name in names if not name.endswith(":root")]


def _resources(policy: Policy, statement: Mapping[str, Any]) -> list[str]:
    """Return the resources of a statement; that of a trust is its role, `*` of a key the key."""
    if policy.kind in ("trust", "key"):
        return [policy.at]
    return listed(statement["Resource"])


def _possible(action: str, resource: str) -> bool:
    """Tell whether an action may have a resource at all; what AWS does not know, others tell."""
    known = list(reference.known_actions(action))
    return not known or any(not item.forms or reference.fits(item, resource) for item in known)


def neighbours(call: Call) -> Iterator[Call]:
    """Yield calls that differ in one thing: of another name, account or region, or for others."""
    for resource in others(call.resource):
        yield replace(call, resource=resource)
    for key, value in call.context.items():
        if key in _SOURCES:
            continue
        for other in others(value):
            yield replace(call, context={**call.context, key: other})
    yield from _sources(call)
    if call.is_of_service:
        yield replace(call, who="lambda.amazonaws.com")


def _sources(call: Call) -> Iterator[Call]:
    """Yield the same call on behalf of another account, and of other things in this one."""
    if any(key in call.context for key in _SOURCES):
        foreign = {
            key: re.sub(r"\b\d{12}\b", STRANGER, value)
            for key, value in call.context.items()
            if key in _SOURCES
        }
        yield replace(call, context={**call.context, **foreign})
    if arn := call.context.get("aws:SourceArn"):
        for other in others(arn):
            yield replace(call, context={**call.context, "aws:SourceArn": other})


def others(text: str) -> Iterator[str]:
    """Yield what is named almost like something: one more letter, elsewhere, of another account."""
    if text == "*":
        return
    parts = text.split(":", 5)
    if not text.startswith("arn:") or len(parts) < 6:
        yield f"{text}x"
        return
    head, name = parts[:5], parts[5]
    for place in (match.end() for match in re.finditer(r"[^/:*-]+", name)):
        yield ":".join((*head, f"{name[:place]}x{name[place:]}"))
    if head[3]:
        yield ":".join((*head[:3], ELSEWHERE, head[4], name))
    if head[4]:
        yield ":".join((*head[:4], STRANGER, name))


def covers(call: Call, other: Call) -> bool:
    """Tell whether another call is one that the same right is of."""
    return matches(call.extent, other.resource) and all(
        key in other.context and matches(call.varies.get(key, value), other.context[key])
        for key, value in call.context.items()
    )
