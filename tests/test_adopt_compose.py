"""What becomes of Compose files: specs that validate, and a list of the rest of each file."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
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
from tfgen.adopt.compose import convert
from tfgen.adopt.compose.interpolation import variables_of
from tfgen.adopt.given import parse
from tfgen.commands.discretion import discreet
from tfgen.commands.importing import imported
from tfgen.diagnostics import TfgenError

pytestmark = pytest.mark.slow

SAMPLES = sorted((Path(__file__).parent / "adopt" / "compose").glob("*.yaml"))
NAMES = [path.stem for path in SAMPLES]


def taken(text, wish=None, **options):
    """Return what is made of a Compose file."""
    given = parse(text.encode(), "compose.yaml")
    draft = convert(given, wish or Wish(), **options)
    return imported(draft, [given], Path("cluster.yaml"))


def of(file, **options):
    return taken(yaml.safe_dump(file, sort_keys=False), **options)


def told(file):
    """Return all that an import says of a file, without the places, and what it leaves."""
    given = given_of(file)
    return says(convert(given, Wish()), [given])


@pytest.fixture(scope="module", params=SAMPLES, ids=NAMES)
def sample(request):
    """A Compose file of other people, as values."""
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def test_files_of_other_people_give_valid_specs(sample) -> None:
    result = of(sample)
    assert result.is_sound, [fault.message for fault in result.faults]


@pytest.mark.slow
def test_no_key_and_no_item_gets_lost(sample) -> None:
    whole, left = told(sample)
    unseen = []
    for path in paths(sample):
        if path == ("services",):
            continue  # without it the file is none
        less, _ = told(without(sample, path))
        if less == whole and not is_left_above(left, path):
            unseen.append(path)
    assert [] == unseen


def others(value):
    """Return other values of the same kind."""
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(1, 99).map(lambda more: value + more)
    if value is None:
        return st.sampled_from(["x", 7, True])
    return st.sampled_from([f"{value}9", f"z{value}", f"${{NONE}}{value}", ""])


@drawn(st.data())
def test_what_is_another_value_is_another_spec_or_told(data) -> None:
    file = yaml.safe_load(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    path = data.draw(st.sampled_from(leaves(file)))
    other = data.draw(others(at(file, path)).filter(lambda other: other != at(file, path)))
    whole, left = told(file)
    changed, _ = told(with_other(file, path, other))
    is_told = any(found.path == path for found in left)
    assert changed != whole or is_told or is_left_above(left, path)


@drawn(st.data())
def test_a_key_that_nobody_knows_is_told_where_it_stands(data) -> None:
    file = yaml.safe_load(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
    maps = [(), *(path for path in paths(file) if isinstance(at(file, path), dict))]
    path = (*data.draw(st.sampled_from(maps)), "zz_unknown")
    _, left = told(with_other(file, path, "x"))
    assert (
        any(found.path == path for found in left) or is_left_above(left, path) or is_carried(path)
    )


def is_carried(path):
    """Tell whether any key is taken there: of variables and labels. Networks are told by name."""
    return path[-2] in ("environment", "labels", "services", "volumes", "secrets", "networks")


@pytest.mark.slow
def test_the_samples_are_compose_files_by_the_schema_of_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, *SAMPLES], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr), done.stdout


WEB = "services: {web: {image: nginx:1, ports: ['80:80']}}"


def service(fields, **options):
    """Return what becomes of one service with some fields."""
    file = {"services": {"web": {"image": "nginx:1", **fields}}}
    return spec_of(yaml.safe_dump(file), **options)["services"]["web"]


def spec_of(text, wish=None, **options):
    result = taken(text, wish, **options)
    assert result.is_sound, [fault.message for fault in result.faults]
    return yaml.safe_load(result.text)


def test_a_small_file_is_a_small_spec() -> None:
    spec = spec_of(WEB, Wish(environment="acc", region="eu-west-1"))
    assert {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "defaults": {"services": {"cpu": 512, "memory": 1024}},
        "services": {"web": {"image": "nginx:1", "port": 80, "routes": {"default": "/*"}}},
    } == spec


def test_an_application_stands_on_its_platform() -> None:
    text = taken(WEB, Wish(platform="platform.yaml", application="shop")).text
    spec = yaml.safe_load(text)
    assert ("shop", "platform.yaml") == (spec["application"], spec["platform"])
    assert not {"environment", "region", "instance_groups", "load_balancers"} & set(spec)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("server --port 80", ["server", "--port", "80"]),
        ("sh -c 'a && b'", ["sh", "-c", "a && b"]),
        ("echo $$HOME", ["echo", "$HOME"]),
        (["a b", "c"], ["a b", "c"]),
    ],
)
def test_a_command_is_split_as_compose_splits_it(written, words) -> None:
    assert words == service({"command": written})["command"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${SET}", "given"),
        ("$SET/x", "given/x"),
        ("${NONE:-other}", "other"),
        ("${NONE:-${SET}}", "given"),
        ("${EMPTY:-other}", "other"),
        ("${EMPTY-other}", ""),
        ("${SET:+there}", "there"),
        ("a$$b", "a$b"),
        ("100$", "100$"),
    ],
)
def test_variables_are_put_in(text: str, value: str) -> None:
    variables = {"SET": "given", "EMPTY": ""}
    assert value == service({"environment": {"A": text}}, variables=variables)["environment"]["A"]


def test_a_file_of_variables_is_read_as_compose_reads_it() -> None:
    text = '# a comment\nA=1\nexport B=\'x y\' # why\nC="a \\"b\\""\nD=x # why\nno variable\n'
    assert {"A": "1", "B": "x y", "C": 'a "b"', "D": "x"} == variables_of(text)


@pytest.mark.parametrize(
    ("size", "task"),
    [
        ({"mem_limit": "512m"}, (256, 512)),
        ({"mem_limit": "600m"}, (256, 1024)),
        ({"cpus": 0.5}, (512, 1024)),
        ({"cpus": "1.5", "mem_limit": "3g"}, (2048, 4096)),
        ({"deploy": {"resources": {"limits": {"cpus": "1", "memory": "9G"}}}}, (2048, 9216)),
    ],
)
def test_the_size_is_the_least_of_fargate_that_has_it(size, task) -> None:
    fields = service(size)
    assert task == (fields["cpu"], fields["memory"])


@pytest.mark.parametrize(
    "fields",
    [
        {"privileged": True},
        {"network_mode": "host"},
        {"pid": "host"},
        {"cap_add": ["NET_ADMIN"]},
        {"devices": ["/dev/fuse"]},
        {"volumes": ["/var/run/docker.sock:/var/run/docker.sock"]},
        {"deploy": {"resources": {"reservations": {"devices": [{"capabilities": ["gpu"]}]}}}},
    ],
)
def test_what_only_an_instance_has_runs_on_instances(fields) -> None:
    assert "capacity" in service(fields)
    assert "capacity" not in service({})


def test_peers_reach_a_service_by_its_name() -> None:
    text = """
    services:
      web: {image: example/web:1, environment: {API: "http://api:8080"}, networks: [a]}
      api: {image: example/api:1, networks: [a, b]}
      db: {image: postgres:16, networks: [b]}
      alone: {image: example/alone:1, networks: [c]}
    networks: {a: , b: , c: }
    """
    services = spec_of(text)["services"]
    assert (8080, True) == (services["api"]["port"], services["api"]["service_connect"])
    assert (5432, True) == (services["db"]["port"], services["db"]["service_connect"])
    assert {"client_only": True} == services["web"]["service_connect"]
    assert "service_connect" not in services["alone"]


def test_two_variables_of_one_value_share_a_secret_that_nobody_sees() -> None:
    text = """
    services:
      db: {image: postgres:16, environment: {POSTGRES_PASSWORD: hunter2hunter2}}
      web:
        image: example/web:1
        environment: [DB_PASSWORD=hunter2hunter2, "OTHER_TOKEN=${T}"]
        labels: {api.token: hunter2hunter2}
    """
    result = taken(text)
    spec = yaml.safe_load(result.text)
    shared = {"secret": "postgres-password"}
    assert shared == spec["services"]["db"]["secrets"]["POSTGRES_PASSWORD"]
    assert {"DB_PASSWORD": shared, "OTHER_TOKEN": {"secret": "t"}} == spec["services"]["web"][
        "secrets"
    ]
    words = "".join(found.message + found.help for found in result.left)
    assert "hunter2" not in result.text + words
    assert all(found.secret for found in result.left if "PASSWORD" in found.message)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE", f"sk_live_{'4eC39HqLyj' * 2}"),
        ("STRIPE_RESTRICTED", f"rk_test_{'4eC39HqLyj' * 2}"),
        ("MAILER", f"SG.{'aB3dE6gH' * 3}.{'kL9mN2pQ' * 5}"),
        ("APP_KEY", f"base64:{'q83vEjRWeJCr' * 3}="),
        ("ENCRYPTION_KEY", "9f86d081884c7d65" * 2),
        ("AUTH_SALT", "kX7+pQ2/vB9zL4mN6tR8"),
    ],
)
def test_keys_that_machines_made_are_secrets(name: str, value: str) -> None:
    file = {"services": {"web": {"image": "example/web:1", "environment": {name: value}}}}
    result = of(file)
    assert [name] == list(yaml.safe_load(result.text)["services"]["web"]["secrets"])
    assert all(found.secret for found in result.left if name in found.message)
    said = "".join(found.message + found.help for found in result.left)
    assert value not in result.text + said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_PUBLIC_KEY", f"pk_live_{'4eC39HqLyj' * 2}"),
        ("STRIPE_KEY", f"pk_live_{'4eC39HqLyj' * 2}"),
        ("SORT_KEY", "created-at"),
        ("GIT_COMMIT", "9f86d081884c7d65" * 2),
    ],
)
def test_what_is_no_secret_stays_a_variable(name: str, value: str) -> None:
    assert {name: value} == service({"environment": {name: value}})["environment"]


def imported_from(folder, *arguments):
    """Return the services that the command makes of compose.yaml in a folder, and what it says."""
    command = [sys.executable, "-m", "tfgen", "import", "compose", *arguments, "-o", "-"]
    done = subprocess.run(
        [*command, folder / "compose.yaml"], capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    return yaml.safe_load(done.stdout)["services"], done.stderr


def test_files_of_variables_beside_the_file_are_read(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n"
        "  web:\n"
        "    image: example/web:${TAG}\n"
        "    env_file: [web.env, {path: none.env, required: false}, ../out.env]\n"
        "    environment: {LEVEL: debug}\n"
    )
    (tmp_path / ".env").write_text("TAG=2\n")
    (tmp_path / "web.env").write_text("LEVEL=info\nHOST=db-${TAG}\nDB_PASSWORD=hunter2hunter2\n")
    (tmp_path.parent / "out.env").write_text("OUT=1\n")
    services, said = imported_from(tmp_path)
    web = services["web"]
    assert "example/web:2" == web["image"]
    assert {"HOST": "db-2", "LEVEL": "debug"} == web["environment"]
    assert {"DB_PASSWORD": {"secret": "db-password"}} == web["secrets"]
    assert 2 == said.count("no such file lies beside")
    assert ("/.env: give --env-file" in said, "hunter2" in said) == (True, False)
    (tmp_path / "other").write_text("TAG=3\n")
    services, said = imported_from(tmp_path, "--env-file", str(tmp_path / "other"))
    assert ("example/web:3", False) == (services["web"]["image"], "/.env" in said)


def test_names_of_hosts_are_kept_where_a_task_can_have_them() -> None:
    hosts = {"extra_hosts": ["db:10.0.0.5"]}
    assert {"db": "10.0.0.5"} == service(hosts, on_instances=True)["extra_hosts"]
    left = of({"services": {"web": {"image": "example/web:1", **hosts}}}).left
    assert ["Route 53" in found.help for found in left if "extra_hosts" in found.path] == [True]


def test_hosts_of_traefik_are_routes_and_traefik_is_the_balancer() -> None:
    text = """
    services:
      traefik: {image: traefik:v3, ports: ["80:80"]}
      api:
        image: example/api:1
        labels:
          - traefik.http.routers.a.rule=(Host(`a.example.com`) || Host(`b.example.com`)) && Path(`/x`)
          - traefik.http.routers.b.rule=Host(`a.example.com`) && PathPrefix(`/api`)
          - traefik.http.services.a.loadbalancer.server.port=9000
    """
    services = spec_of(text)["services"]
    assert ["api"] == list(services)
    assert 9000 == services["api"]["port"]
    assert [
        "a.example.com/x",
        "b.example.com/x",
        "a.example.com/api",
        "a.example.com/api/*",
    ] == services["api"]["routes"]["default"]["match"]


@pytest.mark.parametrize(
    ("label", "why", "help"),
    [
        ("http.middlewares.a.basicauth.users=admin:$$apr1$$x", "whoever knows", "auth: "),
        ("http.middlewares.a.forwardAuth.address=http://sso", "whoever knows", "auth: "),
        ("http.middlewares.a.stripprefix.prefixes=/api", "the path comes", "transform: "),
        ("http.middlewares.a.ipallowlist.sourcerange=10.0.0.0/8", "all addresses", "allowed_cidrs"),
        ("http.middlewares.a.ratelimit.average=100", "holds requests back", "waf: "),
        ("http.middlewares.a.headers.stsSeconds=31536000", "sets headers", "program"),
        ("http.middlewares.a.redirectscheme.scheme=https", "redirects HTTP", "certificate_arns"),
        ("http.middlewares.a.plugin.some.key=x", "pass without it", "auth and transform"),
        ("http.routers.web.middlewares=a@docker", "no middleware", "login"),
        ("http.services.web.loadbalancer.sticky.cookie=true", "any task", "stickiness"),
        ("frontend.auth.basic.users=admin:x", "whoever knows", "auth: "),
        ("http.routers.web.entrypoints=websecure", "the load balancer does that", "routes"),
    ],
)
def test_what_is_lost_with_each_middleware_is_said(label: str, why: str, help: str) -> None:
    labels = ["traefik.http.routers.web.rule=Host(`a.example.com`)", f"traefik.{label}"]
    file = {"services": {"web": {"image": "nginx:1", "ports": ["80"], "labels": labels}}}
    found = [one for one in of(file).left if one.path[-1] == 1]
    assert ["ADOPT001"] == [one.code for one in found]
    assert (why in found[0].message, help in found[0].help) == (True, True), found


def test_words_of_findings_of_labels_are_shown() -> None:
    labels = [
        "traefik.http.routers.web.middlewares=a,b",
        "traefik.http.middlewares.a.basicauth.users=admin:$$apr1$$x7Kq2mZp9Lw3",
    ]
    text = yaml.safe_dump({"services": {"web": {"image": "example/web:1", "labels": labels}}})
    told = discreet(taken(text).left, {"compose.yaml": text})
    words = "".join(found.message + found.help for found in told)
    assert "no middleware is in the way of requests to the route" in words
    assert [] == [piece for piece in ("apr1", "x7Kq") if piece in words]
    assert all(found.secret for found in told if "labels" in found.path)


def test_the_check_of_traefik_is_that_of_the_route() -> None:
    check = "traefik.http.services.web.loadbalancer.healthcheck.path=/ready"
    rule = "traefik.http.routers.web.rule=Host(`a.example.com`)"
    route = {"match": "a.example.com", "health_check": "/ready"}
    assert {"default": route} == service({"ports": ["80"], "labels": [rule, check]})["routes"]
    result = of({"services": {"web": {"image": "example/web:1", "labels": [check]}}})
    assert ["ADOPT001"] == [found.code for found in result.left if "labels" in found.path]


def test_only_wanted_profiles_are_taken() -> None:
    text = """
    services:
      web: {image: nginx:1}
      tool: {image: busybox:1, profiles: [debug]}
    """
    assert ["web"] == list(spec_of(text)["services"])
    assert ["web", "tool"] == list(spec_of(text, profiles=["debug"])["services"])


def test_what_others_wait_for_the_end_of_is_a_job() -> None:
    text = """
    services:
      web:
        image: example/web:1
        depends_on: {migrate: {condition: service_completed_successfully}}
      migrate: {image: example/web:1, command: migrate}
    """
    spec = spec_of(text)
    assert (["web"], ["migrate"]) == (list(spec["services"]), list(spec["jobs"]))


@pytest.mark.parametrize("text", ["a: 1", "services: []", "services: {}", "[1]"])
def test_what_is_no_compose_file_is_said(text: str) -> None:
    with pytest.raises(TfgenError) as error:
        taken(text)
    assert ["ADOPT011"] == [found.code for found in error.value.diagnostics]


@drawn(st.data())
def test_a_value_of_any_other_kind_is_taken_or_refused(data) -> None:
    file = yaml.safe_load(data.draw(st.sampled_from(SAMPLES)).read_text(encoding="utf-8"))
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


def test_an_application_takes_no_hosts_of_others() -> None:
    wish = Wish(platform="platform.yaml", application="shop")
    spec = yaml.safe_load(taken(WEB, wish, balancer="public").text)
    assert {"public": "web.example.com"} == spec["services"]["web"]["routes"]


def test_a_server_with_and_without_tls_is_reached_without() -> None:
    text = """
    services:
      web: {image: example/web:1, ports: ["443:443", "80:80"]}
      other: {image: example/other:1, ports: ["8443:443", "8081:80"]}
    """
    services = spec_of(text)["services"]
    assert {"default": {"match": "/*", "port": "http"}} == services["web"]["routes"]
    assert "http" == services["other"]["routes"]["default"]["port"]


def test_names_that_are_keys_stay_as_they_are() -> None:
    text = "services: {A_B: {image: 'example/a:1'}, a-b: {image: 'example/b:1'}}"
    services = spec_of(text)["services"]
    assert {"a-b": "example/b:1", "a-b-2": "example/a:1"} == {
        key: fields["image"] for key, fields in services.items()
    }


SCHEMA = json.loads(
    (files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text()
)


def sample_of(schema, seen=()):
    """Return a value with all that a schema knows, in the longest of its forms."""
    if name := schema.get("$ref", "").rsplit("/", 1)[-1]:
        return "some" if name in seen else sample_of(SCHEMA["$defs"][name], (*seen, name))
    if "allOf" in schema:
        parts = [samples_of_members(schema, seen)]
        parts += [sample_of(part, seen) for part in schema["allOf"]]
        return {key: value for part in parts for key, value in part.items()}
    if forms := schema.get("oneOf") or schema.get("anyOf"):
        return max((sample_of(form, seen) for form in forms), key=lambda value: len(str(value)))
    if "properties" in schema or "patternProperties" in schema:
        return samples_of_members(schema, seen)
    match schema.get("type"):
        case "array":
            return [sample_of(schema.get("items", {}), seen)]
        case "integer" | "number":
            return 7
        case "boolean":
            return True
    return schema.get("enum", ["some"])[0]


def samples_of_members(schema, seen):
    members = {**schema.get("properties", {}), **schema.get("patternProperties", {})}
    return {key.strip("^$"): sample_of(member, seen) for key, member in members.items()}


@pytest.mark.slow
def test_each_member_of_the_specification_is_in_the_spec_or_told() -> None:
    web = {**sample_of(SCHEMA["$defs"]["service"]), "image": "example/web:1"}
    file = {"services": {"web": web, "other": {"image": "redis:7"}}}
    # Another service, or a profile that was not asked for, would take its place.
    del web["extends"], web["profiles"]
    whole, left = told(file)
    unseen = [
        path
        for path in paths(file)
        if path != ("services",)
        and told(without(file, path))[0] == whole
        and not is_left_above(left, path)
    ]
    assert len(web) > 70
    assert [] == unseen
