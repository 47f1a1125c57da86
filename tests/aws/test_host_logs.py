"""Logs of the instances and the configuration of their ECS agent, against `logs` and
`instance_groups`."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from looked_at import every
from spec_data import cluster_name, host_log_prefix, switch
from terraform_trees import specs_with

FILES = {
    "audit": "/var/log/ecs/audit.log",
    "dmesg": "/var/log/host/dmesg.log",
    "docker": "/var/log/host/docker.log",
    "ecs-agent": "/var/log/ecs/ecs-agent.log",
    "ecs-init": "/var/log/ecs/ecs-init.log",
    "messages": "/var/log/host/messages.log",
}


def with_shell(spec: dict[str, Any]) -> list[str]:
    """Return the groups whose user data is a script: none on Bottlerocket."""
    groups = spec.get("instance_groups", {}).items()
    return [key for key, group in groups if group.get("ami_family", "al2023") == "al2023"]


def logged(spec: dict[str, Any]) -> list[str]:
    """Return the groups whose hosts send logs."""
    return with_shell(spec) if switch(spec.get("logs", {}).get("host", True)) else []


def test_each_group_has_a_log_group_for_each_log_of_its_hosts(applied) -> None:
    logs = applied.spec.get("logs", {})
    log_groups = {
        log_group["logGroupName"]: (log_group.get("retentionInDays", 0), log_group.get("kmsKeyId"))
        for log_group in applied.read(
            "logs", "describe_log_groups", logGroupNamePrefix=f"{prefix(applied.spec)}/host/"
        )
    }
    kept = (logs.get("retention_days", 365), logs.get("kms_key_arn"))

    assert {
        f"{host_log_prefix(applied.spec, key)}/{log}": kept
        for key in logged(applied.spec)
        for log in FILES
    } == log_groups


@specs_with(with_shell)
def test_the_agent_sends_each_file_to_its_group_and_a_stream_of_the_instance(applied) -> None:
    for key, script in every(scripts(applied).items()):
        configured = re.search(r"<<'CLOUDWATCH_AGENT'\n(.*)\nCLOUDWATCH_AGENT\n", script)
        assert (key in logged(applied.spec)) is (configured is not None), key
        if configured:
            files = json.loads(configured[1])["logs"]["logs_collected"]["files"]["collect_list"]
            stream = f"{cluster_name(applied.spec)}/{{instance_id}}"
            assert {
                (FILES[log], f"{host_log_prefix(applied.spec, key)}/{log}", stream) for log in FILES
            } == {
                (file["file_path"], file["log_group_name"], file["log_stream_name"])
                for file in files
            }


@specs_with(logged)
def test_instances_may_write_to_their_own_log_groups_alone(applied) -> None:
    for key in every(logged(applied.spec)):
        (statement,) = policy(applied, key, "host-logs")["Statement"]
        start = f"arn:aws:logs:{applied.region}:{applied.account}:log-group:"

        assert {f"{start}{host_log_prefix(applied.spec, key)}/{log}:*" for log in FILES} == set(
            statement["Resource"]
        )
        assert {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"} == set(
            statement["Action"]
        )


@specs_with("instance_groups")
def test_instances_may_read_the_object_of_the_spec_alone(applied) -> None:
    for key, group in every(applied.spec.get("instance_groups", {}).items()):
        written = group.get("ecs_config_s3")
        actual = policy(applied, key, "ecs-config")
        statements = (
            [
                {
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{written[5:]}",
                }
            ]
            if written
            else []
        )

        assert statements == actual.get("Statement", []), key


@specs_with(with_shell)
def test_the_lines_of_the_spec_stand_in_the_user_data(applied) -> None:
    for key, script in every(scripts(applied).items()):
        group = applied.spec["instance_groups"][key]
        where = "/etc/ecs/spec.config" if group.get("ecs_config_s3") else "/etc/ecs/ecs.config"
        lines = re.search(rf"^cat > {where} <<'ECS_CONFIG'\n(.*?)^ECS_CONFIG$", script, re.M | re.S)
        assert lines is not None, key
        written = dict(line.split("=", 1) for line in lines[1].splitlines())
        wanted = {"ECS_CLUSTER": cluster_name(applied.spec)} | {
            name: str(value) for name, value in (group.get("ecs_config") or {}).items()
        }
        assert wanted == {name: written.get(name) for name in wanted}, key
        assert (str(group.get("ecs_config_s3")) in script) is bool(group.get("ecs_config_s3")), key


def prefix(spec: dict[str, Any]) -> str:
    start: str = spec.get("logs", {}).get("prefix", f"/ecs/{cluster_name(spec)}")
    return start


def policy(applied, group: str, name: str) -> dict[str, Any]:
    """Return an inline policy of the role of a group; an empty one where there is none."""
    role = applied.outputs[f"{group.replace('-', '_')}_instance_role_name"]
    if name not in applied.read("iam", "list_role_policies", RoleName=role):
        return {}
    policy_document: dict[str, Any] = applied.client("iam").get_role_policy(
        RoleName=role, PolicyName=name
    )["PolicyDocument"]
    return policy_document


def scripts(applied) -> dict[str, str]:
    """Return the user data of each group that is a script, by group."""
    start = f"{cluster_name(applied.spec)}-"
    actual = {}
    for template in applied.read("ec2", "describe_launch_templates"):
        (version,) = applied.read(
            "ec2",
            "describe_launch_template_versions",
            LaunchTemplateId=template["LaunchTemplateId"],
            Versions=["$Latest"],
        )
        key = template["LaunchTemplateName"].removeprefix(start).rsplit("-", 1)[0]
        actual[key] = base64.b64decode(version["LaunchTemplateData"]["UserData"]).decode()
    return {key: script for key, script in actual.items() if script.startswith("#!")}
