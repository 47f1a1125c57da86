"""Workspaces of Copilot become specs, and nothing of them is lost in silence."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from copilot_workspaces import (
    FOLDER,
    WORKSPACES,
    converted,
    copied,
)
from looked_at import every

from tfgen.adopt import Draft, Wish
from tfgen.adopt.copilot import Said, drafts, opened, shared
from tfgen.cli import main
from tfgen.commands.difference import differences
from tfgen.commands.importing import written
from tfgen.diagnostics import Severity
from tfgen.pipeline import Checked, check

TODAY = datetime.date(2026, 11, 28)
ACCOUNT = "123456789012"


def sound(path: Path) -> Checked:
    """Return a spec checked; one with an error raises."""
    return check(path, TODAY)


def spec_of(tmp_path: Path, manifest: str, *, folder: str = "web", **more: str) -> dict[str, Any]:
    """Return the spec of a workspace of one manifest, and further files by path."""
    return drafted(tmp_path, manifest, folder=folder, **more).spec


def drafted(tmp_path: Path, manifest: str, *, folder: str = "web", **more: str) -> Draft:
    texts = {f"copilot/{folder}/manifest.yml": manifest, **more}
    texts.setdefault("copilot/.workspace", "application: shop\n")
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (draft,) = converted(tmp_path, Said(Wish(region="eu-west-1"), ACCOUNT)).values()
    return draft


WEB = """
name: web
type: Load Balanced Web Service
image: {location: "nginx:1.27", port: 8080}
http: {path: /}
network: {vpc: {placement: private}}
"""


@pytest.mark.parametrize("name", WORKSPACES)
def test_what_runs_with_copilot_gives_specs_without_errors(name: str, tmp_path: Path) -> None:
    by_stage = converted(copied(name, tmp_path))
    for stage, draft in every(by_stage.items()):
        path = tmp_path / f"{stage}.yaml"
        path.write_text(written(draft))
        found = sound(path).findings
        assert Severity.ERROR not in {finding.severity for finding in found}


SEVERAL = [name for name in WORKSPACES if len(opened(FOLDER / name).stages) > 1]


@pytest.mark.parametrize("name", SEVERAL)
def test_a_base_and_what_extends_it_say_what_each_environment_says_alone(
    name: str, tmp_path: Path
) -> None:
    by_stage = converted(copied(name, tmp_path))
    base, apart = shared(by_stage, "base.yaml")
    (tmp_path / "base.yaml").write_text(written(base))
    for stage, draft in every(by_stage.items()):
        extending, alone = tmp_path / f"{stage}.yaml", tmp_path / f"{stage}-alone.yaml"
        extending.write_text(written(apart[stage]))
        alone.write_text(written(draft))
        assert [] == list(differences(sound(extending), sound(alone)))
    assert base.spec["services"]


def test_a_path_matches_itself_and_all_below_it(tmp_path: Path) -> None:
    web = spec_of(tmp_path, WEB.replace("path: /", "path: api/v1"))["services"]["web"]
    assert ["/api/v1", "/api/v1/*"] == web["routes"]["public"]["match"]


def test_the_root_of_an_alias_is_its_host(tmp_path: Path) -> None:
    http = "{path: /, alias: [example.com, www.example.com], hosted_zone: Z0873220N255IR3MTNR4}"
    spec = spec_of(tmp_path, WEB.replace("{path: /}", http))
    hosts = ["example.com", "www.example.com"]
    assert hosts == spec["services"]["web"]["routes"]["public"]["match"]
    dns = {"zone_id": "Z0873220N255IR3MTNR4", "names": hosts}
    assert dns == spec["load_balancers"]["public"]["dns"]


def test_target_groups_keep_the_defaults_of_aws(tmp_path: Path) -> None:
    route = spec_of(tmp_path, WEB)["services"]["web"]["routes"]["public"]
    assert {"healthy_threshold": 5, "unhealthy_threshold": 2} == route["health_check"]
    assert "1m" == route["deregistration_delay"]


def test_the_check_of_a_container_keeps_the_defaults_of_copilot(tmp_path: Path) -> None:
    image = 'image: {location: "nginx:1.27", port: 80, healthcheck: {command: [CMD-SHELL, exit 0]}}'
    manifest = f"name: web\ntype: Backend Service\n{image}\n"
    check = spec_of(tmp_path, manifest)["services"]["web"]["health_check"]
    assert {"command": "exit 0", "interval": "10s", "retries": 2} == check


JOB = "name: nightly\ntype: Scheduled Job\nimage: {location: 'tool:1'}\non: {schedule: '%s'}\n"
SCHEDULES = {
    "@daily": "cron(0 0 * * ? *)",
    "@weekly": "cron(0 0 ? * 1 *)",
    "@every 1h30m": "rate(90 minutes)",
    "@every 24h": "rate(1 day)",
    "0 9 * * TUE-SAT": "cron(0 9 ? * TUE-SAT *)",
    "*/15 * * * *": "cron(0/15 * * * ? *)",
    "rate(10 minutes)": "rate(10 minutes)",
    "cron(0 2 * * ? *)": "cron(0 2 * * ? *)",
    "none": None,
}


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_are_in_words_of_aws(schedule: str, tmp_path: Path) -> None:
    spec = spec_of(tmp_path, JOB % schedule, folder="nightly")
    assert SCHEDULES[schedule] == spec["jobs"]["nightly"].get("schedule")


COUNTS = {
    "3": {"desired_count": 3},
    "{spot: 2}": {"capacity": "fargate_spot", "desired_count": 2},
    "{range: 1-10, cpu_percentage: 70}": {
        "scaling": {"min": 1, "max": 10, "cpu": 70, "cooldown": {"in": "2m"}}
    },
    "{range: {min: 1, max: 4, spot_from: 3}, cpu_percentage: 70}": {
        "capacity": {"fargate": {"base": 2, "weight": 0}, "fargate_spot": 1},
        "scaling": {"min": 1, "max": 4, "cpu": 70, "cooldown": {"in": "2m"}},
    },
    "{range: 2-3, requests: 300, response_time: 250ms, cooldown: {in: 5m}}": {
        "scaling": {"min": 2, "max": 3, "requests_per_target": 300, "response_time": 0.25}
    },
}


@pytest.mark.parametrize("count", COUNTS)
def test_counts_are_numbers_shares_or_bounds(count: str, tmp_path: Path) -> None:
    web = spec_of(tmp_path, f"{WEB}count: {count}\n")["services"]["web"]
    fields = ("desired_count", "capacity", "scaling")
    assert COUNTS[count] == {field: web[field] for field in fields if field in web}


def test_messages_that_may_wait_are_the_longest_wait_by_the_time_of_one(tmp_path: Path) -> None:
    delay = "{acceptable_latency: 10m, msg_processing_time: 250ms}"
    worker = (
        "name: worker\ntype: Worker Service\nimage: {location: 'worker:1'}\n"
        f"count: {{range: 1-10, queue_delay: {delay}}}\n"
    )
    spec = spec_of(tmp_path, worker, folder="worker")
    scaling = spec["services"]["worker"]["scaling"]
    assert {"name": "worker", "messages_per_task": 2400} == scaling["queue"]
    assert {"worker": {"dead_letter": False}} == spec["queues"]


def test_secrets_keep_their_names(tmp_path: Path) -> None:
    secrets = """secrets:
  A: /copilot/${COPILOT_APPLICATION_NAME}/prod/secrets/A
  B: GITHUB_TOKEN
  C: {secretsmanager: "shop/mysql:password::"}
