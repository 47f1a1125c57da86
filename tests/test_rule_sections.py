"""A rule reads the sections that it names, and runs beside broken ones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import bad_specs
import pytest
from bad_specs import BadSpec
from looked_at import every
from rule_specs import RICH, TODAY, group, read

from tfgen import language, rules, source
from tfgen.diagnostics import Severity
from tfgen.language import Reading, Spec
from tfgen.resolve import Cluster, resolve

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow


@cache
def readings() -> tuple[Reading, ...]:
    bad = bad_specs.of_families("RULE", "SEC")
    return (read(**RICH), *(reading(case) for case in bad))


def reading(case: BadSpec) -> Reading:
    """Read a spec of tests/bad with what it names beside it."""
    with TemporaryDirectory() as folder:
        for name, data in case.beside.items():
            (Path(folder) / name).write_bytes(data)
        return language.read(source.parse(case.data, str(Path(folder) / case.id)))


def with_caches(cluster: Cluster) -> Cluster:
    """Ask for all that a cluster computes once, so that it is there when the sections that it is
    from are gone."""
    for name, value in vars(Cluster).items():
        if isinstance(value, cached_property):
            getattr(cluster, name)
    return cluster


@cache
def clusters() -> tuple[Cluster, ...]:
    return tuple(with_caches(resolve(reading)) for reading in readings())


def without(cluster: Cluster, sections: Iterable[str]) -> Cluster:
    """Return the cluster as if these sections could not be read: they are no attributes of it."""
    only = cluster.model_copy()
    for name in sections:
        only.__dict__.pop(name, None)
    return only


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.check.__name__)
def test_a_rule_reads_only_the_sections_that_it_names(rule: rules.Rule) -> None:
    """Hold the sections of a rule, which documents them, to what it reads: without the others it
    says the same.

    What resolve derived from other sections is the member's own, and each spec here is sound: to
    miss a section raises.
    """
    # The account, which rules of ARNs take if it is known, and the name that all names begin with.
    others = frozenset(Spec.model_fields) - {
        *rule.sections,
        "account_id",
        "region",
        "environment",
        "cluster",
    }
    for cluster in every(clusters()):
        assert list(rule.findings(cluster)) == list(rule.findings(without(cluster, others)))


def test_sound_sections_are_checked_beside_broken_ones() -> None:
    reading = read(
        network={"nat": "singel", "cidr": "10.0.0.0/8"}, instance_groups=group(min_size=9)
    )
    assert {("network", "nat")} == reading.unread
    findings = rules.check(resolve(reading), TODAY)
    # The block of the VPC too: of its section only the field at fault is missing.
    assert ["RULE002", "RULE024"] == sorted(
        finding.code for finding in findings if finding.severity is Severity.ERROR
    )
