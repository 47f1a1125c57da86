"""Rules of security groups: EC2 takes each of their rules, none twice, and not too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import SECURITY_GROUP_DESCRIPTION, TAG_VALUE_LENGTH
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.resolve.convention import each, members
from tfgen.resolve.security_groups import VPC
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule
from tfgen.rules.security_group_rules import (
    SECTIONS,
    Same,
    SecurityGroupRule,
    added_rules,
    given_rules,
    ssh_peers,
)

_ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
_VPC = "https://docs.aws.amazon.com/vpc/latest/userguide"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_ADDING = (*SECTIONS, "load_balancers", "access")
MOST_RULES = 60  # in each direction; AWS raises it on request

TOO_MANY_RULES = Code(
    "RULE047",
    "too-many-rules",
    what="A security group has more rules than AWS takes at first.",
    why=(
        "A group takes 60 rules in each direction, counted apart for IPv4 and IPv6, until AWS "
        "raises the quota. The rule too many fails at apply: RulesPerSecurityGroupLimitExceeded."
    ),
    help="Use a prefix list or fewer, larger blocks, or have the quota raised.",
    source=f"{_VPC}/amazon-vpc-limits.html#vpc-limits-security-groups",
    severity=Severity.WARNING,
)


@rule(
    Code(
        "RULE044",
        "description-refused",
        what="EC2 refuses the description of a rule.",
        why=(
            "EC2 takes 255 characters out of a short list, without letters beyond ASCII. The "
            "description, by default the name of the rule, ends its tag Name too, which takes 256."
        ),
        help="Shorten it, or write a description with the characters that the message lists.",
        source=SECURITY_GROUP_DESCRIPTION.source,
    ),
    sections=(*SECTIONS, "environment"),
    over=given_rules,
)
def description_accepted(cluster: Cluster, opening: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Hold a rule's description to EC2's characters, and to what its tag Name leaves.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    """
    allowed, path = SECURITY_GROUP_DESCRIPTION, (*opening.path, "description")
    text = opening.given.description or opening.name
    refused = next((sign for sign in text if not allowed.accepts(sign)), None)
    tag = f"{cluster.name}-{opening.owner.key}-"
    longest = min(allowed.longest, TAG_VALUE_LENGTH.high - len(tag))
    field, help = "name", "rename the rule, or write description: without it"
    if cluster.wrote(*path):
        field, help = "description", "write the description without it"
    if len(text) > longest:
        size = f"{len(text)} characters, and its tag Name leaves {longest}"
        message, help = f"the {field} of a rule has {size}", "shorten it, or write description:"
    elif refused is not None:
        why = f"which EC2 refuses there: {allowed.allowed}"
        message = f"the {field} of a rule holds {refused!r}, {why}"
    else:
        return
    yield finding(cluster, "RULE044", path, message, help)


@rule(
    Code(
        "RULE045",
        "rule-stands-twice",
        what="A security group rule stands twice.",
        why=(
            "EC2 tells rules apart by direction, protocol, ports and peer, whatever they are "
            "named. It refuses the second one: InvalidPermission.Duplicate."
        ),
        help="Remove one of the two; tfgen's own rules for balancers and SSH count too.",
        source=_ERRORS,
    ),
    sections=_ADDING,
)
def rules_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a rule that stands twice in a security group: EC2 refuses the second."""
    first: dict[Same, Path | str] = dict(added_rules(cluster))
    # access.ssh opens port 22 in every group, whichever rules a group has of its own.
    groups = [group.path for group in members(cluster, "instance_groups")]
    for path, peer in each([cluster], ssh_peers):
        first |= {(group, "ingress", "tcp", (22, 22), peer): path for group in groups}
    rules = [opening for (opening,) in given_rules(cluster)]
    for opening, same, path in each(rules, _openings):
        other = first.setdefault(same, path)
        if other == path:
            continue
        what_for = f"rule {shown(opening.name)} opens the same to {shown(str(same[-1]))}"
        message = f"{what_for} as {_where(other)}, and EC2 takes it once"
        help = f"remove {_where(path)}"
        also: tuple[tuple[Path, str], ...] = ()
        if not isinstance(other, str):
            also = ((other, "the same rule"),)
            help = f"remove {_where(path)} or {_where(other)}"
        yield finding(cluster, "RULE045", path, message, help, also=also)


def _openings(opening: SecurityGroupRule) -> Iterator[tuple[SecurityGroupRule, Same, Path]]:
    # A rule with several peers is several rules in EC2.
    protocol = opening.given.protocol
    for index, peer in enumerate(opening.peers):
        same = (opening.owner.path, opening.direction, protocol, opening.ports, peer)
        yield opening, same, (*opening.path, opening.side, index)


def _where(other: Path | str) -> str:
    """Return in words where a rule stands."""
    if isinstance(other, str):
        return f"tfgen's own rule for {other}"
    if other[0] == "access":
        return "access.ssh"
    return f"rule {shown(str(other[3]))}"


@rule(
    Code(
        "RULE046",
        "egress-without-https",
        what="Egress keeps instances from ECS.",
        why=(
            "The ECS agent registers its instance and fetches its tasks over HTTPS. An instance "
            "that cannot get out at 443 runs, costs money and never joins the cluster."
        ),
        help="Add a rule for port 443, or remove the one named https: by default that stands.",
        source=f"{_ECS}/launch_container_instance.html",
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.instance_groups,
)
def agent_can_reach_ecs(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of egress that lets no HTTPS out: the ECS agent could not reach ECS."""
    # A group that is given by its id may open anything.
    if group.security_groups:
        return
    # What stands beside the written rules counts: only one named https closes this way.
    openings = (SecurityGroupRule(group, "egress", *rule) for rule in group.egress.items())
    if any(opening.opens(443) and opening.peers != (VPC,) for opening in openings):
        return
    why = "so its instances never join the cluster"
    message = f"egress of instance group {group.key} lets no HTTPS out, {why}"
    https = "https: {port: 443, to: 0.0.0.0/0}"
    help = f"add a rule such as {https}, or remove the one named https"
    yield finding(cluster, "RULE046", (*group.path, "egress"), message, help, key=True)


@rule(TOO_MANY_RULES, sections=_ADDING)
def rules_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of more rules than a security group takes before AWS raises the quota."""
    # As text: a path may hold numbers, which do not compare with words.
    for path, count in sorted(_counts(cluster).items(), key=str):
        if count > MOST_RULES:
            section, key, direction = path
            kind = str(section)[:-1].replace("_", " ")
            why = f"and AWS takes {MOST_RULES} at first"
            message = f"{direction} of {kind} {key} has {count} rules, {why}"
            help = "use a prefix list (pl-…), or have the quota raised"
            yield finding(cluster, "RULE047", path, message, help, key=True)


def _counts(cluster: Cluster) -> Mapping[Path, int]:
    """Return how many rules each security group has in each direction, as far as they are known."""
    ssh = list(each([cluster], ssh_peers))
    endpoints = list(each([cluster], lambda whole: [whole.access.instance_connect]))
    counts: dict[Path, int] = {}
    for group in members(cluster, "instance_groups"):
        counts[(*group.path, "ingress")] = len(ssh) + len([end for end in endpoints if end])
    rules = [opening for (opening,) in given_rules(cluster)]
    every = [same for same, _ in added_rules(cluster)]
    every += [same for _, same, _ in each(rules, _openings)]
    for owner, direction, *_ in every:
        path = (*owner, direction)
        counts[path] = counts.get(path, 0) + 1
    return counts


RULES = (
    description_accepted,
    rules_differ,
    agent_can_reach_ecs,
    rules_within_quota,
)
