"""File systems of EFS, who reaches them, and the volumes of tasks, against the spec's `file_systems` and `volumes`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from looked_at import every
from service_data import capacity, network_mode
from spec_data import cluster_name, listed, zones
from terraform_trees import specs_with

pytestmark = specs_with("file_systems")

NFS = 2049


def file_systems(applied) -> dict[str, dict[str, Any]]:
    """Return the file systems that are there, by key."""
    prefix = f"{cluster_name(applied.spec)}-"
    return {
        one["Name"].removeprefix(prefix): one
        for one in applied.read("efs", "describe_file_systems")
    }


def workloads(applied) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in ("services", "jobs"):
        yield from ((kind, key, one) for key, one in applied.spec.get(kind, {}).items())


def shared(applied) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    """Yield each volume of EFS: the key of its task, the task, its name and its long form."""
    for _, key, one in workloads(applied):
        for name, volume in one.get("volumes", {}).items():
            if "efs" in volume:
                efs = volume["efs"]
                yield key, one, name, efs if isinstance(efs, dict) else {"file_system": efs}


def definition(applied, key: str) -> dict[str, Any]:
    name = f"{cluster_name(applied.spec)}-{key}"
    found: dict[str, Any] = applied.client("ecs").describe_task_definition(taskDefinition=name)[
        "taskDefinition"
    ]
    return found


def volume(applied, key: str, name: str) -> dict[str, Any]:
    (found,) = (one for one in definition(applied, key)["volumes"] if one["name"] == name)
    return found


def test_file_systems_are_those_of_the_spec_and_encrypted(applied) -> None:
    actual = file_systems(applied)
    assert set(applied.spec["file_systems"]) == set(actual)
    for key, given in applied.spec["file_systems"].items():
        assert actual[key]["Encrypted"]
        assert given.get("throughput_mode", "elastic") == actual[key]["ThroughputMode"]


def test_file_systems_are_backed_up_and_moved_to_cheaper_storage_as_the_spec_says(applied) -> None:
    efs = applied.client("efs")
    for key, given in every(applied.spec["file_systems"].items()):
        id = file_systems(applied)[key]["FileSystemId"]
        status = efs.describe_backup_policy(FileSystemId=id)["BackupPolicy"]["Status"]
        policies = efs.describe_lifecycle_configuration(FileSystemId=id)["LifecyclePolicies"]
        span = given.get("transition_to_ia")
        wanted = (
            [{"TransitionToIA": f"AFTER_{span.removesuffix('d')}_DAY{'' if span == '1d' else 'S'}"}]
            if span
            else []
        )

        assert ("ENABLED" if given.get("backup", True) else "DISABLED") == status
        assert wanted == policies


def test_each_private_subnet_has_a_mount_target(applied) -> None:
    for key in every(applied.spec["file_systems"]):
        targets = applied.read(
            "efs", "describe_mount_targets", FileSystemId=file_systems(applied)[key]["FileSystemId"]
        )
        subnets = applied.read(
            "ec2", "describe_subnets", SubnetIds=[one["SubnetId"] for one in targets]
        )

        assert {zone: blocks["private"] for zone, blocks in zones(applied.spec).items()} == {
            one["AvailabilityZone"]: one["CidrBlock"] for one in subnets
        }


def test_only_the_tasks_that_mount_a_file_system_connect_to_it(applied) -> None:
    cluster, efs = cluster_name(applied.spec), applied.client("efs")
    for key in every(applied.spec["file_systems"]):
        wanted = set()
        for user, one, _, given in shared(applied):
            if given["file_system"] == key:
                awsvpc = network_mode(applied.spec, one) == "awsvpc"
                wanted |= (
                    {user}
                    if awsvpc
                    else {f"{group}-instances" for group in capacity(applied.spec, one)}
                )
        target = applied.read(
            "efs", "describe_mount_targets", FileSystemId=file_systems(applied)[key]["FileSystemId"]
        )[0]
        groups = efs.describe_mount_target_security_groups(MountTargetId=target["MountTargetId"])[
            "SecurityGroups"
        ]
        (group,) = applied.read("ec2", "describe_security_groups", GroupIds=groups)
        opened = group["IpPermissions"]
        assert {(NFS, NFS, "tcp")} == {
            (one["FromPort"], one["ToPort"], one["IpProtocol"]) for one in opened
        }
        assert [] == [block for one in opened for block in one["IpRanges"] + one["Ipv6Ranges"]]
        peers = [pair["GroupId"] for one in opened for pair in one["UserIdGroupPairs"]]
        named = applied.read("ec2", "describe_security_groups", GroupIds=peers)
        # A prefix, and 26 characters that Terraform appends.
        assert wanted == {one["GroupName"][:-27].removeprefix(f"{cluster}-") for one in named}


def test_nobody_mounts_a_file_system_without_encryption_or_the_rights_of_a_role(applied) -> None:
    for one in every(file_systems(applied).values()):
        text = applied.client("efs").describe_file_system_policy(FileSystemId=one["FileSystemId"])[
            "Policy"
        ]
        (statement,) = json.loads(text)["Statement"]
        assert ("Deny", "*", {"Bool": {"aws:SecureTransport": "false"}}) == (
            statement["Effect"],
            statement["Action"],
            statement["Condition"],
        )


def test_tasks_mount_encrypted_and_with_their_role(applied) -> None:
    for key, _, name, given in every(shared(applied)):
        actual = volume(applied, key, name)["efsVolumeConfiguration"]
        assert file_systems(applied)[given["file_system"]]["FileSystemId"] == actual["fileSystemId"]
        assert "ENABLED" == actual["transitEncryption"]
        assert "ENABLED" == actual["authorizationConfig"]["iam"]
        assert ("path" in given) == ("accessPointId" in actual["authorizationConfig"])


@specs_with("services.*.volumes.*.efs.path", "jobs.*.volumes.*.efs.path")
def test_a_directory_is_seen_as_its_user_and_nothing_else(applied) -> None:
    directories = [volume for volume in shared(applied) if "path" in volume[-1]]
    for key, _, name, given in every(directories):
        id = volume(applied, key, name)["efsVolumeConfiguration"]["authorizationConfig"][
            "accessPointId"
        ]
        (point,) = applied.read("efs", "describe_access_points", AccessPointId=id)
        assert {"Uid": given["uid"], "Gid": given["gid"]} == point["PosixUser"]
        root = point["RootDirectory"]
        assert given["path"] == root["Path"]
        assert (given["uid"], given["gid"]) == (
            root["CreationInfo"]["OwnerUid"],
            root["CreationInfo"]["OwnerGid"],
        )


def test_task_roles_may_do_there_what_the_spec_says(applied) -> None:
    iam = applied.client("iam")
    for key, _, name, given in every(shared(applied)):
        role = definition(applied, key)["taskRoleArn"].rpartition("/")[2]
        documents = [
            iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        ]
        statements = [one for document in documents for one in document["Statement"]]
        id = volume(applied, key, name)["efsVolumeConfiguration"]["authorizationConfig"].get(
            "accessPointId"
        )
        arn = file_systems(applied)[given["file_system"]]["FileSystemArn"]
        (statement,) = (
            one
            for one in statements
            if [arn] == listed(one["Resource"]) and (id or "") == access_point(one)
        )
        wanted = {"ClientMount"} if given.get("read_only") else {"ClientMount", "ClientWrite"}
        # A new file system belongs to root, and so does what a task sees whole.
        wanted |= (
            {"ClientRootAccess"} if "path" not in given and not given.get("read_only") else set()
        )

        assert {f"elasticfilesystem:{one}" for one in wanted} == set(statement["Action"])


def access_point(statement: dict[str, Any]) -> str:
    """Return the id of the access point that a statement is about; nothing where it is about the whole."""
    points = (
        statement.get("Condition", {})
        .get("ArnEquals", {})
        .get("elasticfilesystem:AccessPointArn", "")
    )
    return "".join(listed(points)).rpartition("/")[2]


def test_what_a_task_may_only_read_is_mounted_read_only(applied) -> None:
    for key, _, name, given in every(shared(applied)):
        mounts = [
            one
            for each in definition(applied, key)["containerDefinitions"]
            for one in each["mountPoints"]
        ]
        assert {bool(given.get("read_only"))} == {
            one["readOnly"] for one in mounts if one["sourceVolume"] == name
        }


def test_disks_of_services_are_made_when_tasks_start(applied) -> None:
    for kind, key, one in every(workloads(applied)):
        disks = {name for name, volume in one.get("volumes", {}).items() if "ebs" in volume}
        assert kind == "services" or not disks
        assert disks == {
            each["name"]
            for each in definition(applied, key)["volumes"]
            if each.get("configuredAtLaunch")
        }


def test_terraform_deletes_no_file_system(applied) -> None:
    done = applied.workspace.run("plan", "-destroy", "-input=false", "-no-color")
    assert 1 == done.returncode
    assert "Instance cannot be destroyed" in done.stderr
