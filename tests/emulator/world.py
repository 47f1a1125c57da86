"""What a spec takes for granted: things that a user has before the first apply, named in the spec
by their ids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from ipaddress import ip_network
from itertools import takewhile
from pathlib import Path
from typing import Any

from spec_data import account, listed, load, vpc_block, zones

CERTIFICATE = re.compile(r"arn:[\w-]+:acm:[\w-]+:\d+:certificate/[\w-]+")
WEB_ACL = re.compile(r"arn:[\w-]+:wafv2:[\w-]+:\d+:regional/webacl/([\w-]+)/([\w-]+)")
CLIENT_SECRET = re.compile(r"client_secret_arn: (arn:[\w-]+:secretsmanager:[\w:/+=.@-]+)")
BOTTLEROCKET = (
    "aws-ecs-2/x86_64",
    "aws-ecs-2/arm64",
    "aws-ecs-2-nvidia/x86_64",
    "aws-ecs-2-nvidia/arm64",
)


def prepare(spec: Path) -> None:
    """Put into this process's moto what the spec names. Only here: no API of AWS lets the caller
    choose an id."""
    data = load(spec)
    text = spec.read_text(encoding="utf-8")
    for arn in dict.fromkeys(CERTIFICATE.findall(text)):
        _certificate(arn, account(data), data["region"])
    for found in WEB_ACL.finditer(text):
        _web_acl(found[0], found[1], found[2], account(data), data["region"])
    for arn in dict.fromkeys(CLIENT_SECRET.findall(text)):
        _secret(arn, account(data), data["region"])
    for zone_id, names in _zones(data).items():
        _zone(zone_id, names, account(data))
    for bus in dict.fromkeys(re.findall(r"event_bus: ([a-z-]+)", text)):
        _event_bus(bus, account(data), data["region"])
    _bottlerocket(account(data), data["region"])
    _ways(data)
    if data.get("network", {}).get("vpc_id"):
        _network(data)
        _security_groups(data)


def _certificate(arn: str, owner: str, region: str) -> None:
    from moto.acm.models import acm_backends

    backend = acm_backends[owner][region]
    made = backend.request_certificate("example.com", arn, [], [], [])
    certificate = backend._certificates.pop(made)
    certificate.arn, certificate.status = arn, "ISSUED"
    backend._certificates[arn] = certificate


def _event_bus(name: str, owner: str, region: str) -> None:
    from moto.events.models import events_backends

    events_backends[owner][region].create_event_bus(name)


def _secret(arn: str, owner: str, region: str) -> None:
    from moto.secretsmanager.models import secretsmanager_backends

    backend = secretsmanager_backends[owner][region]
    name = arn.rpartition(":")[2].rpartition("-")[0]
    backend._add_secret(name, secret_string="secret")
    backend.secrets[name].arn = arn


def _web_acl(arn: str, name: str, identity: str, owner: str, region: str) -> None:
    from moto.wafv2.models import FakeWebACL, wafv2_backends

    action, metrics = {"Allow": {}}, {"MetricName": name}
    wafv2_backends[owner][region].wacls[arn] = FakeWebACL(
        name, owner, arn, identity, metrics, action, None, []
    )


def _zones(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the names that balancers have in each hosted zone."""
    found: dict[str, list[str]] = {}
    for balancer in data["load_balancers"].values():
        if dns := (balancer or {}).get("dns"):
            found.setdefault(dns["zone_id"], []).extend(listed(dns["names"]))
    return found


def _zone(zone_id: str, names: list[str], owner: str) -> None:
    """Make a zone of the labels at the end that all names share."""
    from moto.route53.models import route53_backends

    backwards = zip(*(name.split(".")[::-1] for name in names), strict=False)
    shared = [labels[0] for labels in takewhile(lambda labels: len(set(labels)) == 1, backwards)]
    backend = route53_backends[owner]["aws"]
    zone = backend.create_hosted_zone(".".join(reversed(shared)) + ".", private_zone=False)
    del backend.zones[zone.resource_id]
    zone.resource_id = zone_id
    backend.zones[zone_id] = zone


