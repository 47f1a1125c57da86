"""What is in a security group of its own is in those too that the spec gives it by id, and in no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from service_account import found
from service_wanted import on_their_own_network
from spec_data import cluster_name, listed

from tests.aws import test_file_systems, test_instance_groups, test_jobs

FOREIGN = ("services", "jobs", "instance_groups", "load_balancers", "file_systems")


@pytest.mark.specs("balancers", "everything", "existing-vpc", "jobs", "production")
def test_members_are_in_the_groups_of_the_spec_beside_their_own(applied) -> None:
    groups = {
        group["GroupId"]: group["GroupName"]
        for group in applied.read("ec2", "describe_security_groups")
    }
    made = f"{cluster_name(applied.spec)}-"
    attached = dict(members(applied))
    assert attached
    for (section, key), ids in attached.items():
        own = [identity for identity in ids if groups[identity].startswith(made)]
        assert 1 == len(own), (section, key)
        assert given(applied.spec, section, key) == sorted(set(ids) - set(own)), (section, key)
    assert named(applied.spec) <= set(attached)


def given(spec: dict[str, Any], section: str, key: str) -> list[str]:
    member = spec.get(section, {}).get(key) or {}
    return sorted(listed(member.get("security_groups", [])))


def named(spec: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the members that a spec gives groups."""
    return {
        (section, key)
        for section in FOREIGN
        for key in spec.get(section, {})
        if given(spec, section, key)
    }


def members(applied) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Yield each member of the account that has a group, with the ids of its groups."""
    services = found(applied)
    for key in on_their_own_network(applied.spec):
        network = services[key]["networkConfiguration"]["awsvpcConfiguration"]
        yield ("services", key), network["securityGroups"]
    scheduled = test_jobs.jobs(applied, scheduled=True) if "jobs" in applied.spec else ()
    for key in scheduled:
        target = test_jobs.schedule(applied, key)["Target"]["EcsParameters"]
        if network := target.get("NetworkConfiguration"):
            yield ("jobs", key), network["awsvpcConfiguration"]["SecurityGroups"]
    for key, group in test_instance_groups.groups(applied).items():
        interfaces = test_instance_groups.launch_data(applied, group)["NetworkInterfaces"]
        yield ("instance_groups", key), interfaces[0]["Groups"]
    yield from balancers(applied)
    for key, file_system in test_file_systems.file_systems(applied).items():
        efs = applied.client("efs")
        for target in applied.read(
            "efs", "describe_mount_targets", FileSystemId=file_system["FileSystemId"]
        ):
            identity = target["MountTargetId"]
            answer = efs.describe_mount_target_security_groups(MountTargetId=identity)
            yield ("file_systems", key), answer["SecurityGroups"]


def balancers(applied) -> Iterator[tuple[tuple[str, str], list[str]]]:
    prefix = f"{cluster_name(applied.spec)}-"
    for balancer in applied.read("elbv2", "describe_load_balancers"):
        key = balancer["LoadBalancerName"].removeprefix(prefix)
        yield ("load_balancers", key), balancer["SecurityGroups"]
    for balancer in applied.read("elb", "describe_load_balancers"):
        key = balancer["LoadBalancerName"].removeprefix(prefix)
        yield ("load_balancers", key), balancer["SecurityGroups"]
