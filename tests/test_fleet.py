"""Many specs at once: they are compared by what they have in common, and that finds the same."""

from __future__ import annotations

import io
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from bad_specs import BadSpec
from looked_at import every
from test_bad_specs import GROUPS, lay_out
from test_linear import calls

from tfgen import language, rules, source
from tfgen.cli import main
from tfgen.cli.output import Progress
from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, resolve
from tfgen.rules import together, together_names
from tfgen.rules.pairs import Pair

# Of `make test`.
pytestmark = pytest.mark.slow

SPEC = """\
version: 1
environment: {name}
region: {region}
{more}instance_groups:
  default: {{instance_type: t3.small}}
"""


def cluster(name: str, region: str = "eu-west-1", file: str = "", **more: str) -> Cluster:
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    text = SPEC.format(name=name, region=region, more=lines)
    return resolve(language.read(source.parse(text.encode(), file or f"{name}.yaml")))


def of_all_pairs(clusters: Sequence[Cluster]) -> set[tuple[str, str, str]]:
    """Return what is found when each is compared with each: code and both files."""
    names = {one.file: together_names.fixed_names(one) for one in clusters}
    return {
        (found.code, pair.first.file, pair.second.file)
        for pair in (Pair(*two) for two in combinations(clusters, 2))
        for found in together._of_a_pair(pair, names)
    }


def of_marks(clusters: Sequence[Cluster]) -> set[tuple[str, str, str]]:
    """Return what is found, by code, as pairs of the files that a finding joins."""
    joined = set()
    order = {one.file: index for index, one in enumerate(clusters)}
    for found in together.check(clusters):
        if found.code == "RULE183":  # found by blocks, not by pairs
            continue
        files = sorted(files_of(found), key=order.__getitem__)
        joined |= {(found.code, *two) for two in combinations(files, 2)}
    return joined


def files_of(found: Diagnostic) -> set[str]:
    places = [found.location, *(place for place, _ in found.also)]
    return {place.file for place in places if place}


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case.id)
def test_by_marks_the_same_is_found_as_of_all_pairs(
    case: BadSpec, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("specs"))
    lay_out(case.specs)
    clusters = [
        resolve(language.read(source.parse(data, name)))
        for name, data in sorted(case.specs.items())
    ]

    assert of_all_pairs(clusters) <= of_marks(clusters)


def test_clusters_of_any_names_accounts_and_regions_are_found_alike() -> None:
    chance = random.Random(7)
    seen: dict[str, int] = defaultdict(int)
    for number in every(range(12)):
        clusters = [
            cluster(
                chance.choice(["acc", "acc-b", "b", "acc-b-c", "prod"]),
                chance.choice(["eu-west-1", "eu-west-1", "us-east-1", "cn-north-1"]),
                f"{number}-{index}.yaml",
                **chance.choice(
                    [{}, {"account_id": "123456789012"}, {"account_id": "210987654321"}]
                ),
                **chance.choice([{}, {}, {"logs": "{prefix: /all}"}]),
                **chance.choice([{}, {}, {"state": "{bucket: one, key: k, region: eu-west-1}"}]),
            )
            for index in range(14)
        ]
        expected = of_all_pairs(clusters)
        assert expected <= of_marks(clusters)
        for code, *_ in expected:
            seen[code] += 1

    assert {"RULE180", "RULE181", "RULE182", "RULE187"} <= set(seen)


@pytest.mark.parametrize("count", [2, 12, 60])
def test_a_name_that_many_share_is_one_finding_with_all_places(count: int) -> None:
    clusters = [cluster("acc", file=f"{number:02}.yaml") for number in range(count)]
    found = [one for one in rules.check_together(clusters) if one.code == "RULE180"]

    assert 1 == len(found)
    assert {one.file for one in clusters} == files_of(found[0])


def test_a_block_that_many_share_is_one_finding_with_all_places() -> None:
    clusters = [cluster(f"c{number}x") for number in range(40)]
    (found,) = rules.check_together(clusters)

    assert "RULE183" == found.code
    assert {one.file for one in clusters} == files_of(found)
    assert "so it is in 38 more specs" in found.message


