"""Where trees go: specs of one name are told apart, and a tree that stands keeps its place."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from pathlib import Path

import pytest

from tfgen.cli import main
from tfgen.commands.folders import Target, require_names, targets
from tfgen.diagnostics import TfgenError
from tfgen.pipeline import Checked, check
from tfgen.tree import VerifiedTree
from tfgen.write import write

TODAY = datetime.date(2026, 1, 1)
OUT = Path("out")
SPEC = """\
version: 1
environment: {environment}
region: eu-west-1
instance_groups:
  default: {{instance_type: t3.small}}
"""


def spec(path: str, environment: str = "") -> Checked:
    """Write a spec; without an environment that of its first folder."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    text = SPEC.format(environment=environment or Path(path).parts[0].removesuffix(".yaml"))
    Path(path).write_text(text)
    return check(Path(path), TODAY)


def specs(*paths: str) -> list[Checked]:
    return [spec(path) for path in paths]


def names(*sound: Checked) -> list[str]:
    return [target.folder.name for target in targets(sound, OUT)]


def stands(sound: Checked, name: str) -> None:
    """Have a tree of a spec stand in a folder; what is in it is of no matter."""
    tree = VerifiedTree((), identity=sound.identity, spec=sound.cluster.file)
    write(tree, OUT / name, force=True, adopt=True)


def refused(*sound: Checked) -> list[str]:
    with pytest.raises(TfgenError) as caught:
        targets(sound, OUT)
    assert 64 == caught.value.exit_code
    return [found.code for found in caught.value.diagnostics]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# Names


def test_a_spec_by_itself_goes_to_its_name() -> None:
    assert [Target(OUT / "cluster")] == targets(specs("a/cluster.yaml"), OUT)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("a/cluster.yaml", "b/cluster.yaml"), ["a-cluster", "b-cluster"]),
        (("a/cluster.yaml", "b/other.yaml"), ["cluster", "other"]),
        (("a/x/cluster.yaml", "b/x/cluster.yaml"), ["a-cluster", "b-cluster"]),
        (("a/x/cluster.yaml", "b/y/cluster.yaml"), ["x-cluster", "y-cluster"]),
        (
            ("a/x/cluster.yaml", "b/x/cluster.yaml", "a/y/cluster.yaml"),
            ["a-x-cluster", "b-x-cluster", "a-y-cluster"],
        ),
        # What holds all of them is named as somebody called this checkout.
        (("cluster.yaml", "b/cluster.yaml"), ["cluster", "b-cluster"]),
        (("a/cluster.yaml", "a/b/cluster.yaml"), ["cluster", "b-cluster"]),
    ],
)
def test_specs_of_one_name_are_told_apart_by_the_nearest_folder(
    paths: tuple[str, ...], expected: list[str]
) -> None:
    assert expected == names(*specs(*paths))
    assert expected[::-1] == names(*specs(*paths[::-1]))


def test_why_is_said_of_those_that_do_not_have_their_name() -> None:
    a, b, c = targets(specs("a/cluster.yaml", "b/cluster.yaml", "c/other.yaml"), OUT)
    assert a.why == b.why == "another spec is named cluster too"
    assert "" == c.why


@pytest.mark.parametrize(
    "paths",
    [
        ("x/cluster.yaml", "x/cluster.yml"),
        ("a/cluster.yaml", "b/cluster.yaml", "a-cluster.yaml"),
    ],
)
def test_two_specs_of_one_folder_are_refused(paths: tuple[str, ...]) -> None:
    assert ["USAGE002"] == refused(*specs(*paths))


def test_a_spec_is_given_once() -> None:
    with pytest.raises(TfgenError) as caught:
        require_names([Path("acc.yaml"), Path("x/../acc.yaml"), Path("b/acc.yaml")], OUT)
    assert ["USAGE002"] == [found.code for found in caught.value.diagnostics]


# Trees that stand


def test_a_tree_keeps_its_place_when_a_spec_of_its_name_comes() -> None:
    a, b = specs("a/cluster.yaml", "b/cluster.yaml")
    stands(a, "cluster")
    assert [
        Target(OUT / "cluster"),
        Target(OUT / "b-cluster", "another spec is named cluster too"),
    ] == targets([a, b], OUT)


def test_a_tree_keeps_its_place_when_its_spec_is_rendered_alone() -> None:
    a, b = specs("a/cluster.yaml", "b/cluster.yaml")
    stands(a, "a-cluster")
    stands(b, "b-cluster")
    assert [Target(OUT / "b-cluster", "its tree stands there")] == targets([b], OUT)
    assert ["a-cluster", "b-cluster"] == names(a, b)


def test_a_third_spec_moves_none() -> None:
    three = specs("a/x/cluster.yaml", "b/x/cluster.yaml", "a/y/cluster.yaml")
    stands(three[0], "a-cluster")
    stands(three[1], "b-cluster")
    assert ["a-cluster", "b-cluster", "a-y-cluster"] == names(*three)


def test_the_place_that_a_tree_would_get_comes_first() -> None:
    a, b = specs("a/cluster.yaml", "b/cluster.yaml")
    stands(a, "cluster")
    stands(a, "a-cluster")
    assert ["cluster"] == names(a)
    assert ["a-cluster", "b-cluster"] == names(a, b)


