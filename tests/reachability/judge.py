"""The judgement: what cannot reach what it has to, and which rules no connection needs."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from reachability.account import Account
from reachability.needs import needs
from reachability.ways import Need, Ways, covers
from reachability.wishes import wishes


def all_needs(account: Account, spec: Mapping[str, Any]) -> list[Need]:
    """Return each connection that has to work, once."""
    return list(dict.fromkeys([*needs(account), *wishes(account, spec)]))


def faults(account: Account, spec: Mapping[str, Any], wanted: list[Need]) -> list[str]:
    """Return in words what closes connections, and names that lead some clients nowhere."""
    ways = Ways(account, owner_routes="vpc_id" in spec.get("network", {}))
    closed = [fault for need in wanted for fault in ways.faults(need)]
    return sorted({*closed, *_names_without_ipv6(account), *_unknown_endpoints(account)})


def _names_without_ipv6(account: Account) -> Iterator[str]:
    # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
    dual = {
        balancer["DNSName"].lower()
        for balancer in account["load_balancers"]
        if balancer.get("IpAddressType") == "dualstack"
    }
    kinds: dict[str, set[str]] = {}
    for record in account["records"]:
        target = record.get("AliasTarget", {}).get("DNSName", "").lower().rstrip(".")
        if target.removeprefix("dualstack.") in dual:
            kinds.setdefault(record["Name"], set()).add(record["Type"])
    for name, types in kinds.items():
        if "AAAA" not in types:
            yield f"{name} has no AAAA record: clients with IPv6 alone do not find the balancer"


# https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
WITHOUT_EC2MESSAGES = ("ap-east-2", "ap-southeast-5", "ap-southeast-7", "mx-central-1")


def _unknown_endpoints(account: Account) -> Iterator[str]:
    for endpoint in account["vpc_endpoints"]:
        name = endpoint["ServiceName"]
        if name.endswith(".ec2messages") and name.split(".")[-2] in WITHOUT_EC2MESSAGES:
            yield f"{name}: the region has no such endpoint"


def wider_rules(account: Account, wanted: list[Need]) -> list[str]:
    """Return the rules of security groups that are wider than each connection that needs them."""
    ways = Ways(account)
    return sorted(
        _worded(account, rule)
        for rule in _rules(account)
        if not any(covers(ways, need, rule) for need in wanted)
    )


def _worded(account: Account, rule: Mapping[str, Any]) -> str:
    names = {group["GroupId"]: group["GroupName"] for group in account["security_groups"]}
    side = "egress" if rule["IsEgress"] else "ingress"
    return f"{names[rule['GroupId']]} {side}: {rule.get('Description', '')}"


def _rules(account: Account) -> list[dict[str, Any]]:
    default = {
        group["GroupId"] for group in account["security_groups"] if group["GroupName"] == "default"
    }
    return [rule for rule in account["security_group_rules"] if rule["GroupId"] not in default]


def mutants(account: Account) -> Iterator[tuple[str, Account]]:
    """Yield the account without each rule, route, gateway and endpoint, one at a time."""
    for rule in _rules(account):
        yield _worded(account, rule), _without(account, "security_group_rules", rule)
    for kind in ("nat_gateways", "internet_gateways", "vpc_endpoints"):
        for thing in account[kind]:
            if not _is_default(account, thing):
                yield f"{kind} {next(iter(thing.values()))}", _without(account, kind, thing)
    yield from _checked(account)
    for number, table in enumerate(account["route_tables"]):
        if not table["Associations"] or _is_default(account, table):
            continue
        for place, route in enumerate(table["Routes"]):
            if route.get("GatewayId") != "local" and not _is_endpoints(route):
                mutant = copy.deepcopy(account)
                del mutant["route_tables"][number]["Routes"][place]
                yield f"route {route} of {table['RouteTableId']}", mutant


def _checked(account: Account) -> Iterator[tuple[str, Account]]:
    """Yield the account with each host that drops what is not for it, where it has not to."""
    for host in account["instances"]:
        if not host["SourceDestCheck"]:
            others = [other for other in account["instances"] if other is not host]
            checked = [*others, host | {"SourceDestCheck": True}]
            yield f"{host['InstanceId']} drops packets", account | {"instances": checked}


def _without(account: Account, kind: str, thing: dict[str, Any]) -> Account:
    return account | {kind: [other for other in account[kind] if other is not thing]}


def _is_endpoints(route: Mapping[str, Any]) -> bool:
    """A gateway endpoint's route comes and goes with the endpoint."""
    return str(route.get("GatewayId", "")).startswith("vpce-")


def _is_default(account: Account, thing: Mapping[str, Any]) -> bool:
    """Every region has a VPC of its own, of which the tree makes no use."""
    default = {vpc["VpcId"] for vpc in account["vpcs"] if vpc["IsDefault"]}
    attached = [gateway.get("VpcId") for gateway in thing.get("Attachments", ())]
    return bool(default & {thing.get("VpcId"), *attached})
