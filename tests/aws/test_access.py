"""How people reach the instances, against the spec's `access`. Nothing here knows EC2 Instance
Connect Endpoints."""

from __future__ import annotations

import json
from typing import Any

from looked_at import every
from spec_data import cluster_name, listed, seconds, switch, zones
from terraform_trees import specs_with


def test_session_document_has_the_settings_of_the_spec(applied) -> None:
    settings = ssm(applied)
    own = applied.read("ssm", "list_documents", Filters=[{"Key": "Owner", "Values": ["Self"]}])
    documents = [document for document in own if document["DocumentType"] == "Session"]
    name = f"{cluster_name(applied.spec)}-session"

    # Never SSM-SessionManagerRunShell, which the whole account shares.
    assert ([name] if settings is not None else []) == [document["Name"] for document in documents]
    if settings is not None:
        inputs = json.loads(applied.client("ssm").get_document(Name=name)["Content"])["inputs"]
        group = f"{prefix(applied.spec)}/sessions" if settings.get("session_logs", True) else ""
        minutes = seconds(settings.get("idle_timeout", "20m")) // 60
        assert (str(minutes), group) == (
            inputs["idleSessionTimeout"],
            inputs["cloudWatchLogGroupName"],
        )
        assert applied.client("kms").describe_key(KeyId=inputs["kmsKeyId"])["KeyMetadata"][
            "Enabled"
        ]


def test_every_role_and_user_is_bounded_as_the_spec_says(applied) -> None:
    """AWS's own roles are not: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html"""
    boundary = applied.spec.get("iam", {}).get("permissions_boundary")
    iam = applied.client("iam")
    roles = [
        iam.get_role(RoleName=role["RoleName"])["Role"]
        for role in applied.read("iam", "list_roles")
        if not role["Path"].startswith("/aws-service-role/")
    ]

    for role in every(roles):
        actual = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        assert boundary == actual, role["RoleName"]


def test_log_of_sessions_is_encrypted_with_their_key(applied) -> None:
    settings = ssm(applied)
    wanted = settings is not None and settings.get("session_logs", True)
    log_groups = applied.read(
        "logs", "describe_log_groups", logGroupNamePrefix=f"{prefix(applied.spec)}/sessions"
    )

    assert int(wanted) == len(log_groups)
    assert all("kmsKeyId" in group for group in log_groups)


def test_instances_may_write_to_the_log_of_sessions_alone(applied) -> None:
    policies = [
        policy
        for policy in applied.read("iam", "list_policies", Scope="Local")
        if "-sessions-" in policy["PolicyName"]
    ]
    assert int(ssm(applied) is not None) == len(policies)
    for policy in policies:
        document = applied.client("iam").get_policy_version(
            PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"]
        )["PolicyVersion"]["Document"]
        everywhere = [
            statement for statement in document["Statement"] if "*" in listed(statement["Resource"])
        ]
        resources = [
            statement["Resource"]
            for statement in document["Statement"]
            if "logs:PutLogEvents" in statement["Action"]
        ]
        channels = [each for each in everywhere if "ssmmessages:OpenDataChannel" in each["Action"]]
        everywhere = [each for each in everywhere if each not in channels]
        logged = (ssm(applied) or {}).get("session_logs", True)
        group = f"arn:aws:logs:{applied.region}:{applied.account}:log-group:{prefix(applied.spec)}/sessions:*"
        assert 1 == len(channels)
        assert ([["logs:DescribeLogGroups"]] if logged else []) == [
            listed(statement["Action"]) for statement in everywhere
        ]
        assert ([group] if logged else []) == resources


def test_ecs_exec_is_audited_with_the_key_of_the_spec(applied) -> None:
    audit = access(applied).get("exec", True)
    (cluster,) = applied.read(
        "ecs",
        "describe_clusters",
        clusters=[cluster_name(applied.spec)],
        include=["CONFIGURATIONS"],
    )
    execute_command_configuration = cluster.get("configuration", {}).get(
        "executeCommandConfiguration", {}
    )

    assert switch(audit) is bool(execute_command_configuration)
    if isinstance(audit, dict) and "kms_key_arn" in audit:
        assert audit["kms_key_arn"] == execute_command_configuration["kmsKeyId"]
    if switch(audit):
        assert (
            f"{prefix(applied.spec)}/exec"
            == execute_command_configuration["logConfiguration"]["cloudWatchLogGroupName"]
        )


def test_instances_take_the_key_of_the_spec_and_no_other(applied) -> None:
    ssh = access(applied).get("ssh") or {}
    pairs = {
        key_pair["KeyName"]: key_pair
        for key_pair in applied.read("ec2", "describe_key_pairs", IncludePublicKey=True)
    }
    written = [pair.get("PublicKey") for pair in pairs.values()]

    assert ([" ".join(ssh["public_key"].split()[:2])] if "public_key" in ssh else []) == written
    for name, template in launch_templates(applied).items():
        key = ssh.get("key_name") or next(iter(pairs), None)
        assert (key if has_ssh(applied, name) else None) == template.get("KeyName"), name


