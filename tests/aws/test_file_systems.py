"""File systems of EFS, who reaches them, and the volumes of tasks, against the spec's
`file_systems` and `volumes`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from looked_at import every
from service_data import capacity, network_mode
from spec_data import cluster_name, listed, long_form, zones
from spec_data import written as named_in_the_spec
from terraform_trees import specs_with

pytestmark = specs_with("file_systems")

NFS = 2049


def file_systems(applied) -> dict[str, dict[str, Any]]:
    """Return the file systems that are there, by key."""
    prefix = f"{cluster_name(applied.spec)}-"
    return {
        file_system["Name"].removeprefix(prefix): file_system
        for file_system in applied.read("efs", "describe_file_systems")
    }


def workloads(applied) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in ("services", "jobs"):
        yield from ((kind, key, workload) for key, workload in applied.spec.get(kind, {}).items())


def shared(applied) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    """Yield each volume of EFS: the key of its task, the task, its name and its long form."""
    for _, key, workload in workloads(applied):
        for name, volume in workload.get("volumes", {}).items():
            if "efs" in volume:
                yield key, workload, name, long_form(volume["efs"], "file_system")


def definition(applied, key: str) -> dict[str, Any]:
    name = f"{cluster_name(applied.spec)}-{key}"
    task_definition: dict[str, Any] = applied.client("ecs").describe_task_definition(
        taskDefinition=name
    )["taskDefinition"]
    return task_definition


def volume(applied, key: str, name: str) -> dict[str, Any]:
    (efs_volume,) = (
        efs_volume
        for efs_volume in definition(applied, key)["volumes"]
        if efs_volume["name"] == name
    )
    return efs_volume


def test_file_systems_are_those_of_the_spec_and_encrypted(applied) -> None:
    actual = file_systems(applied)
    assert set(applied.spec["file_systems"]) == set(actual)
    for key, file_system in applied.spec["file_systems"].items():
        assert actual[key]["Encrypted"]
        assert file_system.get("throughput_mode", "elastic") == actual[key]["ThroughputMode"]


def test_file_systems_are_backed_up_and_moved_to_cheaper_storage_as_the_spec_says(applied) -> None:
    efs = applied.client("efs")
    for key, file_system in every(applied.spec["file_systems"].items()):
        id = file_systems(applied)[key]["FileSystemId"]
        status = efs.describe_backup_policy(FileSystemId=id)["BackupPolicy"]["Status"]
        policies = efs.describe_lifecycle_configuration(FileSystemId=id)["LifecyclePolicies"]
        span = file_system.get("transition_to_ia")
        wanted = (
            [{"TransitionToIA": f"AFTER_{span.removesuffix('d')}_DAY{'' if span == '1d' else 'S'}"}]
            if span
            else []
        )

        assert ("ENABLED" if file_system.get("backup", True) else "DISABLED") == status
        assert wanted == policies


def test_each_private_subnet_has_a_mount_target(applied) -> None:
    for key in every(applied.spec["file_systems"]):
        targets = applied.read(
            "efs", "describe_mount_targets", FileSystemId=file_systems(applied)[key]["FileSystemId"]
        )
        subnets = applied.read(
            "ec2", "describe_subnets", SubnetIds=[target["SubnetId"] for target in targets]
        )

        assert {zone: blocks["private"] for zone, blocks in zones(applied.spec).items()} == {
            subnet["AvailabilityZone"]: named_in_the_spec(
                applied.spec, {subnet["SubnetId"]: subnet["CidrBlock"]}, subnet["SubnetId"]
            )
            for subnet in subnets
        }


def test_only_the_tasks_that_mount_a_file_system_connect_to_it(applied) -> None:
    cluster, efs = cluster_name(applied.spec), applied.client("efs")
    for key in every(applied.spec["file_systems"]):
        wanted = set()
        for user, one, _, written in shared(applied):
            if written["file_system"] == key:
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
        foreign = listed(applied.spec["file_systems"][key].get("security_groups", []))
        own = sorted(set(groups) - set(foreign))
        (group,) = applied.read("ec2", "describe_security_groups", GroupIds=own)
        opened = group["IpPermissions"]
        assert {(NFS, NFS, "tcp")} == {
            (permission["FromPort"], permission["ToPort"], permission["IpProtocol"])
            for permission in opened
        }
        assert [] == [
            block
            for permission in opened
            for block in permission["IpRanges"] + permission["Ipv6Ranges"]
        ]
        peers = [
            pair["GroupId"] for permission in opened for pair in permission["UserIdGroupPairs"]
        ]
        named = applied.read("ec2", "describe_security_groups", GroupIds=peers)
        # A prefix, and 26 characters that Terraform appends.
        assert wanted == {peer["GroupName"][:-27].removeprefix(f"{cluster}-") for peer in named}


def test_nobody_mounts_a_file_system_without_encryption_or_the_rights_of_a_role(applied) -> None:
    for file_system in every(file_systems(applied).values()):
        text = applied.client("efs").describe_file_system_policy(
            FileSystemId=file_system["FileSystemId"]
        )["Policy"]
        (statement,) = json.loads(text)["Statement"]
        assert ("Deny", "*", {"Bool": {"aws:SecureTransport": "false"}}) == (
            statement["Effect"],
            statement["Action"],
            statement["Condition"],
        )


def test_tasks_mount_encrypted_and_with_their_role(applied) -> None:
    for key, _, name, wanted in every(shared(applied)):
        actual = volume(applied, key, name)["efsVolumeConfiguration"]
        assert (
            file_systems(applied)[wanted["file_system"]]["FileSystemId"] == actual["fileSystemId"]
        )
        assert "ENABLED" == actual["transitEncryption"]
        assert "ENABLED" == actual["authorizationConfig"]["iam"]
        point = actual["authorizationConfig"].get("accessPointId")
        assert ("path" in wanted or "access_point_id" in wanted) == bool(point)
        assert wanted.get("access_point_id", point) == point
        assert wanted.get("root_directory", "/") == actual.get("rootDirectory", "/")


@specs_with("services.*.volumes.*.efs.path", "jobs.*.volumes.*.efs.path")
def test_a_directory_is_seen_as_its_user_and_nothing_else(applied) -> None:
    directories = [volume for volume in shared(applied) if "path" in volume[-1]]
    for key, _, name, directory in every(directories):
        id = volume(applied, key, name)["efsVolumeConfiguration"]["authorizationConfig"][
            "accessPointId"
        ]
        (point,) = applied.read("efs", "describe_access_points", AccessPointId=id)
        assert {"Uid": directory["uid"], "Gid": directory["gid"]} == point["PosixUser"]
        root = point["RootDirectory"]
        assert directory["path"] == root["Path"]
        assert (directory["uid"], directory["gid"]) == (
            root["CreationInfo"]["OwnerUid"],
            root["CreationInfo"]["OwnerGid"],
        )


def test_task_roles_may_do_there_what_the_spec_says(applied) -> None:
    iam = applied.client("iam")
    for key, _, name, written in every(shared(applied)):
        role = definition(applied, key)["taskRoleArn"].rpartition("/")[2]
        documents = [
            iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        ]
        statements = [statement for document in documents for statement in document["Statement"]]
        id = volume(applied, key, name)["efsVolumeConfiguration"]["authorizationConfig"].get(
            "accessPointId"
        )
        arn = file_systems(applied)[written["file_system"]]["FileSystemArn"]
        (statement,) = (
            statement
            for statement in statements
            if [arn] == listed(statement["Resource"]) and (id or "") == access_point(statement)
        )
        wanted = {"ClientMount"} if written.get("read_only") else {"ClientMount", "ClientWrite"}
        # A new file system belongs to root, and so does what a task sees whole.
        wanted |= (
            {"ClientRootAccess"}
            if "path" not in written and not written.get("read_only")
            else set()
        )

        assert {f"elasticfilesystem:{right}" for right in wanted} == set(statement["Action"])


def access_point(statement: dict[str, Any]) -> str:
    """Return the id of the access point that a statement is about; nothing where it is about the
    whole."""
    points = (
        statement.get("Condition", {})
        .get("ArnEquals", {})
        .get("elasticfilesystem:AccessPointArn", "")
    )
    return "".join(listed(points)).rpartition("/")[2]


def test_what_a_task_may_only_read_is_mounted_read_only(applied) -> None:
    for key, _, name, wanted in every(shared(applied)):
        mounts = [
            mount_point
            for container_definition in definition(applied, key)["containerDefinitions"]
            for mount_point in container_definition["mountPoints"]
        ]
        assert {bool(wanted.get("read_only"))} == {
            mount["readOnly"] for mount in mounts if mount["sourceVolume"] == name
        }


def test_disks_of_services_are_made_when_tasks_start(applied) -> None:
    for kind, key, workload in every(workloads(applied)):
        disks = {name for name, volume in workload.get("volumes", {}).items() if "ebs" in volume}
        assert kind == "services" or not disks
        assert disks == {
            volume["name"]
            for volume in definition(applied, key)["volumes"]
            if volume.get("configuredAtLaunch")
        }


def test_terraform_deletes_no_file_system(applied) -> None:
    done = applied.workspace.run("plan", "-destroy", "-input=false", "-no-color")
    assert 1 == done.returncode
    assert "Instance cannot be destroyed" in done.stderr
