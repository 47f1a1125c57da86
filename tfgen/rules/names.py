"""Rules of names: the cluster's, and every name that is composed of it, against AWS's limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts.limits import (
    DISCOVERY_NAME,
    DISCOVERY_SERVICE_NAME,
    DNS_NAMESPACE_NAME,
    LOAD_BALANCER_NAME,
    LOG_GROUP_NAME,
    SCALING_POLICY_NAME,
    SCHEDULED_ACTION_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SERVICE_NAME,
    TARGET_GROUP_NAME,
    NameRule,
)
from tfgen.resolve import Cluster, Name
from tfgen.resolve.convention import each, members
from tfgen.resolve.labels import PARTS, label
from tfgen.rules.rule import Path, Rule, dotted, finding, written

LONGEST_CLUSTER_NAME = 24
# What is unique inside of something else only, or need not be unique at all. Of namespaces in DNS
# another rule speaks: two of one name may stand in two networks.
SCOPED = (
    DISCOVERY_NAME,
    DISCOVERY_SERVICE_NAME,
    DNS_NAMESPACE_NAME,
    SCALING_POLICY_NAME,
    SCHEDULED_ACTION_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SERVICE_NAME,
)
# Names that are shortened or carry a hash, so that different keys can come to give the same.
_NAMED = (
    "instance_groups",
    "load_balancers",
    "system_containers",
    "file_systems",
    "services",
    "jobs",
)
# What the names of the cluster itself follow from.
_OF_ALL = (
    "environment",
    "cluster",
    "network",
    "logs",
    "access",
    "alerts",
    "ami_updates",
    "deployer",
)
SHORTENED = (LOAD_BALANCER_NAME, TARGET_GROUP_NAME)
# Where keys of one mapping meet words of another.
WITHIN_A_SERVICE = (SCALING_POLICY_NAME,)


def cluster_path(cluster: Cluster) -> Path:
    """Return where the cluster's name comes from."""
    return written(cluster, ("cluster", "name"), ("environment",))


def environment_fits_cluster(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold an environment that names the cluster to 24 characters: composed names need the rest."""
    environment = cluster.environment
    if cluster.cluster.given_name is None and len(environment) > LONGEST_CLUSTER_NAME:
        most = f"a cluster's name at most {LONGEST_CLUSTER_NAME}"
        message = f"'{environment}' has {len(environment)} characters, and {most}"
        help = "shorten it, or write a shorter cluster.name"
        yield finding(cluster, "RULE020", ("environment",), message, help)


def cluster_starts_with_environment(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a cluster whose name does not tell its environment: all AWS names start with it."""
    name, environment = cluster.cluster.given_name, cluster.environment
    if name and len(environment) <= LONGEST_CLUSTER_NAME and not name.startswith(environment):
        why = f"does not start with its environment '{environment}'"
        message = f"cluster '{name}' {why}, so AWS names do not tell it"
        unless = "unless the cluster exists: a new name replaces everything"
        help = f"write name: {environment}-{name}, {unless}"
        path = ("cluster", "name")
        yield finding(cluster, "RULE021", path, message, help, severity=Severity.WARNING)


def named(cluster: Cluster) -> Iterator[tuple[Path, Name]]:
    """Yield every name that the cluster gives to something in AWS, with the path of what has it."""
    yield from each([cluster], lambda whole: [((), name) for name in whole.names])
    for section in _NAMED:
        yield from each(members(cluster, section), _names)


def _names(member: Any) -> list[tuple[Path, Name]]:
    return [(member.path, name) for name in member.names]


def names_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the first name of each kind that AWS refuses, whose page each limit carries.

    That the cluster's own name is too long is said elsewhere.
    """
    if len(cluster.name) > LONGEST_CLUSTER_NAME:
        return
    said: set[NameRule] = set()
    for _, name in named(cluster):
        if not name.accepted and name.limit not in said:
            said.add(name.limit)
            yield _refused(cluster, name)


def _refused(cluster: Cluster, name: Name) -> Diagnostic:
    at = cluster_path(cluster)
    if name.limit is LOG_GROUP_NAME:
        at = written(cluster, ("logs", "prefix"), at)
    limit, shown = name.limit, f"'{name}'"
    allowed = f"{limit.allowed}, at most {limit.longest}"
    if name.is_prefix:
        shown, allowed = f"'{name}…'", f"{limit.allowed}, at most {limit.longest_prefix}"
    message = f"the {name.what} would be named {shown}, which AWS refuses: {allowed}"
    help = f"choose another {dotted(at)}"
    return finding(cluster, "RULE022", at, message, help, source=limit.source)


def names_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a name that something else has already.

    Shortening can make two names equal, and a metric of scaling may be called cpu.
    """
    first: dict[tuple[NameRule, Path, str], tuple[Path, Name]] = {}
    for path, name in named(cluster):
        if name.limit not in (*SHORTENED, *WITHIN_A_SERVICE):
            continue
        inside = path if name.limit in WITHIN_A_SERVICE else ()
        other_path, other = first.setdefault((name.limit, inside, name), (path, name))
        if other is not name:
            yield _equal(cluster, (other_path, other), (path, name))


def _equal(cluster: Cluster, other: tuple[Path, Name], this: tuple[Path, Name]) -> Diagnostic:
    path, name = this
    message = f"{other[1].what} and {name.what} would both be named '{name}'"
    if name.limit in WITHIN_A_SERVICE:
        help = "give the metric another key"
        return finding(cluster, "RULE023", (*path, "scaling", "metrics"), message, help, key=True)
    also = ((other[0], "the other one"),)
    help = "shorten one of the two keys"
    return finding(cluster, "RULE023", path, message, help, key=True, also=also)


def calls_differ(cluster: Cluster, section: str) -> Iterator[Diagnostic]:
    """Refuse a key that is another one with a part behind it: both would name one call of the root.

    The services web and web-task would both have a call service_web_task.
    """
    keys = cluster.__dict__.get(section, {})
    for key in keys:
        for part in PARTS:
            other = key.removesuffix(f"-{part.replace('_', '-')}")
            if other != key and other in keys:
                path, word = (section, key), section.removesuffix("s")
                message = f"module {word}_{label(key)} is a part of {dotted((section, other))}"
                also = (((section, other), "the other one"),)
                help = "give one of the two another key"
                yield finding(cluster, "RULE098", path, message, help, key=True, also=also)


def _sections(cluster: Cluster) -> Iterator[tuple[str]]:
    return ((section,) for section in _NAMED)


RULES = (
    Rule(_NAMED, calls_differ, _sections),
    Rule(("environment", "cluster"), environment_fits_cluster),
    Rule(("environment", "cluster"), cluster_starts_with_environment),
    Rule((*_OF_ALL, *_NAMED), names_fit),
    Rule((*_OF_ALL, *_NAMED), names_differ),
)
