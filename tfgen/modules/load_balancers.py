"""Load balancers: application, network and classic ones, with their names and their logs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.language.load_balancers import DefaultTargetGroup, Dns
from tfgen.modules.listener_rules import fixed_response, listener_rules
from tfgen.modules.parts.balancer_groups import balancer_security_group
from tfgen.modules.parts.certificates import certificate_arns
from tfgen.modules.parts.changed import changed, unless
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    PRIVATE_SUBNET_IDS,
    PUBLIC_SUBNET_IDS,
    REGION,
    VPC_ID,
    in_cluster,
    module,
    partition,
    retention_days,
)
from tfgen.modules.parts.security_groups import ready_id
from tfgen.modules.web_acls import web_acl, web_acl_of
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.tree import ModulePlan, Promise

FILE = "load_balancers"
MODULES = {"application": "alb", "network": "nlb", "classic": "elb"}


def load_balancers(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan each balancer with what belongs to it."""
    for balancer in cluster.load_balancers.values():
        yield from _load_balancer(cluster, balancer)


def _load_balancer(cluster: Cluster, balancer: LoadBalancer) -> Iterator[ModulePlan]:
    yield balancer_security_group(cluster, balancer, FILE)
    if balancer.access_logs_bucket_prefix:
        yield _access_logs(cluster, balancer)
    if balancer.dns and balancer.issues_certificate:
        yield _certificate(balancer, balancer.dns)
    if balancer.default_target_group:
        yield _target_group(cluster, balancer, balancer.default_target_group)
    internal = balancer.scheme == "internal"
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, balancer.name),
        "internal": internal or None,
        "subnet_ids": _subnet_ids(balancer),
        "security_group_ids": [ready_id(balancer.module), *balancer.security_groups],
        **_of_type(cluster, balancer),
        "access_logs": _logs_to(balancer),
    }
    yield from web_acl(cluster, balancer, FILE)
    promises = tuple(_promises(balancer))
    yield ModulePlan(
        balancer.module,
        MODULES[balancer.type],
        FILE,
        inputs,
        promises=promises,
    )
    yield from listener_rules(cluster, balancer, FILE)
    if balancer.dns:
        yield _dns(cluster, balancer, balancer.dns)


def _subnet_ids(balancer: LoadBalancer) -> Ref:
    # One that faces the internet stands in public subnets: private ones have no way in.
    if balancer.scheme == "internal":
        return PRIVATE_SUBNET_IDS
    return PUBLIC_SUBNET_IDS


def _part(balancer: LoadBalancer, part: str, output: str) -> Ref:
    return Ref(f"module.{balancer.module}_{part}.{output}")


def _of_type(cluster: Cluster, balancer: LoadBalancer) -> dict[str, Value]:
    """Return what only a balancer of this type has."""
    if balancer.type == "classic":
        return _classic(cluster, balancer)
    protection = changed(balancer, "deletion_protection")
    if balancer.type == "application":
        return {**_application(cluster, balancer), **protection}
    return {**_network(cluster, balancer), **protection}


def _application(cluster: Cluster, balancer: LoadBalancer) -> dict[str, Value]:
    inputs: dict[str, Value] = {
        "ipv6": cluster.network.ipv6 or None,
        "certificate_arns": certificate_arns(balancer) or None,
        "http": unless("redirect", balancer.http),
        **changed(balancer, "ssl_policy", "idle_timeout"),
        "web_acl": web_acl_of(balancer),
        "mutual_authentication": _mutual_authentication(balancer),
        "fixed_response": fixed_response(balancer.fixed_response),
    }
    if balancer.default_target_group:
        inputs["default_target_group_arn"] = _part(balancer, "target_group", "arn")
    return inputs


def _mutual_authentication(balancer: LoadBalancer) -> Value:
    if balancer.mutual_authentication is None:
        return None
    mode = balancer.mutual_authentication.mode
    return {"mode": mode, **changed(balancer.mutual_authentication)}


def _network(cluster: Cluster, balancer: LoadBalancer) -> dict[str, Value]:
    if not balancer.static_ips:
        return {}
    return {"static_ip_zones": sorted(cluster.network.zone_names)}


def _classic(cluster: Cluster, balancer: LoadBalancer) -> dict[str, Value]:
    inputs: dict[str, Value] = {
        **changed(balancer, "idle_timeout"),
        "listeners": _classic_listeners(balancer),
    }
    if balancer.health_check:
        inputs["health_check"] = changed(balancer.health_check)
    # By the name that a group keeps when its key changes.
    names: dict[str, Value] = {}
    for key in sorted(balancer.instance_groups):
        name = cluster.instance_groups[key].name
        names[name] = module("instance_group", key, "autoscaling_group_name")
    inputs["autoscaling_group_names"] = names
    return inputs


