"""States of Terraform are read without their secrets, described, and every thing of them is told."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from tfgen.adopt import Wish
from tfgen.adopt.live.blocks import Blocks, without_keys
from tfgen.adopt.live.described import described
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.taken import taken
from tfgen.adopt.state import State, parse
from tfgen.cli import main
from tfgen.commands.adopting import Adoption, adoption
from tfgen.diagnostics import TfgenError

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parent / "adopted"
ARN = "arn:aws:ecs:eu-west-1:012345678901:cluster/acc"
CLUSTER = ("aws_ecs_cluster.this", {"name": "acc", "arn": ARN, "id": ARN})
SECRET = "s3cr3t-Zq81"


def state(*things: tuple[str, dict[str, Any]], **more: Any) -> State:
    """Return a state with things by type.name, each an instance without a key."""
    resources = []
    for address, attributes in things:
        *module, type_, name = address.split(".")
        resource = {"mode": "managed", "type": type_, "name": name, **more}
        resource["instances"] = [{"attributes": attributes}]
        if module:
            resource["module"] = ".".join(module)
        resources.append(resource)
    return parse(json.dumps({"version": 4, "resources": resources}).encode(), "terraform.tfstate")


def sample(name: str) -> State:
    file = SAMPLES / f"{name}.json"
    return parse(file.read_bytes(), "terraform.tfstate")


def adopt(of: State, *, same_state: bool = True) -> Adoption:
    draft = described(of.resources, of.file, Wish())
    return adoption(draft.text(), Path("cluster.yaml"), of, same_state=same_state)


def codes(of: Adoption) -> list[str]:
    return [found.code for found in of.findings]


def test_variables_that_look_like_secrets_become_secrets_without_values() -> None:
    variables = {
        "LOG_LEVEL": "info",
        "DB_PASSWORD": SECRET,
        "STRIPE": f"sk_live_{'4eC39HqLyj' * 2}",
    }
    container = {
        "name": "web",
        "image": "example/web:1",
        "memory": 256,
        "environment": [{"name": name, "value": value} for name, value in variables.items()],
    }
    task = {"family": "web", "arn": ARN.replace("cluster/acc", "task-definition/web:3")}
    task["container_definitions"] = json.dumps([container])
    task |= {"requires_compatibilities": ["FARGATE"], "cpu": "256", "memory": "512"}
    task |= {"network_mode": "awsvpc"}
    service = {"name": "web", "cluster": ARN, "task_definition": "web:3", "launch_type": "FARGATE"}
    of = state(CLUSTER, ("aws_ecs_service.web", service), ("aws_ecs_task_definition.web", task))
    draft = described(of.resources, of.file, Wish())
    web = draft.get(("services", "web"))
    assert {"LOG_LEVEL": "info"} == web["environment"]
    assert {"DB_PASSWORD": {"secret": "db-password"}, "STRIPE": {"secret": "stripe"}} == web[
        "secrets"
    ]
    assert {"db-password": {}, "stripe": {}} == draft.get(("secrets",))
    whole = adopt(of)
    said = "".join(one.message + one.help for one in (*draft.findings, *whole.findings))
    assert 2 == said.count("put it there before tasks start")
    assert [] == [value for value in (SECRET, "4eC39") if value in draft.text() + said]


def test_addresses_are_as_terraform_writes_them() -> None:
    instances = [
        {"index_key": 0, "attributes": {}},
        {"index_key": 'a "b" ${c}', "attributes": {}},
        {"deposed": "12ab", "attributes": {}},
    ]
    resource = {"mode": "managed", "module": 'module.x["k"]', "type": "aws_eip", "name": "nat"}
    data = {"mode": "data", "type": "aws_vpc", "name": "this", "instances": [{"attributes": {}}]}
    whole = {"version": 4, "resources": [{**resource, "instances": instances}, data]}

    found = parse(json.dumps(whole).encode(), "s")
    assert [
        'module.x["k"].aws_eip.nat[0]',
        'module.x["k"].aws_eip.nat["a \\"b\\" $${c}"]',
    ] == [live.address for live in found.resources]


def test_both_forms_of_a_state_give_the_same() -> None:
    resource = {
        "mode": "managed",
        "address": "module.a.aws_ecs_cluster.this",
        "type": "aws_ecs_cluster",
        "name": "this",
        "values": CLUSTER[1],
        "sensitive_values": {"setting": []},
    }
    child = {"address": "module.a", "resources": [resource]}
    shown = {"format_version": "1.0", "values": {"root_module": {"child_modules": [child]}}}

    kept = state(("module.a.aws_ecs_cluster.this", CLUSTER[1]))
    assert kept.resources == parse(json.dumps(shown).encode(), "s").resources


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"version": 3, "modules": []}',
        '{"version": 4}',
        '{"version": 4, "resources": [{"mode": "managed"}]}',
        '{"version": 4, "resources": [7]}',
        '{"format_version": "1.0", "values": {"root_module": {"resources": [{}]}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_state_is_said(text: str) -> None:
    with pytest.raises(TfgenError) as error:
        parse(text.encode(), "terraform.tfstate")
    assert ["ADOPT070"] == [found.code for found in error.value.diagnostics]


def test_secrets_are_not_read() -> None:
    """Neither what the state has marked, nor what the provider's schema says."""
    marked = {"value": SECRET, "id": "/token", "name": "/token", "password": SECRET}
    resource = {"mode": "managed", "type": "aws_x", "name": "y"}
    mark = [[{"type": "get_attr", "value": "value"}, {"type": "index", "value": 1}]]
    resource["instances"] = [{"attributes": marked, "sensitive_attributes": mark}]
    whole = {"version": 4, "resources": [resource]}
    (live,) = parse(json.dumps(whole).encode(), "s").resources
    assert {"id", "name", "password"} == set(live.values)

    (parameter,) = state(("aws_ssm_parameter.token", {"value": SECRET, "id": "/t"})).resources
    assert {"id": "/t"} == dict(parameter.values)
    shown = {"mode": "managed", "address": "a.b", "type": "a", "name": "b", "values": marked}
    shown["sensitive_values"] = {"value": True, "password": [{"x": True}], "name": False}
    module = {"format_version": "1.0", "values": {"root_module": {"resources": [shown]}}}
    assert {"id", "name"} == set(parse(json.dumps(module).encode(), "s").resources[0].values)


