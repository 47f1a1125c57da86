"""What the judge of listener rules notices: an order that somebody gets wrong at one place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from balancer.judge import faults_of_pairs
from test_listener_order import SWEPT, outcome

from tfgen.resolve import priorities, specificity
from tfgen.rules import listener_order

pytestmark = pytest.mark.slow

Mutant = tuple[str, Any, str, Any]
BANDS = priorities.BANDS


def _swapped(bands: list[Any]) -> Iterator[Mutant]:
    """Yield the bands with two neighbours in each other's places."""
    for left, right in itertools.pairwise(bands):
        swapped = {**BANDS, left: BANDS[right], right: BANDS[left]}
        names = [f"{paths.name} {hosts.name}" for paths, hosts in (left, right)]
        yield " after ".join(names), priorities, "BANDS", swapped


def _always(value: object) -> Callable[..., object]:
    return lambda *arguments: value


def mutants() -> list[Mutant]:
    points = ("_literal", "_of_values", "_of_header", "_of_sources")
    parts = ("_share_headers", "_share_sources", "_some_meet", "share_requests", "meet")
    return [
        *_swapped([band for band in BANDS if band[1] == specificity.Host.WHOLE]),
        *_swapped([band for band in BANDS if band[1] == specificity.Host.ANY]),
        *_swapped([band for band in BANDS if band[0] == specificity.Paths.ANY]),
        *_swapped([band for band in BANDS if band[0] == specificity.Paths.DEPTH_2]),
        *((f"no points by {name}", specificity, name, _always(0)) for name in points),
        ("stars count", specificity, "_literal", len),
        ("only characters count", specificity, "_literal", _characters),
        ("any order of wildcards", specificity, "_tidied", str),
        *((f"{name} always", listener_order, name, _always(True)) for name in parts),
        *((f"{name} never", listener_order, name, _always(False)) for name in parts),
        ("all are ordered", listener_order, "_are_ordered", _always(True)),
        ("none is ordered", listener_order, "_are_ordered", _always(False)),
    ]


def _characters(pattern: str) -> int:
    return len(pattern.replace("*", "").replace("?", ""))


def test_the_judge_notices_a_wrong_order(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    missed = []
    known = mutants()
    for name, module, attribute, value in known:
        with monkeypatch.context() as changed:
            changed.setattr(module, attribute, value)
            if not faults_of_pairs(SWEPT, [outcome(SWEPT, seed) for seed in range(3)]):
                missed.append(name)
    noticed = len(known) - len(missed)
    record_property("figure", f"order of listener rules: {noticed} of {len(known)} mutants noticed")
    assert noticed >= 0.95 * len(known), "\n".join(missed)
