"""Specs that AWS would have refused though nothing was found: what they now give, or are told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from terraform_trees import TODAY

from tfgen.pipeline import build, check

HEAD = """\
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
state: {bucket: acc-terraform-state}
"""
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
WEB = f"load_balancers: {{web: {{fixed_response: 404, certificate_arns: {CERTIFICATE}}}}}\n"
ON_FARGATE = "image: quay.io/acme/api:1.0, cpu: 256, memory: 512, read_only_root: true"


def tree(text: str, folder: Path) -> dict[str, str]:
    """Return the files of a spec's tree by path."""
    spec = folder / "spec.yaml"
    spec.write_text(HEAD + text)
    return {file.path: file.text for file in build(check(spec, TODAY)).files}


def test_grpc_waits_for_a_code_of_grpc(tmp_path: Path) -> None:
    """Without a path the balancer asks for a method that no server has, and 12 says so.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
    """
    route = "{match: grpc.example.com, protocol: grpc}"
    files = tree(
        WEB + f"services: {{api: {{{ON_FARGATE}, port: 9000, routes: {{web: {route}}}}}}}", tmp_path
    )
    assert '"/AWS.ALB/healthcheck"' in files["service_api.tf"]
    assert re.search(r'success_codes = "12"', files["service_api.tf"])


def test_grpc_with_a_path_waits_for_ok(tmp_path: Path) -> None:
    route = "{match: g.example.com, protocol: grpc, health_check: /grpc.health.v1.Health/Check}"
    files = tree(
        WEB + f"services: {{api: {{{ON_FARGATE}, port: 9000, routes: {{web: {route}}}}}}}", tmp_path
    )
    assert re.search(r'success_codes = "0"', files["service_api.tf"])


def test_two_methods_of_one_pattern_are_two_rules(tmp_path: Path) -> None:
    matches = "[{pattern: /api/*, methods: GET}, {pattern: /api/*, methods: POST}]"
    route = f"{{match: {matches}}}"
    files = tree(
        WEB + f"services: {{api: {{{ON_FARGATE}, port: 80, routes: {{web: {route}}}}}}}", tmp_path
    )
    methods = re.findall(r'methods\s+= \["(\w+)"\]', files["service_api.tf"])
    priorities = re.findall(r"priority\s+= (\d+)", files["service_api.tf"])
    assert ["GET", "POST"] == methods
    assert 2 == len(set(priorities))


def test_a_rule_keeps_its_place_when_one_of_its_pattern_comes(tmp_path: Path) -> None:
    def priorities(matches: str) -> list[str]:
        route = f"{{match: [{matches}]}}"
        service = f"{{{ON_FARGATE}, port: 80, routes: {{web: {route}}}}}"
        text = tree(WEB + f"services: {{api: {service}}}", tmp_path)["service_api.tf"]
        return re.findall(r"priority\s+= (\d+)", text)

    alone = priorities("{pattern: /api/*, methods: GET}")
    both = priorities("{pattern: /api/*, methods: GET}, {pattern: /api/*, methods: POST}")
    assert alone == both[:1]


def test_the_log_router_takes_its_share_of_a_task(tmp_path: Path) -> None:
    logs = "logs: {destination: {type: firehose, stream: logs}}\n"
    files = tree(logs + f"load_balancers: {{}}\nservices: {{api: {{{ON_FARGATE}}}}}", tmp_path)
    reserved = int(re.findall(r"memoryReservation\s+= (\d+)", _router(files))[0])
    (own,) = re.findall(r"api = {[^}]*memory\s+= (\d+)", files["service_api.tf"])
    assert 512 == int(own) + reserved


def _router(files: dict[str, str]) -> str:
    text = files["modules/ecs_task/containers.tf"]
    return text[text.index("log_routers") :]


@pytest.mark.parametrize(
    ("groups", "kind"),
    [("", "ip"), ("instance_groups: {default: {instance_type: m7i.large}}\n", "instance")],
)
def test_the_default_target_group_has_targets_that_there_are(
    groups: str, kind: str, tmp_path: Path
) -> None:
    files = tree(groups + "load_balancers: {web: {}}", tmp_path)
    written = re.findall(r'target_type\s+= "(\w+)"', files["load_balancers.tf"])
    assert kind == (written or ["instance"])[0]


def test_words_of_a_command_may_repeat(tmp_path: Path) -> None:
    command = "command: [run, -v, -v], entrypoint: [a, a], health_check: {command: [CMD, a, a]}"
    files = tree(f"load_balancers: {{}}\nservices: {{api: {{{ON_FARGATE}, {command}}}}}", tmp_path)
    assert json.dumps(["run", "-v", "-v"]) in files["service_api.tf"]


def test_a_tag_holds_no_pattern() -> None:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Tag.html"""
    templates = Path(__file__).parents[1] / "templates" / "modules"
    text = (templates / "service_routes" / "main.tf.j2").read_text(encoding="utf-8")
    assert "each.key" not in re.findall(r"Name = .*", text)[-1]