def fleet(count: int) -> list[Cluster]:
    """Return clusters that share what clusters of a fleet do: a block, the names of services."""
    accounts = ["123456789012", "210987654321", ""]
    return [
        cluster(
            f"c{number}x",
            account_id=f"'{accounts[number % 3]}'" if accounts[number % 3] else "null",
            network=f"{{cidr: 10.{number % 200}.0.0/16}}",
        )
        for number in range(count)
    ]


def test_ten_times_the_specs_ask_eleven_times_as_much_at_most() -> None:
    small, large = fleet(40), fleet(400)
    rules.check_together(small)  # what is computed once and kept is computed before
    few, many = (calls(lambda: rules.check_together(several)) for several in (small, large))  # noqa: B023

    assert few.total() > 40
    assert many.total() <= 11 * few.total()


# Many specs on the command line


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return four specs, of which the third is at fault."""
    monkeypatch.chdir(tmp_path)
    names = ["ax", "bx", "cx", "dx"]
    for number, name in enumerate(names):
        more = f"network: {{cidr: 10.{number}.0.0/16}}\n"
        text = SPEC.format(name=name, region="eu-west-1", more=more)
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "cx.yaml").write_text("version: 1\n")
    return [f"{name}.yaml" for name in names]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_good_specs_are_written_beside_one_at_fault(
    specs: list[str], jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["render", *specs, "--jobs", jobs])
    said = capsys.readouterr().err

    assert 1 == code
    assert ["ax", "bx", "dx"] == sorted(path.name for path in Path("out").iterdir())
    # All that is at fault comes at the end.
    assert said.index("out/dx: ") < said.index("cx.yaml:1:1: error[")
    assert "1 error" == said.splitlines()[-1]


def test_specs_at_fault_with_each_other_are_not_written_and_others_are(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    state = "state: {bucket: one, key: k, region: eu-west-1}\n"
    for name in specs[:2]:
        Path(name).write_text(Path(name).read_text() + state)

    assert 1 == main(["render", specs[0], specs[1], specs[3]])
    assert ["dx"] == [path.name for path in Path("out").iterdir()]
    assert "error[RULE181]" in capsys.readouterr().err


def test_two_processes_write_and_say_the_same_as_one(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["render", *specs, "-o", "one"])
    said = capsys.readouterr().err
    main(["render", *specs, "-o", "two", "--jobs", "2"])

    assert contents(Path("one")) == contents(Path("two")) != {}
    assert said.replace("one/", "two/") == capsys.readouterr().err


def test_what_was_edited_by_hand_stays_and_other_trees_are_written(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    good = [specs[0], specs[1]]
    main(["render", *good])
    Path("out/ax/main.tf").write_text("# mine\n")
    Path("out/bx/main.tf").unlink()

    assert 3 == main(["render", *good])
    assert "# mine\n" == Path("out/ax/main.tf").read_text()
    assert Path("out/bx/main.tf").exists()
    assert "error[WRITE001]" in capsys.readouterr().err


def test_check_names_the_files_that_differ(
    specs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["render", *specs[:2]])
    Path("out/ax/main.tf").unlink()
    Path("out/bx/network.tf").write_text("# mine\n")
    capsys.readouterr()

    assert 2 == main(["render", "--check", *specs[:2]])
    said = capsys.readouterr().err
    assert "  out/ax/main.tf: created\n" in said
    assert "  out/bx/network.tf: changed\n" in said


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "specs", "told"),
    [(Terminal(), 10, True), (Terminal(), 9, False), (io.StringIO(), 1000, False)],
)
def test_progress_is_for_a_terminal_and_many_specs(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, specs: int, told: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress(specs) as progress:
        progress.checked(3)
        progress.rendered(4)

    assert told == ("checked 3 of 10 specs\r\x1b[Krendered 4 of 10 specs" in stream.getvalue())
    assert told == stream.getvalue().endswith("\r\x1b[K")
    assert told or not stream.getvalue()
