"""What the modules of all kinds of balancers take: names, network, DNS, access logs, rules of the security group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tfgen import names
from tfgen.hcl import Value
from tfgen.modules import network
from tfgen.modules.network import VPC_ID, private_subnet_ids, public_subnet_ids
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.tree import Input, Promise

INGRESS = """map(object({
  description = string
  ip_protocol = string
  from_port = number
  to_port = number
  cidr_ipv4 = string
}))"""


def of_type(cluster: Cluster, type_: str) -> Iterator[tuple[str, LoadBalancer]]:
    """Yield the balancers of a type in the order of their keys."""
    return ((key, one) for key, one in sorted(cluster.load_balancers.items()) if one.type == type_)


def call(key: str) -> str:
    """Return the label of a balancer's call."""
    return f"load_balancer_{names.label(key)}"


def balancer_name(cluster: Cluster, key: str) -> str:
    """Return the name of a balancer, at most 32 characters."""
    return names.fitted(names.joined(cluster.name, key), names.LOAD_BALANCER_MAX)


def shape(cluster: Cluster, balancer: LoadBalancer) -> dict[str, bool]:
    """Return what the templates of all kinds see."""
    return {
        "access_logs": balancer.access_logs is not None,
        "own_bucket": balancer.access_logs is not None and balancer.access_logs.bucket is None,
        "expire_logs": cluster.logs.retention_days > 0,
        "network": balancer.type == "network",
        "classic": balancer.type == "classic",
        "deletion_protection": balancer.deletion_protection and balancer.type != "classic",
        "dns": balancer.dns is not None,
        "issued_certificate": balancer.issues_certificate,
        "wildcard": bool(balancer.wildcards),
    }


def identity(cluster: Cluster, key: str, balancer: LoadBalancer) -> list[Input]:
    """Return the inputs that name a balancer and place it in the network."""
    internal = balancer.scheme == "internal"
    subnet_ids = private_subnet_ids(cluster) if internal else public_subnet_ids(cluster)
    return [
        Input("name", "string", "Name of the balancer", balancer_name(cluster, key)),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input("subnet_ids", "map(string)", "Ids of the balancer's subnets, by zone", subnet_ids),
        Input("internal", "bool", "Whether the balancer has private addresses only", internal),
    ]


def vpc_cidr(cluster: Cluster) -> Input:
    """Return the input that says where targets are."""
    return Input(
        "vpc_cidr", "string", "IPv4 block of the VPC, where targets are", network.vpc_cidr(cluster)
    )


def protection(balancer: LoadBalancer) -> Input:
    """Return the input that protects a balancer."""
    about = "Whether AWS refuses to delete the balancer"
    return Input("deletion_protection", "bool", about, balancer.deletion_protection)


def dns(balancer: LoadBalancer) -> list[Input]:
    """Return the inputs of the names in Route 53."""
    if balancer.dns is None:
        return []
    return [
        Input("zone_id", "string", "Hosted zone of the names", balancer.dns.zone_id),
        Input("dns_names", "list(string)", "Names that lead to the balancer", balancer.dns.names),
    ]


def access_logs(cluster: Cluster, key: str, balancer: LoadBalancer) -> list[Input]:
    """Return the inputs of the access logs."""
    if balancer.access_logs is None:
        return []
    if balancer.access_logs.bucket:
        return [
            Input(
                "access_logs_bucket",
                "string",
                "Bucket of the access logs",
                balancer.access_logs.bucket,
            )
        ]
    prefix = names.fitted(names.joined(cluster.name, key, "logs"), 36) + "-"
    inputs = [
        Input(
            "access_logs_bucket_prefix",
            "string",
            "First part of the name of the access logs' bucket",
            prefix,
        )
    ]
    if cluster.logs.retention_days:
        days = cluster.logs.retention_days
        inputs.append(Input("log_retention_days", "number", "Days that access logs are kept", days))
    return inputs


def ingress(
    cluster: Cluster, balancer: LoadBalancer, ports: Iterable[tuple[int, str]]
) -> Mapping[str, Value]:
    """Return a rule for each port, protocol and block that may connect, keyed by all three."""
    return {
        f"{port}/{protocol} from {cidr}": {
            "description": f"{port}/{protocol} from {cidr}",
            "ip_protocol": protocol,
            "from_port": port,
            "to_port": port,
            "cidr_ipv4": cidr,
        }
        for port, protocol in sorted(set(ports))
        for cidr in sorted(balancer.allowed_cidrs)
        if ":" not in cidr  # of application balancers alone
    }


def promises(cluster: Cluster, key: str, balancer: LoadBalancer) -> Iterator[Promise]:
    """Yield what a tree promises of every kind of balancer."""
    path, name, internal = (
        f"load_balancers.{key}",
        balancer_name(cluster, key),
        balancer.scheme == "internal",
    )
    yield Promise("name", name, path, f"the balancer is named {name}")
    yield Promise("internal", internal, f"{path}.scheme", f"the balancer is {balancer.scheme}")
    if balancer.type != "classic":
        yield Promise(
            "deletion_protection",
            balancer.deletion_protection,
            f"{path}.deletion_protection",
            f"the balancer {'refuses' if balancer.deletion_protection else 'allows'} deletion",
        )
    if balancer.dns:
        found = sorted(balancer.dns.names)
        yield Promise(
            "dns_names", found, f"{path}.dns.names", f"{', '.join(found)} lead to the balancer"
        )
