"""Instance groups, resolved: their images, sizes, log drivers and rules."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from tfgen.facts import aws
from tfgen.facts.instance_types import Architecture
from tfgen.language import instance_groups as language
from tfgen.language.destinations import FIRELENS
from tfgen.language.field import Field
from tfgen.language.instance_groups import Rule
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.names import Name, Names
from tfgen.resolve.security_groups import (
    port_range,
)

# Type of destination -> the log drivers that the instances must allow for it.
DRIVERS = {
    "cloudwatch": ("awslogs",),
    "fluentd": ("fluentd",),
    # FireLens speaks Fluentd's protocol to its log router.
    **dict.fromkeys(FIRELENS, ("awsfirelens", "fluentd")),
}


class InstanceGroup(language.InstanceGroup):
    """A group of instances.

    `name` is what AWS knows it by: its oldest key, since another would replace what is there.
    `ami_parameter` is the public SSM parameter with the image that AWS recommends, None where it
    publishes none. `docker_containers` and `daemons` are the keys of the system containers on it.
    `access_ingress` and `connect_ingress` are rules that access and Service Connect need.
    """

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    desired_capacity: int
    ami_parameter: str | None
    log_drivers: tuple[str, ...]  # type: ignore[assignment]  # words of the language are strings
    docker_containers: tuple[str, ...]
    daemons: tuple[str, ...]
    reserved_memory: int
    enabled_metrics: tuple[str, ...]  # type: ignore[assignment]  # words are strings
    has_host_logs: bool
    egress: dict[str, Rule]
    given_egress: dict[str, Rule] = Field(exclude=True)
    access_ingress: dict[str, Rule]
    route_ingress: dict[str, Rule]
    connect_ingress: dict[str, Rule]
    provider_name: Name = Field(exclude=True)
    role_name_prefix: Name
    names: Names = Field(exclude=True)

    @property
    def types(self) -> tuple[str, ...]:
        """Instance types in order of preference."""
        if self.instance_types:
            return self.instance_types
        if self.instance_type:
            return (self.instance_type,)
        return ()

    @property
    def architecture(self) -> Architecture | None:
        """The architecture of its image, which all of its types have; None where no type is told.

        A launch template has one image: types of two architectures are refused by a rule.
        """
        if self.types:
            return aws.architecture(self.types[0])
        if self.instance_requirements:
            return self.instance_requirements.architecture
        return None

    @property
    def is_mixed(self) -> bool:
        """Whether it chooses among types, or between on-demand and spot."""
        chooses = (self.instance_types, self.instance_requirements, self.spot)
        return any(way is not None for way in chooses)

    def lets_world_in(self, port: int) -> bool:
        """Whether a rule of its own lets the whole internet in at a TCP port."""
        for rule in self.ingress.values():
            first, last = port_range(rule) or (0, 65535)
            reaches = rule.protocol in ("tcp", "all") and first <= port <= last
            if reaches and any(map(is_world, rule.from_)):
                return True
        return False


def added_rules(group: InstanceGroup) -> dict[str, Rule]:
    """Return the rules that an application adds to a group: not those that its platform wrote.

    AWS takes a rule of one protocol, port and peer once.
    """
    written = {
        opening for rule in group.__dict__.get("ingress", {}).values() for opening in openings(rule)
    }
    rules = {}
    for name, rule in {**group.route_ingress, **group.connect_ingress}.items():
        peers = tuple(
            peer for peer in rule.from_ if (rule.protocol, rule.port, peer) not in written
        )
        if peers:
            rules[name] = rule.model_copy(update={"from_": peers})
    return rules


def openings(rule: Rule) -> Iterator[tuple[str, str | None, object]]:
    """Yield what AWS takes once in a security group: protocol, port and peer."""
    for peer in rule.from_:
        yield rule.protocol, rule.port, peer


def is_world(peer: TextOrExpression) -> bool:
    """Whether a peer is the whole internet or half of it."""
    if isinstance(peer, Expression):  # of a security group
        return False
    try:
        block = ipaddress.ip_network(peer, strict=False)
    except ValueError:  # a peer of the spec, such as services.web
        return False
    if block.version == 4:
        return block.prefixlen <= 1
    # 2000::/3 is all that is in use:
    # https://www.iana.org/assignments/ipv6-unicast-address-assignments
    return block.prefixlen <= 3


def begin_group(key: str, written: language.InstanceGroup) -> InstanceGroup:
    """Return a group as far as the spec says it."""
    return begin(InstanceGroup, written, key=key, path=("instance_groups", key))