def test_a_state_without_a_cluster_or_with_two_is_no_spec() -> None:
    other = ("aws_ecs_cluster.b", {**CLUSTER[1], "name": "b"})
    for things in ((), (CLUSTER, other)):
        with pytest.raises(TfgenError) as error:
            described(state(*things).resources, "s", Wish())
        assert ["ADOPT071"] == [found.code for found in error.value.diagnostics]
    named = described(state(CLUSTER, other).resources, "s", Wish(), "b")
    assert {"name": "b"} == {"name": named.get(("environment",))}


def test_what_nobody_knows_is_left_and_told() -> None:
    adopted = adopt(state(CLUSTER, ("module.x.acme_thing.one", {"id": "1"})))
    assert (("aws_ecs_cluster.this", "module.ecs_cluster.aws_ecs_cluster.this"),) == (
        adopted.blocks.moved
    )
    assert ("module.x.acme_thing.one",) == adopted.blocks.forgotten
    assert ["ADOPT072"] == codes(adopted)


def test_a_state_of_its_own_imports_and_forgets_nothing() -> None:
    adopted = adopt(state(CLUSTER, ("acme_thing.one", {"id": "1"})), same_state=False)
    assert ((), ()) == (adopted.blocks.moved, adopted.blocks.forgotten)
    assert (("module.ecs_cluster.aws_ecs_cluster.this", "acc"),) == adopted.blocks.imported
    # The former root would delete what it has no configuration for.
    assert ["aws_ecs_cluster.this", "acme_thing.one"] == re.findall(
        r"removed {\n  from = (\S+)", adopted.forget
    )


