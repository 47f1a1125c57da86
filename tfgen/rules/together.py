"""Rules across specs: clusters of one account, bucket or network keep out of each other's way.

Two accounts may be the same unless both specs name theirs and they differ. What collides for
certain is an error, what collides only if the accounts are the same is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster
from tfgen.rules import (
    together_account,
    together_applications,
    together_names,
    together_networks,
    together_platform,
)
from tfgen.rules.meetings import Mark, meetings
from tfgen.rules.one_cause import each_cause_once
from tfgen.rules.pairs import Pair

CODES: tuple[Code, ...] = (
    *together_names.CODES,
    *together_networks.CODES,
    *together_account.CODES,
    *together_applications.CODES,
    *together_platform.CODES,
)
# What a pair is held to in whatever order.
_OF_AN_ACCOUNT = (
    together_account.caches_differ,
    together_account.providers_differ,
    together_account.channels_differ,
    together_account.names_of_the_account_differ,
    together_account.instance_connect_differs,
    together_account.subscriptions_differ,
    together_account.cloud_map_names_differ,
)
# Those of a platform's own parts are told of the platform: an application shares them.
_OF_APPLICATIONS = (
    together_names.states_differ,
    together_applications.applications_differ,
    together_applications.priorities_differ,
    together_applications.listeners_differ,
    together_applications.openings_differ,
    together_applications.cookies_differ,
    together_names.log_prefixes_differ,
    together_networks.namespaces_differ,
    together_account.providers_differ,
    together_account.cloud_map_names_differ,
)


def check(clusters: Sequence[Cluster]) -> Iterator[Diagnostic]:
    """Yield what specs do to each other, each cause once; all of them have no errors of their own.

    Only those are compared that have something in common: of a thousand specs most have nothing.
    """
    names = {cluster.file: together_names.fixed_names(cluster) for cluster in clusters}
    anywhere = [_marks_anywhere(cluster) for cluster in clusters]
    in_account = [_marks_in_account(cluster, names[cluster.file]) for cluster in clusters]
    pairs = meetings(clusters, anywhere, in_account)
    yield from each_cause_once((pair, _of_a_pair(pair, names)) for pair in pairs)
    platforms = [cluster for cluster in clusters if cluster.application is None]
    yield from together_networks.blocks_apart(platforms)


def _marks_anywhere(cluster: Cluster) -> Iterator[Mark]:
    yield from together_names.marks_anywhere(cluster)
    yield from together_account.marks_anywhere(cluster)
    yield from together_networks.marks_anywhere(cluster)
    yield from together_applications.marks_anywhere(cluster)


def _marks_in_account(cluster: Cluster, names: together_names.Names) -> Iterator[Mark]:
    yield from together_names.marks_in_account(cluster, names)
    yield from together_account.marks_in_account(cluster)


def _of_a_pair(pair: Pair, by_file: Mapping[str, together_names.Names]) -> Iterator[Diagnostic]:
    names = by_file[pair.first.file], by_file[pair.second.file]
    if pair.first.application or pair.second.application:
        yield from _of_applications(pair, *names)
        return
    yield from together_names.states_differ(pair)
    yield from together_names.clusters_differ(pair)
    yield from together_names.log_prefixes_differ(pair)
    equal = [*together_names.names_differ(pair, *names)]
    yield from equal
    # Where names are even equal, that one's name begins with the other's is the lesser evil.
    if not equal:
        yield from together_names.beginnings_differ(pair)
    yield from together_networks.endpoints_differ(pair)
    yield from together_networks.dns_names_differ(pair)
    yield from together_networks.namespaces_differ(pair)
    for rule in _OF_AN_ACCOUNT:
        yield from rule(pair)


def _of_applications(
    pair: Pair, first: together_names.Names, second: together_names.Names
) -> Iterator[Diagnostic]:
    for rule in _OF_APPLICATIONS:
        yield from rule(pair)
    yield from together_names.names_differ(pair, first, second)


def check_standing(pair: Pair) -> Iterator[Diagnostic]:
    """Yield what an application, the second, lacks on the platform whose spec it names."""
    yield from together_platform.stands(pair)
    names = [together_names.fixed_names(cluster) for cluster in (pair.first, pair.second)]
    yield from _of_applications(pair, *names)
