"""Input of any kind ends in findings with a place, or in success, within two seconds."""

from __future__ import annotations

from collections.abc import Callable

import fuzz
import pytest

from tfgen.diagnostics import Diagnostic


# 2,000 inputs a seed: what is found is found again by the seed alone.
@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.sweep) for seed in range(2, 52))]
)
def test_any_input_is_answered_in_time(
    seed: int, record_property: Callable[[str, object], None]
) -> None:
    figures = fuzz.fuzz(2_000, seed)

    assert [] == figures.bad
    of_specs = figures.inputs - figures.reached["tree"]
    assert figures.reached["yaml"] >= of_specs / 2
    assert figures.reached["rules"] >= of_specs / 4
    assert figures.reached["built"] and figures.reached["tree"]
    record_property("figure", f"{figures.inputs} inputs, seed {seed}: {dict(figures.reached)}")


def test_an_answer_without_a_place_or_out_of_the_text_is_seen() -> None:
    text = "version: 1\nservices: {a: {}}\n"
    assert "" != fuzz._unplaced((Diagnostic("RULE001", "no"),), text)
    assert "" == fuzz._judge("values", text, fuzz.Figures().reached)


def test_a_crash_and_a_slow_answer_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.language.read", lambda document: 1 / 0)
    crashed = fuzz.fuzz(40, 3)
    monkeypatch.undo()
    monkeypatch.setattr("fuzz.SECONDS", 0)

    assert any("ZeroDivisionError" in why for why, _ in crashed.bad)
    assert 10 == len(fuzz.fuzz(10, 3).bad)
