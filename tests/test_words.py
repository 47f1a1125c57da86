"""Every word of the language stands in some spec that real Terraform plans: fields, values, forms,
and pairs of a feature with what runs it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml
from looked_at import every
from words import coverage
from words.usage import judged, words_of
from words.vocabulary import KINDS, Word, words

ADD = (
    "no spec in tests/words/specs uses it: run `python tests/words write`; where that finds no "
    "place, write a value into tests/words/samples.py or a spec into tests/words/seeds, and what a "
    "tool lacks into tests/words/exceptions.yaml"
)


def test_every_word_is_used_or_explained() -> None:
    missing = coverage.unexplained(coverage.used())

    assert [] == [f"{word.kind} {word}: {ADD}" for word in missing]


@pytest.mark.parametrize("kind", KINDS)
def test_hardly_a_word_is_without_a_use(kind: str, record_property) -> None:
    wanted = [word for word in words() - set(coverage.refused()) if word.kind == kind]
    actual = coverage.percent(wanted, coverage.used())

    record_property("figure", f"words, {kind}: {actual:.1f} % of {len(wanted)} used")
    assert coverage.LEAST <= actual


def test_no_explanation_is_stale() -> None:
    explained = {*coverage.refused(), *coverage.exceptions()}

    assert set() == explained & coverage.used()


def test_a_word_that_is_taken_out_is_missed() -> None:
    used = coverage.used()
    for word in every(used & words()):
        assert [word] == coverage.unexplained(used - {word})


def test_a_new_word_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = {Word("fields", ("cluster", "color")), Word("values", ("network", "nat"), "some")}
    monkeypatch.setattr(coverage, "words", lambda: words() | new)

    assert sorted(new) == coverage.unexplained(coverage.used())


def test_each_spec_has_words_of_its_own() -> None:
    for spec in every(coverage.specs()):
        others = [other for other in coverage.specs() if other != spec]
        assert coverage.unexplained(frozenset().union(*map(coverage.used_by, others)))


def test_what_is_blanked_in_a_spec_is_missed(record_property) -> None:
    """Take values out of the specs themselves: the words counted there are no longer."""
    drawn = random.Random(13)
    noticed = total = 0
    for spec in every(coverage.specs()):
        data = yaml.safe_load(spec.read_text(encoding="utf-8"))
        for path in drawn.sample(sorted(leaves(data), key=str), 6):
            total += 1
            noticed += is_missed(spec, path)
    record_property("figure", f"words blanked in a spec: {noticed} of {total} noticed")
    assert 0.95 * total <= noticed


def leaves(data: object, path: tuple = ()) -> list[tuple]:
    """Return the paths of all values of a spec that hold no others."""
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    return [path]


def is_missed(spec: Path, path: tuple) -> bool:
    """Tell whether a spec without one value uses fewer words, or is none any more."""
    data = yaml.safe_load(spec.read_text(encoding="utf-8"))
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    mutant = judged(json.dumps(data), str(spec))
    return bool(mutant.against) or words_of(mutant) < coverage.used_by(spec)
