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
from tfgen.diagnostics import TfgenError

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
    assert [] == [fault.message for fault in result.faults if fault.severity == "error"]


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