"""
    assert {
        "A": "/copilot/shop/prod/secrets/A",
        "B": {"ssm": "GITHUB_TOKEN"},
        "C": {"secretsmanager": "shop/mysql", "key": "password"},
    } == spec_of(tmp_path, WEB + secrets)["services"]["web"]["secrets"]


def test_a_managed_file_system_has_the_user_and_directory_of_copilot(tmp_path: Path) -> None:
    draft = drafted(tmp_path, f"{WEB}storage: {{volumes: {{data: {{path: /data, efs: true}}}}}}\n")
    # printf web | gzip -c | tail -c8 | head -c4 | od -An -tu4
    owner = {"uid": 365508689, "gid": 365508689}
    efs = {"file_system": "copilot", "path": "/web", **owner}
    assert {"data": {"efs": efs}} == draft.spec["services"]["web"]["volumes"]
    assert ["data:/data:ro"] == draft.spec["services"]["web"]["mounts"]
    assert "file_systems.copilot is made up" in " ".join(f.message for f in draft.findings)


def test_an_environment_is_laid_over_the_rest(tmp_path: Path) -> None:
    manifest = f"""{WEB}
count: {{range: 1-10, cpu_percentage: 70}}
variables: {{LOG: info, COLOUR: blue}}
environments:
  prod: {{count: {{spot: 2}}, variables: {{LOG: warn}}, image: {{build: Dockerfile}}}}
