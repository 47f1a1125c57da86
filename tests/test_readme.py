"""The tables of a tree's README say what stands in the tree: it is asked itself, not the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from looked_at import every
from markdown_it import MarkdownIt

from tfgen.cli import main
from tfgen.evaluation import worked_out
from tfgen.evaluation.resources import Resource
from tfgen.facts.infracost import OPEN_KEYS
from tfgen.plan.in_words import schedule
from tfgen.verify import read_tree
from tfgen.verify.modules import read

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

OUT = Path(__file__).parent.parent / "out"
TREES = sorted(path.parent for path in OUT.rglob(".tfgen"))


@cache
def resources(tree: Path) -> dict[str, Resource]:
    read_files, faults = read(read_tree(tree))
    assert [] == faults
    made = worked_out(read_files).resources
    # Of a user's own files beside the tree it says nothing.
    return {address: one for address, one in made.items() if address.startswith("module.")}


@cache
def types(tree: Path) -> Counter[str]:
    return Counter(resource.type for resource in resources(tree).values())


def tables(text: str) -> dict[str, list[list[str]]]:
    """Return the rows of a README's tables by their heading, as a reader of Markdown sees them."""
    rows: dict[str, list[list[str]]] = {}
    heading, inside = "", ""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type.endswith("_open"):
            inside = token.type
        if inside == "heading_open" and token.type == "inline":
            heading = token.content
        elif token.type == "tr_open":
            rows.setdefault(heading, []).append([])
        elif inside == "td_open" and token.type == "inline":
            rows[heading][-1].append(token.content)
    return {heading: [row for row in found if row] for heading, found in rows.items()}


@cache
def tables_of(tree: Path) -> dict[str, list[list[str]]]:
    return tables((tree / "README.md").read_text())


def billed(tree: Path) -> dict[str, str]:
    return {what: number for what, number, _ in tables_of(tree)["What AWS bills"]}


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_what_is_billed_is_what_the_tree_makes(tree: Path) -> None:
    said = billed(tree)
    made = types(tree)
    gateways = int(said.get("NAT gateways", 0)) + int(said.get("NAT gateway of the region", 0))
    assert gateways == made["aws_nat_gateway"]
    balancers = sum(
        int(said.get(f"{kind} load balancers", 0)) for kind in ("application", "network")
    )
    assert balancers == made["aws_lb"]
    assert int(said.get("classic load balancers", 0)) == made["aws_elb"]
    assert int(said.get("KMS keys", 0)) == made["aws_kms_key"]


def test_instances_are_counted() -> None:
    groups = 0
    for tree in every(TREES):
        made = [
            (resource.values["min_size"], resource.values["max_size"])
            for resource in resources(tree).values()
            if resource.type == "aws_autoscaling_group"
        ]
        wanted = sorted(f"{least} to {most}" if least < most else f"{most}" for least, most in made)
        said = [row[2] for row in tables_of(tree).get("Instances", []) if row[1] != "ECS chooses"]
        assert sorted(said) == wanted
        rows = [number for what, number in billed(tree).items() if what.startswith("instances of")]
        assert sorted(rows) == wanted
        groups += len(made)
    assert groups > 20


def test_endpoints_are_counted_in_each_zone() -> None:
    counted = 0
    for tree in every(TREES):
        interfaces = [
            address for address in resources(tree) if "aws_vpc_endpoint.interface[" in address
        ]
        zones = len(tables_of(tree).get("Network", []))
        assert int(billed(tree).get("endpoints × zones", 0)) == len(interfaces) * zones
        counted += len(interfaces)
    assert counted > 10


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_infracost_is_told_of_all_that_costs_by_use(tree: Path) -> None:
    usage = yaml.safe_load((tree / "infracost-usage.yml").read_text())
    told = usage.get("resource_type_default_usage", {})
    assert set(told) <= set(OPEN_KEYS)
    assert set(types(tree)) & set(OPEN_KEYS) <= set(told)
    groups = {
        address: resource.values["desired_capacity"]
        for address, resource in resources(tree).items()
        if resource.type == "aws_autoscaling_group"
    }
    assert {
        address: known["instances"] for address, known in usage.get("resource_usage", {}).items()
    } == groups


def test_prose_fits_eighty_columns() -> None:
    lines = 0
    for tree in every(TREES):
        for line in prose((tree / "README.md").read_text()):
            # What a user named may be longer.
            assert len(re.sub(r"`[^`]{20,}`", "`" + "x" * 18 + "`", line)) <= 80, (tree.name, line)
            lines += 1
    assert lines > 1000


