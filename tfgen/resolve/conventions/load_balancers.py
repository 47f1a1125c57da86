"""Conventions of load balancers: what listens, who may connect, what answers, their names."""

from __future__ import annotations

from tfgen.facts.limits import (
    BUCKET_NAME,
    LOAD_BALANCER_NAME,
    LOG_GROUP_NAME,
    TARGET_GROUP_NAME,
    WEB_ACL_NAME,
)
from tfgen.language import load_balancers as language
from tfgen.language.classic_balancers import ClassicHealthCheck
from tfgen.resolve import names
from tfgen.resolve.answers import AnswerRule, Redirect
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.load_balancers import ClassicListener, LoadBalancer
from tfgen.resolve.names import Name, Names

LISTENERS = Conventions(ClassicListener)
REDIRECTS = Conventions(Redirect)
BALANCERS = Conventions(LoadBalancer)
CONNECTED_BALANCERS = Conventions(LoadBalancer)


@LISTENERS.fills("instance_protocol", "as that of the balancer, without TLS")
def _instance_protocol(cluster: Cluster, listener: ClassicListener) -> str:
    return {"https": "http", "ssl": "tcp"}.get(listener.protocol, listener.protocol)


@REDIRECTS.fills("port", "with protocol the usual one of it, else that of the request")
def _redirect_port(balancer: LoadBalancer, rule: AnswerRule, redirect: Redirect) -> int | None:
    # Without one the client would be sent to https://…:80.
    return {"http": 80, "https": 443}.get(redirect.protocol or "")


@BALANCERS.sets("balancer_type", "type")
def _balancer_type(cluster: Cluster, balancer: LoadBalancer) -> str:
    return balancer.type


@BALANCERS.fills("http", "redirect to HTTPS with a certificate, else forward")
def _http(cluster: Cluster, balancer: LoadBalancer) -> str | None:
    if balancer.type != "application":
        return None
    if balancer.https:
        return "redirect"
    return "forward"


@BALANCERS.fills("allowed_cidrs", "everywhere; an internal balancer: the VPC")
def _allowed_cidrs(cluster: Cluster, balancer: LoadBalancer) -> tuple[str, ...]:
    if balancer.scheme == "internal":
        return cluster.network.blocks
    if cluster.network.ipv6:
        return ("0.0.0.0/0", "::/0")
    return ("0.0.0.0/0",)


@BALANCERS.fills(
    "default_target_group",
    "one with its defaults, of addresses without instances, unless a fixed response answers",
)
def _default_target_group(
    cluster: Cluster, balancer: LoadBalancer
) -> language.DefaultTargetGroup | None:
    if balancer.fixed_response or balancer.type != "application":
        return None
    if cluster.instance_groups:
        return language.DefaultTargetGroup()
    # Without instances nothing could register: tasks on Fargate have addresses.
    return language.DefaultTargetGroup(target_type="ip")


@BALANCERS.fills("health_check", "classic: that the port of its first listener answers")
def _health_check(cluster: Cluster, balancer: LoadBalancer) -> ClassicHealthCheck | None:
    if balancer.type != "classic" or not balancer.listeners:
        return None
    first = min(balancer.listeners.values(), key=lambda listener: listener.port)
    return ClassicHealthCheck(target=f"TCP:{first.instance_port}")


@BALANCERS.sets("instance_groups", "classic: all, unless some are written")
def _instance_groups(cluster: Cluster, balancer: LoadBalancer) -> tuple[str, ...]:
    if balancer.type != "classic":
        return balancer.instance_groups
    return balancer.instance_groups or tuple(cluster.instance_groups)


@BALANCERS.fills("name", "<cluster>-<balancer> by its oldest key, shortened")
def _name(cluster: Cluster, balancer: LoadBalancer) -> str:
    return names.fitted(names.joined(cluster.name, balancer.oldest_key), names.LOAD_BALANCER_MAX)


@BALANCERS.sets("default_target_group_name", "its own, else with a hash of what replaces it")
def _default_target_group_name(cluster: Cluster, balancer: LoadBalancer) -> Name | None:
    group = balancer.default_target_group
    if group is None or balancer.fixed_response or balancer.type != "application":
        return None
    whole = names.joined(cluster.name, balancer.oldest_key)
    text = names.hashed(whole, names.LOAD_BALANCER_MAX, "HTTP", group.port, group.target_type)
    of = f"default target group of load balancer {balancer.key}"
    return Name(group.name or text, of, TARGET_GROUP_NAME)


@BALANCERS.sets("access_logs_bucket_prefix", "<cluster>-<balancer>-logs, shortened")
def _access_logs_bucket_prefix(cluster: Cluster, balancer: LoadBalancer) -> Name | None:
    if balancer.access_logs is None or balancer.access_logs.bucket:
        return None
    # Terraform adds 26 characters, S3 allows 63.
    prefix = names.fitted(names.joined(cluster.name, balancer.oldest_key, "logs"), 36) + "-"
    return Name(prefix, f"log bucket of load balancer {balancer.key}", BUCKET_NAME, is_prefix=True)


@BALANCERS.sets("waf_log_group", "aws-waf-logs-<cluster>-<balancer>, where it has a web ACL")
def _waf_log_group(cluster: Cluster, balancer: LoadBalancer) -> Name | None:
    if not balancer.makes_web_acl:
        return None
    # WAF writes to no other: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
    text = f"aws-waf-logs-{balancer.name}"
    return Name(text, f"log group of the web ACL of load balancer {balancer.key}", LOG_GROUP_NAME)


@CONNECTED_BALANCERS.sets("open_ports", "what listens")
def _open_ports(cluster: Cluster, balancer: LoadBalancer) -> tuple[tuple[int, str], ...]:
    if balancer.type == "classic":
        ports = {listener.port for listener in balancer.listeners.values()}
        return tuple((port, "tcp") for port in sorted(ports))
    if balancer.type == "network":
        return cluster.network_ports.get(balancer.key, ())
    open_ports = []
    if balancer.http != "none":
        open_ports.append((80, "tcp"))
    if balancer.https:
        open_ports.append((443, "tcp"))
    return tuple(open_ports)


@CONNECTED_BALANCERS.sets("has_tls", "whether one of its listeners speaks TLS")
def _has_tls(cluster: Cluster, balancer: LoadBalancer) -> bool:
    if balancer.type == "classic":
        protocols = {listener.protocol for listener in balancer.listeners.values()}
        return not protocols.isdisjoint(("https", "ssl"))
    if balancer.type == "network":
        return (balancer.key, "tls") in cluster.balancer_uses
    return balancer.https


@CONNECTED_BALANCERS.sets("has_logins", "whether users log in on one of its routes")
def _has_logins(cluster: Cluster, balancer: LoadBalancer) -> bool:
    return (balancer.key, "login") in cluster.balancer_uses


@CONNECTED_BALANCERS.sets("names", "<cluster>-<balancer>")
def _names(cluster: Cluster, balancer: LoadBalancer) -> Names:
    name, of = balancer.name, f"security group of load balancer {balancer.key}"
    itself = Name(name, f"load balancer {balancer.key}", LOAD_BALANCER_NAME)
    every = [itself, *names.security_group_names(f"{name}-lb-", of, f"Load balancer {name}")]
    if balancer.default_target_group_name:
        every.append(balancer.default_target_group_name)
    if balancer.access_logs_bucket_prefix:
        every.append(balancer.access_logs_bucket_prefix)
    if balancer.waf_log_group:
        web_acl = f"web ACL of load balancer {balancer.key}"
        every += [Name(name, web_acl, WEB_ACL_NAME), balancer.waf_log_group]
    return tuple(every)
