"""What becomes of the variable file of the hand-written layout: a whole cluster, and the rest."""

from __future__ import annotations

from pathlib import Path

import hcl2
import pytest
import yaml
from hypothesis import given as drawn
from hypothesis import strategies as st
from importing import (
    OTHER_KINDS,
    at,
    given_of,
    is_left_above,
    leaves,
    paths,
    says,
    with_other,
    without,
)

from tfgen.adopt import Wish
from tfgen.adopt.tfvars import convert
from tfgen.adopt.tfvars.hcl import parse_variables
from tfgen.commands.importing import imported
from tfgen.diagnostics import TfgenError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "tests" / "adopt" / "tfvars").glob("*.tfvars"))


def taken(text, wish=None):
    given = parse_variables(text.encode(), "ecs.tfvars")
    return imported(convert(given, wish or Wish()), [given], Path("cluster.yaml"))


def told(variables):
    """Return all that an import says of variables, without the places, and what it leaves."""
    given = given_of(variables)
    return says(convert(given, Wish()), [given])


def values(path):
    return parse_variables(path.read_bytes(), str(path)).whole


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_files_of_other_people_give_valid_clusters(path: Path) -> None:
    result = taken(path.read_text(encoding="utf-8"))
    assert result.is_sound, [fault.message for fault in result.faults]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_another_reader_of_hcl_finds_the_same_values(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    options = hcl2.SerializationOptions(
        strip_string_quotes=True, with_comments=False, preserve_heredocs=False
    )
    # It drops the last line break of a heredoc.
    ours = {key: _without_break(value) for key, value in values(path).items()}
    assert hcl2.loads(text, serialization_options=options) == ours


def _without_break(value):
    return value.removesuffix("\n") if isinstance(value, str) else value


def test_the_sample_of_the_layout_is_the_cluster_of_the_reference() -> None:
    spec = yaml.safe_load(taken(SAMPLES[0].read_text(encoding="utf-8")).text)
    reference = yaml.safe_load((ROOT / "specs" / "acc.yaml").read_text(encoding="utf-8"))
    assert reference["instance_groups"] == spec["instance_groups"]
    assert list(reference["network"]["availability_zones"]) == spec["network"]["availability_zones"]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_no_variable_and_no_item_gets_lost(path: Path) -> None:
    variables = values(path)
    whole, left = told(variables)
    unseen = []
    for at_ in paths(variables):
        less, _ = told(without(variables, at_))
        if less == whole and not is_left_above(left, at_):
            unseen.append(at_)
    assert [] == unseen


@drawn(st.data())
def test_what_is_another_value_is_another_spec_or_told(data) -> None:
    variables = values(data.draw(st.sampled_from(SAMPLES)))
    path = data.draw(st.sampled_from(leaves(variables)))
    other = data.draw(st.sampled_from(["", "other", f"{at(variables, path)}9", 7, True]))
    whole, left = told(variables)
    changed, _ = told(with_other(variables, path, other))
    is_told = any(found.path == path for found in left)
    assert changed != whole or is_told or is_left_above(left, path)


def test_a_variable_that_nobody_knows_is_told_where_it_stands() -> None:
    result = taken('environment = "acc"\n\ncolour = "red"\n')
    found = next(one for one in result.left if one.path == ("colour",))
    assert ("ADOPT001", 3) == (found.code, found.location.line)


def test_the_value_of_a_secret_is_nowhere() -> None:
    result = taken('environment = "acc"\ndb_password = "not-for-anybody"\n')
    found = next(one for one in result.left if one.path == ("db_password",))
    assert found.secret
    assert "not-for-anybody" not in result.text + found.message + found.help


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("environment = var.stage", "ADOPT060"),
        ('environment = upper("acc")', "ADOPT060"),
        ('environment = "acc', "ADOPT010"),
        ('resource "aws_vpc" "a" {}', "ADOPT011"),
        ("colour = 1", "ADOPT011"),
    ],
)
def test_what_is_no_variable_file_of_the_layout_is_said(text: str, code: str) -> None:
    with pytest.raises(TfgenError) as error:
        taken(text + "\n")
    assert [code] == [found.code for found in error.value.diagnostics]


@drawn(st.data())
def test_a_value_of_any_other_kind_is_taken_or_refused(data) -> None:
    file = values(data.draw(st.sampled_from(SAMPLES)))
    path = data.draw(st.sampled_from([*paths(file)]))
    other = data.draw(st.sampled_from(OTHER_KINDS).filter(lambda kind: kind != at(file, path)))
    assert outcome(with_other(file, path, other)) in ("taken", ["ADOPT011"])


def outcome(file):
    """Return what is said of a file that is refused, or that it is taken."""
    try:
        told(file)
    except TfgenError as error:
        return [found.code for found in error.diagnostics]
    return "taken"