def _bottlerocket(owner: str, region: str) -> None:
    """AWS's public parameters of Bottlerocket, which moto lacks."""
    from moto.core.utils import utcnow
    from moto.ssm.models import Parameter, ssm_backends

    parameters = ssm_backends[owner][region]._parameters
    for variant in BOTTLEROCKET:
        name = f"/aws/service/bottlerocket/{variant}/latest/image_id"
        image = "ami-" + hashlib.sha256(name.encode()).hexdigest()[:17]
        parameters[name] = [
            Parameter(owner, name, image, "String", None, None, None, utcnow(), 1, data_type="text")
        ]


def _ways(spec: dict[str, Any]) -> None:
    """Make what routes lead to, and the addresses of NAT gateways, that a spec names by id."""
    from moto.ec2.models import ec2_backends

    backend = ec2_backends[account(spec)][spec["region"]]
    network = spec.get("network", {})
    targets = [_target(route) for route in network.get("routes", {}).values()]
    for identity in dict.fromkeys(target for target in targets if isinstance(target, str)):
        kind = identity.partition("-")[0]
        _made(backend, kind, identity)
    for identity in network.get("nat_allocation_ids", {}).values():
        address = backend.allocate_address("vpc")
        address.allocation_id = identity


def _target(route: Any) -> Any:
    """Return the target of a route: its id alone, or the only value of a mapping."""
    return next(iter(route.values())) if isinstance(route, Mapping) else route


def _made(backend: Any, kind: str, identity: str) -> None:
    [default] = [vpc for vpc in backend.vpcs.values() if vpc.is_default]
    makers: dict[str, tuple[dict[str, Any], Any]] = {
        "tgw": (backend.transit_gateways, lambda: backend.create_transit_gateway("hub")),
        "pcx": (backend.vpc_pcxs, lambda: backend.create_vpc_peering_connection(default, default)),
        "eni": (backend.enis, lambda: _interface(backend)),
        "vgw": (backend.vpn_gateways, lambda: backend.create_vpn_gateway()),
    }
    known, make = makers[kind]
    made = make()
    del known[made.id]
    made.id = identity
    known[identity] = made


def _interface(backend: Any) -> Any:
    """Make a network interface in a subnet that every account has."""
    subnet = next(subnet for zone in backend.subnets.values() for subnet in zone.values())
    address = str(ip_network(subnet.cidr_block)[9])
    return backend.create_network_interface(subnet, address)


def _network(spec: dict[str, Any]) -> None:
    """Make the VPC and the subnets that a spec names, with the blocks that the language would give
    them."""
    from moto.ec2.models import ec2_backends, subnets, vpcs

    backend = ec2_backends[account(spec)][spec["region"]]
    given = spec["network"]
    vpcs.random_vpc_id = lambda: given["vpc_id"]
    backend.create_vpc(vpc_block(spec))
    blocks = zones({**spec, "network": {"availability_zones": list(given["availability_zones"])}})
    for zone, ids in given["availability_zones"].items():
        for tier, subnet_id in ids.items():
            subnets.random_subnet_id = lambda subnet_id=subnet_id: subnet_id
            backend.create_subnet(given["vpc_id"], blocks[zone][tier], availability_zone=zone)


def _security_groups(spec: dict[str, Any]) -> None:
    """Make the security groups that a spec puts its members in; they open nothing."""
    from moto.ec2.models import ec2_backends, security_groups

    backend = ec2_backends[account(spec)][spec["region"]]
    original = security_groups.random_security_group_id
    for identity in sorted({*_further_groups(spec), *_endpoint_group(spec)}):
        security_groups.random_security_group_id = lambda identity=identity: identity
        group = backend.create_security_group(identity[3:], "foreign", spec["network"]["vpc_id"])
        group.egress_rules.clear()
    security_groups.random_security_group_id = original


def _further_groups(value: Any) -> set[str]:
    """Return what stands under `security_groups`, anywhere in a spec."""
    if not isinstance(value, Mapping):
        return set()
    here = set(listed(value.get("security_groups", [])))
    return here.union(*map(_further_groups, value.values()))


def _endpoint_group(spec: Mapping[str, Any]) -> set[str]:
    """Return the security group of an Instance Connect endpoint that exists, if there is one."""
    group = str(spec.get("access", {}).get("instance_connect", ""))
    return {group} if group.startswith("sg-") else set()
