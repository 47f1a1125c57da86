"""`tfgen templates`: copies to edit, and what another version changes merged into them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tfgen.cli import main
from tfgen.render.folder import templates_folder

SPEC = """\
version: 1
environment: acc
region: eu-west-1
load_balancers: {}
services:
  shop: {image: "redis:7.4", capacity: fargate, cpu: 256, memory: 512, read_only_root: true}
"""
LOG_GROUP = (templates_folder() / "modules/log_group/main.tf").read_text()
OWN = Path("own/modules/log_group/main.tf")
ORIGINAL = Path("own/.tfgen/modules/log_group/main.tf")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(SPEC)


def copy_of(*names: str) -> Path:
    """Copy templates into `own`, and return where the first stands."""
    assert 0 == main(["templates", *names, "-o", "own"])
    first = names[0] if names[0].startswith("root/") else f"modules/{names[0]}"
    return Path("own") / first


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert code == main([*arguments])
    return capsys.readouterr().err


def test_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["templates"])

    listed = capsys.readouterr().out.splitlines()
    assert {"modules/alb/main.tf", "modules/alb/versions.tf.j2", "root/README.md.j2"} <= {*listed}
    assert not {name for name in listed if "_macros" in name}
    assert sorted(listed) == listed


@pytest.mark.parametrize(
    ("name", "copies"),
    [
        ("log_group", ["main.tf", "outputs.tf", "variables.tf"]),
        ("modules/log_group/", ["main.tf", "outputs.tf", "variables.tf"]),
        ("log_group/main.tf", ["main.tf"]),
        ("log_group/versions.tf", ["versions.tf.j2"]),
    ],
)
def test_a_name_is_a_module_or_a_file_of_it(name: str, copies: list[str]) -> None:
    assert 0 == main(["templates", name, "-o", "own"])

    found = sorted(path.name for path in Path("own/modules/log_group").iterdir())
    assert copies == found
    assert copies == sorted(path.name for path in Path("own/.tfgen/modules/log_group").iterdir())


def test_a_copy_is_the_text_of_tfgen() -> None:
    assert LOG_GROUP == copy_of("log_group/main.tf").read_text()


def test_a_name_of_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean 'log_group'?" in said(capsys, "templates", "log_groop", code=64)
    assert not Path("templates").exists()


def test_a_copy_that_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    edit(copy_of("log_group/main.tf"), "var.name", "var.title")

    told = said(capsys, "templates", "log_group", "-o", "own", code=3)
    assert "error[WRITE085]: own/modules/log_group/main.tf is there already" in told
    assert "var.title" in OWN.read_text()
    assert not Path("own/modules/log_group/outputs.tf").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_others_takes_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own").mkdir(mode=0o500)

    assert "WRITE086" in said(capsys, "templates", "log_group", "-o", "own", code=3)


def test_a_file_in_the_place_of_a_folder_takes_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own").touch()

    assert "WRITE086" in said(capsys, "templates", "log_group", "-o", "own", code=3)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("way", [".tfgen", "modules/log_group", ".tfgen/modules/log_group/main.tf"])
def test_no_link_leads_out_of_the_folder(capsys: pytest.CaptureFixture[str], way: str) -> None:
    Path("else/modules/log_group").mkdir(parents=True)
    target = Path("else/main.tf").absolute() if way.endswith(".tf") else Path("else").absolute()
    Path("own", way).parent.mkdir(parents=True)
    Path("own", way).symlink_to(target)

    told = said(capsys, "templates", "log_group/main.tf", "-o", "own", code=64)
    assert f"own/{way} is a symbolic link" in told
    assert [] == [path for path in Path("else").rglob("*") if path.is_file()]


class TestRebase:
    """Another version of tfgen is one whose text the original does not have."""

    def edited(self, *, former: str = "  name              = var.title\n") -> None:
        copy_of("log_group/main.tf")
        edit(ORIGINAL, "  name              = var.name\n", former)
        OWN.write_text(ORIGINAL.read_text())
        edit(OWN, "var.kms_key_arn\n", 'var.kms_key_arn\n\n  tags = { Team = "shop" }\n')

    def test_a_copy_of_this_version_needs_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        edit(copy_of("log_group/main.tf"), "var.kms_key_arn", "null")
        before = OWN.read_text()

        assert "all copies are" in said(capsys, "templates", "--rebase", "-o", "own")
        assert before == OWN.read_text()
        assert "HCL098" not in said(capsys, "render", "acc.yaml", "--templates", "own")

    def test_what_tfgen_changed_is_told_until_it_is_merged(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.edited(former="  name              = var.name\n  skip_destroy      = true\n")
        for _ in range(2):
            told = said(capsys, "render", "acc.yaml", "--templates", "own")
            assert "own/modules/log_group/main.tf:1:1: warning[HCL098]" in told

        assert "main.tf: merged\n" in said(capsys, "templates", "--rebase", "-o", "own")
        text = OWN.read_text()
        assert "skip_destroy" not in text
        assert 'tags = { Team = "shop" }' in text
        assert LOG_GROUP == ORIGINAL.read_text()
        assert "HCL098" not in said(capsys, "render", "acc.yaml", "--templates", "own")

    def test_lines_that_both_changed_are_marked(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.edited()
        edit(OWN, "var.title", "var.label")

        told = said(capsys, "templates", "--rebase", "-o", "own")
        assert "merged, 1 conflict, " in told
        assert "<<<<<<< yours\n  name              = var.label\n" in OWN.read_text()
        # Nobody renders that by mistake.
        told = said(capsys, "render", "acc.yaml", "--templates", "own", code=4)
        assert "own/modules/log_group/main.tf" in told

    def test_a_file_that_tfgen_has_no_longer_is_told(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy_of("log_group/main.tf")
        OWN.rename(OWN.with_name("former.tf"))
        ORIGINAL.rename(ORIGINAL.with_name("former.tf"))

        told = said(capsys, "render", "acc.yaml", "--templates", "own", code=4)
        assert "tfgen has no modules/log_group/former.tf any more" in told
        assert "error[HCL006]" in told

    def test_one_of_unknown_origin_is_told_and_noted(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit(copy_of("log_group/main.tf"), "var.kms_key_arn", "null")
        ORIGINAL.unlink()
        told = said(capsys, "render", "acc.yaml", "--templates", "own")
        assert "note[HCL099]" in told

        said(capsys, "templates", "--rebase", "-o", "own")
        assert LOG_GROUP == ORIGINAL.read_text()
        assert "HCL099" not in said(capsys, "render", "acc.yaml", "--templates", "own")

    def test_an_original_that_is_a_link_is_refused(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.edited()
        Path("mine").write_text("mine")
        ORIGINAL.unlink()
        ORIGINAL.symlink_to(Path("mine").absolute())

        assert "USAGE076" in said(capsys, "templates", "--rebase", "-o", "own", code=64)
        assert "mine" == Path("mine").read_text()

    def test_line_ends_of_a_checkout_are_no_change(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit(copy_of("log_group/main.tf"), "var.kms_key_arn", "null")
        for path in (OWN, ORIGINAL):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

        told = said(capsys, "render", "acc.yaml", "--templates", "own")
        assert "HCL097" in told
        assert "HCL098" not in told
        assert "HCL027" not in told

    def test_without_git_the_copies_stay(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.edited()
        before = OWN.read_text(), ORIGINAL.read_text()
        monkeypatch.setenv("PATH", "")

        assert "USAGE079" in said(capsys, "templates", "--rebase", "-o", "own", code=64)
        assert before == (OWN.read_text(), ORIGINAL.read_text())
