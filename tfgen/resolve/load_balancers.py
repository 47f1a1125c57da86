"""Load balancers, resolved: what listens, who may connect, what answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts.limits import (
    BUCKET_NAME,
    LOAD_BALANCER_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SECURITY_GROUP_NAME,
    TARGET_GROUP_NAME,
)
from tfgen.language import load_balancers as language
from tfgen.resolve import labels, names
from tfgen.resolve.convention import RESOLVED, Conventions, Path, begin, begin_below
from tfgen.resolve.names import Name, Names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster


class ClassicListener(language.ClassicListener):
    """A port of a classic balancer."""

    model_config = RESOLVED

    instance_protocol: str  # type: ignore[assignment]  # words of the language are strings


class LoadBalancer(language.LoadBalancer):
    """A load balancer.

    `open_ports` are the ports that listen, with the protocol of IP; `balancer_type` is its type,
    under the name by which what belongs to it asks for it.
    """

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: Name
    balancer_type: str = Field(exclude=True)
    http: str  # type: ignore[assignment]  # words of the language are strings
    allowed_cidrs: tuple[str, ...]
    default_target_group: language.DefaultTargetGroup | None
    default_target_group_name: Name | None
    access_logs_bucket_prefix: Name | None
    listeners: dict[str, ClassicListener]  # type: ignore[assignment]  # a dict is invariant
    health_check: language.ClassicHealthCheck | None
    instance_groups: tuple[str, ...]
    open_ports: tuple[tuple[int, str], ...]
    has_tls: bool = Field(exclude=True)
    names: Names = Field(exclude=True)

    @property
    def module(self) -> str:
        """The label of its call in the root."""
        return f"load_balancer_{labels.label(self.key)}"

    @property
    def issues_certificate(self) -> bool:
        """Whether ACM issues a certificate for its names; a classic one takes only those given."""
        return self.dns is not None and self.dns.certificate and self.type != "classic"

    @property
    def wildcards(self) -> tuple[str, ...]:
        """Wildcard names of the certificate that ACM issues."""
        issued = self.dns.names if self.dns and self.issues_certificate else ()
        return tuple(name for name in issued if name.startswith("*"))

    @property
    def https(self) -> bool:
        """Whether an application balancer listens on port 443: it has a certificate."""
        return bool(self.certificate_arns) or self.issues_certificate


def begin_balancer(key: str, given: language.LoadBalancer) -> LoadBalancer:
    """Return a balancer as far as the spec says it."""
    listeners = begin_below(given, "listeners", lambda _, one: begin(ClassicListener, one))
    return begin(LoadBalancer, given, key=key, path=("load_balancers", key), **listeners)


LISTENERS = Conventions(ClassicListener)
BALANCERS = Conventions(LoadBalancer)
CONNECTED_BALANCERS = Conventions(LoadBalancer)


@LISTENERS.fills("instance_protocol", "as that of the balancer, without TLS")
def _instance_protocol(cluster: Cluster, listener: ClassicListener) -> str:
    return {"https": "http", "ssl": "tcp"}.get(listener.protocol, listener.protocol)


@BALANCERS.sets("balancer_type", "type")
def _balancer_type(cluster: Cluster, balancer: LoadBalancer) -> str:
    return balancer.type


@BALANCERS.fills("http", "redirect to HTTPS with a certificate, else forward")
def _http(cluster: Cluster, balancer: LoadBalancer) -> str | None:
    if balancer.type != "application":
        return None
    return "redirect" if balancer.https else "forward"


@BALANCERS.fills("allowed_cidrs", "everywhere; an internal balancer: network.cidr")
def _allowed_cidrs(cluster: Cluster, balancer: LoadBalancer) -> tuple[str, ...]:
    if balancer.scheme == "internal":
        return (cluster.network.cidr,)
    return ("0.0.0.0/0", "::/0") if cluster.network.ipv6 else ("0.0.0.0/0",)


@BALANCERS.fills("default_target_group", "one with its defaults, unless a fixed response answers")
def _default_target_group(
    cluster: Cluster, balancer: LoadBalancer
) -> language.DefaultTargetGroup | None:
    if balancer.fixed_response or balancer.type != "application":
        return None
    return language.DefaultTargetGroup()


@BALANCERS.fills("health_check", "classic: that the port of its first listener answers")
def _health_check(cluster: Cluster, balancer: LoadBalancer) -> language.ClassicHealthCheck | None:
    if balancer.type != "classic" or not balancer.listeners:
        return None
    first = min(balancer.listeners.values(), key=lambda listener: listener.port)
    return language.ClassicHealthCheck(target=f"TCP:{first.instance_port}")


@BALANCERS.sets("instance_groups", "classic: all, unless some are written")
def _instance_groups(cluster: Cluster, balancer: LoadBalancer) -> tuple[str, ...]:
    if balancer.type != "classic":
        return balancer.instance_groups
    return balancer.instance_groups or tuple(cluster.instance_groups)


@BALANCERS.sets("name", "<cluster>-<balancer>, shortened")
def _name(cluster: Cluster, balancer: LoadBalancer) -> Name:
    text = names.fitted(names.joined(cluster.name, balancer.key), names.LOAD_BALANCER_MAX)
    return Name(text, f"load balancer {balancer.key}", LOAD_BALANCER_NAME)


@BALANCERS.sets("default_target_group_name", "with a hash of what forces its replacement")
def _default_target_group_name(cluster: Cluster, balancer: LoadBalancer) -> Name | None:
    group = balancer.default_target_group
    if group is None or balancer.fixed_response or balancer.type != "application":
        return None
    whole = names.joined(cluster.name, balancer.key)
    text = names.hashed(whole, names.LOAD_BALANCER_MAX, "HTTP", group.port, group.target_type)
    what = f"default target group of load balancer {balancer.key}"
    return Name(text, what, TARGET_GROUP_NAME)


@BALANCERS.sets("access_logs_bucket_prefix", "<cluster>-<balancer>-logs, shortened")
def _access_logs_bucket_prefix(cluster: Cluster, balancer: LoadBalancer) -> Name | None:
    if balancer.access_logs is None or balancer.access_logs.bucket:
        return None
    prefix = names.fitted(names.joined(cluster.name, balancer.key, "logs"), 36) + "-"
    return Name(prefix, f"log bucket of load balancer {balancer.key}", BUCKET_NAME, is_prefix=True)


@CONNECTED_BALANCERS.sets("open_ports", "what listens")
def _open_ports(cluster: Cluster, balancer: LoadBalancer) -> tuple[tuple[int, str], ...]:
    if balancer.type == "classic":
        return tuple(sorted({(one.port, "tcp") for one in balancer.listeners.values()}))
    if balancer.type == "network":
        return cluster.network_ports.get(balancer.key, ())
    plain = [(80, "tcp")] if balancer.http != "none" else []
    return (*plain, *([(443, "tcp")] if balancer.https else []))


@CONNECTED_BALANCERS.sets("has_tls", "whether one of its listeners speaks TLS")
def _has_tls(cluster: Cluster, balancer: LoadBalancer) -> bool:
    if balancer.type == "classic":
        return any(one.protocol in ("https", "ssl") for one in balancer.listeners.values())
    if balancer.type == "network":
        return balancer.key in cluster.tls_balancers
    return balancer.https


@CONNECTED_BALANCERS.sets("names", "<cluster>-<balancer>")
def _names(cluster: Cluster, balancer: LoadBalancer) -> Names:
    of = f"security group of load balancer {balancer.key}"
    every: list[Name | None] = [
        balancer.name,
        Name(f"{balancer.name}-lb-", of, SECURITY_GROUP_NAME, is_prefix=True),
        Name(
            f"Load balancer {balancer.name}",
            "description of its security group",
            SECURITY_GROUP_DESCRIPTION,
        ),
        balancer.default_target_group_name,
        balancer.access_logs_bucket_prefix,
    ]
    return tuple(name for name in every if name is not None)
