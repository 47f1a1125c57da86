"""What becomes of task definitions: specs that validate, and a list of the rest of each file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from botocore.session import get_session
from botocore.validate import ParamValidator
from hypothesis import given as drawn
from hypothesis import strategies as st
from importing import (
    OTHER_KINDS,
    at,
    given_of,
    is_left_above,
    leaves,
    paths,
    says,
    with_other,
    without,
)

from tfgen.adopt import Wish
from tfgen.adopt.given import parse
from tfgen.adopt.task_definition import convert
from tfgen.commands.discretion import discreet
from tfgen.commands.importing import imported
from tfgen.diagnostics import TfgenError

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent / "adopt"
SAMPLES = sorted((HERE / "task_definition").glob("*.json"))
SERVICE = json.loads((HERE / "service" / "orders.json").read_text(encoding="utf-8"))
ORDERS = json.loads((HERE / "task_definition" / "orders.json").read_text(encoding="utf-8"))


def given(value, name="task.json"):
    return parse(json.dumps(value, indent=1).encode(), name)


def taken(definition, service=None, wish=None, **options):
    """Return what is made of a task definition."""
    files = [given(definition)]
    described = [given(service, "service.json")] if service else []
    draft = convert(files, described, wish or Wish(), **options)
    return imported(draft, [*files, *described], Path("cluster.yaml"))


def told(definition, service=None):
    """Return all that an import says of files, without the places, and what it leaves."""
    files = [given_of(definition), *([given_of(service)] if service else [])]
    return says(convert(files[:1], files[1:], Wish()), files)


def says_nothing(value):
    """Tell whether a value is one that AWS prints where nothing was said."""
    return value is None or value in ([], {})


@pytest.fixture(params=SAMPLES, ids=[path.stem for path in SAMPLES])
def sample(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_files_of_other_people_give_valid_specs(sample) -> None:
    result = taken(sample)
    assert result.is_sound, [fault.message for fault in result.faults]


@pytest.mark.slow
def test_no_key_and_no_item_gets_lost(sample) -> None:
    whole, left = told(sample)
    unseen = []
    for path in paths(sample):
        if path[-1] in ("taskDefinition", "containerDefinitions") or path[-2:] == (NAME, 0):
            continue  # without it the file is none
        less, _ = told(without(sample, path))
        is_empty = says_nothing(at(sample, path))
        if less == whole and not is_empty and not is_left_above(left, path):
            unseen.append(path)
    assert [] == unseen


NAME = "containerDefinitions"


def test_nothing_of_a_service_gets_lost() -> None:
    assert [] == lost_of_service(ORDERS, SERVICE)


def lost_of_service(definition, service):
    """Return the paths of a service that can go without a trace."""
    whole, left = told(definition, service)
    unseen = []
    for path in paths(service):
        if path in (("services",), ("services", 0), ("services", 0, "taskDefinition")):
            continue  # without it the file is none
        less, _ = told(definition, without(service, path))
        is_empty = says_nothing(at(service, path))
        if less == whole and not is_empty and not is_left_above(left, path):
            unseen.append(path)
    return unseen


MEMBER = "memberOf"
ON_INSTANCES = {
    "family": "orders",
    "requiresCompatibilities": ["EC2"],
    "containerDefinitions": [{"name": "orders", "image": "example/orders:1", "memory": 256}],
    "placementConstraints": [
        {"type": MEMBER, "expression": "attribute:stack == prod"},
        {"type": MEMBER, "expression": "attribute:disk == ssd"},
    ],
}
PLACED = {
    "services": [
        {
            "serviceName": "orders",
            "taskDefinition": "orders:1",
            "launchType": "EC2",
            "placementConstraints": [
                {"type": "distinctInstance"},
                {"type": MEMBER, "expression": "attribute:disk == ssd"},
            ],
            "placementStrategy": [{"type": "spread", "field": "instanceId"}],
        }
    ]
}


def test_constraints_of_task_definition_and_service_are_joined() -> None:
    placement = services_of(ON_INSTANCES, PLACED)["orders"]["placement"]
    assert [
        "attribute:stack == prod",
        "attribute:disk == ssd",
        "distinct_instance",
    ] == placement["constraints"]
    assert [] == lost_of_service(ON_INSTANCES, PLACED)
    whole, _ = told(ON_INSTANCES, PLACED)
    of_task = [path for path in paths(ON_INSTANCES) if path[0] == "placementConstraints"]
    assert [] == [path for path in of_task if told(without(ON_INSTANCES, path), PLACED)[0] == whole]


def others(value):
    """Return other values of the same kind."""
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(1, 99).map(lambda more: value + more)
    if value is None:
        return st.sampled_from(["x", 7, True])
    return st.sampled_from([f"{value}9", f"z{value}", ""])


@drawn(st.data())
def test_what_is_another_value_is_another_spec_or_told(data) -> None:
    file = json.loads(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from(leaves(file)))
    other = data.draw(others(at(file, path)).filter(lambda other: other != at(file, path)))
    whole, left = told(file)
    changed, _ = told(with_other(file, path, other))
    is_told = any(found.path == path for found in left)
    assert changed != whole or is_told or is_left_above(left, path)


def samples_of(shape, seen=()):
    """Return a value of each member of a shape of the API, for a shape that is no part of itself."""
    match shape.type_name:
        case "structure":
            members = shape.members.items()
            return {key: samples_of(of, (*seen, shape.name)) for key, of in members}
        case "list":
            return [samples_of(shape.member, seen)]
        case "map":
            return {"some": "thing"}
        case "boolean":
            return True
        case "integer":
            return 7
        case "double":
            return 7.5
    return getattr(shape, "enum", None)[0] if getattr(shape, "enum", None) else "some"


def members_of_the_api():
    """Return a task definition with all that RegisterTaskDefinition takes."""
    ecs = get_session().get_service_model("ecs")
    return samples_of(ecs.operation_model("RegisterTaskDefinition").input_shape)


@pytest.mark.slow
def test_each_member_of_the_api_is_in_the_spec_or_told() -> None:
    whole = members_of_the_api()
    said, left = told(whole)
    unseen = []
    for path in paths(whole):
        if path[-1] == "containerDefinitions" or path[-2:] == ("containerDefinitions", 0):
            continue  # without it the file is none
        less, _ = told(without(whole, path))
        if less == said and not is_left_above(left, path):
            unseen.append(path)
    assert len(list(paths(whole))) > 100
    assert [] == unseen


@pytest.mark.slow
def test_each_member_of_a_service_of_the_api_is_in_the_spec_or_told() -> None:
    ecs = get_session().get_service_model("ecs")
    service = samples_of(ecs.shape_for("Service"))
    service["taskDefinition"] = "orders:1"
    said, left = told(ORDERS, service)
    unseen = [
        path
        for path in paths(service)
        if path != ("taskDefinition",)
        and told(ORDERS, without(service, path))[0] == said
        and not is_left_above(left, path)
    ]
    assert len(list(paths(service))) > 100
    assert [] == unseen


def test_aws_itself_would_take_the_samples() -> None:
    ecs = get_session().get_service_model("ecs")
    shape = ecs.operation_model("RegisterTaskDefinition").input_shape
    faults = {path.stem: faults_of(path, shape) for path in SAMPLES}
    assert dict.fromkeys(faults, "") == faults


def faults_of(path, shape):
    """Return what botocore finds wrong with what RegisterTaskDefinition would be given."""
    file = json.loads(path.read_text(encoding="utf-8"))
    whole = file.get("taskDefinition", file)
    given = {key: value for key, value in whole.items() if key in shape.members}
    return ParamValidator().validate(stripped(given), shape).generate_report()


def stripped(value):
    """Return a value without nulls, which JSON of AWS has where nothing was said."""
    if isinstance(value, dict):
        return {key: stripped(below) for key, below in value.items() if below is not None}
    return [*map(stripped, value)] if isinstance(value, list) else value


def services_of(definition, service=None, **options):
    result = taken(definition, service, **options)
    assert result.is_sound, [fault.message for fault in result.faults]
    return yaml.safe_load(result.text)["services"]


SMALL = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [
        {"name": "proxy", "image": "nginx:1", "essential": False, "portMappings": []},
        {"name": "app", "image": "example/app:2", "portMappings": [{"containerPort": 8080}]},
    ],
}


def test_the_essential_container_with_ports_is_the_service() -> None:
    web = services_of(SMALL)["web"]
    assert ("example/app:2", 8080, ["proxy"]) == (web["image"], web["port"], list(web["sidecars"]))


def test_main_names_another_container() -> None:
    web = services_of(SMALL, main="proxy")["web"]
    assert ("nginx:1", ["app"]) == (web["image"], list(web["sidecars"]))
    with pytest.raises(TfgenError) as error:
        taken(SMALL, main="none")
    assert ["ADOPT050"] == [found.code for found in error.value.diagnostics]


def test_a_service_says_what_the_task_definition_does_not() -> None:
    orders = services_of(ORDERS, SERVICE)["orders"]
    assert {"fargate": {"weight": 1, "base": 1}, "fargate_spot": 3} == orders["capacity"]
    assert (3, "orders-svc", True) == (
        orders["desired_count"],
        orders["service_name"],
        orders["exec"],
    )
    assert {"alias": "orders.internal", "port": "orders-8080-tcp"} == orders["service_connect"]
    assert {"match": "/*", "port": "orders-8080-tcp"} == orders["routes"]["default"]


def test_several_files_are_several_services_of_one_cluster() -> None:
    files = [given(SMALL), given({**SMALL, "family": "api"})]
    result = imported(convert(files, [], Wish()), files, Path("cluster.yaml"))
    assert result.is_sound, [fault.message for fault in result.faults]
    assert ["web", "api"] == list(yaml.safe_load(result.text)["services"])
    with pytest.raises(TfgenError) as error:
        convert([given(SMALL), given(SMALL)], [], Wish())
    assert ["ADOPT051"] == [found.code for found in error.value.diagnostics]


def test_services_with_a_target_group_each_have_hosts_of_their_own() -> None:
    files = [given(SMALL), given({**SMALL, "family": "api"})]
    running = [
        {
            "serviceName": family,
            "taskDefinition": f"{family}:1",
            "loadBalancers": [{"containerName": "app", "containerPort": 8080}],
        }
        for family in ("web", "api")
    ]
    described = [given({"services": running}, "services.json")]
    result = imported(convert(files, described, Wish()), [*files, *described], Path("x.yaml"))
    assert result.is_sound, [fault.message for fault in result.faults]
    services = yaml.safe_load(result.text)["services"]
    assert {"default": "web.example.com"} == services["web"]["routes"]
    assert {"default": "api.example.com"} == services["api"]["routes"]
    made_up = [found.path for found in result.left if found.code == "ADOPT003"]
    assert {("services", name, "routes", "default") for name in services} <= {*made_up}


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("http-intake.logs.datadoghq.eu", "datadoghq.eu"),
        ("http-intake.logs.us5.datadoghq.com", "us5.datadoghq.com"),
        ("http-intake.logs.datadoghq.com", None),
        ("logs.example.com", None),
    ],
)
def test_logs_go_to_the_site_of_datadog_that_they_went_to(host: str, site: str | None) -> None:
    key = "arn:aws:secretsmanager:eu-west-1:012345678901:secret:datadog-AbCdEf"
    routed = {
        "logDriver": "awsfirelens",
        "options": {"Name": "datadog", "Host": host},
        "secretOptions": [{"name": "apikey", "valueFrom": key}],
    }
    container = {"name": "app", "image": "example/app:2", "logConfiguration": routed}
    task = {**SMALL, "containerDefinitions": [container]}
    result = taken(task)
    destination = yaml.safe_load(result.text)["services"]["web"]["logs"]["destination"]
    assert site == destination.get("site")
    told_of = any(found.path[-1] == "Host" for found in result.left)
    assert (site is None) == told_of


def test_a_start_timeout_for_which_nobody_waits_is_left() -> None:
    router = {
        "name": "log_router",
        "image": "amazon/aws-for-fluent-bit:2",
        "firelensConfiguration": {"type": "fluentbit"},
    }
    wait = [{"containerName": "log_router", "condition": "START"}]
    app = {"name": "app", "image": "example/app:2", "startTimeout": 60, "dependsOn": wait}
    result = taken({**SMALL, "containerDefinitions": [app, router]})
    assert {"depends_on", "start_timeout"}.isdisjoint(
        yaml.safe_load(result.text)["services"]["web"]
    )
    assert [] == [fault.code for fault in result.faults if fault.code == "RULE443"]
    assert any(found.path[-1] == "startTimeout" for found in result.left)
    side = {"name": "side", "image": "example/side:1", "startTimeout": 60, "essential": False}
    main = {**app, "dependsOn": [{"containerName": "side", "condition": "COMPLETE"}]}
    del main["startTimeout"]
    web = services_of({**SMALL, "containerDefinitions": [main, side]})["web"]
    assert "1m" == web["sidecars"]["side"]["start_timeout"]


def test_the_value_of_a_secret_is_nowhere() -> None:
    container = {**SMALL["containerDefinitions"][1]}
    container["environment"] = [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}]
    container["dockerLabels"] = {"api.token": "hunter2hunter2", "team": "shop"}
    result = taken({**SMALL, "containerDefinitions": [container]})
    spec = yaml.safe_load(result.text)
    assert {"DB_PASSWORD": {"secret": "db-password"}} == spec["services"]["web"]["secrets"]
    assert "hunter2" not in result.text + "".join(one.message + one.help for one in result.left)


def test_words_of_findings_are_shown_and_values_hidden_in_json_on_one_line() -> None:
    container = {
        "image": "example/app:2",
        "environment": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "/ecs/options/group", "awslogs-key": "x7Kq2mZp9Lw3"},
        },
        "name": "app",
    }
    text = json.dumps({**SMALL, "containerDefinitions": [container]})
    for shown in (text, text.replace('"containerDef', '\n"containerDef').replace('"opt', '\n"opt')):
        file = parse(shown.encode(), "task.json")
        left = imported(convert([file], [], Wish()), [file], Path("cluster.yaml")).left
        told = discreet(left, {"task.json": shown})
        words = "".join(found.message + found.help for found in told)
        assert (
            "options.awslogs-group is not carried over: tfgen makes a log group for each" in words
        )
        assert "environment[0].value is not carried over: it looks like a secret" in words
        assert [] == [value for value in ("hunter2", "x7Kq2m") if value in words]
        assert all(found.secret for found in told if found.path[-1:] == ("value",))


@pytest.mark.parametrize("value", [{}, {"family": "web"}, [SMALL], {"containerDefinitions": []}])
def test_what_is_no_task_definition_is_said(value) -> None:
    with pytest.raises(TfgenError) as error:
        taken(value)
    assert ["ADOPT011"] == [found.code for found in error.value.diagnostics]


@drawn(st.data())
def test_a_value_of_any_other_kind_is_taken_or_refused(data) -> None:
    file = json.loads(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from([*paths(file)]))
    other = data.draw(st.sampled_from(OTHER_KINDS).filter(lambda kind: kind != at(file, path)))
    assert outcome(with_other(file, path, other)) in ("taken", ["ADOPT011"])


def outcome(file):
    """Return what is said of a file that is refused, or that it is taken."""
    try:
        told(file)
    except TfgenError as error:
        return [found.code for found in error.diagnostics]
    return "taken"
