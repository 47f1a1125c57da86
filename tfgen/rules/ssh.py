"""Rules of `access.ssh` and `access.bastion`: one key, a way in, and no open door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.facts import aws
from tfgen.language.scalars import TextOrExpression, shown
from tfgen.resolve import Cluster, InstanceGroup, is_world
from tfgen.resolve.convention import each, members
from tfgen.rules.network import known_zones
from tfgen.rules.rule import Path, finding, listed, rule, written
from tfgen.rules.security_group_rules import rules_of, ssh_peers

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_SUBNETS = "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"
_OPEN_PORTS = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13"

# Families that run no Amazon Linux 2023, or have no EBS optimization. A1 has the first Graviton:
# https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html asks for the second.
_NO_BASTION = re.compile(r"(?:mac\d.*|a1|c1|c3|cc2|cr1|g2|hs1|i2|m1|m2|m3|r3|t1|t2)")

_BASTION = ("access", "bastion")
_SSH = ("access", "ssh")
_SSH_PORT = 22
_SESSIONS = "use Session Manager (access.ssm), which needs no open port"
_PLACED = ("access", "network", "region")


@rule(
    Code(
        "RULE101",
        "ssh-without-one-key",
        what="SSH has no key pair, or two.",
        why="An instance is launched with one key pair. public_key makes one in EC2, and key_name "
        "names one that is there.",
        help="Write public_key or key_name, one of the two.",
        source=f"{_EC2}/ec2-key-pairs.html",
    ),
    sections=("access",),
)
def ssh_has_one_key(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse SSH without a key pair, or with two."""
    ssh = cluster.access.ssh
    if ssh is None or (ssh.public_key is None) is not (ssh.key_name is None):
        return
    message = "ssh has a public_key and a key_name"
    help = "remove public_key or key_name"
    if ssh.key_name is None:
        message = "ssh has neither public_key nor key_name"
        help = "write public_key, or the key_name of a key pair in EC2"
    yield finding(cluster, "RULE101", _SSH, message, help, key=True)


