"""A value at fault is told once: no rule follows from it, and what stands beside it is still
checked."""

from __future__ import annotations

import datetime
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import bad_specs
import pytest
import yaml

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.language import Reading
from tfgen.resolve import resolve

pytestmark = (
    pytest.mark.slow
)  # of `make test`: it asks for much, and `make check` stays within a minute

HERE = Path(__file__).parent
SPECS = sorted((HERE.parent / "specs").glob("*.yaml"))
# Specs that the reader takes, each with an error of a rule near to what it says.
# Without its platform an application has another's, and a spec its base: what is said then is of that.
BAD = [
    case
    for case in bad_specs.of_families("RULE", "SEC")
    if "platform:" not in case.text and not case.beside
]
TODAY = datetime.date(2026, 11, 24)
LIST, MAP, WORDS = "[[nonsense]]", "{nonsense: [1]}", "nonsense nonsense"


class Broken(NamedTuple):
    """A spec with one place at fault."""

    place: str
    text: str


def broken(text: str, *kinds: str) -> Iterator[Broken]:
    """Yield a spec with each of its values in turn replaced by nonsense, and each key misspelt."""
    for path, key, value in nodes(yaml.compose(text)):
        for kind in kinds if isinstance(value, yaml.ScalarNode) else (LIST,):
            yield Broken(f"{path}: {kind}", replaced(text, key, value, kind))
        if key is not None and key.style is None and len(key.value) > 3:
            end = key.end_mark.index
            yield Broken(f"{path} misspelt", text[: end - 1] + text[end:])


