"""Templates of a user's own: what they give, where their faults are told, and what remembers them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from looked_at import every
from test_own_templates import LOG_GROUP, SPEC, copy_of, edit

from tfgen.cli import main
from tfgen.render.folder import templates_folder

pytestmark = pytest.mark.slow

TAGGED = 'kms_key_id = var.kms_key_arn\n  tags = { Team = "shop" }\n'
FURTHER = """\
resource "aws_ssm_parameter" "name" {
  name  = "/log-groups${var.name}"
  type  = "String"
  value = aws_cloudwatch_log_group.this.arn
}
"""
ROOT = Path(__file__).parent.parent
TREE = Path("out/acc")
RENDERED = TREE / "modules/log_group/main.tf"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(SPEC)


def render(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert code == main(["render", "acc.yaml", *arguments])
    return capsys.readouterr().err


def files() -> dict[str, str]:
    every_path = [path for path in TREE.rglob("*.*") if path.is_file()]
    return {path.relative_to(TREE).as_posix(): path.read_text() for path in every_path}


def tagged() -> Path:
    """Copy the template of log groups, and give these a tag."""
    path = copy_of("log_group/main.tf")
    edit(path, "kms_key_id        = var.kms_key_arn\n", TAGGED)
    return path


class TestRender:
    def test_a_template_replaces_that_file_of_the_module_alone(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        render(capsys)
        before = files()
        tagged()
        render(capsys, "--templates", "own")

        after = files()
        changed = {path for path in every(after) if before.get(path) != after[path]}
        assert {"modules/log_group/main.tf", "README.md"} == changed
        assert before.keys() == after.keys()
        text = after["modules/log_group/main.tf"]
        assert 'tags              = { Team = "shop" }' in text
        assert "its owner's: modules/log_group/main.tf" in text.split("\n")[1]
        assert "- `modules/log_group/main.tf`" in after["README.md"]

    def test_an_unedited_copy_makes_no_difference(self, capsys: pytest.CaptureFixture[str]) -> None:
        render(capsys)
        before = files()
        copy_of("log_group", "ecs_task", "root/providers.tf.j2")

        assert "HCL097" not in render(capsys, "--templates", "own")
        assert before == files()
        assert "templates" not in (TREE / ".tfgen/tree").read_text()

    def test_a_further_file_comes_beside_those_of_a_module(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("own/modules/log_group").mkdir(parents=True)
        Path("own/modules/log_group/parameter.tf").write_text(FURTHER)
        render(capsys, "--templates", "own")

        assert FURTHER in (TREE / "modules/log_group/parameter.tf").read_text()

    def test_a_variant_is_asked_for_as_in_tfgens_own(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = Path("own/modules/ecs_service/note.tf.j2")
        path.parent.mkdir(parents=True)
        path.write_text(
            "{% if variant.scaled %}\nlocals {\n  scaled = true\n}\n{% endif %}\n\n"
            'output "is_scaled" {\n  description = "Whether it scales."\n'
            "  value = {{ variant.scaled | hcl }}\n}\n"
        )
        render(capsys, "--templates", "own")

        text = (TREE / "modules/ecs_service/note.tf").read_text()
        assert "  value       = false\n" in text
        assert "locals" not in text

    def test_a_file_of_the_root_may_be_replaced(self, capsys: pytest.CaptureFixture[str]) -> None:
        edit(copy_of("root/README.md.j2"), "## Apply\n", "## Apply as we do\n")
        render(capsys, "--templates", "own")

        readme = (TREE / "README.md").read_text()
        assert "## Apply as we do\n" in readme
        assert "- `root/README.md.j2`" in readme

    def test_a_copy_out_of_a_tree_is_as_good(self, capsys: pytest.CaptureFixture[str]) -> None:
        tagged()
        render(capsys, "--templates", "own")
        before = RENDERED.read_text()
        Path("own/modules/log_group/main.tf").write_text(before.replace(before.split("\n")[1], ""))
        render(capsys, "--templates", "own")

        assert before == RENDERED.read_text()

    def test_what_nobody_vouches_for_is_said_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        tagged()
        Path("prod.yaml").write_text(SPEC.replace("acc", "prod"))

        told = render(capsys, "prod.yaml", "--templates", "own")
        assert 1 == told.count("note[HCL097]: own has templates of log_group")

    def test_a_module_is_never_taken_for_another_text(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        render(capsys)
        first = RENDERED.read_text()
        path = tagged()
        render(capsys, "--templates", "own")
        second = RENDERED.read_text()
        edit(path, '"shop"', '"cart"')
        render(capsys, "--templates", "own")
        third = RENDERED.read_text()
        # Proved before with other texts: what is wrong now is found all the same.
        edit(path, '"cart"', "var.cart")
        assert "HCL012" in render(capsys, "--templates", "own", code=4)
        assert third == RENDERED.read_text()
        render(capsys, "--no-templates")

        assert first == RENDERED.read_text()
        assert 3 == len({first, second, third})
        assert '"cart"' in third

    def test_several_processes_render_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        tagged()
        Path("prod.yaml").write_text(SPEC.replace("acc", "prod"))
        render(capsys, "prod.yaml", "--templates", "own", "--jobs", "2")

        assert 'Team = "shop"' in Path("out/prod/modules/log_group/main.tf").read_text()


class TestFaults:
    def fault(self, capsys: pytest.CaptureFixture[str], code: int = 4) -> str:
        told = render(capsys, "--templates", "own", code=code)
        assert not TREE.exists()
        return next(line for line in told.split("\n") if "error[" in line)

    @pytest.mark.parametrize(
        ("old", "new", "place", "code"),
        [
            ("  name              = var.name\n", "  name = = var.name\n", "4:10", "HCL001"),
            ("var.kms_key_arn", "var.kms_key", "6:23", "HCL012"),
            ("retention_in_days =", "retention_days =", "5:3", "HCL060"),
            ("var.retention_days", '"for ever"', "5:23", "HCL064"),
        ],
    )
    def test_one_in_hcl_is_told_at_the_line_of_the_template(
        self, capsys: pytest.CaptureFixture[str], old: str, new: str, place: str, code: str
    ) -> None:
        edit(copy_of("log_group/main.tf"), old, new)

        where, _, what = self.fault(capsys).partition(": ")
        assert f"own/modules/log_group/main.tf:{place}" == where
        assert f"error[{code}]" in what

    @pytest.mark.parametrize(
        ("tag", "words"),
        [
            ("{% if variant.scaled %}", "Unexpected end of template"),
            ("# {{ variant.scald | hcl }}", "scald"),
            ("# {{ nobody | hcl }}", "'nobody' is undefined"),
            ("# {{ variant.scaled }}", "without a filter"),
            ("# {{ variant.scaled | upper }}", "No filter named 'upper'"),
            ("# {{ (1 / 0) | hcl }}", "division by zero"),
            ("# {{ ''.__class__.__mro__ | hcl }}", "unsafe"),
            ('{% include "/etc/hosts" %}', "/etc/hosts"),
            ('{% include "../pyproject.toml" %}', "pyproject.toml"),
        ],
    )
    def test_one_in_jinja_is_told_at_its_line(
        self, capsys: pytest.CaptureFixture[str], tag: str, words: str
    ) -> None:
        path = Path("own/modules/log_group/more.tf.j2")
        path.parent.mkdir(parents=True)
        path.write_text(f"# A comment.\n\n{tag}\n# The end.\n")

        where, _, what = self.fault(capsys).partition(": error[HCL096]: ")
        # Of what is never closed Jinja knows the last line.
        line = 4 if "{% if" in tag else 3
        assert f"own/modules/log_group/more.tf.j2:{line}:1" == where
        assert words in what

    def test_a_line_after_tags_is_told_as_well(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = copy_of("ecs_task/main.tf.j2")
        lines = path.read_text().split("\n")
        number = next(at for at, line in enumerate(lines, 1) if "family" in line and "=" in line)
        edit(path, lines[number - 1], f"{lines[number - 1]}\n  nobody_knows = 1")

        assert self.fault(capsys).startswith(f"own/modules/ecs_task/main.tf.j2:{number + 1}:3")

    def test_a_variable_that_calls_need_is_missed_at_the_call(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = copy_of("log_group/variables.tf")
        edit(path, 'variable "name"', 'variable "names"')

        told = render(capsys, "--templates", "own", code=4)
        assert "HCL018" in told
        assert "did you mean 'names'?" in told

    def test_an_output_that_the_root_reads_is_missed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = copy_of("log_group/outputs.tf")
        edit(path, 'output "name"', 'output "title"')

        assert "HCL013" in render(capsys, "--templates", "own", code=4)

    def test_a_convention_is_a_warning(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = Path("own/modules/log_group/more.tf")
        path.parent.mkdir(parents=True)
        path.write_text('variable "unused" {\n  type    = string\n  default = ""\n}\n')

        told = render(capsys, "--templates", "own")
        assert "own/modules/log_group/more.tf:1:10: warning[HCL024]" in told
        assert "own/modules/log_group/more.tf:1:10: warning[HCL026]" in told
        # The tree tells by its files that it has templates of its owner's.
        assert 0 == main(["verify", "out/acc"])
        assert "warning[HCL026]" in capsys.readouterr().err

    def test_what_a_script_no_longer_uses_is_a_warning(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("acc.yaml").write_text(
            f"{SPEC}instance_groups: {{default: {{instance_type: t3.small}}}}\n"
        )
        path = copy_of("ecs_instances/user_data.sh.tftpl")
        path.write_text("#!/bin/bash\necho hello\n")

        assert "warning[HCL021]" in render(capsys, "--templates", "own")
        script = (TREE / "modules/ecs_instances/user_data.sh.tftpl").read_text()
        assert script.startswith("#!/bin/bash\n# Generated by tfgen.")
        assert script.endswith("ecs_instances/user_data.sh.tftpl.\necho hello\n")

    def test_another_default_is_no_repetition_of_the_roots(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = copy_of("ecs_task/variables.tf")
        before = path.read_text()
        head, mark, tail = before.partition('variable "network_mode" {')
        default = next(line for line in tail.split("\n") if "default " in line)
        path.write_text(head + mark + tail.replace(default, '  default = "awsvpc"', 1))

        assert "HCL034" not in render(capsys, "--templates", "own")
        call = (TREE / "service_shop.tf").read_text()
        assert 'network_mode = "awsvpc"' in call


class TestFolder:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("modules/log_grup/main.tf", "did you mean 'log_group'?"),
            ("modules/log_group/main.yaml", "did you mean 'modules/log_group/main.tf'?"),
            ("modules/log_group/main_override.tf", "name it otherwise"),
            ("modules/log_group/override.tf.j2", "name it otherwise"),
            ("modules/log_group/moved.tf", "name it otherwise"),
            ("modules/log_group/deeper/main.tf", "did you mean"),
            ("modules/versions.tf.j2", "did you mean"),
            ("root/provider.tf.j2", "did you mean 'root/providers.tf.j2'?"),
            ("root/own.tf", "USAGE075"),
            ("main.tf", "USAGE075"),
        ],
    )
    def test_a_file_that_stands_for_nothing_is_refused(
        self, capsys: pytest.CaptureFixture[str], path: str, words: str
    ) -> None:
        (Path("own") / path).parent.mkdir(parents=True)
        (Path("own") / path).write_text("# text\n")

        told = render(capsys, "--templates", "own", code=64)
        assert f"own/{path}" in told
        assert words in told
        assert not TREE.exists()

    def test_what_is_its_owners_is_left_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        tagged()
        Path("own/README.md").write_text("# Ours\n")
        Path("own/.gitattributes").write_text("* eol=lf\n")

        render(capsys, "--templates", "own")
        assert 'Team = "shop"' in RENDERED.read_text()

    @pytest.mark.skipif(os.name == "nt", reason="links need a right there")
    @pytest.mark.parametrize("link", ["modules", "modules/log_group", "modules/log_group/main.tf"])
    def test_links_are_refused(self, capsys: pytest.CaptureFixture[str], link: str) -> None:
        path = Path("own") / link
        path.parent.mkdir(parents=True)
        path.symlink_to(templates_folder() / link)

        assert f"own/{link} is a symbolic link" in render(capsys, "--templates", "own", code=64)

    def test_two_files_for_one_are_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = tagged()
        shutil.copy(path, f"{path}.j2")

        assert "USAGE078" in render(capsys, "--templates", "own", code=64)

    def test_what_is_no_text_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        tagged().write_bytes(b"\xff\xfe")

        assert "it is not UTF-8" in render(capsys, "--templates", "own", code=64)

    def test_one_that_is_not_there_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = render(capsys, "--templates", "nowhere", code=64)
        assert "cannot read nowhere: No such file or directory" in told


class TestMemory:
    def test_a_tree_is_not_rendered_without_what_it_had(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tagged()
        render(capsys, "--templates", "own")
        before = files()

        told = render(capsys, code=3)
        assert "error[WRITE087]: out/acc was rendered with the templates of own" in told
        assert before == files()
        assert "WRITE087" in render(capsys, "--check", code=2)

    def test_a_folder_without_any_is_no_wish_to_go_back(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tagged()
        render(capsys, "--templates", "own")
        path.unlink()

        assert "error[WRITE087]" in render(capsys, "--templates", "own", code=3)
        assert 'Team = "shop"' in RENDERED.read_text()
        # A tree that never had any takes none.
        shutil.rmtree("out")
        render(capsys, "--templates", "own")
        assert "templates" not in (TREE / ".tfgen/tree").read_text()

    def test_a_kept_file_is_remembered_as_one_of_them(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tagged()
        render(capsys, "--templates", "own")
        edit(RENDERED, '"shop"', '"by hand"')
        render(capsys, "--templates", "own", "--keep")

        assert '"by hand"' in RENDERED.read_text()
        assert "templates: ../../own\n" in (TREE / ".tfgen/tree").read_text()

    def test_it_is_compared_with_what_it_had(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = tagged()
        render(capsys, "--templates", "own")

        render(capsys, "--check", "--templates", "own")
        assert 0 == main(["diff", "acc.yaml", "--templates", "own"])
        assert 0 == main(["upgrade", "acc.yaml", "--preview", "--templates", "own"])
        edit(path, '"shop"', '"cart"')
        render(capsys, "--check", "--templates", "own", code=2)
        assert 2 == main(["diff", "acc.yaml", "--templates", "own"])
        assert "aws_cloudwatch_log_group.this (tags)" in capsys.readouterr().out

    def test_what_came_with_it_goes_with_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        render(capsys)
        before = files()
        tagged()
        (Path("own") / "modules/log_group/parameter.tf").write_text(FURTHER)
        render(capsys, "--templates", "own")
        render(capsys, "--no-templates")

        assert before == files()
        assert "templates" not in (TREE / ".tfgen/tree").read_text()
        render(capsys)

    def test_both_wishes_at_once_are_a_mistake(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "--no-templates" in render(capsys, "--templates", "own", "--no-templates", code=64)

    def test_the_environment_may_name_the_folder(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tagged()
        monkeypatch.setenv("TFGEN_TEMPLATES", "own")
        render(capsys)
        assert 'Team = "shop"' in RENDERED.read_text()

        render(capsys, "--no-templates")
        assert "Team" not in RENDERED.read_text()

    def test_edited_files_are_kept_beside_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = tagged()
        render(capsys, "--templates", "own")
        edit(TREE / "service_shop.tf", "redis:7.4", "redis:8.0")
        edit(path, '"shop"', '"cart"')

        assert "WRITE061" in render(capsys, "--templates", "own", "--keep")
        assert "redis:8.0" in (TREE / "service_shop.tf").read_text()
        assert 'Team = "cart"' in RENDERED.read_text()

    def test_a_line_of_the_tree_is_explained_by_its_template(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        tagged()
        render(capsys, "--templates", "own")

        assert 0 == main(["explain", f"{RENDERED}:10"])
        assert "modules/log_group/main.tf, one of its owner's" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_run_is_not_told_again_once_a_template_changed(tmp_path: Path, change: str) -> None:
    path = tagged()
    run(tmp_path)
    former = run(tmp_path)
    assert former == run(tmp_path)
    assert list((tmp_path / "cache/tfgen/unchanged").iterdir())

    further = path.with_name("parameter.tf")
    if change == "edit":
        edit(path, '"shop"', '"cart"')
    elif change == "add":
        further.write_text(FURTHER)
    else:
        path.unlink()
    said = run(tmp_path)
    assert former != said
    assert ("WRITE087" in said) == (change == "remove")
    assert ('"cart"' in RENDERED.read_text()) == (change == "edit")
    assert (TREE / "modules/log_group/parameter.tf").is_file() == (change == "add")


def run(tmp_path: Path) -> str:
    """Render as a process of its own, and return what it says."""
    (tmp_path / "cache").mkdir(exist_ok=True)
    own = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tfgen", "render", "acc.yaml", "--templates", "own"]
    environment = {**os.environ, **own}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False
    ).stderr


def test_the_sample_is_that_of_tfgen() -> None:
    assert LOG_GROUP == (templates_folder() / "modules/log_group/main.tf").read_text()
