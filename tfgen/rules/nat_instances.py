"""Rules of `nat: instance`: which types do, where packages come from, and what such a host is."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.rules.endpoints import ENDPOINTS, NAT, NEEDING
from tfgen.rules.rule import Path, finding, rule, written

_TYPE: Path = ("network", "nat_instance_type")
_COMPARED = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-comparison.html"
_MEMORY = "https://github.com/amazonlinux/amazon-linux-2023/issues/404"
_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
# MiB: with half of it the installation of a package is killed.
_LEAST_MEMORY = 1024


@rule(
    Code(
        "RULE723",
        "nat-instance-type-unfit",
        what="NAT instances are of a type that does not do.",
        why=(
            "A NAT instance installs a package when it boots. With less than 1 GiB of memory that "
            "is killed, and the host translates nothing. A type that the region has not does not "
            "start."
        ),
        help="Write another type, such as t4g.micro or t3.micro.",
        source=_MEMORY,
    ),
    sections=("network", "region"),
)
def nat_instance_type_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse types of NAT instances that are too small, or not offered; warn of unknown ones."""
    network = cluster.network
    if not network.by_instance:
        return
    kind, path = network.nat_instance_type, written(cluster, _TYPE, NAT)
    known, help = aws.instance_type(kind), "write another type, such as t4g.micro or t3.micro"
    if known is None:
        message = f"tfgen does not know instance type {shown(kind)}"
        severity = Severity.WARNING
        yield finding(cluster, "RULE723", path, message, "check the name", severity=severity)
        return
    if known.memory is not None and known.memory < _LEAST_MEMORY:
        message = f"a {kind} has {known.memory} MiB of memory, and a NAT instance needs 1 GiB"
        yield finding(cluster, "RULE723", path, message, help)
    if cluster.region in known.missing_in:
        message = f"{cluster.region} does not offer {kind}, of which NAT instances are"
        yield finding(cluster, "RULE723", path, message, help)


@rule(
    Code(
        "RULE724",
        "nat-instance-without-packages",
        what="NAT instances have no way to the packages that they need.",
        why=(
            "Amazon Linux has no iptables by itself: a NAT instance installs it at boot, from S3. "
            "With internet_destinations that are not all of the internet it reaches S3 by an "
            "endpoint alone."
        ),
        help="Add s3 to network.endpoints, which costs nothing.",
        source="https://docs.aws.amazon.com/linux/al2023/ug/managing-repos-os-updates.html",
    ),
    sections=NEEDING,
)
def nat_instances_reach_packages(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the endpoint of S3 where NAT instances have no other way to their packages."""
    network = cluster.network
    if not network.by_instance or network.reaches_internet("public"):
        return
    if "s3" not in network.endpoints:
        path = written(cluster, ENDPOINTS, NAT)
        message = "NAT instances cannot install iptables: no route leads to S3"
        help = "add s3 to network.endpoints, which costs nothing"
        yield finding(cluster, "RULE724", path, message, help)


@rule(
    Code(
        "SEC060",
        "nat-by-instance",
        what="Hosts with public addresses translate the addresses of the private subnets.",
        why=(
            "A NAT instance is a host to patch, with a public address, and the one way out: while "
            "it is replaced or overloaded, nothing gets out. AWS keeps a NAT gateway up and "
            "patched, and recommends it."
        ),
        help="Write nat: single or per_az; for development accept it with a waiver.",
        source=f"{_HUB}/ec2-controls.html#ec2-9",
    ),
    sections=("security", "network"),
)
def nat_by_gateways(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find NAT instances in place of gateways."""
    if cluster.network.by_instance:
        message = f"nat: {cluster.network.nat} sends all that leaves through a host of one's own"
        help = f"write nat: single, or per_az ({_COMPARED})"
        yield finding(cluster, "SEC060", NAT, message, help)


RULES = (nat_instance_type_fits, nat_instances_reach_packages, nat_by_gateways)