def nodes(node: yaml.Node, path: str = "") -> Iterator[tuple[str, yaml.Node | None, yaml.Node]]:
    """Yield each value below a node with its path, and its key if it has one."""
    below: list[tuple[str, yaml.Node | None, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        below = [(f"{path}.{key.value}", key, value) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        below = [(f"{path}.{index}", None, value) for index, value in enumerate(node.value)]
    for place, key, value in below:
        yield place.removeprefix("."), key, value
        yield from nodes(value, place)


def replaced(text: str, key: yaml.Node | None, value: yaml.Node, nonsense: str) -> str:
    """Return a text in which nonsense stands in the place of a value, whatever its style."""
    start, end = value.start_mark.index, value.end_mark.index
    if key is not None and isinstance(value, yaml.CollectionNode) and not value.flow_style:
        line = text.rindex("\n", 0, end) + 1
        return f"{text[: key.end_mark.index]}: {nonsense}\n{text[line if not text[line:end].strip() else end :]}"
    while text[end - 1] in " \n":
        end -= 1
    return f"{text[:start]} {nonsense}{text[end:]}"


def checked(text: str) -> tuple[bool, list[Diagnostic]]:
    """Return whether the reader takes a spec, and the errors of rules in it."""
    reading = language.read(source.parse(text.encode(), "acc.yaml"))
    findings = rules.check(resolve(reading), TODAY)
    taken = not any(finding.severity is Severity.ERROR for finding in reading.diagnostics)
    return taken, [finding for finding in findings if finding.severity is Severity.ERROR]


Chosen = Callable[[Sequence[Broken]], Sequence[Broken]]


def followers(text: str, *kinds: str, some: Chosen = tuple) -> Iterator[str]:
    """Yield errors of rules that a spec has only while a value of it is at fault."""
    sound, before = checked(text)
    assert sound
    known = {(finding.code, finding.path) for finding in before}
    refused = 0
    for place, changed in some([*broken(text, *kinds)]):
        try:
            taken, actual = checked(changed)
        except TfgenError:
            continue  # no YAML any more
        refused += not taken
        for finding in actual if not taken else ():
            if (finding.code, finding.path) not in known:
                yield f"{place} -> {finding.code}: {finding.message}"
    assert refused > 0 or some is not tuple


@pytest.mark.parametrize("name", ["everything", "discovery", "ops"])
def test_a_value_at_fault_has_no_followers(name: str) -> None:
    path = HERE.parent / "specs" / f"{name}.yaml"
    assert [] == list(followers(path.read_text(), LIST))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        # Hundreds of values three times each: minutes a spec.
        *(pytest.param(path.read_text(), id=path.stem, marks=pytest.mark.sweep) for path in SPECS),
        *(pytest.param(case.text, id=case.id, marks=pytest.mark.sweep) for case in BAD),
    ],
)
def test_no_nonsense_has_followers(text: str) -> None:
    # What has so many places has a hundred things of one form: each of them takes as long.
    def some(places: Sequence[Broken]) -> Sequence[Broken]:
        return places[:: len(places) // 400 + 1]

    assert [] == list(followers(text, LIST, MAP, WORDS, some=some))


# One place in five, another one in each spec; all of them are for `make sweeps`.
SOME = [pytest.param(case.text, zlib.crc32(case.id.encode()) % 5, id=case.id) for case in BAD]
CROWD = 20


@pytest.mark.parametrize(("text", "first"), SOME)
def test_some_nonsense_has_no_followers(text: str, first: int) -> None:
    def some(places: Sequence[Broken]) -> Sequence[Broken]:
        return [*of_crowds(places), *alone(places)[first::5]]

    assert [] == list(followers(text, LIST, MAP, WORDS, some=some))


def form(place: Broken) -> str:
    """Return what a place has in common with those of the other things of its form."""
    return re.sub(r"\d+", "N", place.place)


def by_form(places: Sequence[Broken]) -> dict[str, list[Broken]]:
    forms: dict[str, list[Broken]] = {}
    for place in places:
        forms.setdefault(form(place), []).append(place)
    return forms


def of_crowds(places: Sequence[Broken]) -> list[Broken]:
    """Return of a hundred things of one form the first, one amid them and the last, of each form."""
    crowds = [crowd for crowd in by_form(places).values() if len(crowd) >= CROWD]
    return [crowd[index] for crowd in crowds for index in (0, len(crowd) // 2, -1)]


def alone(places: Sequence[Broken]) -> list[Broken]:
    """Return the places of forms that a spec has a few times."""
    return [place for few in by_form(places).values() if len(few) < CROWD for place in few]


def test_of_many_things_of_one_form_three_are_taken_and_none_else_is_lost() -> None:
    texts = [f"s{number}: {{image: x}}" for number in range(100)]
    places = [*broken("services:\n  " + "\n  ".join([*texts, "web: {image: x}"]), LIST)]
    crowds = {place.place for place in of_crowds(places)}

    assert {"services.s0.image: [[nonsense]]", "services.s99.image misspelt"} <= crowds
    assert {form(place) for place in places} == {form(Broken(place, "")) for place in crowds} | {
        place.place for place in alone(places)
    }


# What stands beside a value at fault


def read(**sections: Any) -> Reading:
    """Read a spec of these sections; what every spec needs is there."""
    wanted = {"version": 1, "environment": "acc", "region": "eu-west-1", **sections}
    return language.read(source.parse(json.dumps(wanted).encode(), "acc.yaml"))


def told(**sections: Any) -> set[str]:
    """Return the codes of the errors that are told of a spec in one round."""
    reading = read(**sections)
    actual = [*reading.diagnostics, *rules.check(resolve(reading), TODAY)]
    return {finding.code for finding in actual if finding.severity is Severity.ERROR}


def group(**fields: Any) -> dict[str, Any]:
    return {"instance_type": "t3.small", **fields}


def zones(**blocks: Any) -> dict[str, Any]:
    return {"availability_zones": {f"eu-west-1{letter}": block for letter, block in blocks.items()}}


BESIDE: dict[str, tuple[str, dict[str, Any]]] = {
    "another key of the section": ("RULE002", {"network": {"nonsense": 1, "cidr": "10.0.0.0/8"}}),
    "another zone": (
        "RULE017",
        {"network": zones(a={"public": []}, b={"public": "192.168.0.0/24"})},
    ),
    "another tier of the zone": (
        "RULE017",
        {
            "network": zones(a={"public": [], "private": "192.168.0.0/24"}),
            "load_balancers": {},
        },
    ),
    "another group": (
        "RULE024",
        {"instance_groups": {"default": group(min_size=9), "other": group(min_size="many")}},
    ),
    "another field of the group": (
        "RULE030",
        {"instance_groups": {"default": group(max_size="many", attributes={"ecs.os": "linux"})}},
    ),
    "another rule of the group": (
        "RULE038",
        {
            "instance_groups": {
                "default": group(
                    ingress={
                        "one": {"port": [], "from": "10.0.0.0/16"},
                        "two": {"port": 80, "to": "10.0.0.0/16"},
                    }
                )
            }
        },
    ),
    "a peer beside a group at fault": (
        "RULE042",
        {
            "instance_groups": {
                "default": group(ingress={"one": {"port": 80, "from": "load_balancers.wbe"}}),
                "other": group(min_size="many"),
            },
        },
    ),
    "a former name beside one at fault": (
        "RULE096",
        {
            "instance_groups": {
                "default": group(moved_from=["old"]),
                "further": group(moved_from=["old"]),
                "other": group(moved_from="{}"),
            }
        },
    ),
    "another balancer": (
        "RULE011",
        {
            "network": {"internet_gateway": False, "nat": "none"},
            "load_balancers": {"web": {"scheme": "internet-facing"}, "other": {"scheme": []}},
        },
    ),
    "another waiver": (
        "RULE070",
        {
            "security": {
                "waivers": {
                    "SEC001": {"reason": "known", "until": "2026-01-01"},
                    "SEC002": {"reason": "known", "until": "tomorrow"},
                }
            }
        },
    ),
    "another alarm": (
        "RULE152",
        {
            "alerts": {
                "alarms": {
                    "cpu_reservation": {"threshold": 80, "period": "90s"},
                    "memory_reservation": {"threshold": 80, "period": []},
                }
            }
        },
    ),
    "a client of the bastion": (
        "RULE105",
        {
            "access": {
                "bastion": {"allowed_cidrs": ["0.0.0.0/0"]},
                "ssh": {"key_name": "ops", "from": {"nonsense": 1}},
            }
        },
    ),
}


@pytest.mark.parametrize(("code", "sections"), BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_a_value_at_fault_is_checked(
    code: str, sections: dict[str, Any]
) -> None:
    sections = {"instance_groups": {"default": group()}, **sections}
    errors = told(**sections)
    assert code in errors
    assert any(error.startswith("SPEC") for error in errors)
    assert {code} == {error for error in errors if not error.startswith("SPEC")}


def test_no_convention_takes_the_place_of_a_value_at_fault() -> None:
    service = {"image": "redis:7", "memory": 64, "network_mode": [], "desired_count": "two"}
    cluster = resolve(read(instance_groups={"default": group()}, services={"web": service}))
    known = cluster.services["web"].__dict__
    assert set() == {"network_mode", "desired_count", "target_type"} & known.keys()
    assert {"capacity", "groups", "family"} <= known.keys()


def test_what_members_leave_to_broken_defaults_is_unread() -> None:
    services = {"web": {"image": "redis:7", "memory": 64}}
    cluster = resolve(read(defaults={"services": []}, services=services))
    known = cluster.services["web"].__dict__
    assert {"image", "memory"} <= known.keys()
    assert set() == {"desired_count", "cpu", "routes"} & known.keys()


def test_a_mapping_of_unknown_keys_alone_is_unread() -> None:
    reading = read(services={"web": {"image": "redis:7", "memory": 64, "scaling": {"nonsense": 1}}})
    assert ("services", "web", "scaling") in reading.unread
