"""Each request that the real provider sends is one that AWS takes, by AWS's own model of the call."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from emulator.api import Call, faults, recorded
from emulator.condition_cases import mutants
from emulator.conditions import refusals
from emulator.server import requests
from moto.core.utils import get_service_model

# Calls whose model says less than AWS takes, each with the page that says so.
TOO_NARROW: dict[tuple[str, str], str] = {}


@pytest.fixture
def calls(applied) -> list[Call]:
    """The calls of the apply, each once."""
    record = requests(applied.workspace.folder.parent / "emulator.log")
    unique = {repr(call): call for call in recorded(record)}
    return list(unique.values())


def test_aws_takes_each_request(calls, record_property) -> None:
    record_property("calls", f"{len(calls)}, {len({(c.service, c.name) for c in calls})} kinds")
    assert len(calls) > 50
    found = [
        f"{fault.service} {fault.call} {fault.member}: {fault.value} {fault.why}"
        for call in calls
        for fault in faults(call)
        if (fault.service, fault.member) not in TOO_NARROW
    ]
    assert [] == sorted(set(found))


def test_aws_refuses_no_request_for_another_one(calls) -> None:
    """Members that exclude or need each other, by the pages that say so."""
    found = [
        f"{told.service} {told.call} {told.member}: {told.value} {told.why} ({told.page})"
        for told in refusals(calls)
    ]
    assert [] == sorted(set(found))


@pytest.mark.specs("production", "private-fargate")
def test_the_judge_of_conditions_notices_each_breach(calls, record_property) -> None:
    written = [call for call in calls if not call.name.startswith(("Describe", "List", "Get"))]
    broken = list(mutants(written))
    noticed = [
        condition
        for condition, mutant in broken
        if condition in {told.condition for told in refusals(mutant)}
    ]
    record_property("conditions broken", f"{len(noticed)} of {len(broken)} noticed")
    assert len(broken) > 50
    assert 0.95 * len(broken) <= len(noticed)


def without_required(call: Call) -> Iterator[Call]:
    """Yield a call without each of the members that AWS requires, at any depth."""
    shape = get_service_model(call.service).operation_model(call.name).input_shape
    for path in required(shape, call.parameters, ()):
        mutant = copy.deepcopy(call.parameters)
        holder = mutant
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]
        yield Call(call.service, call.name, mutant)


def required(shape: Any, value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each required member that a call has."""
    if shape is None or value is None:
        return
    if shape.type_name == "structure":
        yield from ((*path, name) for name in shape.required_members if name in value)
        for name, member in value.items():
            yield from required(shape.members.get(name), member, (*path, name))
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            yield from required(shape.member, item, (*path, number))


@pytest.mark.specs("production", "minimal")
def test_the_judge_misses_no_required_member(calls, record_property) -> None:
    mutants = [mutant for call in calls for mutant in without_required(call)]
    caught = [mutant for mutant in mutants if faults(mutant)]
    record_property("required members taken out", f"{len(caught)} of {len(mutants)} noticed")
    assert len(mutants) > 100
    assert len(mutants) == len(caught)


def spoilt(call: Call) -> Iterator[Call]:
    """Yield a call with each text that has an enumeration or a pattern made one that is neither."""
    shape = get_service_model(call.service).operation_model(call.name).input_shape
    for path in constrained(shape, call.parameters, ()):
        mutant = copy.deepcopy(call.parameters)
        holder = mutant
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = "\x00 no such value \x00"
        yield Call(call.service, call.name, mutant)


def constrained(shape: Any, value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each text that the model constrains by more than its length."""
    if shape is None or value is None:
        return
    if shape.type_name == "string" and (shape.enum or shape.metadata.get("pattern")):
        yield path
    elif shape.type_name == "structure":
        for name, member in value.items():
            yield from constrained(shape.members.get(name), member, (*path, name))
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            yield from constrained(shape.member, item, (*path, number))


@pytest.mark.specs("production", "minimal")
def test_the_judge_notices_values_that_are_none(calls, record_property) -> None:
    mutants = [mutant for call in calls for mutant in spoilt(call)]
    caught = [mutant for mutant in mutants if faults(mutant)]
    record_property("values made wrong", f"{len(caught)} of {len(mutants)} noticed")
    assert len(mutants) > 100
    assert 0.95 * len(mutants) <= len(caught)
