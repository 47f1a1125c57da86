"""The module `alb`: an application load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws, names
from tfgen.hcl import Ref, Value
from tfgen.modules import balancers
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.spec.load_balancers import DefaultTargetGroup
from tfgen.tree import Input, ModulePlan, Promise

HEALTH_CHECK = """object({
  path = string
  success_codes = string
  interval = number
  timeout = number
  healthy_threshold = number
  unhealthy_threshold = number
})"""
FIXED_RESPONSE = """object({
  status_code = number
  content_type = string
  message_body = optional(string)
})"""


def alb(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every application load balancer."""
    return tuple(
        _balancer(cluster, key, balancer)
        for key, balancer in balancers.of_type(cluster, "application")
    )


def _balancer(cluster: Cluster, key: str, balancer: LoadBalancer) -> ModulePlan:
    http = balancer.http
    target_group = balancer.default_target_group
    shape = {
        **balancers.shape(cluster, balancer),
        "http": http != "none",
        "plain_http": http == "forward",
        "redirect": http == "redirect",
        "https": balancer.https,
        "certificate_arns": bool(balancer.certificate_arns),
        "also_issued": bool(balancer.certificate_arns) and balancer.issues_certificate,
        "waf": balancer.waf_acl_arn is not None,
        "old_tls": aws.SSL_POLICIES.get(balancer.ssl_policy, "1.2") < "1.2",
        "more_certificates": len(balancer.certificate_arns) > 1,
        "target_group": target_group is not None,
        "ipv6": cluster.network.ipv6,
    }
    inputs = (
        *balancers.identity(cluster, key, balancer),
        balancers.vpc_cidr(cluster),
        Input("idle_timeout", "number", "Seconds a connection may idle", balancer.idle_timeout),
        balancers.protection(balancer),
        *_listeners(cluster, balancer),
        *(_target_group(cluster, key, target_group) if target_group else ()),
        *balancers.dns(balancer),
        *balancers.access_logs(cluster, key, balancer),
    )
    promises = tuple(_promises(cluster, key, balancer))
    return ModulePlan(balancers.call(key), "alb", inputs, shape, promises=promises)


def _promises(cluster: Cluster, key: str, balancer: LoadBalancer) -> Iterator[Promise]:
    path = f"load_balancers.{key}"
    ports = [80] * (balancer.http != "none") + [443] * balancer.https
    cidrs = sorted(set(_allowed_ipv4_cidrs(cluster, balancer)))
    yield from balancers.promises(cluster, key, balancer)
    yield Promise(
        "listener_ports", ports, path, f"the balancer listens on {' and '.join(map(str, ports))}"
    )
    yield Promise(
        "allowed_cidrs", cidrs, f"{path}.allowed_cidrs", f"{', '.join(cidrs)} may connect"
    )
    if balancer.https:
        yield Promise(
            "ssl_policy",
            balancer.ssl_policy,
            f"{path}.ssl_policy",
            f"TLS as in {balancer.ssl_policy}",
        )
    if arns := balancer.certificate_arns:
        yield Promise(
            "certificate_arns",
            sorted(arns),
            f"{path}.certificate_arns",
            "HTTPS has these certificates",
        )
    if group := balancer.default_target_group:
        yield from _target_group_promises(path, group)


def _target_group_promises(balancer: str, group: DefaultTargetGroup) -> Iterator[Promise]:
    path, health = f"{balancer}.default_target_group", group.health_check.path
    yield Promise(
        "target_group_port", group.port, f"{path}.port", f"targets listen on {group.port}"
    )
    yield Promise(
        "target_type",
        group.target_type,
        f"{path}.target_type",
        f"targets are of type {group.target_type}",
    )
    yield Promise(
        "health_check_path", health, f"{path}.health_check.path", f"targets are asked for {health}"
    )


def target_group_name(cluster: Cluster, key: str, group: DefaultTargetGroup) -> str:
    """Return the name of a default target group, with a hash of what forces its replacement."""
    name = names.joined(cluster.name, key)
    return names.hashed(name, names.LOAD_BALANCER_MAX, "HTTP", group.port, group.target_type)


def _listeners(cluster: Cluster, balancer: LoadBalancer) -> list[Input]:
    allowed = _allowed_ipv4_cidrs(cluster, balancer)
    inputs = [Input("allowed_cidrs", "list(string)", "IPv4 blocks that may connect", allowed)]
    if cluster.network.ipv6:
        blocks = _allowed_ipv6_cidrs(cluster, balancer)
        inputs.append(
            Input(
                "allowed_ipv6_cidrs", "map(string)", "IPv6 blocks that may connect, by name", blocks
            )
        )
    if arns := balancer.certificate_arns:
        inputs.append(
            Input(
                "certificate_arns",
                "list(string)",
                "Certificates of HTTPS; the first is the default",
                arns,
            )
        )
    if balancer.https:
        inputs.append(Input("ssl_policy", "string", "TLS policy of HTTPS", balancer.ssl_policy))
    if balancer.waf_acl_arn:
        inputs.append(
            Input(
                "waf_acl_arn", "string", "Web ACL that looks at each request", balancer.waf_acl_arn
            )
        )
    if response := balancer.fixed_response:
        given: Value = {
            key: value for key, value in response.model_dump().items() if value is not None
        }
        inputs.append(Input("fixed_response", FIXED_RESPONSE, "Answer when no rule matches", given))
    return inputs


def _allowed_ipv4_cidrs(cluster: Cluster, balancer: LoadBalancer) -> tuple[str, ...]:
    return tuple(block for block in balancer.allowed_cidrs if ":" not in block)


def _allowed_ipv6_cidrs(cluster: Cluster, balancer: LoadBalancer) -> dict[str, Value]:
    """Return the IPv6 blocks that may connect; that of the VPC is known only when AWS has given it one."""
    if balancer.scheme == "internal" and not balancer.gives("allowed_cidrs"):
        return {"vpc": Ref("module.vpc.ipv6_cidr")}
    return {block: block for block in balancer.allowed_cidrs if ":" in block}


def _target_group(cluster: Cluster, key: str, group: DefaultTargetGroup) -> list[Input]:
    name = target_group_name(cluster, key, group)
    return [
        Input("target_group_name", "string", "Name of the default target group", name),
        Input("target_group_port", "number", "Port of targets that name none", group.port),
        Input("target_type", "string", "Kind of targets: instance or ip", group.target_type),
        Input(
            "health_check",
            HEALTH_CHECK,
            "Health check of the targets; times in seconds",
            group.health_check.model_dump(),
        ),
        Input(
            "deregistration_delay",
            "number",
            "Seconds that connections get when a target leaves",
            group.deregistration_delay,
        ),
    ]
