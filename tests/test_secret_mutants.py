"""A message, a file for a tool or a value that is asked for never shows a secret, whatever is wrong
around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from secret_mutants import (
    FILE,
    NEIGHBOURS,
    PASSWORD,
    SECRETS,
    SPEC,
    TODAY,
    leaks,
    mutants,
    printed,
    starting_points,
)

from tfgen.cli import main
from tfgen.commands import report
from tfgen.commands.discretion import discreet
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.pipeline import check_document
from tfgen.source import parse


def test_the_judge_sees_each_secret_whole_or_in_part() -> None:
    assert list(SECRETS) == leaks(SPEC)
    assert [SECRETS[0]] == leaks(f"'{SECRETS[0][3:9]}…'")
    assert [] == leaks(" ".join(secret[:5] for secret in SECRETS))


def test_of_a_sound_spec_no_secret_is_shown() -> None:
    said = printed(SPEC)

    assert ("RULE111" in said.findings, "(not shown" in said.values) == (True, True)
    assert [] == leaks(said.findings + said.values)


@pytest.mark.parametrize("text", starting_points()[1:], ids=NEIGHBOURS)
def test_of_a_mistake_beside_a_secret_no_secret_is_shown(text: str) -> None:
    said = printed(text)

    assert "acc.yaml:" in said.findings
    assert [] == leaks(said.findings + said.values)


@pytest.mark.slow
@pytest.mark.parametrize("most", [800, pytest.param(8_000, marks=pytest.mark.sweep)])
def test_of_no_mutant_a_secret_is_shown(
    most: int, record_property: Callable[[str, object], None]
) -> None:
    whole = check_document(parse(SPEC.encode(), FILE), TODAY)
    shown: dict[str, list[str]] = {}
    outcomes: Counter[str] = Counter()
    for text, renamed in islice(mutants(seed=most), most):
        said = printed(text, whole)
        outcomes["sound" if said.values else "at fault"] += 1
        if found := leaks(said.findings if renamed else said.findings + said.values):
            shown[text] = found

    assert {} == shown
    assert min(outcomes.values()) > most // 50
    record_property("figure", f"mutants with secrets: {most}, that print one: 0, {outcomes}")


def test_a_mutant_is_found_out_without_discretion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secret_mutants.discreet", lambda findings, sources: findings)

    spoilt = [text for text, _ in islice(mutants(seed=1), 100)]

    assert len([text for text in spoilt if leaks(printed(text).findings)]) > 20


@pytest.mark.parametrize(
    "line",
    [
        "    instance_type: t3.smal",
        "    LOG_LEVEL: [info]",
        "    image: 012345678901.dkr.ecr.eu-west-1.amazonaws.com/shop:2.3",
        "    policies: [arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy]",
        "    certificate_arns: [arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d]",
        "    private: 10.0.50.0/24",
        '    environment = "acc"',
        "    mutual_authentication: {mode: passthrough}",
        "    health_check: {path: /health, interval: 10s, timeout: 15s}",
        "    endpoints: [s3, secretmanager]",
        "    registry_auth: {public.ecr.aws: {pull_through_cache: ecr-public}}",
    ],
)
def test_a_line_without_a_secret_is_shown(line: str) -> None:
    text = f"version: 1\nx:\n  y:\n{line}\n"
    finding = Diagnostic("RULE001", "no", Location(FILE, 4, 5, 4))

    assert line.strip() in report.text(discreet([finding], {FILE: text}), {FILE: text})


@pytest.mark.parametrize(
    "line",
    [
        f"    health_check: {{path: /{PASSWORD}, interval: 10s}}",
        f"    health_check: {{comand: {PASSWORD}}}",
        f"    mutual_authentication: {{mode: passthrough, token: {PASSWORD}}}",
        f"    auth: {PASSWORD}",
        f"    secretmanager: {PASSWORD}",
    ],
)
def test_what_stands_beside_a_harmless_word_is_hidden_all_the_same(line: str) -> None:
    text = f"version: 1\nx:\n  y:\n{line}\n"
    finding = Diagnostic("RULE001", f"no '{PASSWORD}'", Location(FILE, 4, 5, 4))

    assert PASSWORD not in report.text(discreet([finding], {FILE: text}), {FILE: text})


def test_what_a_reader_may_know_is_said_all_the_same() -> None:
    text = SPEC.replace("DB_PASSWORD: ", "DB_PASSWORD: !")
    with pytest.raises(TfgenError) as caught:
        parse(text.encode(), FILE)
    (told,) = discreet(caught.value.diagnostics, {FILE: text})

    assert told.secret
    assert ("YAML015", 23) == (told.code, told.location and told.location.line)


@pytest.mark.parametrize("form", ["text", *report.FOR_TOOLS])
def test_the_command_line_shows_none_in_any_format(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = NEIGHBOURS["a colon too many"]
    (tmp_path / FILE).write_text(SPEC.replace(before, after))

    assert 1 == main(["validate", str(tmp_path / FILE), "--format", form])

    said = "".join(capsys.readouterr())
    assert ("YAML011" in said, []) == (True, leaks(said))
