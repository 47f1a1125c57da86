"""A spec in its long form: every value, and where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tfgen import derived, discovery, workloads
from tfgen.pipeline import Checked
from tfgen.spec import Spec

Path = tuple[str | int, ...]
DEFAULT = "default"
CONVENTION = "by convention"


def as_yaml(checked: Checked) -> str:
    """Return the spec as YAML; behind each value a comment says where it is written, or that it is a default."""
    lines = list(_lines(_filled(checked.spec), (), _origins(checked)))
    width = max(len(line) for line, _ in lines)
    return "".join(f"{line:<{width}}  # {origin}\n" if origin else line + "\n" for line, origin in lines)


def as_json(checked: Checked) -> str:
    """Return the spec as JSON: each value by its dotted path, with its origin."""
    origins = _origins(checked)
    found = {
        ".".join(map(str, path)): {"value": value, "from": origins[path]}
        for path, value in _leaves(_filled(checked.spec), ())
    }
    return json.dumps({"format_version": 1, "values": found}, indent=2, ensure_ascii=False) + "\n"


def _origins(checked: Checked) -> dict[Path, str]:
    """Return where each value comes from: a line of a spec, the default, or a convention of the language."""
    given = dict(_leaves(checked.spec.model_dump(mode="json", by_alias=True), ()))
    origins = {}
    for path, value in _leaves(_filled(checked.spec), ()):
        place = checked.reading.at(*path)
        by_us = DEFAULT if path in given and given[path] == value else CONVENTION
        origins[path] = f"{place.file}:{place.line}" if checked.reading.wrote(*path) else by_us
    return origins


def _filled(spec: Spec) -> dict[str, Any]:
    """Return all values, with those that the conventions give."""
    data: dict[str, Any] = spec.model_dump(mode="json", by_alias=True)
    data["cluster"]["name"] = derived.cluster_name(spec)
    capacity = derived.default_capacity(spec)
    data["cluster"]["default_capacity"] = {name: share.model_dump() for name, share in (capacity or {}).items()} or None
    _fill_workloads(spec, data)
    _fill_deployments(spec, data)
    _fill_discovery(spec, data)
    data["logs"]["prefix"] = derived.log_prefix(spec)
    data["alerts"]["events"] = list(derived.alert_events(spec))
    network = data["network"]
    network["availability_zones"] = {
        name: {"public": blocks.public, "private": blocks.private} for name, blocks in derived.zones(spec).items()
    }
    network["endpoints"] = list(derived.endpoints(spec))
    if spec.network.vpc_id:
        for key in ("flow_logs", "internet_gateway", "ipv6", "nat", "nat_zone"):
            del network[key]  # its owner's affair
    elif spec.network.flow_logs:
        network["flow_logs"]["retention_days"] = derived.flow_log_retention_days(spec)
    if derived.nat(spec) == "single":
        network["nat_zone"] = derived.nat_zone(spec)
    if spec.access.bastion:
        data["access"]["bastion"]["zone"] = derived.bastion_zone(spec)
    if spec.state:
        data["state"] |= {"key": derived.state_key(spec), "region": derived.state_region(spec)}
    for name, container in spec.system_containers.items():
        data["system_containers"][name] |= {
            "image": derived.system_image(spec, container),
            "instance_groups": list(derived.system_groups(spec, container)),
        }
    for name, group in spec.instance_groups.items():
        data["instance_groups"][name] |= {
            "desired_capacity": derived.desired_capacity(group),
            "log_drivers": list(derived.log_drivers(spec, group)),
            "reserved_memory": derived.reserved_memory(spec, name),
        }
    for name, balancer in spec.load_balancers.items():
        target_group = derived.default_target_group(balancer)
        data["load_balancers"][name] |= {
            "http": derived.http(balancer),
            "allowed_cidrs": list(derived.allowed_cidrs(spec, balancer)),
            "default_target_group": target_group.model_dump(mode="json") if target_group else None,
        }
    return data


def _fill_workloads(spec: Spec, data: dict[str, Any]) -> None:
    """Put in where services and jobs run, and what they run."""
    for what, name, workload in workloads.placed(spec):
        given = workloads.capacity(spec, workload)
        data[f"{what}s"][name] |= {
            "image": derived.image(spec, workload.image),
            "capacity": {key: share.model_dump() for key, share in given.items()} or None,
            "network_mode": workloads.network_mode(spec, workload),
            "architecture": workloads.architecture(spec, workload),
        }


def _fill_deployments(spec: Spec, data: dict[str, Any]) -> None:
    """Put in how new versions of services come."""
    for name, service in spec.services.items():
        deployment = data["services"][name]["deployment"]
        deployment["wait"] = workloads.waits(service)
        if workloads.shifts(service):
            deployment["bake_time"] = workloads.bake_time(service)
        if step := workloads.shift_step(service):
            deployment["step"] = step.model_dump()


def _fill_discovery(spec: Spec, data: dict[str, Any]) -> None:
    """Put in how services find each other."""
    if discovery.makes_namespace(spec):
        data["cluster"]["service_connect"]["namespace"] = discovery.namespace(spec)
    for name, service in discovery.servers(spec).items():
        known = derived.physical_name(name, service)
        found = discovery.port(known, service)
        data["services"][name]["service_connect"] |= {
            "alias": discovery.alias(known, service),
            "port": found[0] if found else None,
        }
    for name, service in spec.services.items():
        if service.cloud_map:
            data["services"][name]["cloud_map"]["type"] = discovery.record(spec, service)


def _lines(node: Mapping[str, Any], path: Path, origins: Mapping[Path, str]) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        where, name = (*path, key), f"{'  ' * len(path)}{_key(key)}:"
        if isinstance(value, dict) and value:
            yield name, ""
            yield from _lines(value, where, origins)
        else:
            # JSON is YAML: whatever the value, it reads back as that value.
            yield f"{name} {json.dumps(value, ensure_ascii=False)}", origins[where]


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "").isalnum() and not key[0].isdigit()
    return key if plain else json.dumps(key, ensure_ascii=False)


def _leaves(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, node
