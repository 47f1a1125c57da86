"""The ends of connections: tasks, instances, balancers, AWS's services, and the world."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reachability.account import Account

WORLD = "0.0.0.0/0"
WORLD_IPV6 = "::/0"
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
DYNAMIC_PORTS = (32768, 65535)


@dataclass(frozen=True)
class End:
    """One end of connections: its security groups, and its subnets or blocks; AWS by a service."""

    name: str
    groups: frozenset[str] = frozenset()
    subnets: frozenset[str] = frozenset()
    blocks: tuple[str, ...] = ()
    service: str = ""
    is_public: bool = False


INTERNET = End("the internet", blocks=(WORLD,))


def aws(service: str) -> End:
    """Return a service of AWS, by what its endpoint is called."""
    return End(f"AWS's {service}", service=service)


@dataclass(frozen=True)
class Task:
    """A task definition, and where its tasks run: `ends` have their traffic, `hosts` run them."""

    definition: dict[str, Any]
    ends: tuple[End, ...]
    hosts: tuple[End, ...]

    @property
    def name(self) -> str:
        """Its family."""
        return str(self.definition["family"])

    @property
    def pullers(self) -> tuple[End, ...]:
        """Return what pulls its images: on Fargate the task itself, else the agent of its instance.

        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
        """
        return self.hosts or self.ends


class Ends:
    """The ends that an account has."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @cached_property
    def groups(self) -> dict[str, End]:
        """The instances of each autoscaling group, by its ARN."""
        return {
            group["AutoScalingGroupARN"]: self._instances(group)
            for group in self.account["autoscaling_groups"]
        }

    def _instances(self, group: dict[str, Any]) -> End:
        data = self._template(group)
        interfaces = data.get("NetworkInterfaces", [])
        security = [*data.get("SecurityGroupIds", [])]
        security += [group for interface in interfaces for group in interface.get("Groups", [])]
        return End(
            f"instances of {re.sub(r'-[0-9]+$', '', group['AutoScalingGroupName'])}",
            frozenset(security),
            frozenset(group["VPCZoneIdentifier"].split(",")),
            is_public=any(interface.get("AssociatePublicIpAddress") for interface in interfaces),
        )

    def _template(self, group: dict[str, Any]) -> dict[str, Any]:
        """Return what an autoscaling group's instances are made from."""
        mixed = group.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {})
        template = group.get("LaunchTemplate") or mixed["LaunchTemplateSpecification"]
        [data] = [
            version["LaunchTemplateData"]
            for version in self.account["launch_templates"]
            if version["LaunchTemplateId"] == template["LaunchTemplateId"]
        ]
        return dict(data)

    def profile_of(self, group_arn: str) -> str:
        """Return the instance profile of an autoscaling group's instances."""
        [group] = [
            group
            for group in self.account["autoscaling_groups"]
            if group["AutoScalingGroupARN"] == group_arn
        ]
        data = self._template(group)
        profile = data["IamInstanceProfile"]
        return str(profile.get("Arn") or profile["Name"])

    @cached_property
    def services(self) -> dict[str, Task]:
        """The tasks of each service, by its ARN."""
        return {
            service["serviceArn"]: self._task(
                service["taskDefinition"], service, service.get("networkConfiguration")
            )
            for service in self.account["services"]
        }

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks: those of services, of schedules, and those that somebody starts by hand."""
        scheduled = [self._scheduled(schedule) for schedule in self.account["schedules"]]
        known = [*self.services.values(), *(task for task in scheduled if task)]
        families = {task.name for task in known}
        by_hand = [
            self._task(definition["taskDefinitionArn"], {}, None)
            for definition in self.account["task_definitions"]
            if definition["family"] not in families
        ]
        return (*known, *by_hand)

    def _scheduled(self, schedule: dict[str, Any]) -> Task | None:
        placed = schedule["Target"].get("EcsParameters")
        if placed is None:
            return None
        network = placed.get("NetworkConfiguration", {})
        # The scheduler and ECS write the same words in another case.
        inner = {
            key[0].lower() + key[1:]: value
            for key, value in network.get("awsvpcConfiguration", {}).items()
        }
        return self._task(placed["TaskDefinitionArn"], placed, {"awsvpcConfiguration": inner})

    def _task(self, arn: str, placed: dict[str, Any], network: dict[str, Any] | None) -> Task:
        [definition] = [
            definition
            for definition in self.account["task_definitions"]
            if _family(arn) == definition["family"]
        ]
        hosts = () if self._on_fargate(definition, placed) else self._hosts(placed)
        if definition.get("networkMode") != "awsvpc":
            return Task(definition, hosts, hosts)
        inner = (network or {}).get("awsvpcConfiguration", {})
        end = End(
            f"tasks of {definition['family']}",
            frozenset(inner.get("securityGroups", ())) or self._named(definition["family"]),
            frozenset(inner.get("subnets", ())) or self._some_subnets(),
            is_public=inner.get("assignPublicIp") == "ENABLED",
        )
        return Task(definition, (end,), hosts)

    def _on_fargate(self, definition: dict[str, Any], placed: dict[str, Any]) -> bool:
        names = self._providers(placed)
        if any(name.startswith("FARGATE") for name in names):
            return True
        return not names and definition.get("requiresCompatibilities") == ["FARGATE"]

    def _hosts(self, placed: dict[str, Any]) -> tuple[End, ...]:
        """Return the instances that a task may run on: those of its capacity, else all."""
        arns = {
            provider["name"]: provider["autoScalingGroupProvider"]["autoScalingGroupArn"]
            for provider in self.account["capacity_providers"]
            if "autoScalingGroupProvider" in provider
        }
        named = [self.groups[arns[name]] for name in self._providers(placed) if name in arns]
        return tuple(named or self.groups.values())

    def _providers(self, placed: dict[str, Any]) -> list[str]:
        shares = placed.get("capacityProviderStrategy") or placed.get(
            "CapacityProviderStrategy", []
        )
        return [share["capacityProvider"] for share in shares]

    def _named(self, family: str) -> frozenset[str]:
        """Return the security group that bears a family's name: nothing starts its tasks yet."""
        form = re.escape(family) + r"-[0-9a-f]{26}"
        return frozenset(
            group["GroupId"]
            for group in self.account["security_groups"]
            if re.fullmatch(form, group["GroupName"])
        )

    def _some_subnets(self) -> frozenset[str]:
        subnets = [end.subnets for end in self.groups.values()]
        configured = [
            service["networkConfiguration"]["awsvpcConfiguration"]["subnets"]
            for service in self.account["services"]
            if service.get("networkConfiguration")
        ]
        return frozenset(next(iter([*subnets, *configured]), ()))

    def balancers(self) -> Iterator[tuple[dict[str, Any], End]]:
        """Yield each balancer with its end."""
        for balancer in self.account["load_balancers"]:
            subnets = frozenset(zone["SubnetId"] for zone in balancer["AvailabilityZones"])
            public = balancer.get("Scheme", "internet-facing") == "internet-facing"
            groups = frozenset(balancer.get("SecurityGroups", ()))
            name = f"balancer {balancer['LoadBalancerName']}"
            yield balancer, End(name, groups, subnets, is_public=public)


def _family(arn: str) -> str:
    """Return the family in the ARN of a task definition."""
    return arn.rpartition("/")[2].partition(":")[0]
