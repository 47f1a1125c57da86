"""`tfgen show --diff`: what differs once all is decided, where it comes from, and no secret."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from looked_at import every

from tfgen.cli import main

BASE = """\
version: 1
region: eu-west-1
state: {bucket: acme-terraform-state}
load_balancers: {}
services:
  web:
    image: nginx:1.29
    cpu: 256
    memory: 512
    ports: {http: 80}
"""
SECRET = "hunter2-hunter2"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE)
    put("staging.yaml", "environment: staging")


def put(name: str, *lines: str) -> None:
    Path(name).write_text("\n".join(("extends: base.yaml", *lines, "")))


def differences(capsys: pytest.CaptureFixture[str], after: str = "production.yaml") -> Any:
    assert 2 == main(["show", "--diff", "staging.yaml", after, "--format", "json"])
    whole = json.loads(capsys.readouterr().out)
    assert 1 == whole["format_version"]
    return {row["path"]: (row["before"], row["after"]) for row in whole["differences"]}


def test_two_specs_that_come_to_the_same_do_not_differ(capsys: pytest.CaptureFixture[str]) -> None:
    put("same.yaml", "environment: staging", "network: {nat: per_az}", "tags: {}")

    assert 0 == main(["show", "--diff", "staging.yaml", "same.yaml"])
    assert "" == capsys.readouterr().out


def test_each_difference_says_both_values_and_where_they_come_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("production.yaml", "environment: production", "network: {nat: single}", "tags: {A: b}")
    told = differences(capsys)

    assert told["environment"] == (
        {"value": "staging", "from": "staging.yaml:2"},
        {"value": "production", "from": "production.yaml:2"},
    )
    assert told["network.nat"] == (
        {"value": "per_az", "from": "default"},
        {"value": "single", "from": "production.yaml:3"},
    )
    assert told["tags.A"] == (None, {"value": "b", "from": "production.yaml:4"})
    assert told["cluster.name"][1] == {"value": "production", "from": "convention: environment"}
    # What both take from the base, and what is the default in both.
    assert not {"region", "services.web.image", "network.cidr"} & set(told)


def test_what_is_taken_out_comes_from_the_base(capsys: pytest.CaptureFixture[str]) -> None:
    put("production.yaml", "environment: staging", "services: {web: null}")
    told = differences(capsys)

    assert ({"value": "nginx:1.29", "from": "base.yaml:7"}, None) == told["services.web.image"]
    assert {None} == {after for _, after in told.values()}
    # A hundred defaults of a service that is not there would hide what it was.
    assert "default" not in {before["from"] for before, _ in told.values()}


def test_one_is_the_other_backwards(capsys: pytest.CaptureFixture[str]) -> None:
    put("production.yaml", "environment: production", "state: {use_lockfile: false}")
    forwards = differences(capsys)
    assert 2 == main(["show", "--diff", "production.yaml", "staging.yaml", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["differences"]

    assert forwards == {row["path"]: (row["after"], row["before"]) for row in rows}
    assert list(forwards) == [row["path"] for row in rows]


def test_text_has_a_line_for_each_side(capsys: pytest.CaptureFixture[str]) -> None:
    put("production.yaml", "environment: staging", "network: {nat: single}", "tags: {A: b}")

    assert 2 == main(["show", "--diff", "staging.yaml", "production.yaml"])
    assert [
        '+ tags.A: "b"  # production.yaml:4',
        "~ network.nat",
        '    - "per_az"  # default',
        '    + "single"  # production.yaml:3',
        "~ network.nat_zone",
        "    - null  # default",
        '    + "eu-west-1a"  # convention: the alphabetically first zone',
    ] == capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("names", [("staging", "secret"), ("secret", "staging"), ("secret", "new")])
def test_no_secret_is_printed(
    names: tuple[str, str], form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        "secret.yaml",
        "environment: staging",
        f"services: {{web: {{environment: {{DB_PASSWORD: {SECRET}}}}}}}",
    )
    put(
        "new.yaml",
        "environment: staging",
        f"services: {{web: {{environment: {{DB_PASSWORD: {SECRET}-2}}}}}}",
    )

    assert 2 == main(["show", "--diff", *(f"{name}.yaml" for name in names), "--format", form])
    printed = capsys.readouterr()
    assert "services.web.environment.DB_PASSWORD" in printed.out
    assert SECRET not in printed.out + printed.err


def test_lists_of_sections_are_compared_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    rights = "{actions: ['%s'], resources: ['arn:aws:s3:::acme/*']}"
    for name, actions in every(
        {"staging": ["s3:GetObject"], "production": ["s3:GetObject", "s3:PutObject"]}.items()
    ):
        statements = ", ".join(rights % action for action in actions)
        put(
            f"{name}.yaml",
            "environment: staging",
            f"services: {{web: {{task_role: {{statements: [{statements}]}}}}}}",
        )
    told = differences(capsys)

    assert told and all(re.fullmatch(r".*\.statements\.1\..*", path) for path in told)


def test_a_spec_at_fault_is_not_compared(capsys: pytest.CaptureFixture[str]) -> None:
    put("production.yaml", "environment: production", "netwrok: {}")

    assert 1 == main(["show", "--diff", "staging.yaml", "production.yaml"])
    printed = capsys.readouterr()
    assert ("", True) == (printed.out, "SPEC002" in printed.err)
    assert 1 == main(["show", "--diff", "base.yaml", "staging.yaml"])
    assert "SPEC017" in capsys.readouterr().err


def test_connections_are_not_compared() -> None:
    assert 64 == main(["show", "--connections", "--diff", "staging.yaml", "staging.yaml"])