def test_what_is_tainted_is_told() -> None:
    resource = {"mode": "managed", "type": "aws_ecs_cluster", "name": "this"}
    resource["instances"] = [{"attributes": CLUSTER[1], "status": "tainted"}]
    whole = {"version": 4, "resources": [resource]}
    assert ["ADOPT075"] == codes(adopt(parse(json.dumps(whole).encode(), "s")))


def test_another_provider_is_named_and_its_things_are_not_taken_over() -> None:
    provider = 'provider["registry.terraform.io/hashicorp/aws"].virginia'
    away = state(("aws_cloudwatch_log_group.x", {"name": "x", "id": "x"}), provider=provider)
    here = state(CLUSTER)
    both = State("s", (*here.resources, *away.resources), (), away.elsewhere)
    adopted = adopt(both)
    assert ["ADOPT072"] == codes(adopted)
    assert "aws.virginia" in adopted.findings[0].message


def test_an_address_that_both_have_for_different_things() -> None:
    """What has the very address of another thing is told; an instance beside goes by another."""
    made = Blocks((), (), ("a.b", 'module.m.c.d["old"]', "e.f[0]", "e.f[1]"))
    found, told = taken(made, {"a.b", 'module.m.c.d["new"]'}, "terraform.tfstate")
    assert (('module.m.c.d["old"]', "c.forgotten_0"),) == found.moved
    assert ("c.forgotten_0", "e.f") == found.forgotten
    assert ["ADOPT078"] == [one.code for one in told]
    assert "terraform state rm 'a.b'" in told[0].help


def test_what_stays_at_its_address_needs_no_block() -> None:
    found, _ = taken(Blocks((("a.b", "a.b"),), (), ()), {"a.b"}, "terraform.tfstate")
    assert Blocks((), (), ()) == found


def changed(of: State, type_: str, **values: Any) -> State:
    """Return a state in which things of a type have other values."""
    things = [
        Live(live.type, live.id, {**live.values, **values}, live.address)
        if live.type == type_
        else live
        for live in of.resources
    ]
    return State(of.file, tuple(things), of.tainted, of.elsewhere)


def test_a_service_with_a_launch_type_is_told_how_it_goes_over() -> None:
    service = {"capacity_provider_strategy": [], "launch_type": "FARGATE"}
    adopted = adopt(changed(sample("public_modules"), "aws_ecs_service", **service))
    (found,) = [one for one in adopted.findings if "aws_ecs_service" in one.message]
    assert "ADOPT074" == found.code
    assert "--capacity-provider-strategy capacityProvider=FARGATE,weight=1" in found.help
    assert "module.ecs.module.service.aws_ecs_service.this" in adopted.blocks.forgotten


def test_a_name_that_the_spec_has_otherwise_is_no_replacement() -> None:
    """The tree makes its own beside what it does not name, and the old one is told of."""
    of = sample("old_layout")
    text = described(of.resources, of.file, Wish()).text().replace("name: acc-acc\n", "name: new\n")
    adopted = adoption(text, Path("cluster.yaml"), of, same_state=True)
    told = {one.message for one in adopted.findings if one.code == "ADOPT074"}
    assert {
        f"module.ecs.module.alb.{name} is nothing that the spec has; it stays in AWS as it is"
        for name in ("aws_alb.alb", "aws_alb_listener.http")
    } == told


@pytest.mark.parametrize("name", ["old_layout", "public_modules"])
def test_each_thing_of_a_state_is_in_one_block(name: str) -> None:
    of = sample(name)
    made = adopt(of).blocks
    moved = {former for former, _ in made.moved}
    here = {live.address for live in of.resources}
    assert len(here) > 40
    left = here - moved
    assert {without_keys(address) for address in left} == set(made.forgotten)
    assert {} == {address: 1 for address in moved if address in made.forgotten}
    # A thing has one place in the tree, and a place one thing.
    places = [present for _, present in made.moved] + [present for present, _ in made.imported]
    assert len(places) == len(set(places))


