"""The conditions between members that AWS's models do not hold, judged over recorded calls.

Each comes from a page of AWS and not from tfgen, which is not imported here.
"""

from __future__ import annotations

from collections.abc import Iterable

from emulator import (  # noqa: F401  # each adds its conditions
    conditions_balancers,
    conditions_containers,
    conditions_others,
    conditions_runs,
    conditions_services,
    conditions_tasks,
)
from emulator.api import Call
from emulator.judgement import CONDITIONS, Condition, Refusal

__all__ = ["CONDITIONS", "Refusal", "refusals"]


def refusals(calls: Iterable[Call], conditions: Iterable[Condition] = ()) -> list[Refusal]:
    """Return what AWS would refuse of the calls of one apply."""
    calls = list(calls)
    return [
        Refusal(condition.name, call.service, call.name, *_told(broken), condition.page)
        for condition in conditions or CONDITIONS
        for call, broken in condition.judge(calls)
    ]


def _told(broken: tuple[str, object, str]) -> tuple[str, str, str]:
    member, value, why = broken
    return member, repr(value), why