def test_bastion_stands_in_its_zone_with_its_address(applied) -> None:
    bastion = access(applied).get("bastion")
    hosts = instances(applied, f"{cluster_name(applied.spec)}-bastion")
    assert int(bastion is not None) == len(hosts)
    for host in hosts:
        subnet = next(
            subnet
            for subnet in applied.read("ec2", "describe_subnets")
            if subnet["SubnetId"] == host["SubnetId"]
        )
        zone = bastion.get("zone", min(zones(applied.spec)))
        addresses = [
            address["PublicIp"]
            for address in applied.read("ec2", "describe_addresses")
            if address.get("InstanceId") == host["InstanceId"]
        ]
        assert zones(applied.spec)[zone]["public"] == subnet["CidrBlock"]
        assert bastion.get("instance_type", "t4g.nano") == host["InstanceType"]
        assert [applied.outputs["bastion_public_ip"]] == addresses


def test_bastion_takes_ssh_from_the_blocks_of_the_spec_alone(applied) -> None:
    bastion = access(applied).get("bastion")
    actual = security_groups(applied, f"{cluster_name(applied.spec)}-bastion")
    assert int(bastion is not None) == len(actual)
    for group in actual:
        rules = {
            (rule["CidrIpv4"], rule["FromPort"], rule["ToPort"])
            for rule in ingress(applied, group["GroupId"])
        }
        assert {(block, 22, 22) for block in bastion["allowed_cidrs"]} == rules


@specs_with("instance_groups")
def test_instances_take_ssh_from_the_bastion_alone(applied) -> None:
    ssh = access(applied).get("ssh") or {}
    bastions = {
        security_group["GroupId"]
        for security_group in security_groups(applied, f"{cluster_name(applied.spec)}-bastion")
    }
    for name in every(applied.spec.get("instance_groups", {})):
        (group,) = security_groups(applied, f"{cluster_name(applied.spec)}-{name}-instances")
        peers = {
            rule.get("ReferencedGroupInfo", {}).get("GroupId", rule.get("CidrIpv4"))
            for rule in ingress(applied, group["GroupId"])
            if rule["FromPort"] == rule["ToPort"] == 22
        }
        from_ = ssh.get("from", ["bastion"]) if has_ssh(applied, name) else []
        assert (bastions if from_ == ["bastion"] else set()) == peers, name


def access(applied) -> dict[str, Any]:
    section: dict[str, Any] = applied.spec.get("access", {})
    return section


def ssm(applied) -> dict[str, Any] | None:
    """Return what the spec says of Session Manager; None where it is off."""
    if not applied.spec.get("instance_groups"):
        return None
    written = access(applied).get("ssm", True)
    return (written if isinstance(written, dict) else {}) if switch(written) else None


def has_ssh(applied, group: str) -> bool:
    """Tell whether the instances of a group take SSH: Bottlerocket has no such service."""
    family = applied.spec["instance_groups"][group].get("ami_family", "al2023")
    return "ssh" in access(applied) and family == "al2023"


def prefix(spec: dict[str, Any]) -> str:
    start: str = spec.get("logs", {}).get("prefix", f"/ecs/{cluster_name(spec)}")
    return start


def launch_templates(applied) -> dict[str, dict[str, Any]]:
    """Return the data of each group's launch template, by group."""
    start = f"{cluster_name(applied.spec)}-"
    actual = {}
    for template in applied.read("ec2", "describe_launch_templates"):
        (version,) = applied.read(
            "ec2",
            "describe_launch_template_versions",
            LaunchTemplateId=template["LaunchTemplateId"],
            Versions=["$Latest"],
        )
        actual[template["LaunchTemplateName"].removeprefix(start).rsplit("-", 1)[0]] = version[
            "LaunchTemplateData"
        ]
    return actual


def instances(applied, name: str) -> list[dict[str, Any]]:
    reservations = applied.read(
        "ec2",
        "describe_instances",
        Filters=[
            {"Name": "tag:Name", "Values": [name]},
            {"Name": "instance-state-name", "Values": ["running"]},
        ],
    )
    return [instance for reservation in reservations for instance in reservation["Instances"]]


def security_groups(applied, name: str) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = applied.read(
        "ec2", "describe_security_groups", Filters=[{"Name": "tag:Name", "Values": [name]}]
    )
    return groups


def ingress(applied, group: str) -> list[dict[str, Any]]:
    rules = applied.read(
        "ec2", "describe_security_group_rules", Filters=[{"Name": "group-id", "Values": [group]}]
    )
    return [rule for rule in rules if not rule["IsEgress"]]
