"""System containers, their roles and their logs, against the spec's `system_containers` and `registry_auth`."""

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
    found = applied.spec["system_containers"]
    return {key: one for key, one in found.items() if one.get("run", "daemon") == "daemon"}


def services(applied) -> dict[str, dict[str, Any]]:
    cluster = cluster_name(applied.spec)
    arns = applied.read("ecs", "list_services", cluster=cluster)
    answer = applied.client("ecs").describe_services(cluster=cluster, services=arns)
    return {service["serviceName"]: service for service in answer["services"]}


def definition(applied, key: str) -> dict[str, Any]:
    arn = services(applied)[key]["taskDefinition"]
    return applied.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]


def container(applied, key: str) -> dict[str, Any]:
    (found,) = (
        one for one in definition(applied, key)["containerDefinitions"] if one["name"] == key
    )
    return found


def pairs(items: list[dict[str, Any]], name: str, value: str) -> dict[str, Any]:
    return {item[name]: item[value] for item in items}


def test_each_daemon_is_a_service_of_its_own(applied) -> None:
    found = services(applied)
    assert set(daemons(applied)) == set(found)
    assert {("DAEMON", "EC2")} == {
        (one["schedulingStrategy"], one["launchType"]) for one in found.values()
    }


def test_a_daemon_runs_on_its_groups_only(applied) -> None:
    for key, service in every(services(applied).items()):
        groups = daemons(applied)[key].get("instance_groups", [])
        wanted = [
            {"type": "memberOf", "expression": f"attribute:instance-group in [{', '.join(groups)}]"}
        ]
        assert (wanted if groups else []) == service.get("placementConstraints", [])


def test_the_definition_has_the_fields_of_the_spec(applied) -> None:
    for key, given in every(daemons(applied).items()):
        actual = container(applied, key)
        assert given["image"] == actual["image"]
        assert (given.get("cpu", 0), given["memory"]) == (actual["cpu"], actual["memory"])
        assert given.get("memory_reservation") == actual.get("memoryReservation")
        assert given.get("command") == actual.get("command")
        assert (str(given["user"]) if "user" in given else None) == actual.get("user")
        assert given.get("read_only_root", False) == actual["readonlyRootFilesystem"]
        assert given.get("privileged", False) == actual.get("privileged", False)
        assert given.get("labels", {}) == actual.get("dockerLabels", {})
        environment = {name: str(value) for name, value in given.get("environment", {}).items()}
        assert environment == pairs(actual["environment"], "name", "value")


def test_ports_are_mapped_as_compose_writes_them(applied) -> None:
    for key, given in every(daemons(applied).items()):
        wanted = {}
        for name, text in given.get("ports", {}).items():
            mapping, _, protocol = text.partition("/")
            host, _, port = mapping.rpartition(":")
            wanted[name] = (int(host or 0), int(port), protocol or "tcp")
        actual = container(applied, key)["portMappings"]
        assert wanted == {
            one["name"]: (one["hostPort"], one["containerPort"], one["protocol"]) for one in actual
        }


def test_mounts_lead_to_the_paths_of_the_spec(applied) -> None:
    for key, given in every(daemons(applied).items()):
        found = definition(applied, key)
        paths = {
            volume["name"]: (volume.get("host") or {}).get("sourcePath")
            for volume in found["volumes"]
        }
        actual = [
            ":".join(
                [paths[mount["sourceVolume"]] or mount["sourceVolume"], mount["containerPath"]]
            )
            + (":ro" if mount["readOnly"] else "")
            for mount in container(applied, key)["mountPoints"]
        ]
        assert sorted(given.get("mounts", [])) == sorted(actual)


def test_the_collector_has_its_limits_and_its_check(applied) -> None:
    given, actual = daemons(applied)["collector"], container(applied, "collector")
    nofile = given["ulimits"]["nofile"]
    assert [{"name": "nofile", "softLimit": nofile, "hardLimit": nofile}] == actual["ulimits"]
    linux = actual["linuxParameters"]
    assert given["capabilities"] == {word: linux["capabilities"][word] for word in ("drop", "add")}
    assert given["tmpfs"] == pairs(linux["tmpfs"], "containerPath", "size")
    check = actual["healthCheck"]
    assert ["CMD", *given["health_check"]["command"]] == check["command"]
    assert (15, 5, 3, 30) == tuple(
        check[word] for word in ("interval", "timeout", "retries", "startPeriod")
    )
    assert 60 == actual["stopTimeout"]


def test_secrets_are_read_from_where_the_spec_says(applied) -> None:
    given, head = daemons(applied)["collector"]["secrets"], arn(applied, "secretsmanager")
    wanted = {
        "API_TOKEN": given["API_TOKEN"],
        "DB_PASSWORD": f"{head}:secret:{given['DB_PASSWORD']['secretsmanager']}:{given['DB_PASSWORD']['key']}::",
    }
    actual = container(applied, "collector")
    assert wanted == pairs(actual["secrets"], "name", "valueFrom")
    registry = applied.spec["registry_auth"]["ghcr.io"]["secret_arn"]
    assert registry == actual["repositoryCredentials"]["credentialsParameter"]


