"""Calls of the root are named by what they are for: a member of the spec, and a part of it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tfgen.pipeline import check
from tfgen.plan import plan
from tfgen.resolve import Cluster
from tfgen.resolve.labels import PARTS, label

SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))
TODAY = datetime.date(2026, 11, 24)
MEMBERS = {
    "service": "services",
    "job": "jobs",
    "system_container": "system_containers",
    "docker_container": "system_containers",
    "instance_group": "instance_groups",
    "load_balancer": "load_balancers",
    "file_system": "file_systems",
    "queue": "queues",
    "repository": "repositories",
    "secret": "secrets",
    "dead_letter_queue": "queues",
}


def parts(cluster: Cluster, call: str) -> set[str] | None:
    """Return what a call may be a part of; None if it belongs to no member."""
    for kind, section in MEMBERS.items():
        if call.startswith(f"{kind}_"):
            labels = [f"{kind}_{label(key)}" for key in getattr(cluster, section)]
            owners = [name for name in labels if call == name or call.startswith(f"{name}_")]
            return {call.removeprefix(name).removeprefix("_") for name in owners}
    return None


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_what_a_call_is_named_for_is_refused_as_the_end_of_a_key(path: Path) -> None:
    cluster = check(path, TODAY).cluster
    calls = [call.call for call in plan(cluster, path.name).modules]
    ends = [actual for call in calls if (actual := parts(cluster, call)) is not None]
    assert len(calls) == len(set(calls))
    assert [] == [end for end in ends if not end & {"", *PARTS}]
    assert any("" in end or end & set(PARTS) for end in ends)
