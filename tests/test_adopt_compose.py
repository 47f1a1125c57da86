"""What becomes of Compose files: specs that validate, and a list of the rest of each file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given as drawn
from hypothesis import strategies as st
from importing import at, is_left_above, leaves, paths, with_other, without

from tfgen.adopt import Wish
from tfgen.adopt.compose import convert
from tfgen.adopt.given import parse
from tfgen.commands.importing import imported

SAMPLES = sorted((Path(__file__).parent / "adopt" / "compose").glob("*.yaml"))
NAMES = [path.stem for path in SAMPLES]


def taken(text, wish=None, **options):
    """Return what is made of a Compose file."""
    given = parse(text.encode(), "compose.yaml")
    draft = convert(given, wish or Wish(), **options)
    return imported(draft, [given], Path("cluster.yaml"))


def of(file, **options):
    return taken(yaml.safe_dump(file, sort_keys=False), **options)


def told(file):
    """Return all that an import says of a file, without the places, and what it leaves."""
    given = parse(yaml.safe_dump(file, sort_keys=False).encode(), "compose.yaml")
    draft = convert(given, Wish())
    left = [*draft.findings, *given.findings()]
    says = sorted((found.code, found.message, found.help) for found in left)
    return (draft.text(), says), left


@pytest.fixture(scope="module", params=SAMPLES, ids=NAMES)
def sample(request):
    """A Compose file of other people, as values."""
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def test_files_of_other_people_give_valid_specs(sample) -> None:
    result = of(sample)
    assert result.is_sound, [fault.message for fault in result.faults]


def test_no_key_and_no_item_gets_lost(sample) -> None:
    whole, left = told(sample)
    unseen = []
    for path in paths(sample):
        if path == ("services",):
            continue  # without it the file is none
        less, _ = told(without(sample, path))
        if less == whole and not is_left_above(left, path):
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
    return st.sampled_from([f"{value}9", f"z{value}", f"${{NONE}}{value}", ""])


@drawn(st.data())
def test_what_is_another_value_is_another_spec_or_told(data) -> None:
    file = yaml.safe_load(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from(leaves(file)))
    other = data.draw(others(at(file, path)).filter(lambda other: other != at(file, path)))
    whole, left = told(file)
    changed, _ = told(with_other(file, path, other))
    is_told = any(found.path == path for found in left)
    assert changed != whole or is_told or is_left_above(left, path)


@drawn(st.data())
def test_a_key_that_nobody_knows_is_told_where_it_stands(data) -> None:
    file = yaml.safe_load(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    maps = [(), *(path for path in paths(file) if isinstance(at(file, path), dict))]
    path = (*data.draw(st.sampled_from(maps)), "zz_unknown")
    _, left = told(with_other(file, path, "x"))
    assert (
        any(found.path == path for found in left) or is_left_above(left, path) or is_carried(path)
    )


def is_carried(path):
    """Tell whether a spec takes any key there: of variables and labels."""
    return path[-2] in ("environment", "labels", "services", "volumes", "secrets")