@rule(
    Code(
        "RULE102",
        "bastion-and-ssh-apart",
        what="A bastion stands without SSH, or SSH comes through a bastion that is not there.",
        why="The bastion passes SSH on to instances that let it in by the key pair of ssh, and "
        "from: bastion names the bastion's security group: neither works without the other.",
        help="Write both or neither; Session Manager (access.ssm) needs no bastion and no key.",
    ),
    sections=("access",),
)
def bastion_and_ssh_belong_together(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a bastion that nobody may go through, and SSH through one that is not there."""
    access = cluster.access
    if access.bastion and access.ssh is None:
        other = "Session Manager (access.ssm) needs neither"
        help = f"add ssh: {{public_key: …}}, or remove the bastion: {other}"
        message = "a bastion without ssh leads nowhere: the instances have no key pair"
        yield finding(cluster, "RULE102", _BASTION, message, help, key=True)
    if access.ssh and "bastion" in access.ssh.from_ and access.bastion is None:
        # from: bastion is the default, so that there may be no `from` to point at.
        at = written(cluster, (*_SSH, "from"), _SSH)
        message = "ssh comes from the bastion, and there is none"
        help = "add bastion: {allowed_cidrs: […]}, or name other peers under from"
        yield finding(cluster, "RULE102", at, message, help, key=at == _SSH)


@rule(
    Code(
        "RULE103",
        "bastion-without-public-subnet",
        what="A bastion has no public subnet to stand in.",
        why="People come to it from outside of the VPC: it needs a public address, and a subnet "
        "with a route to an internet gateway.",
        help="Give the network public subnets, or use instance_connect or Session Manager instead.",
        source=_SUBNETS,
    ),
    sections=_PLACED,
)
def bastion_has_public_subnet(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a bastion that nobody can reach."""
    if cluster.access.bastion is None or cluster.network.has_public_subnets:
        return
    message = "the bastion needs a public subnet, and the VPC has no internet gateway"
    remedy = "remove internet_gateway: false"
    if cluster.network.vpc_id:
        message = "the bastion needs a public subnet, and none is given"
        remedy = "write public: subnet-… in each zone"
    other = "instance_connect or Session Manager, which need no public address"
    help = f"use {other}, or {remedy}"
    yield finding(cluster, "RULE103", _BASTION, message, help, key=True)


@rule(
    Code(
        "RULE104",
        "bastion-outside-zones",
        what="The bastion is in a zone that is not one of the cluster.",
        why="It stands in the public subnet of its zone, and there are subnets only in the zones "
        "of network.availability_zones.",
        help="Name a zone of the cluster, or remove zone for the first one.",
    ),
    sections=_PLACED,
)
def bastion_zone_is_a_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the bastion's zone to those of the cluster."""
    bastion, zones = cluster.access.bastion, known_zones(cluster)
    # Without any zone each name would be wrong; that there is none is told by itself.
    if bastion is None or bastion.zone is None or not zones:
        return
    if bastion.zone not in zones:
        message = f"{shown(bastion.zone)} is not a zone of the cluster"
        help = closest(bastion.zone, zones) or f"use {listed(zones)}"
        yield finding(cluster, "RULE104", (*_BASTION, "zone"), message, help)


def _clients(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Give who may connect to the bastion, and to instances by SSH, with the path."""
    yield from each([cluster], _clients_of_bastion)
    yield from each([cluster], ssh_peers)


def _clients_of_bastion(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    bastion = cluster.access.bastion
    if bastion is None:
        return
    for index, block in enumerate(bastion.allowed_cidrs):
        yield (*_BASTION, "allowed_cidrs", index), block


@rule(
    Code(
        "RULE105",
        "ssh-open-to-the-world",
        what="The whole internet, or half of it, may connect to the bastion or by SSH.",
        why="Everybody on the internet can then try keys and each flaw of the SSH server.",
        help="Name the blocks that people come from, those of offices or of a VPN; or use Session "
        "Manager (access.ssm), which needs no open port.",
        source=_OPEN_PORTS,
    ),
    sections=("access",),
    over=_clients,
)
def not_open_to_the_world(cluster: Cluster, path: Path, peer: str) -> Iterator[Diagnostic]:
    """Refuse a bastion or SSH that the whole internet may connect to, or half of it."""
    if is_world(peer):
        message = f"{peer} lets the whole internet at SSH"
        help = f"name the blocks of your offices or VPN, or {_SESSIONS}"
        yield finding(cluster, "RULE105", path, message, help)


@rule(
    Code(
        "RULE106",
        "bastion-type-unfit",
        what="The bastion has an instance type that cannot run it.",
        why="Its image is Amazon Linux 2023 and its launch asks for EBS optimization; Macs, and "
        "families of the first generations, lack one of the two.",
        help="Use a current type: t4g.nano and t3.nano are large enough.",
        source=f"{_EC2}/ebs-optimized.html",
    ),
    sections=("access",),
)
def bastion_type_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse an instance type that cannot run the bastion."""
    bastion = cluster.access.bastion
    if bastion is None:
        return
    kind = bastion.instance_type
    unfit = _NO_BASTION.fullmatch(kind.partition(".")[0])
    if unfit or not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, kind):
        needed = "it needs Amazon Linux 2023 on an EBS-optimized type"
        yield finding(
            cluster,
            "RULE106",
            (*_BASTION, "instance_type"),
            f"{shown(kind)} cannot run the bastion: {needed}",
            "use t4g.nano or t3.nano",
        )


def _past_the_bastion(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Give who may connect to instances by SSH without the bastion, with the path."""
    yield from each([cluster], _peers_of_ssh)
    yield from each(members(cluster, "instance_groups"), _peers_of_ingress)


def _peers_of_ssh(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    if cluster.access.ssh is None:
        return
    for index, peer in enumerate(cluster.access.ssh.from_):
        # What is open to the world is refused already, by RULE105: no waiver lets that in.
        if peer != "bastion" and not is_world(peer):
            yield (*_SSH, "from", index), _told(peer)


def _peers_of_ingress(group: InstanceGroup) -> Iterator[tuple[Path, str]]:
    for opening in rules_of(group, "ingress"):
        if not opening.opens(_SSH_PORT):
            continue
        for index, peer in enumerate(opening.peers):
            # Of the world SEC007 tells.
            if peer != "bastion" and not is_world(peer):
                yield (*opening.path, opening.side, index), _told(peer)


def _told(peer: TextOrExpression) -> str:
    return shown(peer) if isinstance(peer, str) else peer.text


@rule(
    Code(
        "SEC015",
        "ssh-past-the-bastion",
        what="SSH reaches the instances past the bastion.",
        why="The bastion is one door that can be watched and closed; each other peer is a way of "
        "its own to port 22 of every instance, whether under access.ssh or in the ingress of a "
        "group.",
        help="Write from: bastion, or use Session Manager (access.ssm), which needs no open port.",
        source=_OPEN_PORTS,
    ),
    sections=("security", "access", "instance_groups"),
    over=_past_the_bastion,
)
def ssh_through_the_bastion(cluster: Cluster, path: Path, peer: str) -> Iterator[Diagnostic]:
    """Find SSH to the instances that does not go through the bastion."""
    message = f"{peer} may connect to the instances by SSH past the bastion"
    yield finding(cluster, "SEC015", path, message, f"write from: bastion, or {_SESSIONS}")


RULES = (
    ssh_has_one_key,
    bastion_and_ssh_belong_together,
    bastion_has_public_subnet,
    bastion_zone_is_a_zone,
    not_open_to_the_world,
    bastion_type_fits,
    ssh_through_the_bastion,
)
