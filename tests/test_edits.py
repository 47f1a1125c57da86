"""Generated files that were edited by hand: what is said of the edit, and how it is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfgen.cli import main

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

SPEC = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
instance_groups:
  default: {instance_type: t3.small, max_size: 12}
services:
  api:
    image: 012345678901.dkr.ecr.eu-west-1.amazonaws.com/api:1.0
    cpu: 256
    memory: 512
    desired_count: 2
    environment: {LOG_LEVEL: info}
  worker:
    image: 012345678901.dkr.ecr.eu-west-1.amazonaws.com/worker:1.0
    memory: 128
"""
TREE = Path("out/acc")
API = TREE / "service_api.tf"


@pytest.fixture(autouse=True)
def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(SPEC)
    assert 0 == main(["render", "acc.yaml"])


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert 1 == text.count(before)
    path.write_text(text.replace(before, after))


def said(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    capsys.readouterr()
    assert code == main([*arguments, "acc.yaml"])
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "before", "after", "written"),
    [
        ("service_api.tf", "api:1.0", "api:1.1", 'services.api.image: "012345678901.dkr.ecr.eu-west-1.amazonaws.com/api:1.1" (acc.yaml:9)'),
        ("service_api.tf", "desired_count       = 2", "desired_count       = 3", "services.api.desired_count: 3 (acc.yaml:12)"),
        ("service_api.tf", '"info"', '"debug"', 'services.api.environment.LOG_LEVEL: "debug" (acc.yaml:13)'),
        ("capacity.tf", '"t3.small"', '"t3.large"', 'instance_groups.default.instance_type: "t3.large" (acc.yaml:6)'),
        ("capacity.tf", "  = 12", "  = 13", "instance_groups.default.max_size: 13 (acc.yaml:6)"),
    ],
)  # fmt: skip
def test_an_edit_is_shown_with_the_line_of_the_spec_that_says_it(
    capsys: pytest.CaptureFixture[str], file: str, before: str, after: str, written: str
) -> None:
    edit(TREE / file, before, after)
    line = next(
        number
        for number, line in enumerate((TREE / file).read_text().splitlines(), 1)
        if after in line
    )

    told = said(capsys, 3, "render")

    assert f"error[WRITE001]: {TREE / file} was edited by hand" in told
    assert f"{TREE / file}:{line}:1: has '" in told
    assert f"help: write into the spec {written}; or move the edit" in told


def test_what_the_spec_has_no_word_for_is_shown_alone(capsys: pytest.CaptureFixture[str]) -> None:
    API.write_text(API.read_text() + "\nlocals {\n  mine = 1\n}\n")

    told = said(capsys, 3, "render")

    assert "has 'locals { mine = 1 }', which the spec does not give" in told
    assert "help: move the edit into the spec" in told


def test_a_secret_in_an_edit_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    edit(API, "LOG_LEVEL", "DB_PASSWORD")
    edit(API, "info", '"violet-harbour-quilt"')

    told = said(capsys, 3, "render")

    assert ("WRITE001" in told, "quilt" in told) == (True, False)


@pytest.mark.parametrize("noise", ["\r\n", " \n", "\n\n"], ids=["CRLF", "blanks", "final newlines"])
def test_line_ends_and_blanks_are_no_edit(capsys: pytest.CaptureFixture[str], noise: str) -> None:
    text = API.read_text()
    noisy = (text + "\n" if noise == "\n\n" else text.replace("\n", noise)).encode()
    API.write_bytes(noisy)

    told = said(capsys, 0, "render")

    assert ("WRITE001" in told, noisy) == (False, API.read_bytes())
    assert " changed" not in said(capsys, 0, "render", "--check")


def test_kept_files_stay_and_the_rest_is_rendered(capsys: pytest.CaptureFixture[str]) -> None:
    edit(API, "desired_count       = 2", "desired_count       = 3")
    edited = API.read_text()
    Path("acc.yaml").write_text(SPEC.replace("worker:1.0", "worker:2.0"))

    told = said(capsys, 0, "render", "--keep")

    assert f"warning[WRITE061]: {API} stays as it was edited" in told
    assert edited == API.read_text()
    assert "worker:2.0" in (TREE / "service_worker.tf").read_text()
    # It is still known as an edit: nothing is lost without --keep either.
    assert "WRITE001" in said(capsys, 3, "render")
    assert "1 changed" not in said(capsys, 0, "render", "--keep", "--check")


def test_a_kept_file_is_verified_with_what_changed_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    edit(API, "desired_count       = 2", "desired_count       = module.service_worker.nothing")

    told = said(capsys, 4, "render", "--keep")

    assert "error[HCL013]" in told and f"{API}:" in told


def test_a_kept_file_that_the_spec_gives_no_more_stays(capsys: pytest.CaptureFixture[str]) -> None:
    edit(TREE / "README.md", "# ECS cluster acc", "# Ours")
    edited = (TREE / "README.md").read_text()

    assert "README.md stays as it was edited" in said(capsys, 0, "render", "--keep")
    assert edited == (TREE / "README.md").read_text()


@pytest.mark.parametrize("other", ["--force", "--adopt"])
def test_to_keep_and_to_overwrite_do_not_go_together(other: str) -> None:
    assert 64 == main(["render", "acc.yaml", "--keep", other])
