"""The module `alb`: an application load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws, derived, names
from tfgen.hcl import Ref, Value
from tfgen.modules import balancers
from tfgen.spec import Spec
from tfgen.spec.load_balancers import DefaultTargetGroup, LoadBalancer
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


def alb(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every application load balancer."""
    return tuple(_balancer(spec, key, balancer) for key, balancer in balancers.of_type(spec, "application"))


def _balancer(spec: Spec, key: str, balancer: LoadBalancer) -> ModulePlan:
    http = derived.http(balancer)
    target_group = derived.default_target_group(balancer)
    shape = {
        **balancers.shape(spec, balancer),
        "http": http != "none",
        "plain_http": http == "forward",
        "redirect": http == "redirect",
        "https": derived.https(balancer),
        "certificate_arns": bool(balancer.certificate_arns),
        "also_issued": bool(balancer.certificate_arns) and derived.issues_certificate(balancer),
        "waf": balancer.waf_acl_arn is not None,
        "old_tls": aws.SSL_POLICIES.get(balancer.ssl_policy, "1.2") < "1.2",
        "more_certificates": len(balancer.certificate_arns) > 1,
        "target_group": target_group is not None,
        "ipv6": spec.network.ipv6,
    }
    inputs = (
        *balancers.identity(spec, key, balancer),
        balancers.vpc_cidr(spec),
        Input("idle_timeout", "number", "Seconds a connection may idle", balancer.idle_timeout),
        balancers.protection(balancer),
        *_listeners(spec, balancer),
        *(_target_group(spec, key, target_group) if target_group else ()),
        *balancers.dns(balancer),
        *balancers.access_logs(spec, key, balancer),
    )
    promises = tuple(_promises(spec, key, balancer))
    return ModulePlan(balancers.call(key), "alb", inputs, shape, promises=promises)


def _promises(spec: Spec, key: str, balancer: LoadBalancer) -> Iterator[Promise]:
    path = f"load_balancers.{key}"
    ports = [80] * (derived.http(balancer) != "none") + [443] * derived.https(balancer)
    cidrs = sorted(set(_allowed_ipv4_cidrs(spec, balancer)))
    yield from balancers.promises(spec, key, balancer)
    yield Promise("listener_ports", ports, path, f"the balancer listens on {' and '.join(map(str, ports))}")
    yield Promise("allowed_cidrs", cidrs, f"{path}.allowed_cidrs", f"{', '.join(cidrs)} may connect")
    if derived.https(balancer):
        yield Promise("ssl_policy", balancer.ssl_policy, f"{path}.ssl_policy", f"TLS as in {balancer.ssl_policy}")
    if arns := balancer.certificate_arns:
        yield Promise("certificate_arns", sorted(arns), f"{path}.certificate_arns", "HTTPS has these certificates")
    if group := derived.default_target_group(balancer):
        yield from _target_group_promises(path, group)


def _target_group_promises(balancer: str, group: DefaultTargetGroup) -> Iterator[Promise]:
    path, health = f"{balancer}.default_target_group", group.health_check.path
    yield Promise("target_group_port", group.port, f"{path}.port", f"targets listen on {group.port}")
    yield Promise("target_type", group.target_type, f"{path}.target_type", f"targets are of type {group.target_type}")
    yield Promise("health_check_path", health, f"{path}.health_check.path", f"targets are asked for {health}")


def target_group_name(spec: Spec, key: str, group: DefaultTargetGroup) -> str:
    """Return the name of a default target group, with a hash of what forces its replacement."""
    name = names.joined(derived.cluster_name(spec), key)
    return names.hashed(name, names.LOAD_BALANCER_MAX, "HTTP", group.port, group.target_type)


def _listeners(spec: Spec, balancer: LoadBalancer) -> list[Input]:
    allowed = _allowed_ipv4_cidrs(spec, balancer)
    inputs = [Input("allowed_cidrs", "list(string)", "IPv4 blocks that may connect", allowed)]
    if spec.network.ipv6:
        blocks = _allowed_ipv6_cidrs(spec, balancer)
        inputs.append(Input("allowed_ipv6_cidrs", "map(string)", "IPv6 blocks that may connect, by name", blocks))
    if arns := balancer.certificate_arns:
        inputs.append(
            Input("certificate_arns", "list(string)", "Certificates of HTTPS; the first is the default", arns)
        )
    if derived.https(balancer):
        inputs.append(Input("ssl_policy", "string", "TLS policy of HTTPS", balancer.ssl_policy))
    if balancer.waf_acl_arn:
        inputs.append(Input("waf_acl_arn", "string", "Web ACL that looks at each request", balancer.waf_acl_arn))
    if response := balancer.fixed_response:
        given: Value = {key: value for key, value in response.model_dump().items() if value is not None}
        inputs.append(Input("fixed_response", FIXED_RESPONSE, "Answer when no rule matches", given))
    return inputs


def _allowed_ipv4_cidrs(spec: Spec, balancer: LoadBalancer) -> tuple[str, ...]:
    return tuple(block for block in derived.allowed_cidrs(spec, balancer) if ":" not in block)


def _allowed_ipv6_cidrs(spec: Spec, balancer: LoadBalancer) -> dict[str, Value]:
    """Return the IPv6 blocks that may connect; that of the VPC is known only when AWS has given it one."""
    if balancer.scheme == "internal" and balancer.allowed_cidrs is None:
        return {"vpc": Ref("module.vpc.ipv6_cidr")}
    return {block: block for block in derived.allowed_cidrs(spec, balancer) if ":" in block}


def _target_group(spec: Spec, key: str, group: DefaultTargetGroup) -> list[Input]:
    name = target_group_name(spec, key, group)
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
