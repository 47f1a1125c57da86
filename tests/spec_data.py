"""A spec as plain data, and the language's conventions written a second time: what tests expect
never asks `plan`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import yaml

# libyaml's is ten times as fast, and not in each build of PyYAML.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What a region's first two zones are, for specs that name none.
FIRST_TWO = "ab"


def load(path: Path) -> dict[str, Any]:
    """Read a spec: bases first, then `defaults` put under each member of their sections."""
    data = yaml.load(path.read_text(encoding="utf-8"), LOADER)
    for base in reversed(listed(data.pop("extends", []))):
        data = merged(load(path.parent / base), data)
    data.setdefault("load_balancers", {"default": {}})
    for section, fields in data.get("defaults", {}).items():
        members = data.get(section, {})
        data[section] = {key: merged(fields, member or {}) for key, member in members.items()}
    for section in ("system_containers", "services", "jobs"):
        for member in data.get(section, {}).values():
            _name_images(data, member or {})
    return data


def _name_images(spec: Mapping[str, Any], member: dict[str, Any]) -> None:
    """Write whole names in place of images that are told by a repository of the spec."""
    sidecars = member.get("sidecars", {}).values()
    for container in (member, *sidecars):
        image = container.get("image")
        if isinstance(image, Mapping) and "repository" in image:
            registry = f"{account(spec)}.dkr.ecr.{spec['region']}.amazonaws.com"
            name = f"{registry}/{cluster_name(spec)}/{image['repository']}"
            tag = f":{image['tag']}" if "tag" in image else ""
            digest = f"@{image['digest']}" if "digest" in image else ""
            container["image"] = name + tag + digest


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Put one map over another: maps merge, all else replaces."""
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        both = isinstance(value, Mapping) and isinstance(under, Mapping)
        result[key] = merged(under, value) if both else value
    return result


def account(spec: Mapping[str, Any]) -> str:
    """Return the account of the cluster: the spec's, else the one that the emulator has for all."""
    number: str = spec.get("account_id", "123456789012")
    return number


def cluster_name(spec: Mapping[str, Any]) -> str:
    """Return the name of the cluster, which starts every other name."""
    name: str = spec.get("cluster", {}).get("name") or spec["environment"]
    return name


def host_log_prefix(spec: Mapping[str, Any], group: str) -> str:
    """Return what the log groups of a group's hosts begin with: they may be those of all hosts."""
    logs = spec.get("logs", {})
    prefix = f"{logs.get('prefix', f'/ecs/{cluster_name(spec)}')}/host"
    host = logs.get("host", {})
    if isinstance(host, Mapping) and host.get("shared"):
        return prefix
    return f"{prefix}/{group}"


def vpc_block(spec: Mapping[str, Any]) -> str:
    """Return the block of the VPC."""
    block: str = spec.get("network", {}).get("cidr", "10.0.0.0/16")
    return block


def vpc_blocks(spec: Mapping[str, Any]) -> list[str]:
    """Return the IPv4 blocks of the VPC, the first one first."""
    return [vpc_block(spec), *listed(spec.get("network", {}).get("secondary_cidr_blocks", []))]


def zones(spec: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the blocks of the public and private subnet by zone: as written, else by the letter of
    the zone."""
    named = spec.get("network", {}).get("availability_zones") or [
        spec["region"] + letter for letter in FIRST_TWO
    ]
    written = named if isinstance(named, dict) else {}
    return {zone: _blocks(vpc_block(spec), zone) | (written.get(zone) or {}) for zone in named}


def _blocks(vpc: str, zone: str) -> dict[str, str]:
    """Return the blocks of a zone: the index of its letter, 50 further for private; sixteenths of a
    smaller VPC."""
    index = ord(zone[-1]) - ord("a")
    network = IPv4Network(vpc)
    if network.prefixlen == 16:
        parts, private = list(network.subnets(new_prefix=24)), 50
    else:
        parts, private = list(network.subnets(prefixlen_diff=4)), 8
    return {"public": str(parts[index]), "private": str(parts[private + index])}


def written(spec: Mapping[str, Any], blocks: Mapping[str, str], subnet: str) -> str:
    """Return a subnet as the spec names it: by its block, in a VPC that exists by its id."""
    return subnet if "vpc_id" in spec.get("network", {}) else blocks[subnet]


def tags(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags that everything carries."""
    own = {key: str(value) for key, value in spec.get("tags", {}).items()}
    return own | {"Environment": spec["environment"], "Cluster": cluster_name(spec)}


def rules_of_jobs(spec: Mapping[str, Any]) -> set[str]:
    """Return the names of EventBridge's rules that start jobs."""
    return {
        f"{cluster_name(spec)}-{job}-{event}"
        for job, fields in spec.get("jobs", {}).items()
        for event in fields.get("events", {})
    }


def listed(value: Any) -> list[Any]:
    """Return a list: where the language takes one value for a list of one, as it is written
    there."""
    return list(value) if isinstance(value, list) else [value]


def long_form(value: Any, key: str) -> dict[str, Any]:
    """Return a map: where the language takes the value of one key for it, as it is written there."""
    if isinstance(value, Mapping):
        return dict(value)
    return {key: value}


def switch(value: Any) -> bool:
    """Tell whether a feature is on: a map is, whatever it holds."""
    return isinstance(value, Mapping) or bool(value)


def seconds(duration: str) -> int:
    """Return the seconds of a duration such as 1h30m."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([smhd])", duration))


def internet_destinations(spec: Mapping[str, Any]) -> list[str]:
    """Return the blocks of the internet that subnets have routes to: all of it by default."""
    network = spec.get("network", {})
    default = ["0.0.0.0/0", *(["::/0"] if network.get("ipv6") else [])]
    return listed(network.get("internet_destinations", default))


ENDPOINT_SERVICES = {
    "ecr": ("ecr.api", "ecr.dkr"),
    "ecs": ("ecs", "ecs-agent", "ecs-telemetry"),
    "efs": ("elasticfilesystem",),
    "ssm": ("ssm", "ssmmessages", "ec2messages"),
}


def endpoint_services(spec: Mapping[str, Any]) -> set[str]:
    """Return the services that the spec wants an endpoint for: those it names, else what no way out
    makes needed."""
    network = spec.get("network", {})
    narrow = network.get("nat") == "none" or "0.0.0.0/0" not in internet_destinations(spec)
    default = [] if "vpc_id" in network else _needed(spec) if narrow else ["s3"]
    names = network.get("endpoints", default)
    return {service for name in names for service in ENDPOINT_SERVICES.get(name, (name,))}


def _needed(spec: Mapping[str, Any]) -> list[str]:
    secrets = [
        secret
        for service in spec.get("services", {}).values()
        for secret in service.get("secrets", {}).values()
    ]
    kept = {
        "secretsmanager"
        if ":secretsmanager:" in str(secret) or "secretsmanager" in secret
        else "ssm"
        for secret in secrets
    }
    # Sessions on instances are encrypted with a key; the proxies of Service Connect ask ECS.
    of_instances = ("ecs", "kms", "ssm") if spec.get("instance_groups") else ()
    services = spec.get("services", {}).values()
    of_peers = ("ecs-agent",) if any(one.get("service_connect") for one in services) else ()
    return ["ecr", "logs", "s3", *kept, *of_instances, *of_peers]
