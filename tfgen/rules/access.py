"""Rules of `access`: sessions, ECS Exec, SSH, the bastion and the EC2 Instance Connect Endpoint."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.network import known_zones
from tfgen.rules.rule import Path, Rule, finding, listed, written
from tfgen.rules.security_group_rules import ssh_peers

_SYSTEMS_MANAGER = "https://docs.aws.amazon.com/systems-manager/latest/userguide"
_SESSIONS = f"{_SYSTEMS_MANAGER}/session-preferences-timeout.html"
_SESSION_LOGS = f"{_SYSTEMS_MANAGER}/session-manager-logging.html"
_EXEC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_KEY_PAIRS = f"{_EC2}/ec2-key-pairs.html"
_SUBNETS = "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"
_TYPES = f"{_EC2}/ebs-optimized.html"
_OPEN_PORTS = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13"
_ENDPOINT = f"{_EC2}/connect-with-ec2-instance-connect-endpoint.html"

# Families that run no Amazon Linux 2023, or have no EBS optimization.
_NO_BASTION = re.compile(r"(?:mac\d.*|a1|c1|c3|cc2|cr1|g2|hs1|i2|m1|m2|m3|r3|t1|t2)")


def idle_timeout_in_minutes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the idle timeout of sessions to whole minutes.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html
    """
    ssm = cluster.access.ssm
    if ssm and ssm.idle_timeout % 60:
        minutes = ssm.idle_timeout // 60
        message = f"sessions idle out after whole minutes, and {ssm.idle_timeout}s is none"
        help, path = f"write {minutes}m or {minutes + 1}m", ("access", "ssm", "idle_timeout")
        yield finding(cluster, "RULE100", path, message, help, source=_SESSIONS)


