"""Every word of the language stands in some spec that real Terraform plans: fields, values, forms,
and pairs of a feature with what runs it."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every
from words import coverage
from words.usage import judged, words_of
from words.vocabulary import KINDS, Word, words
from words.writing import paths_of

from tfgen.language.beneath import OF_PLATFORM

# Together, since a process that has read the specs keeps what they use.
# Of `make test`: `make check` stays within a minute.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("words")]
ADD = (
    "no spec in tests/words/specs uses it: run `python tests/words write`; where that finds no "
    "place, write a value into tests/words/samples.py or a spec into tests/words/seeds, and what a "
    "tool lacks into tests/words/exceptions.yaml"
)


def test_every_word_is_used_or_explained() -> None:
    missing = coverage.unexplained(coverage.used())

    assert [] == missing, "\n".join(f"{word.kind} {word}: {ADD}" for word in missing)


@pytest.mark.parametrize("kind", KINDS)
def test_hardly_a_word_is_without_a_use(kind: str, record_property) -> None:
    wanted = [word for word in words() - set(coverage.refused()) if word.kind == kind]
    actual = coverage.percent(wanted, coverage.used())

    record_property("figure", f"words, {kind}: {actual:.1f} % of {len(wanted)} used")
    assert coverage.LEAST <= actual


def test_no_explanation_is_stale() -> None:
    explained = {*coverage.refused(), *coverage.exceptions()}

    assert set() == explained & coverage.used()


def test_a_word_that_is_taken_out_is_missed(record_property) -> None:
    """Each fortieth: each of them takes a moment, and they are alike."""
    used = coverage.used() & words()
    drawn = every(sorted(used)[::40])
    noticed = [word for word in drawn if [word] == coverage.unexplained(used - {word})]

    record_property("figure", f"words taken out: {len(noticed)} of {len(drawn)} noticed")
    assert drawn == noticed


def test_a_new_word_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = {Word("fields", ("cluster", "color")), Word("values", ("network", "nat"), "some")}
    monkeypatch.setattr(coverage, "words", lambda: words() | new)

    assert sorted(new) == coverage.unexplained(coverage.used())


def test_each_spec_has_words_of_its_own() -> None:
    """Taken out, each is missed."""
    users = Counter(word for spec in coverage.specs() for word in coverage.used_by(spec))
    for spec in every((*coverage.applied(), *coverage.planned())):
        assert any(users[word] == 1 for word in coverage.used_by(spec)), spec.stem


@pytest.mark.slow
def test_a_field_that_is_taken_out_of_its_specs_is_missed(record_property) -> None:
    """The count is of the specs: a field that is blanked in all that have it is used no more."""
    drawn = random.Random(13)
    of_fields = sorted(word for word in coverage.used() & words() if word.kind == "fields")
    noticed = total = 0
    for word in drawn.sample(of_fields, 40):
        total += 1
        noticed += not any(uses(spec, word) for spec in coverage.specs())
    record_property("figure", f"fields blanked in the specs: {noticed} of {total} noticed")
    assert total == noticed


def uses(spec: Path, word: Word) -> bool:
    """Tell whether a spec still uses a field when it is taken out wherever it stands."""
    if word not in coverage.used_by(spec):
        return False
    data = yaml.safe_load(spec.read_text(encoding="utf-8"))
    # Of a platform that exists these are said in words of its own.
    if "platform" in data and word.place[0] in OF_PLATFORM:
        return False
    # What comes from elsewhere is no longer to stand there either.
    data.pop("extends", None)
    data.pop("defaults", None)
    # Nor does a platform in reach count, which has sections that its applications have not.
    if word.place[0] not in data:
        return False
    for path in reversed(list(paths_of(data, word.place))):
        take_out(data, path)
    return word in words_of(judged(json.dumps(data), str(spec)))


def take_out(data: Any, path: tuple[str | int, ...]) -> None:
    """Remove what stands at a path, or the short form that it is in."""
    for part in path[:-1]:
        inside = data[part] if has(data, part) else None
        # An expression stands for the section that it is a value of.
        if not isinstance(inside, dict | list) or list(inside) == ["terraform"]:
            break
        data, path = inside, path[1:]
    if has(data, path[0]):
        del data[path[0]]


def has(data: Any, part: str | int) -> bool:
    """Tell whether a map or a list has a member."""
    return part in data if isinstance(data, dict) else isinstance(part, int) and part < len(data)
