"""`tfgen show`: what it prints is what the tree is made of, and what the descriptions promise."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast, get_args, get_origin

import pytest
import yaml
from looked_at import every

from tfgen import language, source
from tfgen.cli import main
from tfgen.commands.show import HIDDEN, as_json, as_yaml, values
from tfgen.language import Spec
from tfgen.language.section import Section, Switch, fields_of, unwrap
from tfgen.pipeline import check
from tfgen.plan import plan
from tfgen.resolve import Cluster, resolve
from tfgen.resolve.convention import Conventions
from tfgen.tree import Plan

HERE = Path(__file__).parent
SPECS = [*sorted((HERE.parent / "specs").glob("*.yaml")), *sorted((HERE / "show").glob("*.yaml"))]
TODAY = datetime.date(2026, 1, 1)
every_spec = pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)


def cluster(path: Path) -> Cluster:
    return check(path, TODAY).cluster


# Descriptions


def below(kind: type[Section]) -> Iterator[type[Section]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def promises() -> dict[tuple[str, str], tuple[type[Section], str]]:
    """Return the fields whose description says what they are where the spec leaves them out."""
    actual = {}
    for kind in below(Section):
        if kind.__module__.startswith("tfgen.language"):
            for name, field in kind.model_fields.items():
                told = re.search(r"Default: (.*)", field.description or "")
                if told and name in kind.__annotations__:
                    actual[kind.__name__, name] = kind, told[1]
    return actual


# What is a default without a convention of the field's own: its section is resolved as a whole.
WITHIN = {
    ("Destination", "domain"): "resolve.destinations",
    ("Destination", "tag"): "LOGGED_TASKS.destination",
    ("Rule", "description"): "resolve.security_groups.described",
    ("Task", "logs"): "LOGGED_TASKS",
    ("Task", "task_role"): "a section whose own fields are all left out",
}


def test_what_is_called_a_default_is_a_value_of_the_model_or_of_a_convention() -> None:
    """Where AWS, Docker or the image decides, a description says "Left out: ..." instead."""
    unfounded = {
        place
        for place, (kind, _) in promises().items()
        if kind.model_fields[place[1]].get_default() is None
        and not any(
            convention.field == place[1]
            for resolved in (kind, *below(kind))
            for convention in Conventions.of(resolved)
        )
    }
    assert unfounded == WITHIN.keys() - {("Task", "logs"), ("Task", "task_role")}


# Why a field with a default may have no value in its place: it means nothing there.
MEANS_NOTHING: dict[tuple[str, str], Callable[[Any, Cluster], bool]] = {
    ("CloudMap", "port"): lambda one, _: one.type == "a",
    ("Cluster", "default_capacity"): lambda _, whole: (
        len(whole.instance_groups) > 1 and "default" not in whole.instance_groups
    ),
    ("Container", "memory_reservation"): lambda one, _: one.memory is None,
    ("Deployment", "bake_time"): lambda one, _: one.strategy == "rolling",
    ("Deployment", "step"): lambda one, _: one.strategy not in ("canary", "linear"),
    ("Destination", "domain"): lambda one, _: one.type != "opensearch",
    ("Destination", "tag"): lambda one, _: one.type != "fluentd",
    ("LoadBalancer", "default_target_group"): lambda one, _: (
        one.type != "application" or one.fixed_response is not None
    ),
    ("LoadBalancer", "health_check"): lambda one, _: one.type != "classic",
    ("LoadBalancer", "http"): lambda one, _: one.type != "application",
    ("Network", "nat_zone"): lambda one, _: one.nat != "single",
    ("PeerNamespace", "namespace"): lambda _, whole: not whole.connected,
    ("Service", "health_check_grace_period"): lambda one, _: not one.routes,
    ("State", "key"): lambda one, _: one.bucket is None,
    ("State", "region"): lambda one, _: one.bucket is None,
    ("ServiceConnect", "alias"): lambda one, _: one.client_only,
    ("ServiceConnect", "port"): lambda one, _: one.client_only,
    ("Workload", "ephemeral_storage"): lambda one, _: not one.on_fargate,
    ("Zone", "public"): lambda _, whole: not whole.network.has_public_subnets,
}


def sections(node: Any) -> Iterator[Section]:
    """Yield each section of a cluster."""
    if isinstance(node, Section):
        yield node
        for name, field in type(node).model_fields.items():
            if not field.exclude:
                yield from sections(node.__dict__[name])
    elif isinstance(node, dict):
        for value in node.values():
            yield from sections(value)
    elif isinstance(node, tuple):
        for value in node:
            yield from sections(value)


def means_nothing(place: tuple[str, str], section: Section, whole: Cluster) -> bool:
    return place in MEANS_NOTHING and MEANS_NOTHING[place](section, whole)


@every_spec
def test_no_default_that_a_description_promises_is_null(path: Path) -> None:
    promised, whole = promises(), cluster(path)
    null = []
    for section in sections(whole):
        for base in type(section).__mro__:
            for name in getattr(base, "__annotations__", {}):
                place = (base.__name__, name)
                if not base.__module__.startswith("tfgen.language") or place not in promised:
                    continue
                if section.__dict__[name] is None and not means_nothing(place, section, whole):
                    null.append((type(section).__name__, name))
    assert [] == null


# What is shown


@pytest.mark.slow
@every_spec
def test_what_is_shown_is_yaml_with_the_values_of_the_cluster(path: Path) -> None:
    whole = cluster(path)
    assert values(whole) == yaml.safe_load(as_yaml(whole))


@every_spec
def test_json_has_each_value_with_its_origin(path: Path) -> None:
    shown = json.loads(as_json(cluster(path)))["values"]
    assert set() == {
        value["from"]
        for value in every(shown.values())
        if not re.fullmatch(r".*\.yaml:\d+|default|convention: .+", value["from"])
    }


def test_a_value_knows_whether_it_is_written_a_default_or_a_convention(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "base.yaml").write_text("logs: {retention_days: 30}\n")
    text = (
        "extends: base.yaml\nversion: 1\nenvironment: acc\nregion: eu-west-1\n"
        "network: {availability_zones: [eu-west-1a, eu-west-1b]}\n"
        "load_balancers: {public: {}}\n"
        "defaults:\n  services: {cpu: 128}\n"
        "services:\n  web:\n    image: a.b/c:1\n    memory: 64\n    port: 80\n"
        "    capacity: default\n    routes: {public: {match: [www.example.com, /x]}}\n"
        "instance_groups: {default: {instance_type: t3.small}}\n"
    )
    path = tmp_path / "acc.yaml"
    path.write_text(text)
    shown = json.loads(as_json(cluster(path)))["values"]
    web = "services.web"

    def origin(key: str) -> str:
        return cast(str, shown[key]["from"]).rpartition("/")[2]

    assert "base.yaml:1" == origin("logs.retention_days")
    assert "acc.yaml:8" == origin(f"{web}.cpu")
    assert "default" == origin("network.nat")
    assert (
        "convention: its block by the zone's letter"
        == (shown["network.availability_zones.eu-west-1a.public"]["from"])
    )
    assert (
        "convention: by pattern, the narrower first"
        == (shown[f"{web}.routes.public.match.1.priority"]["from"])
    )
    assert "default" == origin(f"{web}.routes.public.match.1.methods")
    assert "convention: logs.retention_days" == origin(f"{web}.logs.retention_days")
    assert ("60s", "convention: 60s with routes") == (
        shown[f"{web}.health_check_grace_period"]["value"],
        origin(f"{web}.health_check_grace_period"),
    )


# What is shown gives the same tree


def as_written(node: Any, kind: Any) -> Any:
    """Return what is shown as one would write it: what is null or no word of the language is left
    out, and what was switched off is false."""
    if isinstance(node, list):
        item = unwrap(get_args(kind)[0])[0] if get_args(kind) else None
        return [as_written(value, item) for value in node]
    if not isinstance(node, dict):
        return node
    if isinstance(kind, type) and issubclass(kind, Section):
        known = fields_of(kind)
        actual = {key: value for key, value in node.items() if key in known and value is not None}
        off = {key: False for key in node if node[key] is None and is_on(kind, key)}
        return off | {
            key: as_written(value, unwrap(known[key][0])[0]) for key, value in actual.items()
        }
    member = unwrap(get_args(kind)[1])[0] if get_origin(kind) is dict else None
    return {key: as_written(value, member) for key, value in node.items()}


def is_on(kind: type[Section], key: str) -> bool:
    """Whether a field is on where the spec leaves it out, and false switches it off."""
    about = kind.model_fields.get(key)
    if about is None or about.is_required() or about.default is None:
        return False
    return any(isinstance(marker, Switch) for marker in fields_of(kind)[key][1])


@every_spec
def test_what_is_shown_and_written_gives_the_same_tree(path: Path) -> None:
    """Hold that no value of the tree is missing: a spec of all that is shown leaves nothing
    open."""
    whole = cluster(path)
    text = json.dumps(without_what_is_open(as_written(values(whole), Spec), whole))
    reading = language.read(source.parse(text.encode(), path.name))

    assert [] == [finding.message for finding in reading.diagnostics]
    before, after = (calls(plan(state, path.name)) for state in (whole, resolve(reading)))
    assert before == after


def calls(tree: Plan) -> dict[str, Any]:
    return {call.call: (call.folder, call.given) for call in tree.modules}


# Values that say another thing where they are written, each left out where the spec leaves it out.
OPEN = {
    ("network", "cidr"): "of a VPC that exists the tree asks AWS",
    ("load_balancers", "*", "allowed_cidrs"): "the VPC's, those of IPv6 too, which only AWS knows",
    ("system_containers", "*", "instance_groups"): "all: written, they are a constraint by name",
    ("instance_groups", "*", "egress"): "to all of the VPC: no spec can name such a peer",
    ("services", "*", "egress"): "to all of the VPC: no spec can name such a peer",
    ("jobs", "*", "egress"): "to all of the VPC: no spec can name such a peer",
    ("services", "*", "service_name"): "that it exists: what its cluster is called is left alone",
    ("services", "*", "ephemeral_storage"): "20, which Fargate gives to who does not ask",
    ("jobs", "*", "ephemeral_storage"): "20, which Fargate gives to who does not ask",
}


def without_what_is_open(data: dict[str, Any], whole: Cluster) -> dict[str, Any]:
    for section, *inner in OPEN:
        for key in data[section] if inner[0] == "*" else ("",):
            path = tuple(key if part == "*" else part for part in (section, *inner))
            if not whole.wrote(*path):
                holder = data[section][key] if key else data[section]
                holder.pop(path[-1], None)
            elif path[-1] == "egress":
                # What stands beside the written rules is open too.
                rules = data[section][key]["egress"]
                written = {name for name in rules if whole.wrote(*path, name)}
                data[section][key]["egress"] = {name: rules[name] for name in written}
    for key, service in whole.services.items():
        # The rule of test traffic goes right before a priority that somebody wrote, and has a place
        # of its own where nobody did.
        for name in service.routes if service.deployment.test_traffic else ():
            for match in data["services"][key]["routes"][name]["match"]:
                del match["priority"]
    return data


# What Docker chooses from is no convention: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
DYNAMIC_PORTS = {32768, 65535}


@pytest.mark.parametrize("path", [path for path in SPECS if path.stem in ("acc", "nulls")])
def test_every_number_of_the_tree_is_shown(path: Path) -> None:
    """Hold it for specs that leave nearly all open: others have numbers that modules convert."""
    whole = cluster(path)
    shown = {int(number) for number in re.findall(r"\d+", as_yaml(whole))} | DYNAMIC_PORTS
    missing = {
        f"{call.call}.{name}: {number}"
        for call in plan(whole, path.name).modules
        for name, value in call.given.items()
        for number in numbers(value)
        if not {number, 60 * number} & shown  # minutes, of what is shown in seconds
    }
    assert set() == missing


def numbers(value: Any) -> Iterator[int]:
    match value:
        case bool():
            return
        case int():
            yield value
        case dict():
            for item in value.values():
                yield from numbers(item)
        case list() | tuple():
            for item in value:
                yield from numbers(item)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_printed(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "acc.yaml"
    spec.write_text("""\
version: 1
environment: acc
region: eu-west-1
instance_groups: {default: {instance_type: t3.small}}
services:
  web:
    image: 012345678901.dkr.ecr.eu-west-1.amazonaws.com/web:1
    memory: 256
    environment: {DB_PASSWORD: hunter2-a, URL: "postgres://app:hunter2-b@db/shop"}
    command: [serve, --token, hunter2-c]
    labels: {api_key: hunter2-d}
""")
    assert 0 == main(["show", str(spec), "--format", form])
    printed = capsys.readouterr()
    assert "hunter2" not in printed.out + printed.err
    assert 4 == printed.out.count(HIDDEN)


def test_the_whole_says_that_it_is_no_spec_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    spec = str(SPECS[0])
    assert 0 == main(["show", spec])
    assert capsys.readouterr().out.startswith("# What the spec means")
    # What it wrote itself is one, and a part of it reads as what stands there.
    for arguments in (["--set"], ["network"]):
        assert 0 == main(["show", spec, *arguments])
        assert "# What the spec means" not in capsys.readouterr().out
