"""Rules across specs, of names: states, clusters, log groups, and all that has a fixed name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import LOG_GROUP_NAME, NameRule
from tfgen.resolve import Cluster, Name
from tfgen.rules.meetings import Mark
from tfgen.rules.names import SCOPED, cluster_path, named
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Path, dotted, written

Names: TypeAlias = Mapping[tuple[NameRule, str], Name]

_ONE_CLUSTER = Code(
    "RULE180",
    "two-specs-one-cluster",
    what="Two specs describe one cluster.",
    why=(
        "A cluster's name is taken once in an account and region, and the names of roles, log "
        "groups and balancers are made of it: the second apply would fail, or share a cluster."
    ),
    help="Write another cluster.name, or account_id in both where the accounts differ.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html",
)
_ONE_STATE = Code(
    "RULE181",
    "two-specs-one-state",
    what="Two specs keep their state in one place.",
    why=(
        "Terraform destroys what is in the state and not in its tree: each apply would take away "
        "what the other spec's apply has made."
    ),
    help="Write another key, address or workspace in one of the two.",
    source="https://developer.hashicorp.com/terraform/language/backend",
)
_ONE_LOG_PREFIX = Code(
    "RULE182",
    "two-clusters-one-log-prefix",
    what="Two clusters have one prefix of log groups.",
    why=(
        "A log group's name is taken once in an account and region: where both clusters have a "
        "group or service of one name, the second log group cannot be made."
    ),
    help="Remove logs.prefix for one with the cluster's name, or write another.",
)
_ONE_NAME = Code(
    "RULE184",
    "two-clusters-one-name",
    what="Two clusters compose the same name for different things.",
    why=(
        "Names are parts joined by hyphens: cluster a with service b-c and cluster a-b with "
        "service c make the same one, and AWS takes it once in an account and region."
    ),
    help="Rename one of the clusters, or the key that its name ends with.",
)
_ONE_BEGINNING = Code(
    "RULE187",
    "cluster-name-begins-with-another",
    what="The name of a cluster begins with that of another one, and a hyphen.",
    why=(
        "All that is named after cluster acc begins with acc-, and so does all of cluster "
        "acc-payments. tfgen's own policies name families, and roles by their path; but whatever "
        "says acc-*, such as who may publish to the alerts of acc, is of both."
    ),
    help="Write another cluster.name, or keep the two clusters in accounts of their own.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    severity=Severity.NOTE,
)
CODES: tuple[Code, ...] = (
    _ONE_CLUSTER,
    _ONE_STATE,
    _ONE_LOG_PREFIX,
    _ONE_NAME,
    _ONE_BEGINNING,
)


def marks_anywhere(cluster: Cluster) -> Iterator[Mark]:
    """Yield what only one spec may have."""
    if cluster.state:
        yield "state", cluster.state.place.words


def marks_in_account(cluster: Cluster, names: Names) -> Iterator[Mark]:
    """Yield what only one spec of an account may have."""
    region = cluster.region
    yield "cluster", region, cluster.name, cluster.application
    yield "logs", region, str(cluster.logs.prefix)
    for limit, text in names:
        yield "name", region, limit, text


def states_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two trees with one state: each apply would destroy what the other made."""
    state, other = pair.first.state, pair.second.state
    if not state or not other:
        return
    place = other.place
    if state.place == place:
        owner = f"that of {pair.first.file} too: each would undo the other"
        message = f"the state {place.words} is {owner}"
        help = f"write another {dotted(place.path)}"
        yield pair.finding(_ONE_STATE, (place.path, place.path), message, help)


def clusters_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two clusters of one name in one account and region."""
    if pair.same_cluster:
        owner = f"that of {pair.first.file} too{pair.if_same_account}"
        message = f"cluster {pair.second.name} is {owner}: all names would collide"
        help = "write another cluster.name"
        if pair.severity is not Severity.ERROR:
            help += ", or account_id in both"
        paths = (cluster_path(pair.first), cluster_path(pair.second))
        yield pair.finding(_ONE_CLUSTER, paths, message, help, pair.severity)


def beginnings_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Tell of a cluster whose names all begin like those of another."""
    shorter, longer = sorted((pair.first.name, pair.second.name), key=len)
    if pair.may_meet and longer.startswith(f"{shorter}-"):
        message = (
            f"what is of cluster {longer} is among {shorter}-*, the names of cluster {shorter}"
        )
        help = "write another cluster.name, or give no rights on names that end with a star"
        paths = (cluster_path(pair.first), cluster_path(pair.second))
        yield pair.finding(
            _ONE_BEGINNING, paths, f"{message}{pair.if_same_account}", help, Severity.NOTE
        )


def log_prefixes_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one prefix of log groups for two clusters."""
    prefix = pair.second.logs.prefix
    one_tree = pair.same_cluster and not pair.on_one_platform
    if pair.may_meet and not one_tree and pair.first.logs.prefix == prefix:
        message = f"logs of {pair.first.file} have the prefix {prefix} too{pair.if_same_account}"
        paths = (_prefix_path(pair.first), _prefix_path(pair.second))
        help = "remove logs.prefix for one with the cluster's name, or write another"
        yield pair.finding(_ONE_LOG_PREFIX, paths, message, help, pair.severity)


def _prefix_path(cluster: Cluster) -> Path:
    return written(cluster, ("logs", "prefix"), cluster_path(cluster))


def names_differ(pair: Pair, first: Names, second: Names) -> Iterator[Diagnostic]:
    """Refuse one name for two things: of cluster `a` with key `b-c` and of `a-b` with key `c`."""
    # Of two specs of one cluster all names are the same, which is found as that.
    if not pair.may_meet or (pair.same_cluster and not pair.on_one_platform):
        return
    # With one prefix log groups collide too, which is found at the prefix.
    same_prefix = pair.first.logs.prefix == pair.second.logs.prefix
    for (limit, text), name in second.items():
        other = first.get((limit, text))
        if other is None or (same_prefix and limit is LOG_GROUP_NAME):
            continue
        both = f"the {name.what} and, in {pair.first.file}, the {other.what}"
        message = f"'{text}' would name {both}{pair.if_same_account}"
        paths = (cluster_path(pair.first), cluster_path(pair.second))
        help = "rename one of the clusters, or the key that its name ends with"
        yield pair.finding(_ONE_NAME, paths, message, help, pair.severity)


def fixed_names(cluster: Cluster) -> Names:
    """Return what must be unique in an account and region; Terraform makes a prefix so."""
    fixed = (name for _, name in named(cluster) if not name.is_prefix)
    return {(name.limit, name): name for name in fixed if name.limit not in SCOPED}