def _classic_listeners(balancer: LoadBalancer) -> dict[str, Value]:
    listeners: dict[str, Value] = {}
    for key, listener in sorted(balancer.listeners.items()):
        inputs = changed(listener, "port", "protocol", "instance_port")
        inputs["instance_protocol"] = listener.instance_protocol
        # A classic balancer knows no SNI: one certificate a listener.
        if listener.protocol in ("https", "ssl"):
            inputs["certificate_arn"] = balancer.certificate_arns[0]
        listeners[key] = inputs
    return listeners


def _logs_to(balancer: LoadBalancer) -> Value:
    if balancer.access_logs is None:
        return None
    return {"bucket": balancer.access_logs.bucket or _part(balancer, "access_logs", "bucket")}


def _access_logs(cluster: Cluster, balancer: LoadBalancer) -> ModulePlan:
    prefix = balancer.access_logs_bucket_prefix or ""
    # What protects the balancer protects its logs; a classic one has no protection, and keeps them.
    lets_go = balancer.type != "classic" and not balancer.deletion_protection
    inputs: dict[str, Value] = {
        "bucket_prefix": in_cluster(cluster, prefix),
        "prefix": in_cluster(cluster, balancer.name),
        **changed(balancer, "type"),
        "force_destroy": lets_go or None,
        "log_retention_days": retention_days(cluster, cluster.logs.retention_days),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
    }
    return ModulePlan(
        f"{balancer.module}_access_logs",
        "load_balancer_access_logs",
        FILE,
        inputs,
    )


def _certificate(balancer: LoadBalancer, dns: Dns) -> ModulePlan:
    return ModulePlan(
        f"{balancer.module}_certificate",
        "certificate",
        FILE,
        _zone_and_names(dns),
    )


def _dns(cluster: Cluster, balancer: LoadBalancer, dns: Dns) -> ModulePlan:
    address = {
        output: Ref(f"module.{balancer.module}.{output}") for output in ("dns_name", "zone_id")
    }
    inputs: dict[str, Value] = {**_zone_and_names(dns), "load_balancer": address}
    # Only application balancers have IPv6 addresses.
    if cluster.network.ipv6 and balancer.type == "application":
        inputs["ipv6_names"] = dns.names
    names = sorted(dns.names)
    key = f"load_balancers.{balancer.key}.dns.names"
    promise = Promise("names", names, key, f"{', '.join(names)} lead to the balancer")
    call = f"{balancer.module}_dns"
    return ModulePlan(call, "load_balancer_dns", FILE, inputs, promises=(promise,))


def _zone_and_names(dns: Dns) -> dict[str, Value]:
    return {"zone_id": dns.zone_id, "names": dns.names}


def _target_group(
    cluster: Cluster, balancer: LoadBalancer, group: DefaultTargetGroup
) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, balancer.default_target_group_name or ""),
        "vpc_id": VPC_ID,
        **changed(group),
    }
    path = f"load_balancers.{balancer.key}.default_target_group"
    kind = f"targets are of type {group.target_type}"
    promises = (
        Promise("port", group.port, f"{path}.port", f"targets listen on {group.port}"),
        Promise("target_type", group.target_type, f"{path}.target_type", kind),
    )
    call = f"{balancer.module}_target_group"
    return ModulePlan(call, "target_group", FILE, inputs, promises=promises)


def _promises(balancer: LoadBalancer) -> Iterator[Promise]:
    path, internal = f"load_balancers.{balancer.key}", balancer.scheme == "internal"
    yield Promise("name", balancer.name, path, f"the balancer is named {balancer.name}")
    yield Promise(
        "internal",
        internal,
        f"{path}.scheme",
        f"the balancer is {balancer.scheme}",
    )
    if balancer.type != "classic":
        protected = balancer.deletion_protection
        text = "the balancer allows deletion"
        if protected:
            text = "the balancer refuses deletion"
        yield Promise(
            "deletion_protection",
            protected,
            f"{path}.deletion_protection",
            text,
        )
    if balancer.type == "application":
        ports = [port for port, _ in balancer.open_ports]
        text = f"the balancer listens on {' and '.join(map(str, ports))}"
        yield Promise("listener_ports", ports, path, text)
