"""`tfgen init`: every combination of answers is a valid spec, and a terminal is asked for them."""

from __future__ import annotations

import datetime
import itertools
import sys
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest
from looked_at import every

from tfgen.cli import main
from tfgen.commands.init import write_starter
from tfgen.commands.starter import EXAMPLES, RUNS, Answers
from tfgen.diagnostics import Severity
from tfgen.pipeline import check

SUBNETS = tuple(f"subnet-0000000{number}" for number in range(4))
DAY = datetime.date(2026, 1, 1)
VPCS: tuple[dict[str, object], ...] = ({}, {"vpc_id": "vpc-0a1b2c3d", "subnets": SUBNETS})
DOMAINS = ({}, {"domain": "www.example.com", "zone_id": "Z0123456789ABCDEFGHIJ"})
EMAILS = ({}, {"email": "ops+ecs@example.com"})
COMBINATIONS = [
    Answers(kind=kind, runs=runs, **{**vpc, **domain, **email})  # type: ignore[arg-type]
    for kind, runs, vpc, domain, email in itertools.product(
        ("cluster", "platform"), RUNS, VPCS, DOMAINS, EMAILS
    )
]


def graver_than_notes(path: Path) -> list[str]:
    """Return the codes of warnings; an error raises."""
    findings = check(path, DAY).findings
    return [found.code for found in findings if found.severity is not Severity.NOTE]


def test_every_combination_of_answers_is_valid_without_a_warning(tmp_path: Path) -> None:
    for number, answers in enumerate(every(COMBINATIONS)):
        path = tmp_path / f"{number}.yaml"
        assert path in list(write_starter(path, answers))
        assert [] == graver_than_notes(path), answers


@pytest.mark.parametrize("runs", RUNS)
def test_an_application_runs_on_a_platform_of_the_same_kind(tmp_path: Path, runs: str) -> None:
    wish = Answers(kind="platform", runs=runs)
    list(write_starter(tmp_path / "platform.yaml", wish))
    application = replace(
        wish, kind="application", application="orders", platform="platform.yaml", email="a@b.com"
    )
    list(write_starter(tmp_path / "orders.yaml", application))
    assert [] == graver_than_notes(tmp_path / "orders.yaml")


def test_without_a_terminal_it_writes_a_spec_without_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["init"])
    assert [] == graver_than_notes(tmp_path / "cluster.yaml")
    assert 0 == main(["init", "test.yaml", "--environment", "test"])
    assert [] == graver_than_notes(tmp_path / "test.yaml")


@pytest.mark.parametrize("example", sorted(EXAMPLES))
def test_an_example_is_written_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["init", "--example", example, "--environment", "prod"])
    assert "prod" == check(tmp_path / "cluster.yaml", DAY).cluster.environment


class Terminal:
    """`tfgen init` on a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tfgen", "init"]
        environment = {"PYTHONPATH": str(Path(__file__).parent.parent), "PATH": "/usr/bin:/bin"}
        self._process = pexpect.spawn(
            command[0], command[1:], cwd=str(folder), env=environment, timeout=60, encoding="utf-8"
        )

    def answer(self, question: str, text: str) -> None:
        self._process.expect_exact(question)
        self._process.sendline(text)

    def sees(self, text: str) -> bool:
        return self._process.expect_exact([text, pexpect.EOF]) == 0

    def ends_with(self) -> int | None:
        self._process.expect(pexpect.EOF)
        self._process.close()
        return self._process.exitstatus


@pytest.mark.slow
def test_a_terminal_is_asked_until_an_answer_is_right(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.answer("What is it", "")
    terminal.answer("Stage", "Prod!")
    assert terminal.sees("'Prod!' is not a valid name: use up to 31")
    terminal.answer("Stage", "prod")
    terminal.answer("AWS region", "eu-wst-1")
    assert terminal.sees("did you mean 'eu-west-1'?")
    terminal.answer("AWS region", "eu-west-2")
    terminal.answer("run on", "both")
    terminal.answer("instance type", "t3.smal")
    terminal.answer("instance type", "t3.medium")
    terminal.answer("Id of a VPC", "vpc-0a1b2c3d")
    for subnet in ("subnet-1", *SUBNETS):
        terminal.answer("subnet in eu-west-2", subnet)
    terminal.answer("Domain", "www.example.com")
    terminal.answer("hosted zone", "Z0123456789ABCDEFGHIJ")
    terminal.answer("E-mail", "ops@example.com")
    assert terminal.sees("next: tfgen render cluster.yaml")
    assert 0 == terminal.ends_with()
    cluster = check(tmp_path / "cluster.yaml", DAY).cluster
    assert ("prod", "eu-west-2", "vpc-0a1b2c3d") == (
        cluster.environment,
        cluster.region,
        cluster.network.vpc_id,
    )
    assert [] == graver_than_notes(tmp_path / "cluster.yaml")


@pytest.mark.slow
def test_a_terminal_is_asked_for_the_platform_of_an_application(tmp_path: Path) -> None:
    list(write_starter(tmp_path / "platform.yaml", Answers(kind="platform")))
    terminal = Terminal(tmp_path)
    terminal.answer("What is it", "application")
    terminal.answer("Name of the application", "orders")
    terminal.answer("platform's spec", "nowhere.yaml")
    assert terminal.sees("nowhere.yaml")
    terminal.answer("platform's spec", "platform.yaml")
    terminal.answer("run on", "fargate")
    assert terminal.sees("does not take fargate")
    terminal.answer("run on", "ec2")
    terminal.answer("E-mail", "")
    assert 0 == terminal.ends_with()
    assert [] == graver_than_notes(tmp_path / "cluster.yaml")


def test_nobody_is_asked_where_a_spec_stands_already(tmp_path: Path) -> None:
    (tmp_path / "cluster.yaml").write_text("version: 1\n")
    terminal = Terminal(tmp_path)
    assert terminal.sees("cluster.yaml exists already; nothing was written")
    assert 3 == terminal.ends_with()
