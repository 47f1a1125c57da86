"""Rules of names: the cluster's, and every name that is composed of it, against AWS's limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import (
    AUTO_SCALING_GROUP_NAME,
    CAPACITY_PROVIDER_NAME,
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
from tfgen.rules.rule import Path, dotted, finding, rule, written

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
    "managed_instances",
    "load_balancers",
    "system_containers",
    "file_systems",
    "queues",
    "repositories",
    "secrets",
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
# What may be written, and so meet what is composed.
WRITTEN = (AUTO_SCALING_GROUP_NAME, CAPACITY_PROVIDER_NAME)
# Where keys of one mapping meet words of another.
WITHIN_A_SERVICE = (SCALING_POLICY_NAME,)


def cluster_path(cluster: Cluster) -> Path:
    """Return where the cluster's name comes from."""
    return written(cluster, ("cluster", "name"), ("environment",))


@rule(
    Code(
        "RULE020",
        "environment-too-long",
        what="The environment is too long to name the cluster.",
        why=(
            "Without cluster.name the environment is the cluster's name, with which every other "
            "name begins. AWS takes 32 characters for a balancer's and 64 for a role's."
        ),
        help="Shorten the environment, or write a shorter cluster.name.",
    ),
    sections=("environment", "cluster"),
)
def environment_fits_cluster(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold an environment that names the cluster to 24 characters: composed names need the rest."""
    environment = cluster.environment
    if cluster.cluster.given_name is None and len(environment) > LONGEST_CLUSTER_NAME:
        most = f"a cluster's name at most {LONGEST_CLUSTER_NAME}"
        message = f"'{environment}' has {len(environment)} characters, and {most}"
        help = f"write a shorter environment, or cluster.name with {LONGEST_CLUSTER_NAME} at most"
        yield finding(cluster, "RULE020", ("environment",), message, help)


@rule(
    Code(
        "RULE021",
        "cluster-without-environment",
        what="The cluster's name does not start with its environment.",
        why=(
            "All names in AWS begin with the cluster's. In the console, in logs and on the bill "
            "they would not tell which environment they belong to."
        ),
        help="Begin cluster.name with the environment, unless the cluster exists already.",
        severity=Severity.WARNING,
    ),
    sections=("environment", "cluster"),
)
def cluster_starts_with_environment(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a cluster whose name does not tell its environment: all AWS names start with it."""
    name, environment = cluster.cluster.given_name, cluster.environment
    if name and len(environment) <= LONGEST_CLUSTER_NAME and not name.startswith(environment):
        why = f"does not start with its environment '{environment}'"
        message = f"cluster '{name}' {why}, so AWS names do not tell it"
        unless = "unless the cluster exists: a new name replaces everything"
        help = f"write name: {_after(environment, name)}, {unless}"
        yield finding(cluster, "RULE021", ("cluster", "name"), message, help)


def _after(environment: str, name: str) -> str:
    """Return a cluster's name behind its environment, as far as names are long."""
    words = [word for word in name.split("-") if word != environment]
    longer = "-".join((environment, *words))
    return longer if len(longer) <= LONGEST_CLUSTER_NAME else environment


def named(cluster: Cluster) -> Iterator[tuple[Path, Name]]:
    """Yield every name that the cluster gives to something in AWS, with the path of what has it."""
    yield from each([cluster], lambda whole: [((), name) for name in whole.names])
    for section in _NAMED:
        if cluster.owns(section):
            yield from each(members(cluster, section), _names)


def _names(member: Any) -> list[tuple[Path, Name]]:
    return [(member.path, name) for name in member.names]


@rule(
    Code(
        "RULE022",
        "name-refused",
        what="AWS refuses a composed name.",
        why=(
            "tfgen composes names of the cluster's and of keys, and each service of AWS takes "
            "other characters and lengths. It would refuse the name in the middle of an apply."
        ),
        help="Change the part of the name that the message points at.",
    ),
    sections=(*_OF_ALL, *_NAMED),
)
def names_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the first name of each kind that AWS refuses, whose page each limit carries."""
    # That the cluster's own name is too long is said elsewhere.
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
    most = name.limit.longest_prefix if name.is_prefix else name.limit.longest
    shown = f"'{name}…'" if name.is_prefix else f"'{name}'"
    why = f"it takes {name.limit.allowed}"
    help = f"write another {dotted(at)}"
    if len(name) > most:
        # Terraform appends a time and a count to a prefix, which leaves fewer characters.
        why = f"it takes {most} characters at most, and this has {len(name)}"
        help = f"write a shorter {dotted(at)}"
    elif rest := _rest(cluster, name):
        help = f"write {dotted(at)}: {rest}"
    message = f"AWS refuses {shown} as the name of the {name.what}: {why}"
    return finding(cluster, "RULE022", at, message, f"{help} ({name.limit.source})")


def _rest(cluster: Cluster, name: Name) -> str:
    """Return the cluster's name without its first word, where AWS takes a name made of that."""
    _, _, rest = cluster.name.partition("-")
    is_taken = name.limit.accepts(name.replace(cluster.name, rest, 1))
    return rest if rest and is_taken else ""


@rule(
    Code(
        "RULE023",
        "names-equal",
        what="Two composed names are equal.",
        why=(
            "Names that AWS limits to 32 characters are shortened, which can make two of them the "
            "same. AWS takes each once: the second fails at apply, or takes over the first."
        ),
        help="Give one of the two another key, or another name where it is written.",
    ),
    sections=(*_OF_ALL, *_NAMED),
)
def names_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a name that something else has already."""
    first: dict[tuple[NameRule, Path, str], tuple[Path, Name]] = {}
    for path, name in named(cluster):
        if name.limit not in (*SHORTENED, *WRITTEN, *WITHIN_A_SERVICE):
            continue
        inside: Path = ()
        # A metric of scaling may be called cpu, like the policy that tfgen makes.
        if name.limit in WITHIN_A_SERVICE:
            inside = path
        other_path, other = first.setdefault((name.limit, inside, name), (path, name))
        # Two groups of one former key are told as that: their names follow from it.
        if other is name or (name.limit in WRITTEN and not _is_written(cluster, name)):
            continue
        yield _equal(cluster, (other_path, other), (path, name))


def _equal(cluster: Cluster, other: tuple[Path, Name], this: tuple[Path, Name]) -> Diagnostic:
    path, name = this
    message = f"{other[1].what} and {name.what} would both be named '{name}'"
    if name.limit in WITHIN_A_SERVICE:
        help = "give the metric another key"
        return finding(cluster, "RULE023", (*path, "scaling", "metrics"), message, help, key=True)
    also = ((other[0], "the other one"),)
    help = f"shorten the key {path[-1]} or {other[0][-1]}"
    if _is_written(cluster, name):
        help = "write another name"
    return finding(cluster, "RULE023", path, message, help, key=True, also=also)


def _is_written(cluster: Cluster, name: str) -> bool:
    return name in set(each([cluster], _written_names))


def _written_names(cluster: Cluster) -> Iterator[str | None]:
    for balancer in members(cluster, "load_balancers"):
        group = balancer.default_target_group
        yield balancer.name if balancer.gives("name") else None
        yield group.name if group else None
    for group in members(cluster, "instance_groups"):
        yield group.autoscaling_group_name
        yield group.capacity_provider.name
    for service in members(cluster, "services"):
        for route in service.routes.values():
            yield route.target_group_name if route.gives("target_group_name") else None


def _sections(cluster: Cluster) -> Iterator[tuple[str]]:
    return ((section,) for section in _NAMED)


@rule(
    Code(
        "RULE098",
        "key-ends-like-a-call",
        what="A key ends with what a call of another member is named for.",
        why=(
            "A member has several module calls, such as service_web and service_web_task. A "
            "service web-task beside it would have a call of that name too, and Terraform takes "
            "each name once."
        ),
        help="Give one of the two another key.",
    ),
    sections=_NAMED,
    over=_sections,
)
def calls_differ(cluster: Cluster, section: str) -> Iterator[Diagnostic]:
    """Refuse a key that is another one with a part behind it: both would name one call."""
    keys = cluster.__dict__.get(section, {})
    for key in keys:
        for part in PARTS:
            other = key.removesuffix(f"-{part.replace('_', '-')}")
            if other != key and other in keys:
                path, word = (section, key), section.removesuffix("s")
                message = f"module {word}_{label(key)} is a part of {dotted((section, other))}"
                also = (((section, other), "the other one"),)
                help = f"give {key} or {other} another key"
                yield finding(cluster, "RULE098", path, message, help, key=True, also=also)


RULES = (
    calls_differ,
    environment_fits_cluster,
    cluster_starts_with_environment,
    names_fit,
    names_differ,
)