def ssh_has_one_key(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse SSH without a key pair, or with two.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html
    """
    ssh = cluster.access.ssh
    if ssh and (ssh.public_key is None) is (ssh.key_name is None):
        message, help = "ssh has a public_key and a key_name", "remove one of the two"
        if ssh.key_name is None:
            message = "ssh has neither public_key nor key_name"
            help = "write public_key, or the key_name of a key pair in EC2"
        path = ("access", "ssh")
        yield finding(cluster, "RULE101", path, message, help, source=_KEY_PAIRS, key=True)


def bastion_and_ssh_belong_together(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a bastion that nobody may go through, and SSH through one that is not there."""
    access = cluster.access
    if access.bastion and access.ssh is None:
        other = "Session Manager (access.ssm) needs neither"
        help = f"add ssh: {{public_key: …}}, or remove the bastion: {other}"
        message = "a bastion without ssh leads nowhere: the instances have no key pair"
        yield finding(cluster, "RULE102", ("access", "bastion"), message, help, key=True)
    if access.ssh and "bastion" in access.ssh.from_ and access.bastion is None:
        at = written(cluster, ("access", "ssh", "from"), ("access", "ssh"))
        message = "ssh comes from the bastion, and there is none"
        help = "add bastion: {allowed_cidrs: […]}, or name other peers under from"
        yield finding(cluster, "RULE102", at, message, help, key=at[-1] == "ssh")


def bastion_has_public_subnet(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a bastion that nobody can reach.

    https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html
    """
    if cluster.access.bastion and not cluster.network.has_public_subnets:
        message = "the bastion needs a public subnet, and the VPC has no internet gateway"
        remedy = "remove internet_gateway: false"
        if cluster.network.vpc_id:
            message = "the bastion needs a public subnet, and none is given"
            remedy = "write public: subnet-… in each zone"
        other = "instance_connect or Session Manager, which need no public address"
        help, at = f"use {other}, or {remedy}", ("access", "bastion")
        yield finding(cluster, "RULE103", at, message, help, source=_SUBNETS, key=True)


def bastion_zone_is_a_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the bastion's zone to those of the cluster."""
    bastion, zones = cluster.access.bastion, known_zones(cluster)
    zone = bastion.zone if bastion else None
    if zone is not None and zones and zone not in zones:
        message = f"{shown(zone)} is not a zone of the cluster"
        help = closest(zone, zones) or f"use {listed(zones)}"
        yield finding(cluster, "RULE104", ("access", "bastion", "zone"), message, help)


def not_open_to_the_world(cluster: Cluster, path: Path, peer: str) -> Iterator[Diagnostic]:
    """Refuse a bastion or SSH that the whole internet may connect to, or half of it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13
    """
    if _is_world(peer):
        message = f"{peer} lets the whole internet at SSH"
        help = "name the blocks of your offices or VPN"
        yield finding(cluster, "RULE105", path, message, help, source=_OPEN_PORTS)


def _clients(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Give who may connect to the bastion, and to instances by SSH, with the path."""
    yield from each([cluster], _clients_of_bastion)
    yield from each([cluster], ssh_peers)


def _clients_of_bastion(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    bastion = cluster.access.bastion
    for index, block in enumerate(bastion.allowed_cidrs if bastion else ()):
        yield ("access", "bastion", "allowed_cidrs", index), block


def _is_world(peer: str) -> bool:
    try:
        return ipaddress.IPv4Network(peer, strict=False).prefixlen <= 1
    except ValueError:
        return False


def bastion_type_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse an instance type that cannot run the bastion.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html
    """
    bastion = cluster.access.bastion
    if bastion is None:
        return
    kind = bastion.instance_type
    unfit = _NO_BASTION.fullmatch(kind.partition(".")[0])
    if unfit or not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, kind):
        needed = "it needs Amazon Linux 2023 on an EBS-optimized type"
        message = f"{shown(kind)} cannot run the bastion: {needed}"
        at = ("access", "bastion", "instance_type")
        yield finding(cluster, "RULE106", at, message, "use t4g.nano or t3.nano", source=_TYPES)


def there_are_instances(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of ways to reach instances where there are none.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-with-ec2-instance-connect-endpoint.html
    """
    if cluster.instance_groups:
        return
    for name in each(("ssh", "bastion", "instance_connect"), lambda name: _way(cluster, name)):
        yield finding(
            cluster,
            "RULE107",
            ("access", name),
            f"{name} leads to instances, and the cluster has none",
            f"remove {name}",
            source=_ENDPOINT,
            severity=Severity.WARNING,
            key=True,
        )


def _way(cluster: Cluster, name: str) -> list[str]:
    return [name] if getattr(cluster.access, name) not in (None, False) else []


def sessions_logged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find sessions on instances that leave no log.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
    """
    ssm = cluster.access.ssm
    if ssm and not ssm.session_logs:
        path = ("access", "ssm", "session_logs")
        message, help = "sessions on instances leave no log", "remove session_logs: false"
        yield finding(cluster, "SEC013", path, message, help, source=_SESSION_LOGS)


def exec_audited(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a cluster whose containers can be entered without a trace.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    audit = cluster.access.exec
    if audit is None or not audit.logs:
        path = ("access", "exec", "logs") if audit else ("access", "exec")
        message, help = "what people do with ECS Exec leaves no log", f"remove {path[-1]}: false"
        yield finding(cluster, "SEC014", path, message, help, source=_EXEC)


def ssh_through_the_bastion(cluster: Cluster, path: Path, peer: str) -> Iterator[Diagnostic]:
    """Find SSH to the instances that does not go through the bastion.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13
    """
    if peer != "bastion" and not _is_world(peer):
        message = f"{shown(peer)} may connect to the instances by SSH past the bastion"
        other = "use Session Manager (access.ssm), which needs no open port"
        help = f"write from: bastion, or {other}"
        yield finding(cluster, "SEC015", path, message, help, source=_OPEN_PORTS)


RULES = (
    Rule(("access",), idle_timeout_in_minutes),
    Rule(("access",), ssh_has_one_key),
    Rule(("access",), bastion_and_ssh_belong_together),
    Rule(("access", "network", "region"), bastion_has_public_subnet),
    Rule(("access", "network", "region"), bastion_zone_is_a_zone),
    Rule(("access",), not_open_to_the_world, _clients),
    Rule(("access",), bastion_type_fits),
    Rule(("access", "instance_groups"), there_are_instances),
    Rule(("security", "access"), sessions_logged),
    Rule(("security", "access"), exec_audited),
    Rule(("security", "access"), ssh_through_the_bastion, ssh_peers),
)
