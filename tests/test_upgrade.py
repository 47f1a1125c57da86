"""`tfgen upgrade --preview`: what a version changes in trees of a former one, and why."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from looked_at import every
from releases.keep import KEPT

from tfgen.cli import main
from tfgen.facts import releases
from tfgen.facts.releases import Entry, Why, since

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
RELEASES = ROOT / "tests/releases"
SPEC = """\
version: 1
environment: acc
region: eu-west-1
services:
  api: {image: "nginx:1.27", cpu: 256, memory: 512}
"""


def archives() -> list[Path]:
    def numbers(path: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", path.name)]

    return sorted(RELEASES.glob("*.tar.gz"), key=numbers)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def standing(here: Path) -> Path:
    """Stand where a spec has a tree."""
    Path("acc.yaml").write_text(SPEC)
    assert 0 == main(["render", "acc.yaml"])
    return Path("out/acc")


def known(monkeypatch: pytest.MonkeyPatch, *entries: Entry) -> None:
    monkeypatch.setattr(releases, "entries", lambda: entries)


def previewed(capsys: pytest.CaptureFixture[str], code: int, *options: str) -> str:
    capsys.readouterr()
    assert code == main(["upgrade", "--preview", "acc.yaml", *options])
    return capsys.readouterr().out


def as_data(capsys: pytest.CaptureFixture[str], code: int = 2) -> dict[str, Any]:
    (tree,) = json.loads(previewed(capsys, code, "--format", "json"))["trees"]
    return tree


def make_older(path: Path, before: str, after: str, version: str = "0.0.9") -> None:
    """Make of a tree one that an older tfgen wrote, with another text in a file."""
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    whose = Path("out/acc/.tfgen/tree")
    whose.write_text(re.sub(r"(?m)^tfgen: .*$", f"tfgen: {version}", whose.read_text()))


# What is known of releases


def test_each_entry_is_told_in_the_changelog_under_its_version() -> None:
    sections = re.split(r"(?m)^## \[", (ROOT / "CHANGELOG.md").read_text())
    told = {text.partition("]")[0]: " ".join(text.split()) for text in sections[1:]}

    for entry in every(releases.entries()):
        assert " ".join(entry.told.split()) in told[entry.version or "Unreleased"], entry.id


def test_an_id_is_given_once_and_claims_something() -> None:
    entries = releases.entries()

    assert len(entries) == len({entry.id for entry in entries})
    assert [] == [entry.id for entry in entries if not (entry.plan or entry.files)]
    assert [] == [entry.id for entry in entries if not re.fullmatch(r"[a-z0-9-]+", entry.id)]


@pytest.mark.parametrize("name", KEPT)
def test_all_that_differs_from_the_last_release_is_told(
    here: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it fails, the difference needs an entry in `tfgen/facts/releases.toml`."""
    with tarfile.open(archives()[-1]) as tar:
        tar.extractall(here, filter="data")

    code = main(["upgrade", "--preview", f"specs/{name}.yaml", "--format", "json"])
    (tree,) = json.loads(capsys.readouterr().out)["trees"]

    assert code == (2 if tree["differs"] else 0)
    untold = [reason for reason in tree["reasons"] if reason["id"] is None]
    assert [] == untold, "give it an entry in tfgen/facts/releases.toml"


def test_an_entry_counts_until_trees_are_of_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    of = {
        version: Entry(f"of-{version}", version, Why.FIX, "x", files=("x",))
        for version in ("", "0.2.0", "0.10.0")
    }
    known(monkeypatch, *of.values())

    assert [of[""], of["0.10.0"]] == list(since("0.2.0"))
    assert [of[""], of["0.2.0"], of["0.10.0"]] == list(since("0.1.0"))
    assert [of[""]] == list(since("0.10.0"))
    assert list(of.values()) == list(since(""))


# What is said of a tree


def test_a_tree_of_this_version_has_nothing_to_upgrade(
    standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in standing.rglob("*")}

    assert "nothing changes" in previewed(capsys, 0)
    assert before == {path: path.stat().st_mtime_ns for path in standing.rglob("*")}