def test_the_execution_role_reads_exactly_these_secrets(applied) -> None:
    given = daemons(applied)["collector"]
    allowed = statements(applied, definition(applied, "collector")["executionRoleArn"])
    head = arn(applied, "secretsmanager")
    secrets = {
        f"{head}:secret:{given['secrets']['DB_PASSWORD']['secretsmanager']}-??????",
        applied.spec["registry_auth"]["ghcr.io"]["secret_arn"],
    }
    assert secrets == allowed["secretsmanager:GetSecretValue"]
    assert {f"{arn(applied, 'ssm')}:parameter{given['secrets']['API_TOKEN']}"} == allowed[
        "ssm:GetParameters"
    ]
    assert {file.replace("s3://", "arn:aws:s3:::") for file in given["env_files"]} == allowed[
        "s3:GetObject"
    ]


def test_a_daemon_without_secrets_reads_none(applied) -> None:
    allowed = statements(applied, definition(applied, "cadvisor")["executionRoleArn"])
    assert {"logs:CreateLogStream", "logs:PutLogEvents"} == set(allowed)


def test_the_task_role_may_do_what_the_spec_says_and_write_logs(applied) -> None:
    given, destination = (
        daemons(applied)["collector"]["task_role"],
        applied.spec["logs"]["destination"],
    )
    allowed = statements(applied, definition(applied, "collector")["taskRoleArn"])
    for statement in given["statements"]:
        assert all(
            set(statement["resources"]) == allowed.pop(action) for action in statement["actions"]
        )
    for action in ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"):
        assert {f"{arn(applied, 'ssm')}:parameter{given['parameters']}/*"} == allowed.pop(action)
    domain = destination["endpoint"].split("-")[1]
    assert {ROUTED[destination["type"]]: {f"{arn(applied, 'es')}:domain/{domain}/*"}} == allowed


def test_logs_go_where_the_spec_sends_them(applied) -> None:
    for key, given in every(daemons(applied).items()):
        destination = given.get("logs", {}).get("destination", applied.spec["logs"]["destination"])
        log = container(applied, key)["logConfiguration"]
        group = f"/ecs/{cluster_name(applied.spec)}/system/{key}"
        if destination == "cloudwatch":
            assert ("awslogs", group) == (log["logDriver"], log["options"]["awslogs-group"])
        else:
            assert "awsfirelens" == log["logDriver"]
            assert destination["endpoint"] == log["options"]["Host"]
            assert destination["index"] == log["options"]["Index"]
            names = {one["name"] for one in definition(applied, key)["containerDefinitions"]}
            assert UNKNOWN | {key} == names


def test_log_groups_keep_logs_as_long_as_the_spec_says(applied) -> None:
    prefix = f"/ecs/{cluster_name(applied.spec)}/system/"
    found = applied.read("logs", "describe_log_groups", logGroupNamePrefix=prefix)
    actual = {
        group["logGroupName"].removeprefix(prefix): group["retentionInDays"] for group in found
    }
    wanted = {}
    for key, given in applied.spec["system_containers"].items():
        docker = given.get("run") == "docker"
        days = given.get("logs", {}).get("retention_days", 365)
        names = [f"{key}/{group}" for group in applied.spec["instance_groups"]] if docker else [key]
        wanted |= dict.fromkeys(names, days)
    assert wanted == actual


def test_a_registry_with_a_cache_has_its_rule(applied) -> None:
    given = {
        host: auth
        for host, auth in applied.spec["registry_auth"].items()
        if "pull_through_cache" in auth
    }
    rules = applied.read("ecr", "describe_pull_through_cache_rules")
    wanted = {auth["pull_through_cache"]: host for host, auth in given.items()}
    assert wanted == pairs(rules, "ecrRepositoryPrefix", "upstreamRegistryUrl")
    router = next(
        one
        for one in definition(applied, "collector")["containerDefinitions"]
        if one["name"] == "log-router"
    )
    registry = f"{account(applied.spec)}.dkr.ecr.{applied.region}.amazonaws.com"
    assert router["image"].startswith(
        f"{registry}/{given['public.ecr.aws']['pull_through_cache']}/"
    )


def arn(applied, service: str) -> str:
    return f"arn:aws:{service}:{applied.region}:{account(applied.spec)}"


def statements(applied, role_arn: str) -> dict[str, set[str]]:
    """Return what a role's own policies allow: action -> resources."""
    role, iam = role_arn.rpartition("/")[2], applied.client("iam")
    found: dict[str, set[str]] = {}
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        policy = json.loads(unquote(policy)) if isinstance(policy, str) else policy
        for statement in policy["Statement"]:
            assert "Allow" == statement["Effect"]
            for action in _listed(statement["Action"]):
                found.setdefault(action, set()).update(_listed(statement["Resource"]))
    return found


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