@pytest.mark.slow
@settings(max_examples=15)
@drawn(st.data())
def test_whatever_is_taken_out_of_a_state_is_missed(data: st.DataObject) -> None:
    of = sample("public_modules")
    gone = data.draw(st.sampled_from([one for one in of.resources if one.id != _cluster(of).id]))
    without = State(
        of.file,
        tuple(live for live in of.resources if live is not gone),
        of.tainted,
        {address: name for address, name in of.elsewhere.items() if address != gone.address},
    )
    assert gone.address in whole_of(of)
    try:
        assert gone.address not in whole_of(without)
    except TfgenError as error:
        # What else there is makes no cluster without it: that is told.
        assert error.diagnostics


def _cluster(of: State) -> Live:
    return next(live for live in of.resources if live.type == "aws_ecs_cluster")


def whole_of(of: State) -> set[str]:
    """Return the addresses that blocks and findings have of a state."""
    adopted = adopt(of)
    moved = {former for former, _ in adopted.blocks.moved}
    forgotten = {
        live.address
        for live in of.resources
        if without_keys(live.address) in adopted.blocks.forgotten and live.address not in moved
    }
    return moved | forgotten


def test_what_an_apply_would_change_in_place_is_in_the_spec_or_told() -> None:
    balancer = {"idle_timeout": 75, "drop_invalid_header_fields": False, "enable_http2": False}
    of = changed(sample("public_modules"), "aws_lb", **balancer)
    draft = described(of.resources, of.file, Wish())
    assert "75s" == draft.get(("load_balancers", "default", "idle_timeout"))
    (told,) = [
        found.message
        for found in adopt(of).findings
        if found.code == "ADOPT002" and ".aws_lb.this" in found.message
    ]
    assert "drop_invalid_header_fields False becomes True" in told
    assert "enable_http2 False becomes True" in told
    assert "idle_timeout" not in told


def test_what_the_tree_does_not_write_goes_and_is_told() -> None:
    of = changed(sample("public_modules"), "aws_subnet", enable_dns64=True, ipv6_native=False)
    told = [one.message for one in adopt(of).findings if "enable_dns64 True goes" in one.message]
    assert 4 == len(told)
    lifetime = {"max_instance_lifetime": 2592000, "default_cooldown": 17}
    of = changed(sample("public_modules"), "aws_autoscaling_group", **lifetime)
    draft = described(of.resources, of.file, Wish())
    assert "30d" == draft.get(("instance_groups", "on-demand", "max_instance_lifetime"))
    # What the provider keeps as AWS has it changes nothing.
    assert not [one for one in adopt(of).findings if "default_cooldown" in one.message]


def test_a_value_that_is_none_is_said_and_not_shown() -> None:
    of = changed(sample("public_modules"), "aws_lb_target_group", deregistration_delay="5x")
    with pytest.raises(TfgenError) as error:
        described(of.resources, of.file, Wish())
    (found,) = error.value.diagnostics
    assert ("ADOPT070", False) == (found.code, "5x" in found.message)


def test_a_log_group_that_ecs_makes_stands_in_a_comment() -> None:
    adopted = adopt(sample("public_modules"))
    assert "ADOPT076" in codes(adopted)
    name = "/aws/ecs/containerinsights/shop-prod/performance"
    assert f'#   id = "{name}"' in adopted.text
    assert "ADOPT076" not in codes(adopt(sample("old_layout")))