def prose(text: str) -> Iterator[str]:
    code = False
    for line in text.splitlines():
        if line.startswith("```"):
            code = not code
        elif not code and not line.startswith("|"):
            yield line


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rate(1 hour)", "every hour"),
        ("rate(5 minutes)", "every 5 minutes"),
        ("at(2026-12-31T23:30:00)", "once, 2026-12-31 23:30:00 UTC"),
        ("cron(30 2 * * ? *)", "at 02:30 every day, UTC"),
        ("cron(0/15 * ? * MON-FRI *)", "every 15 minutes on Monday to Friday, UTC"),
        (
            "cron(0 6,18 1 1,7 ? *)",
            "at 06:00 and 18:00 on day 1 of the month in January and July, UTC",
        ),
        (
            "cron(0 8-18 ? * 2#1 *)",
            "every hour from 08:00 to 18:00 on the first Monday of the month, UTC",
        ),
        ("cron(0 3 ? * FRIL *)", "at 03:00 on the last Friday of the month, UTC"),
        # Seven does not divide the day: at 21:00 it is three hours to the next one.
        ("cron(0 */7 * * ? *)", ("cron(0 */7 * * ? *)", "UTC")),
        ("cron(0 0 1W * ? *)", ("cron(0 0 1W * ? *)", "UTC")),
    ],
)
def test_a_schedule_is_said_in_words(written: str, said: object) -> None:
    assert schedule(written, "UTC") == said


def field(low: int, high: int, *, step_from: int) -> st.SearchStrategy[tuple[str, frozenset[int]]]:
    """Draw a field of cron with the numbers that it means."""
    whole = frozenset(range(low, high + 1))
    number = st.integers(low, high)
    one = number.map(lambda n: (str(n), frozenset({n})))
    listed = st.lists(number, min_size=2, max_size=3).map(
        lambda some: (",".join(map(str, some)), frozenset(some))
    )
    span = (
        st.tuples(number, number)
        .map(sorted)
        .map(lambda ends: (f"{ends[0]}-{ends[1]}", frozenset(range(ends[0], ends[1] + 1))))
    )
    step = st.integers(1, high).map(
        lambda n: (f"{step_from}/{n}", frozenset(range(step_from, high + 1, n)))
    )
    return st.one_of(st.just(("*", whole)), one, listed, span, step)


DRAWN = st.tuples(
    field(0, 59, step_from=0),
    field(0, 23, step_from=0),
    field(1, 31, step_from=1),
    field(1, 12, step_from=1),
)


@given(st.lists(DRAWN, min_size=30, max_size=60))
def test_schedules_of_the_same_words_are_the_same(
    drawn: list[tuple[tuple[str, frozenset[int]], ...]],
) -> None:
    """Two expressions that are told alike mean the same moments; words of ours, sets of cron."""
    meant: dict[object, tuple[frozenset[int], ...]] = {}
    for minute, hour, day, month in every([*drawn, *COMMON]):
        expression = f"cron({minute[0]} {hour[0]} {day[0]} {month[0]} ? *)"
        sets = (minute[1], hour[1], day[1], month[1])
        assert meant.setdefault(schedule(expression, "UTC"), sets) == sets, expression


HOURS = [
    (f"{first}-{last}", frozenset(range(first, last + 1))) for first in (0, 8) for last in (18, 23)
]
EVERY = {
    name: frozenset(range(low, high + 1))
    for name, low, high in (("hour", 0, 23), ("day", 1, 31), ("month", 1, 12))
}
COMMON = [
    (("0", frozenset({0})), hour, ("*", EVERY["day"]), ("*", EVERY["month"]))
    for hour in (
        ("*", EVERY["hour"]),
        ("0/6", frozenset({0, 6, 12, 18})),
        ("0,6,12,18", frozenset({0, 6, 12, 18})),
        *HOURS,
    )
]


def test_long_tables_are_folded_and_short_ones_are_not() -> None:
    folded = Counter[bool]()
    for tree in every(TREES):
        text = (tree / "README.md").read_text()
        for heading, rows in tables(text).items():
            section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
            is_long = len(rows) > 20 and heading in MAY_BE_FOLDED
            assert is_long == ("<details>" in section), (tree.name, heading, len(rows))
            assert section.count("<details>") == section.count("\n\n</details>\n"), heading
            if is_long:
                assert f"<summary>{len(rows)} " in section
            folded[is_long] += 1
    assert folded[True] > 2 and folded[False] > 100


# What people look one row up in; the services and what is billed they read through.
MAY_BE_FOLDED = (
    "Who may do what",
    "What stands here",
    "What your own Terraform can use",
    "What Terraform leaves alone",
)


def test_what_a_reviewer_reads_of_fifty_services_stands_in_200_lines(tmp_path: Path) -> None:
    text = SCALE.replace("SERVICES", "".join(SERVICE.format(number) for number in range(50)))
    (tmp_path / "fifty.yaml").write_text(text)
    assert 0 == main(["render", str(tmp_path / "fifty.yaml"), "-o", str(tmp_path)])
    lines = (tmp_path / "fifty" / "README.md").read_text().splitlines()
    assert max(lines.index(f"## {heading}") for heading in READ) < 200
    assert 100 < len(lines) - lines.index("## What stands here")


READ = ("Picture", "Services", "Load balancers", "Network", "What AWS bills", "Apply")
SCALE = """\
version: 1
environment: acc
region: eu-west-1
load_balancers: {public: {certificate_arns: "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"}}
services:
SERVICES
"""
SERVICE = "  s{0}: {{image: nginx:1.29, capacity: fargate, cpu: 256, memory: 512, port: 80, routes: {{public: s{0}.example.com}}}}\n"
