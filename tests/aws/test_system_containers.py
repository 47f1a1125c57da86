"""System containers, their roles and their logs, against the spec's `system_containers` and
`registry_auth`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from looked_at import every
from spec_data import account, cluster_name

pytestmark = pytest.mark.specs("system-containers")

UNKNOWN = {"log-router"}  # FireLens adds it, no spec names it
ROUTED = {"opensearch": "es:ESHttpPost", "firehose": "firehose:PutRecordBatch"}


def daemons(applied) -> dict[str, dict[str, Any]]:
    system_containers = applied.spec["system_containers"]
    return {
        key: system_container
        for key, system_container in system_containers.items()
        if system_container.get("run", "daemon") == "daemon"
    }


def services(applied) -> dict[str, dict[str, Any]]:
    cluster = cluster_name(applied.spec)
    arns = applied.read("ecs", "list_services", cluster=cluster)
    answer = applied.client("ecs").describe_services(cluster=cluster, services=arns)
    return {service["serviceName"]: service for service in answer["services"]}


def definition(applied, key: str) -> dict[str, Any]:
    arn = services(applied)[key]["taskDefinition"]
    return applied.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]


def container(applied, key: str) -> dict[str, Any]:
    (container_definition,) = (
        container_definition
        for container_definition in definition(applied, key)["containerDefinitions"]
        if container_definition["name"] == key
    )
    return container_definition


def pairs(items: list[dict[str, Any]], name: str, value: str) -> dict[str, Any]:
    return {item[name]: item[value] for item in items}


def test_each_daemon_is_a_service_of_its_own(applied) -> None:
    actual = services(applied)
    assert set(daemons(applied)) == set(actual)
    assert {("DAEMON", "EC2")} == {
        (service["schedulingStrategy"], service["launchType"]) for service in actual.values()
    }


def test_a_daemon_runs_on_its_groups_only(applied) -> None:
    for key, service in every(services(applied).items()):
        groups = daemons(applied)[key].get("instance_groups", [])
        wanted = [
            {"type": "memberOf", "expression": f"attribute:instance-group in [{', '.join(groups)}]"}
        ]
        assert (wanted if groups else []) == service.get("placementConstraints", [])


def test_the_definition_has_the_fields_of_the_spec(applied) -> None:
    for key, daemon in every(daemons(applied).items()):
        actual = container(applied, key)
        assert daemon["image"] == actual["image"]
        assert (daemon.get("cpu", 0), daemon["memory"]) == (actual["cpu"], actual["memory"])
        assert daemon.get("memory_reservation") == actual.get("memoryReservation")
        assert daemon.get("command") == actual.get("command")
        assert (str(daemon["user"]) if "user" in daemon else None) == actual.get("user")
        assert daemon.get("read_only_root", False) == actual["readonlyRootFilesystem"]
        assert daemon.get("privileged", False) == actual.get("privileged", False)
        assert daemon.get("labels", {}) == actual.get("dockerLabels", {})
        environment = {name: str(value) for name, value in daemon.get("environment", {}).items()}
        assert environment == pairs(actual["environment"], "name", "value")


def test_ports_are_mapped_as_compose_writes_them(applied) -> None:
    for key, daemon in every(daemons(applied).items()):
        wanted = {}
        for name, text in daemon.get("ports", {}).items():
            mapping, _, protocol = text.partition("/")
            host, _, port = mapping.rpartition(":")
            wanted[name] = (int(host or 0), int(port), protocol or "tcp")
        actual = container(applied, key)["portMappings"]
        assert wanted == {
            mapping["name"]: (mapping["hostPort"], mapping["containerPort"], mapping["protocol"])
            for mapping in actual
        }


def test_mounts_lead_to_the_paths_of_the_spec(applied) -> None:
    for key, daemon in every(daemons(applied).items()):
        seen = definition(applied, key)
        paths = {
            volume["name"]: (volume.get("host") or {}).get("sourcePath")
            for volume in seen["volumes"]
        }
        actual = [
            ":".join(
                [paths[mount["sourceVolume"]] or mount["sourceVolume"], mount["containerPath"]]
            )
            + (":ro" if mount["readOnly"] else "")
            for mount in container(applied, key)["mountPoints"]
        ]
        assert sorted(daemon.get("mounts", [])) == sorted(actual)


def test_the_collector_has_its_limits_and_its_check(applied) -> None:
    wanted, actual = daemons(applied)["collector"], container(applied, "collector")
    nofile = wanted["ulimits"]["nofile"]
    assert [{"name": "nofile", "softLimit": nofile, "hardLimit": nofile}] == actual["ulimits"]
    linux = actual["linuxParameters"]
    assert wanted["capabilities"] == {word: linux["capabilities"][word] for word in ("drop", "add")}
    assert wanted["tmpfs"] == pairs(linux["tmpfs"], "containerPath", "size")
    check = actual["healthCheck"]
    assert ["CMD", *wanted["health_check"]["command"]] == check["command"]
    assert (15, 5, 3, 30) == tuple(
        check[word] for word in ("interval", "timeout", "retries", "startPeriod")
    )
    assert 60 == actual["stopTimeout"]


def test_secrets_are_read_from_where_the_spec_says(applied) -> None:
    written, head = daemons(applied)["collector"]["secrets"], arn(applied, "secretsmanager")
    wanted = {
        "API_TOKEN": written["API_TOKEN"],
        "DB_PASSWORD": f"{head}:secret:{written['DB_PASSWORD']['secretsmanager']}:{written['DB_PASSWORD']['key']}::",
    }
    actual = container(applied, "collector")
    assert wanted == pairs(actual["secrets"], "name", "valueFrom")
    registry = applied.spec["registry_auth"]["ghcr.io"]["secret_arn"]
    assert registry == actual["repositoryCredentials"]["credentialsParameter"]


def test_the_execution_role_reads_exactly_these_secrets(applied) -> None:
    collector = daemons(applied)["collector"]
    allowed = statements(applied, definition(applied, "collector")["executionRoleArn"])
    head = arn(applied, "secretsmanager")
    secrets = {
        f"{head}:secret:{collector['secrets']['DB_PASSWORD']['secretsmanager']}-??????",
        applied.spec["registry_auth"]["ghcr.io"]["secret_arn"],
    }
    assert secrets == allowed["secretsmanager:GetSecretValue"]
    assert {f"{arn(applied, 'ssm')}:parameter{collector['secrets']['API_TOKEN']}"} == allowed[
        "ssm:GetParameters"
    ]
    assert {file.replace("s3://", "arn:aws:s3:::") for file in collector["env_files"]} == allowed[
        "s3:GetObject"
    ]


def test_a_daemon_without_secrets_reads_none(applied) -> None:
    allowed = statements(applied, definition(applied, "cadvisor")["executionRoleArn"])
    assert {"logs:CreateLogStream", "logs:PutLogEvents"} == set(allowed)


def test_the_task_role_may_do_what_the_spec_says_and_write_logs(applied) -> None:
    wanted, destination = (
        daemons(applied)["collector"]["task_role"],
        applied.spec["logs"]["destination"],
    )
    allowed = statements(applied, definition(applied, "collector")["taskRoleArn"])
    for statement in wanted["statements"]:
        assert all(
            set(statement["resources"]) == allowed.pop(action) for action in statement["actions"]
        )
    for action in ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"):
        assert {f"{arn(applied, 'ssm')}:parameter{wanted['parameters']}/*"} == allowed.pop(action)
    domain = destination["endpoint"].split("-")[1]
    assert {ROUTED[destination["type"]]: {f"{arn(applied, 'es')}:domain/{domain}/*"}} == allowed


def test_logs_go_where_the_spec_sends_them(applied) -> None:
    for key, daemon in every(daemons(applied).items()):
        destination = daemon.get("logs", {}).get("destination", applied.spec["logs"]["destination"])
        log = container(applied, key)["logConfiguration"]
        group = f"/ecs/{cluster_name(applied.spec)}/system/{key}"
        if destination == "cloudwatch":
            assert ("awslogs", group) == (log["logDriver"], log["options"]["awslogs-group"])
        else:
            assert "awsfirelens" == log["logDriver"]
            assert destination["endpoint"] == log["options"]["Host"]
            assert destination["index"] == log["options"]["Index"]
            names = {
                container_definition["name"]
                for container_definition in definition(applied, key)["containerDefinitions"]
            }
            assert UNKNOWN | {key} == names


def test_log_groups_keep_logs_as_long_as_the_spec_says(applied) -> None:
    prefix = f"/ecs/{cluster_name(applied.spec)}/system/"
    log_groups = applied.read("logs", "describe_log_groups", logGroupNamePrefix=prefix)
    actual = {
        group["logGroupName"].removeprefix(prefix): group["retentionInDays"] for group in log_groups
    }
    wanted = {}
    for key, system_container in applied.spec["system_containers"].items():
        docker = system_container.get("run") == "docker"
        days = system_container.get("logs", {}).get("retention_days", 365)
        names = [f"{key}/{group}" for group in applied.spec["instance_groups"]] if docker else [key]
        wanted |= dict.fromkeys(names, days)
    assert wanted == actual


def test_a_registry_with_a_cache_has_its_rule(applied) -> None:
    registry_auth = {
        host: auth
        for host, auth in applied.spec["registry_auth"].items()
        if "pull_through_cache" in auth
    }
    rules = applied.read("ecr", "describe_pull_through_cache_rules")
    wanted = {
        auth["pull_through_cache"]: host
        for host, auth in registry_auth.items()
        if auth.get("create_pull_through_cache", True)
    }
    assert wanted == pairs(rules, "ecrRepositoryPrefix", "upstreamRegistryUrl")
    router = next(
        container_definition
        for container_definition in definition(applied, "collector")["containerDefinitions"]
        if container_definition["name"] == "log-router"
    )
    registry = f"{account(applied.spec)}.dkr.ecr.{applied.region}.amazonaws.com"
    assert router["image"].startswith(
        f"{registry}/{registry_auth['public.ecr.aws']['pull_through_cache']}/"
    )


def arn(applied, service: str) -> str:
    return f"arn:aws:{service}:{applied.region}:{account(applied.spec)}"


def statements(applied, role_arn: str) -> dict[str, set[str]]:
    """Return what a role's own policies allow: action -> resources."""
    role, iam = role_arn.rpartition("/")[2], applied.client("iam")
    actual: dict[str, set[str]] = {}
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        policy = json.loads(unquote(policy)) if isinstance(policy, str) else policy
        for statement in policy["Statement"]:
            assert "Allow" == statement["Effect"]
            for action in _listed(statement["Action"]):
                actual.setdefault(action, set()).update(_listed(statement["Resource"]))
    return actual


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