def test_a_difference_has_its_entry_with_what_an_apply_does(
    standing: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = standing / "modules/ecs_service/main.tf"
    make_older(service, "enable_ecs_managed_tags            = true", "")
    known(
        monkeypatch,
        Entry(
            "tags-of-tasks",
            "0.1.0",
            Why.DEFAULT,
            "Tasks are told apart by their own tags.",
            plan=("ecs_service*/aws_ecs_service.this enable_ecs_managed_tags",),
            files=("modules/ecs_service/*",),
            todo="look at the bill",
        ),
    )

    tree = as_data(capsys)
    (reason,) = tree["reasons"]
    assert ("0.0.9", "tags-of-tasks", "0.1.0") == (tree["former"], reason["id"], reason["version"])
    assert ["modules/ecs_service/main.tf"] == reason["files"]
    (address,) = reason["addresses"]
    assert "module.service_api.aws_ecs_service.this" == address["address"]
    assert ("changed", ["enable_ecs_managed_tags"]) == (address["action"], address["because"])

    text = previewed(capsys, 2)
    assert text.startswith("out/acc: written by tfgen 0.0.9; this is ")
    assert "tags-of-tasks (default, 0.1.0): Tasks are told apart by their own tags." in text
    assert "  do: look at the bill\n  changed in place (1)\n" in text
    assert "not told" not in text
    markdown = previewed(capsys, 2, "--format", "markdown")
    assert "- **tags-of-tasks (default, 0.1.0)**: Tasks are told apart" in markdown
    assert "**Do:** look at the bill. (1 changed, text of 1 file)" in markdown


def test_what_no_entry_claims_is_shown_as_such(
    standing: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = standing / "modules/ecs_service/main.tf"
    make_older(service, "enable_ecs_managed_tags            = true", "")
    make_older(service, '= "SERVICE"', '= "TASK_DEFINITION"')
    make_older(standing / "modules/ecs_task/outputs.tf", "\n}\n", "\n}\n# No more.\n")
    only = "ecs_service/aws_ecs_service.this enable_ecs_managed_tags"
    known(monkeypatch, Entry("one", "", Why.FIX, "One.", plan=(only,), files=("*ecs_service*",)))

    first, second = as_data(capsys)["reasons"]

    assert (None, "one") == (first["id"], second["id"])
    assert [["propagate_tags"], ["enable_ecs_managed_tags"]] == [
        reason["addresses"][0]["because"] for reason in (first, second)
    ]
    assert ["modules/ecs_task/outputs.tf"] == first["files"]
    assert "not told in the changelog:\n  it comes of an edit of the spec since" in previewed(
        capsys, 2
    )


def test_what_destroys_stands_first(
    standing: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vpc = standing / "modules/vpc/main.tf"
    make_older(vpc, "aws_vpc.this", "aws_vpc.main")
    make_older(vpc, 'resource "aws_vpc" "this"', 'resource "aws_vpc" "main"')
    readme = Entry("a-readme", "", Why.WORDING, "A.", files=("README.md",))
    deadly = Entry("the-vpc", "", Why.FIX, "Z.", plan=("vpc/aws_vpc.*",), files=("modules/vpc/*",))
    (standing / "README.md").write_text("# old\n\nGenerated by tfgen.\n")
    known(monkeypatch, readme, deadly)

    tree = as_data(capsys)
    assert "module.vpc.aws_vpc.main" in tree["deadly"]
    ids = [reason["id"] for reason in tree["reasons"]]
    assert ("the-vpc", "a-readme") == (ids[0], ids[-1])
    assert "DESTROYS\n  the VPC, and all that stands in it: goes\n" in previewed(capsys, 2)


def test_without_a_tree_there_is_nothing_to_upgrade(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("acc.yaml").write_text(SPEC)

    assert 64 == main(["upgrade", "--preview", "acc.yaml"])
    assert "USAGE030" in capsys.readouterr().err


def test_without_preview_it_says_that_render_is_the_upgrade(
    standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 64 == main(["upgrade", "acc.yaml"])
    assert "tfgen render is the upgrade" in capsys.readouterr().err
