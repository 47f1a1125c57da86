"""What becomes of task definitions: specs that validate, and a list of the rest of each file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from botocore.session import get_session
from hypothesis import given as drawn
from hypothesis import strategies as st
from importing import at, is_left_above, leaves, paths, with_other, without

from tfgen.adopt import Wish
from tfgen.adopt.given import parse
from tfgen.adopt.task_definition import convert
from tfgen.commands.importing import imported

HERE = Path(__file__).parent / "adopt"
SAMPLES = sorted((HERE / "task_definition").glob("*.json"))
SERVICE = json.loads((HERE / "service" / "orders.json").read_text(encoding="utf-8"))
ORDERS = json.loads((HERE / "task_definition" / "orders.json").read_text(encoding="utf-8"))


def given(value, name="task.json"):
    return parse(json.dumps(value, indent=1).encode(), name)


def taken(definition, service=None, wish=None, **options):
    """Return what is made of a task definition."""
    files = [given(definition)]
    described = [given(service, "service.json")] if service else []
    draft = convert(files, described, wish or Wish(), **options)
    return imported(draft, [*files, *described], Path("cluster.yaml"))


def told(definition, service=None):
    """Return all that an import says of files, without the places, and what it leaves."""
    files = [given(definition), *([given(service, "service.json")] if service else [])]
    draft = convert(files[:1], files[1:], Wish())
    left = [*draft.findings, *(found for file in files for found in file.findings())]
    says = sorted((found.code, found.message, found.help) for found in left)
    return (draft.text(), says), left


def says_nothing(value):
    """Tell whether a value is one that AWS prints where nothing was said."""
    return value is None or value in ([], {})


@pytest.fixture(params=SAMPLES, ids=[path.stem for path in SAMPLES])
def sample(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_files_of_other_people_give_valid_specs(sample) -> None:
    result = taken(sample)
    assert result.is_sound, [fault.message for fault in result.faults]


def test_no_key_and_no_item_gets_lost(sample) -> None:
    whole, left = told(sample)
    unseen = []
    for path in paths(sample):
        if path[-1] in ("taskDefinition", "containerDefinitions") or path[-2:] == (NAME, 0):
            continue  # without it the file is none
        less, _ = told(without(sample, path))
        is_empty = says_nothing(at(sample, path))
        if less == whole and not is_empty and not is_left_above(left, path):
            unseen.append(path)
    assert [] == unseen


NAME = "containerDefinitions"


def test_nothing_of_a_service_gets_lost() -> None:
    whole, left = told(ORDERS, SERVICE)
    unseen = []
    for path in paths(SERVICE):
        if path in (("services",), ("services", 0), ("services", 0, "taskDefinition")):
            continue  # without it the file is none
        less, _ = told(ORDERS, without(SERVICE, path))
        is_empty = says_nothing(at(SERVICE, path))
        if less == whole and not is_empty and not is_left_above(left, path):
            unseen.append(path)
    assert [] == unseen


def others(value):
    """Return other values of the same kind."""
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(1, 99).map(lambda more: value + more)
    if value is None:
        return st.sampled_from(["x", 7, True])
    return st.sampled_from([f"{value}9", f"z{value}", ""])


@drawn(st.data())
def test_what_is_another_value_is_another_spec_or_told(data) -> None:
    file = json.loads(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from(leaves(file)))
    other = data.draw(others(at(file, path)).filter(lambda other: other != at(file, path)))
    whole, left = told(file)
    changed, _ = told(with_other(file, path, other))
    is_told = any(found.path == path for found in left)
    assert changed != whole or is_told or is_left_above(left, path)


def samples_of(shape, seen=()):
    """Return a value of each member of a shape of the API, for a shape that is no part of itself."""
    match shape.type_name:
        case "structure":
            members = shape.members.items()
            return {key: samples_of(of, (*seen, shape.name)) for key, of in members}
        case "list":
            return [samples_of(shape.member, seen)]
        case "map":
            return {"some": "thing"}
        case "boolean":
            return True
        case "integer":
            return 7
        case "double":
            return 7.5
    return getattr(shape, "enum", None)[0] if getattr(shape, "enum", None) else "some"


def members_of_the_api():
    """Return a task definition with all that RegisterTaskDefinition takes."""
    ecs = get_session().get_service_model("ecs")
    return samples_of(ecs.operation_model("RegisterTaskDefinition").input_shape)


def test_each_member_of_the_api_is_in_the_spec_or_told() -> None:
    whole = members_of_the_api()
    said, left = told(whole)
    unseen = []
    for path in paths(whole):
        if path[-1] == "containerDefinitions" or path[-2:] == ("containerDefinitions", 0):
            continue  # without it the file is none
        less, _ = told(without(whole, path))
        if less == said and not is_left_above(left, path):
            unseen.append(path)
    assert len(list(paths(whole))) > 100
    assert [] == unseen


def test_each_member_of_a_service_of_the_api_is_in_the_spec_or_told() -> None:
    ecs = get_session().get_service_model("ecs")
    service = samples_of(ecs.shape_for("Service"))
    service["taskDefinition"] = "orders:1"
    said, left = told(ORDERS, service)
    unseen = [
        path
        for path in paths(service)
        if path != ("taskDefinition",)
        and told(ORDERS, without(service, path))[0] == said
        and not is_left_above(left, path)
    ]
    assert len(list(paths(service))) > 100
    assert [] == unseen