@pytest.mark.parametrize(
    ("type_", "values", "code", "told"),
    [
        (
            "aws_ecs_service",
            {"alarms": [{"alarm_names": ["slow"], "enable": True, "rollback": True}]},
            "ADOPT072",
            "service web has alarms that roll it back, which the apply would take away",
        ),
        (
            "aws_ecs_service",
            {"deployment_controller": [{"type": "CODE_DEPLOY"}]},
            "ADOPT074",
            "service web is deployed by CODE_DEPLOY, which no service of a spec is",
        ),
        (
            "aws_ecs_task_definition",
            {"pid_mode": "task"},
            "ADOPT001",
            "services.web: pid_mode of the task definition is not carried over",
        ),
    ],
)
def test_what_a_description_does_not_read_is_told(
    type_: str, values: dict[str, Any], code: str, told: str
) -> None:
    of = changed(sample("public_modules"), type_, **values)
    findings = described(of.resources, of.file, Wish()).findings
    assert [code] == [found.code for found in findings if found.message == told]


def test_a_key_of_a_container_that_nobody_knows_is_told_with_its_container() -> None:
    container = [{"name": "app", "image": "a:1", "acme": 1, "portMappings": [], "cpu": 5}]
    of = changed(
        sample("public_modules"),
        "aws_ecs_task_definition",
        container_definitions=json.dumps(container),
    )
    messages = [found.message for found in described(of.resources, of.file, Wish()).findings]
    assert any(one.startswith("container app of web: acme is not carried") for one in messages)
    assert "container app of web is called web now, like its service" in messages


def test_the_spec_of_a_state_reads_like_one_that_a_person_wrote() -> None:
    of = sample("public_modules")
    draft = described(of.resources, of.file, Wish())
    service = draft.get(("services", "web"))
    assert {"LOG_LEVEL": "info", "WORKERS": "4"} == service["environment"]
    assert {"TOKEN": "/shop/token"} == service["secrets"]
    assert {"min": 1, "max": 10, "cpu": 75} == service["scaling"]
    assert {"fargate": {"weight": 1, "base": 1}} == service["capacity"]
    assert [{"pattern": "/*", "priority": 10}] == service["routes"]["default"]["match"]
    assert "198.51.100.0/24" == draft.get(("load_balancers", "default", "allowed_cidrs"))
    assert "single" == draft.get(("network", "nat"))
    zones = draft.get(("network", "availability_zones"))
    assert {"public": "10.20.48.0/24", "private": "10.20.0.0/20"} == zones["eu-west-1a"]


def test_the_command_writes_a_spec_and_blocks_and_writes_blocks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SAMPLES / "old_layout.json", tmp_path / "terraform.tfstate")
    monkeypatch.chdir(tmp_path)
    command = ["import", "terraform", "terraform.tfstate"]
    assert 0 == main(command)
    text = Path("out/cluster/adopt.tf").read_text()
    assert 24 == text.count("\nmoved {")
    assert 0 == main([*command, "--for", "cluster.yaml"])
    assert text == Path("out/cluster/adopt.tf").read_text()
    Path("mine.tf").write_text("# mine\n")
    assert 3 == main([*command, "--for", "cluster.yaml", "--blocks", "mine.tf"])
    assert "# mine\n" == Path("mine.tf").read_text()
    assert 3 == main(command)  # the spec is there
    assert 5 == main(["import", "terraform", "nothing.tfstate"])
    assert 5 == main([*command, "--for", "nothing.yaml"])


def test_a_state_comes_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (SAMPLES / "old_layout.json").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["import", "terraform", "-"])
    assert "name: acc-acc" in Path("cluster.yaml").read_text()


def test_a_secret_is_neither_written_nor_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(SAMPLES / "public_modules.json", tmp_path / "terraform.tfstate")
    monkeypatch.chdir(tmp_path)
    assert "do-not-show-me-1" in Path("terraform.tfstate").read_text()
    Path("terraform.tfstate").rename("s.tfstate")
    assert 0 == main(["import", "terraform", "s.tfstate"])
    printed = capsys.readouterr()
    written = Path("cluster.yaml").read_text() + Path("out/cluster/adopt.tf").read_text()
    assert "do-not-show-me-1" not in printed.out + printed.err + written
