"""Many specs at once: they are compared by what they have in common, and that finds the same."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import pytest
from bad_specs import BadSpec
from looked_at import every
from test_bad_specs import GROUPS, lay_out
from test_linear import calls

from tfgen import language, rules, source
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
