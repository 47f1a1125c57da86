"""Rules of `network.endpoint_policies`: each is of an endpoint, and lets what is needed through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.facts.endpoint_actions import NEEDED, layers, packages
from tfgen.language.scalars import TextOrExpression
from tfgen.language.task_roles import Statement
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.endpoints import ENDPOINTS, NEEDING
from tfgen.rules.rule import Path, finding, listed, rule, written

_POLICIES: Path = ("network", "endpoint_policies")
_ACCESS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
_LAYERS = (
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
    "#ecr-setting-up-s3-gateway"
)

_PACKAGES = "https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html"


@rule(
    Code(
        "RULE642",
        "policy-without-endpoint",
        what="A policy is of an endpoint that the network has not.",
        why="A policy belongs to an endpoint: what goes another way it does not see.",
        help="Add the endpoint to network.endpoints, or remove the policy.",
        source=_ACCESS,
    ),
    sections=NEEDING,
)
def policies_have_endpoints(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold policies to the endpoints that there are."""
    network = cluster.network
    for name in sorted(network.endpoint_policies.keys() - set(network.endpoints)):
        message = f"the network has no endpoint {name}"
        help = closest(name, network.endpoints) or f"add {name} to network.endpoints"
        also = ((written(cluster, ENDPOINTS), "the endpoints"),)
        yield finding(cluster, "RULE642", (*_POLICIES, name), message, help, key=True, also=also)


@rule(
    Code(
        "RULE643",
        "policy-closes-what-is-needed",
        what="The policy of an endpoint keeps out what the cluster needs.",
        why=(
            "What goes through an endpoint needs the rights of who sends it, and the endpoint's "
            "policy too. ECR keeps layers of images, and Amazon Linux its packages, in buckets of "
            "AWS: a condition on the account or organization closes them as well."
        ),
        help="Add a statement for it, without conditions.",
        source=_ACCESS,
    ),
    sections=NEEDING,
)
def policies_let_through_what_is_needed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse policies that keep out what ECS does through an endpoint."""
    network = cluster.network
    for name, statements in sorted(network.endpoint_policies.items()):
        if name not in network.needed_endpoints or name not in NEEDED or name == "s3":
            continue
        closed = [action for action in NEEDED[name] if not _lets(statements, action)]
        if closed:
            why = network.needed_endpoints[name]
            message = f"the policy of {name} keeps out {listed(closed, 'and')}: {why}"
            help = f"add {{actions: [{', '.join(closed)}], resources: ['*']}}"
            if any(one.effect == "deny" and _covers(one, closed[0], "") for one in statements):
                help = f"take {closed[0]} out of what it denies"
            yield finding(cluster, "RULE643", (*_POLICIES, name), message, help, key=True)


@rule(*policies_let_through_what_is_needed.codes, sections=NEEDING)
def buckets_of_aws_are_open(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a policy of S3 that keeps out layers of images; warn where packages are kept out."""
    statements = cluster.network.endpoint_policies.get("s3")
    if statements is None or "s3" not in cluster.network.endpoints:
        return
    kept = "ECR keeps the layers of images there"
    wanted = [(layers(cluster.region), kept, _LAYERS, Severity.ERROR)]
    if "al2023" in each(cluster.instance_groups.values(), lambda group: [group.ami_family]):
        why = "Amazon Linux keeps its packages there"
        wanted.append((packages(cluster.region), why, _PACKAGES, Severity.WARNING))
    if cluster.network.by_instance:
        # What translates addresses is a package too.
        why = "NAT instances take their packages from there"
        wanted[1:] = [(packages(cluster.region), why, _PACKAGES, Severity.ERROR)]
    # AWS's own buckets are of no account or organization that a condition could name.
    open_to_all = tuple(one for one in statements if one.effect == "deny" or not one.conditions)
    for objects, why, source, severity in wanted:
        if _lets(open_to_all, "s3:GetObject", objects):
            continue
        message = f"the policy of s3 keeps out {objects}: {why}"
        help = f"add {{actions: [s3:GetObject], resources: ['{objects}']}}"
        path = (*_POLICIES, "s3")
        yield finding(
            cluster, "RULE643", path, message, help, severity=severity, source=source, key=True
        )


def _lets(statements: tuple[Statement, ...], action: str, resource: str = "") -> bool:
    """Whether statements allow an action, on a resource if one is named, and none denies it."""
    effects = {one.effect for one in statements if _covers(one, action, resource)}
    return effects == {"allow"}


def _covers(statement: Statement, action: str, resource: str) -> bool:
    # What a condition of a denial holds nobody knows here.
    if statement.effect == "deny" and (statement.conditions or not _is_of_any(statement)):
        return False
    named = any(_matches(pattern.lower(), action.lower()) for pattern in statement.actions)
    return named and (not resource or any(_holds(one, resource) for one in statement.resources))


def _is_of_any(statement: Statement) -> bool:
    return "*" in statement.resources


def _holds(pattern: TextOrExpression, resource: str) -> bool:
    # Of an expression nothing is known here.
    return not isinstance(pattern, str) or _matches(pattern, resource)


def _matches(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern of IAM, in which * is any characters and ? is one."""
    form = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(form, text) is not None


RULES = (policies_have_endpoints, policies_let_through_what_is_needed, buckets_of_aws_are_open)
