"""Rules of security groups: those that the spec gives, and those that the cluster adds to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar

from tfgen.frozen import frozen
from tfgen.language.instance_groups import Rule
from tfgen.language.scalars import TextOrExpression
from tfgen.resolve import Cluster, InstanceGroup, Service, Workload, port_range
from tfgen.resolve.convention import each, members
from tfgen.resolve.security_groups import VPC
from tfgen.rules.rule import Path

# What has a security group whose rules can be written.
SECTIONS = ("instance_groups", "services", "jobs", "cluster")

W = TypeVar("W", bound=Workload)

Owner: TypeAlias = InstanceGroup | Workload
# A rule as EC2 tells it from others: whose it is, direction, protocol, ports and peer.
Same: TypeAlias = tuple[Path, str, str, tuple[int, int] | None, TextOrExpression]

# The key of the peers in each direction, in words of the language.
_SIDES = {"ingress": "from", "egress": "to"}
_OTHER_SIDES = {"ingress": "to", "egress": "from"}
# On a bridge Docker maps a task to a free port of these: the range of ephemeral ports, to its end.
_DYNAMIC_PORTS = (32768, 65535)


@frozen
class SecurityGroupRule:
    """A rule that the spec gives an instance group, or a workload with a network of its own."""

    owner: Owner
    direction: str
    name: str
    given: Rule

    @property
    def side(self) -> str:
        """The key that its peers belong under."""
        return _SIDES[self.direction]

    @property
    def other_side(self) -> str:
        """The key that peers of the other direction belong under."""
        return _OTHER_SIDES[self.direction]

    @property
    def path(self) -> Path:
        """Where it stands."""
        return (*self.owner.path, self.direction, self.name)

    @property
    def peers(self) -> tuple[TextOrExpression, ...]:
        """Its peers."""
        return self._under(self.side)

    @property
    def misplaced_peers(self) -> tuple[TextOrExpression, ...]:
        """Peers under the key of the other direction."""
        return self._under(self.other_side)

    @property
    def ports(self) -> tuple[int, int] | None:
        """Its first and last port."""
        return port_range(self.given)

    @property
    def is_of_tcp(self) -> bool:
        """Whether it lets TCP through."""
        return self.given.protocol in ("tcp", "all")

    def opens(self, port: int) -> bool:
        """Whether it lets somebody through at a TCP port."""
        if not self.is_of_tcp or not self.peers:
            return False
        # Protocol `all` has no ports, and opens every one.
        first, last = self.ports or (0, 65535)
        return first <= port <= last

    def _under(self, side: str) -> tuple[TextOrExpression, ...]:
        if side == "from":
            return self.given.from_
        return self.given.to


def given_rules(cluster: Cluster) -> Iterator[tuple[SecurityGroupRule]]:
    """Give each rule that the spec has, as far as its owner could be read."""
    placed = [*members(cluster, "services"), *members(cluster, "jobs")]
    # Tasks on a bridge come with their instance's group, so that rules of theirs mean nothing.
    alone = each(placed, _with_own_network)
    owners: list[Owner] = [*members(cluster, "instance_groups"), *alone]
    sides = [(owner, direction) for owner in owners for direction in ("egress", "ingress")]
    for rule in each(sides, lambda side: rules_of(*side)):
        yield (rule,)


def _with_own_network(workload: W) -> Iterator[W]:
    if workload.awsvpc:
        yield workload


def rules_of(owner: Owner, direction: str) -> Iterator[SecurityGroupRule]:
    """Yield the rules that the spec gives an owner in one direction, by name."""
    rules = owner.ingress
    if direction == "egress":
        # As written: what egress is by default needs no check.
        rules = owner.given_egress
    for name, rule in sorted(rules.items()):
        yield SecurityGroupRule(owner, direction, name, rule)


def peers(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Give each peer of a rule, and who may connect by SSH beside the bastion, with its path."""
    rules = (rule for (rule,) in given_rules(cluster))
    yield from each(rules, _peers)
    for path, peer in each([cluster], ssh_peers):
        if peer != "bastion":  # for which access has its own rules
            yield path, peer


def _peers(opening: SecurityGroupRule) -> Iterator[tuple[Path, str]]:
    for index, peer in enumerate(opening.peers):
        # Of an expression nothing is known here.
        if isinstance(peer, str):
            yield (*opening.path, opening.side, index), peer


def ssh_peers(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Yield who may connect to instances by SSH, with the path."""
    ssh = cluster.access.ssh
    if ssh is None:
        return
    for index, peer in enumerate(ssh.from_):
        if isinstance(peer, str):
            yield ("access", "ssh", "from", index), peer


def added_rules(cluster: Cluster) -> Iterator[tuple[Same, str]]:
    """Yield the rules that the cluster adds, as far as they are known, each with what it is for."""
    alone = list(each(members(cluster, "services"), _with_own_network))
    for group in members(cluster, "instance_groups"):
        for balancer in members(cluster, "load_balancers"):
            peer = f"load_balancers.{balancer.key}"
            yield (group.path, "ingress", "tcp", _DYNAMIC_PORTS, peer), "the balancers"
        yield from each([group], _for_routes)
        yield from each([group], _for_callers)
    yield from each(alone, _for_balancers)
    yield from each(alone, _for_callers)
    jobs = each(members(cluster, "jobs"), _with_own_network)
    for owner in (*members(cluster, "instance_groups"), *alone, *jobs):
        yield from each([owner], lambda owner: _by_default(cluster, owner))


def _for_routes(group: InstanceGroup) -> Iterator[tuple[Same, str]]:
    for rule in group.route_ingress.values():
        for peer in rule.from_:
            same = (group.path, "ingress", str(rule.protocol), port_range(rule), peer)
            yield same, "the balancers"


def _for_balancers(service: Service) -> Iterator[tuple[Same, str]]:
    for route in service.routes.values():
        for protocol, port in service.target_ports(route):
            ports = (port.container_port, port.container_port)
            peer = f"load_balancers.{route.load_balancer}"
            yield (service.path, "ingress", protocol, ports, peer), "the balancers"


def _for_callers(owner: InstanceGroup | Service) -> Iterator[tuple[Same, str]]:
    for rule in owner.connect_ingress.values():
        for peer in rule.from_:
            yield (owner.path, "ingress", rule.protocol, port_range(rule), peer), "Service Connect"


def _by_default(cluster: Cluster, owner: Owner) -> Iterator[tuple[Same, str]]:
    """Yield the rules out that stand beside those that a spec gives an owner."""
    for name, rule in owner.egress.items():
        if name in owner.given_egress:
            continue
        for peer in rule.to:
            blocks = cluster.network.blocks if peer == VPC else (peer,)
            for block in blocks:
                same = (owner.path, "egress", str(rule.protocol), port_range(rule), block)
                yield same, f"{name}, which stands without being written"
