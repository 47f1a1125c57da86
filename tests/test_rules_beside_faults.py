"""All mistakes are told in one round: what cannot be read hides nothing but itself."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic, Severity, family
from tfgen.resolve import resolve

pytestmark = (
    pytest.mark.slow
)  # of `make test`: it asks for much, and `make check` stays within a minute

HERE = Path(__file__).parent
TODAY = datetime.date(2026, 11, 24)


def errors(text: str) -> list[Diagnostic]:
    """Check a spec as a command does, and return its errors."""
    reading = language.read(source.parse(text.encode(), "s.yaml"))
    actual = (*reading.diagnostics, *rules.check(resolve(reading), TODAY))
    return [finding for finding in actual if finding.severity is Severity.ERROR]


# One spec with all kinds of mistakes


MANY = HERE / "many_mistakes.yaml"
# Behind each mistake stand its code, and what was meant.
KEY, CODE = r"(?P<key> *(?:[\w-]+: )?)", r"(?P<code>[A-Z]+\d+)"
MISTAKE = re.compile(rf"^{KEY}\S.*?  # {CODE}: (?P<meant>.*)$", re.MULTILINE)


def test_mistakes_of_all_kinds_are_told_in_one_round() -> None:
    text = MANY.read_text(encoding="utf-8")
    lines = enumerate(text.splitlines(), 1)
    expected = [(at, wrong["code"]) for at, line in lines if (wrong := MISTAKE.match(line))]
    actual = [(finding.location.line, finding.code) for finding in errors(text) if finding.location]

    assert 26 == len(expected)
    assert expected == sorted(actual)


def test_a_spec_is_right_once_those_mistakes_are_mended() -> None:
    assert [] == errors(MISTAKE.sub(r"\g<key>\g<meant>", MANY.read_text(encoding="utf-8")))


# A fault of one member, and mistakes of the others


CONTAINER = {
    "ulimits": {"nofile": {"soft": 10, "hard": 5}},
    "memory_reservation": 9_999_999,
    "secrets": {"TOKEN": {}},
    "depends_on": {"nobody": "start"},
    "mounts": ["nowhere:/data", "/one:/same", "/two:/same"],
    "health_check": {"command": ["true"], "interval": "10s", "timeout": "20s"},
    "task_role": {"arn": "arn:aws:iam::123456789012:role/a", "parameters": "/a"},
    "logs": {"retention_days": 8},
}
# Section -> what is wrong in a member whatever else the spec says, and the codes of that.
WRONG: dict[str, tuple[dict[str, Any], set[str]]] = {
    "system_containers": (
        {**CONTAINER, "instance_groups": ["nowhere"]},
        {"RULE060", *(f"RULE{number}" for number in (114, 115, 116, 117, 118, 119, 122, 123))},
    ),
    "services": (
        {
            **CONTAINER,
            "placement": {"strategy": [{}]},
            "deployment": {"bake_time": "90s", "rollback_alarms": ["cpu"]},
            "routes": {"nowhere": {"match": "a.example.com", "port": "nothing"}},
            "scaling": {"min": 3, "max": 1},
            "alarms": {"http_5xx": 1},
            "desired_count": 3,
            "volumes": {"files": {"efs": "nowhere"}},
        },
        {"RULE060", *(f"RULE{number}" for number in (114, 115, 116, 117, 118, 119, 122))}
        | {f"RULE{number}" for number in (215, 216, 217, 218, 224, 226, 244, 261, 268)},
    ),
    "jobs": (
        {**CONTAINER, "volumes": {"files": {"efs": "nowhere"}, "disk": {"ebs": 20}}},
        {"RULE060", *(f"RULE{number}" for number in (114, 115, 116, 117, 118, 119, 122, 244, 246))},
    ),
    "load_balancers": (
        {
            "ssl_policy": "nothing",
            "access_logs": {"bucket": "a..bucket"},
            "certificate_arns": ["arn:aws-cn:acm:cn-north-1:123456789012:certificate/a"],
        },
        {"RULE049", "RULE055", "RULE056"},
    ),
    "instance_groups": (
        {"min_size": 5, "max_size": 1, "root_volume": {"type": "gp3", "size": 30, "iops": 16000}},
        {"RULE024", "RULE032"},
    ),
}


# What is wrong beside something else, and cannot be told without that.
HANGS_ON = {("region",): {"RULE056"}}


def scalars(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of the single values of a spec."""
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from scalars(value, (*path, key))
    elif node is not None:
        yield path


def broken(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return a spec with a list of lists at a path, which no field takes."""
    data = deepcopy(data)
    node: Any = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = [["nonsense"]]
    return data


def with_mistakes(data: dict[str, Any]) -> tuple[dict[str, Any], set[tuple[Any, ...]]]:
    """Return a spec with all that can be wrong in each member, and the codes of each member."""
    data, expected = deepcopy(data), set()
    for section, (fields, codes) in WRONG.items():
        for key, member in data.get(section, {}).items():
            data[section][key] = {**(member or {}), **deepcopy(fields)}
            expected |= {(code, section, key) for code in codes}
    return data, expected


def told(data: dict[str, Any]) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """Return code, section and member of each error of rules, and the paths of those of shape."""
    findings = errors(json.dumps(data))
    of_rules = {
        (finding.code, *finding.path[:2]) for finding in findings if family(finding.code) == "RULE"
    }
    return of_rules, {finding.path for finding in findings if family(finding.code) == "SPEC"}


# An expression of Terraform is one value, of which no part stands beside another.
WITH_EXPRESSIONS = {"own-terraform"}
SPECS = sorted(
    path for path in (HERE.parent / "specs").glob("*.yaml") if path.stem not in WITH_EXPRESSIONS
)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_value_at_fault_hides_no_mistake_of_another_member(path: Path) -> None:
    right = yaml.safe_load(path.read_text(encoding="utf-8"))
    wrong, expected = with_mistakes(right)
    before, unread = told(wrong)
    assert (set(), set()) == (expected - before, unread)

    written = {*scalars(wrong)}
    for place in scalars({key: value for key, value in right.items() if key != "defaults"}):
        if place in written:
            after, unread = told(broken(wrong, place))
            assert any(fault[: len(place)] == place[: len(fault)] for fault in unread), place
            others = {fault for fault in expected if fault[1:] != place[:2]}
            hidden = {code for code, *_ in others - after} - HANGS_ON.get(place, set())
            assert (place, set()) == (place, hidden)