def test_the_tree_of_a_spec_that_moved_keeps_its_place() -> None:
    stands(spec("a/cluster.yaml"), "a-cluster")
    shutil.move("a", "moved")
    assert ["a-cluster"] == names(check(Path("moved/cluster.yaml"), TODAY))


def test_a_spec_that_moved_does_not_give_its_tree_to_another_of_that_cluster() -> None:
    a, b = spec("a/cluster.yaml", "acc"), spec("b/cluster.yaml", "acc")
    stands(a, "a-cluster")
    stands(b, "b-cluster")
    shutil.move("a", "c")
    assert ["b-cluster"] == names(b)
    assert ["a-cluster", "b-cluster"] == names(check(Path("c/cluster.yaml"), TODAY), b)


def test_a_spec_that_was_renamed_has_another_folder() -> None:
    stands(spec("a/cluster.yaml"), "cluster")
    Path("a/cluster.yaml").rename("a/shop-cluster.yaml")
    assert ["shop-cluster"] == names(check(Path("a/shop-cluster.yaml"), TODAY))


def test_two_specs_of_a_cluster_do_not_share_a_tree() -> None:
    a, b = spec("a/cluster.yaml", "acc"), spec("b/cluster.yaml", "acc")
    stands(a, "cluster")
    assert ["cluster", "b-cluster"] == names(a, b)
    assert ["cluster"] == names(b)  # which `write` refuses


@pytest.mark.parametrize("other", ["shop-cluster", "cluster-a", "supercluster"])
def test_a_tree_of_another_name_is_not_looked_at(other: str) -> None:
    a = spec("a/cluster.yaml")
    stands(spec("b/cluster.yaml"), other)
    assert ["cluster"] == names(a)


def test_a_tree_that_does_not_say_whose_it_is_stands_in_the_way_of_several() -> None:
    a, b = specs("a/cluster.yaml", "b/cluster.yaml")
    stands(a, "cluster")
    (OUT / "cluster/.tfgen/tree").unlink()
    assert ["USAGE004", "USAGE004"] == refused(a, b)
    assert ["cluster"] == names(a)
    stands(a, "cluster")
    assert ["cluster", "b-cluster"] == names(a, b)


# The commands


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.mark.slow
def test_the_story_of_two_specs_of_one_name(capsys: pytest.CaptureFixture[str]) -> None:
    specs("a/cluster.yaml", "b/cluster.yaml")
    both = ["a/cluster.yaml", "b/cluster.yaml"]
    assert 0 == main(["render", "a/cluster.yaml"])
    assert 3 == main(["render", "b/cluster.yaml", "--force"])
    shown = said(capsys)
    assert "out/cluster is the tree of cluster a, eu-west-1, rendered from a/cluster.yaml" in shown
    assert "b/cluster.yaml is of cluster b, eu-west-1" in shown
    assert "CHANGE" not in shown
    assert 2 == main(["render", "--check", "b/cluster.yaml"])
    assert 2 == main(["diff", "b/cluster.yaml"])
    assert 2 == said(capsys).count("error[WRITE032]")

    assert 0 == main(["render", *both])
    assert "b/cluster.yaml: into out/b-cluster: another spec is named cluster too" in said(capsys)
    assert ["b-cluster", "cluster"] == sorted(path.name for path in OUT.iterdir())
    for check_again in (both, both[:1], both[1:], both[::-1]):
        assert 0 == main(["render", "--check", *check_again])


@pytest.mark.slow
def test_another_spec_takes_a_tree_over_by_adopting(capsys: pytest.CaptureFixture[str]) -> None:
    b = specs("a/cluster.yaml", "b/cluster.yaml")[1]
    assert 0 == main(["render", "a/cluster.yaml"])
    assert 0 == main(["render", "b/cluster.yaml", "--adopt"])
    assert "warning[CHANGE040]: cluster a would become b" in said(capsys)
    assert "cluster: b" in (OUT / "cluster/.tfgen/tree").read_text()
    assert 0 == main(["render", "--check", "b/cluster.yaml"])
    assert ["cluster"] == names(b)


@pytest.mark.slow
def test_a_cluster_that_is_renamed_in_its_spec_is_protected_from_adopting_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    spec("a/cluster.yaml")
    assert 0 == main(["render", "a/cluster.yaml"])
    spec("a/cluster.yaml", "other")
    assert 3 == main(["render", "a/cluster.yaml"])
    assert "error[WRITE032]" in said(capsys)
    assert 3 == main(["render", "a/cluster.yaml", "--adopt"])
    assert "error[CHANGE040]: cluster a would become other" in said(capsys)
    assert "cluster: a" in (OUT / "cluster/.tfgen/tree").read_text()


@pytest.mark.slow
def test_what_stands_in_the_way_is_one_document_of_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    specs("a/cluster.yaml", "b/cluster.yaml")
    assert 0 == main(["render", "a/cluster.yaml"])
    capsys.readouterr()
    assert 2 == main(["render", "--check", "--format", "json", "b/cluster.yaml"])
    told = json.loads(capsys.readouterr().out)
    assert "WRITE032" in re.findall(r"WRITE\d+", json.dumps(told))