"""
    web = spec_of(tmp_path, manifest)["services"]["web"]
    assert {"LOG": "warn", "COLOUR": "blue"} == web["environment"]
    assert (2, "fargate_spot", None) == tuple(
        web.get(field) for field in ("desired_count", "capacity", "scaling")
    )
    assert web["image"].endswith("/shop/web:latest")


def test_two_services_at_one_path_are_told_apart(tmp_path: Path) -> None:
    other = WEB.replace("name: web", "name: shop")
    draft = drafted(tmp_path, WEB, **{"copilot/shop/manifest.yml": other})
    match = {
        name: service["routes"]["public"]["match"]
        for name, service in draft.spec["services"].items()
    }
    assert {"shop": "/*", "web": "web.example.com"} == match
    assert "ADOPT003" in {finding.code for finding in draft.findings}


def test_what_the_shell_gives_is_said(tmp_path: Path) -> None:
    draft = drafted(tmp_path, WEB.replace("nginx:1.27", "nginx:${TAG}"))
    assert "nginx:${TAG}" == draft.spec["services"]["web"]["image"]
    assert ["image.location has TAG of the shell, and stands in the spec as written"] == [
        finding.message for finding in draft.findings if finding.code == "ADOPT021"
    ]


def test_names_in_dns_stay_and_peers_may_connect(tmp_path: Path) -> None:
    web = spec_of(tmp_path, WEB)["services"]["web"]
    assert "test.shop.local" == web["cloud_map"]
    assert {"environment": {"port": 8080, "from": "10.0.0.0/16"}} == web["ingress"]


def test_an_application_stands_on_a_platform(tmp_path: Path) -> None:
    (tmp_path / "copilot/web").mkdir(parents=True)
    (tmp_path / "copilot/web/manifest.yml").write_text(WEB)
    (tmp_path / "platform.yaml").write_text(
        "version: 1\nenvironment: acc\nregion: eu-west-1\n"
        "cluster: {fargate: fargate}\nload_balancers: {public: {}}\n"
    )
    wish = Wish(application="shop", platform="platform.yaml", region="eu-west-1")
    (draft,) = converted(tmp_path, Said(wish)).values()
    (tmp_path / "shop.yaml").write_text(written(draft))
    assert "shop" == sound(tmp_path / "shop.yaml").cluster.application


def test_a_manifest_that_copilot_does_not_read_is_listed(tmp_path: Path) -> None:
    drafted(tmp_path, WEB, **{"copilot/old/web/manifest.yml": WEB.replace("web", "former")})
    found = [finding for file in opened(tmp_path).files for finding in file.findings()]
    assert 1 == sum("lies so deep" in finding.message for finding in found)


def test_what_the_platform_has_is_listed_with_an_application(tmp_path: Path) -> None:
    workspace = opened(copied("register", tmp_path))
    drafts(workspace, Said(Wish(platform="platform.yaml")))
    environment = workspace.environments["prod"]
    lost = {finding.path for finding in environment.findings() if finding.code == "ADOPT001"}
    assert {("network",), ("http",), ("observability",)} <= lost


def run(*words: str) -> int:
    return main(["import", "copilot", *words])


def test_each_environment_gets_a_file_beside_the_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copied("tracker", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert 0 == run(".", "-o", "base.yaml")
    assert {"base.yaml", "prod.yaml", "test.yaml"} == {
        path.name for path in tmp_path.glob("*.yaml")
    }
    assert "next: tfgen render prod.yaml test.yaml" in capsys.readouterr().err
    assert 0 == main(["validate", "prod.yaml", "test.yaml"])
    before = Path("prod.yaml").read_text()
    # What is there is not written over.
    assert 3 == run(".", "-o", "other.yaml")
    assert (False, before) == (Path("other.yaml").exists(), Path("prod.yaml").read_text())


def test_one_environment_is_a_whole_spec_and_the_others_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copied("tracker", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert 0 == run(".", "--environment", "prod", "--region", "eu-west-1", "-o", "-")
    captured = capsys.readouterr()
    assert "environment: prod" in captured.out
    assert "environments.test is not carried over: it is of environment test" in captured.err


def test_images_and_the_account_come_from_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copied("assistant", tmp_path)
    monkeypatch.chdir(tmp_path)
    words = ("--account", ACCOUNT, "--region", "eu-west-1", "--image", "api=api:1.2.3")
    assert 0 == run(".", *words)
    services = sound(Path("cluster.yaml")).cluster.services
    assert "api:1.2.3" == str(services["api"].image)
    assert f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/assistant/web:latest" == str(
        services["web"].image
    )
    assert "services.api.image is made up" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("empty",), "ADOPT020"),
        (("tracker", "--environment", "staging"), "ADOPT022"),
        (("tracker", "-o", "-"), "choose one of prod, test by --environment"),
        (("tracker", "--image", "api"), "write SERVICE=IMAGE"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "empty").mkdir()
    copied("tracker", tmp_path / "tracker")
    monkeypatch.chdir(tmp_path)
    assert run(*words) in (1, 64)
    assert said in capsys.readouterr().err
    assert [] == list(tmp_path.glob("*.yaml"))


def test_groups_of_another_vpc_are_left_where_the_spec_makes_one(tmp_path: Path) -> None:
    vpc = "{placement: private, security_groups: [sg-0123456789abcdef0]}"
    manifest = WEB.replace("{placement: private}", vpc)
    assert "security_groups" not in spec_of(tmp_path / "new", manifest)["services"]["web"]
    environment = (
        "name: test\ntype: Environment\nnetwork: {vpc: {id: vpc-0123456789abcdef0, subnets: "
        "{private: [{id: subnet-0123456789abcdef0}, {id: subnet-0123456789abcdef1}]}}}\n"
    )
    more = {"copilot/environments/test/manifest.yml": environment}
    web = spec_of(tmp_path / "old", manifest, **more)["services"]["web"]
    assert ["sg-0123456789abcdef0"] == web["security_groups"]


@pytest.mark.parametrize("name", ["orders", "orders.fifo"])
def test_a_topic_that_keeps_the_order_has_its_ending_once(tmp_path: Path, name: str) -> None:
    manifest = (
        "name: worker\ntype: Worker Service\nimage: {location: 'example/worker:1'}\n"
        f"subscribe: {{topics: [{{name: {name}, service: api}}], queue: {{fifo: true}}}}\n"
    )
    queue = spec_of(tmp_path, manifest, folder="worker")["queues"]["worker"]
    (sender,) = queue["senders"]["sns"]
    assert sender.endswith("-api-orders.fifo")


def test_variables_of_outputs_of_addons_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "copilot" / "web"
    (folder / "addons").mkdir(parents=True)
    (folder / "manifest.yml").write_text(WEB, encoding="utf-8")
    (folder / "addons" / "table.yml").write_text(
        "Outputs:\n  UsersDDBTableName: {Value: !Ref Users}\n  bucketArn: {Value: x}\n",
        encoding="utf-8",
    )
    said = [found for file in opened(tmp_path).others for found in file.findings()]
    assert ["USERS_DDB_TABLE_NAME", "BUCKET_ARN"] == [
        name
        for found in said
        for name in ("USERS_DDB_TABLE_NAME", "BUCKET_ARN")
        if f"variable {name}," in found.message and name in found.help
    ]
