"""What Elastic Load Balancing refuses beyond its model: target groups, listeners, rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from emulator.api import Call
from emulator.judgement import Broken, Parameters, across, named, on, outside

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_API = f"{_ELB}/APIReference"
_TYPES = f"{_ELB}/application/rule-condition-types.html"
_LIMITS = f"{_ELB}/application/load-balancer-limits.html"
_GROUPS = f"{_ELB}/application/load-balancer-target-groups.html"
_OF_APPLICATIONS = ("HTTP", "HTTPS")
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_CODES = r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*"
# What the real provider holds names of headers to, as RFC 7230 has them.
_HEADER = r"[0-9A-Za-z_!#$%&'*+,.^`|~-]{1,40}"
_HOST = r"[A-Za-z0-9.*?-]*\.[A-Za-z*?]+"
_PATH = r"""[A-Za-z0-9_.$/~"'@:+&*?-]*"""


def target_groups(calls: list[Call]) -> dict[str, Parameters]:
    """Return what each target group is made with, by name."""
    made = named(calls, "elbv2", "CreateTargetGroup")
    return {call.parameters["Name"]: call.parameters for call in made}


def conditions(rule: Parameters) -> Iterator[tuple[str, list[str]]]:
    """Yield the field and the values of each condition of a rule."""
    for condition in rule.get("Conditions") or ():
        values = list(condition.get("Values") or ())
        for member, config in condition.items():
            if member.endswith("Config") and config:
                values += [_text(value) for value in config.get("Values") or ()]
        yield condition["Field"], values


def _text(value: Any) -> str:
    # A value of a query is a pair of key and value.
    return value if isinstance(value, str) else str(value.get("Value"))


@on("elbv2", "CreateTargetGroup", "ModifyTargetGroup", page=f"{_API}/API_Matcher.html")
def success_codes(group: Parameters) -> Iterator[Broken]:
    """Hold the codes of a health check to those of the protocol."""
    matcher = group.get("Matcher") or {}
    grpc = group.get("ProtocolVersion") == "GRPC"
    if grpc and matcher.get("HttpCode"):
        yield "Matcher.HttpCode", matcher["HttpCode"], "stands at a group of gRPC: GrpcCode is"
    if not grpc and matcher.get("GrpcCode"):
        yield "Matcher.GrpcCode", matcher["GrpcCode"], "stands at a group without gRPC"
    low, high = (0, 99) if grpc else (200, 499)
    if group.get("Protocol") not in _OF_APPLICATIONS:
        high = 599
    text = matcher.get("GrpcCode") or matcher.get("HttpCode")
    if text and not re.fullmatch(_CODES, text):
        yield "Matcher", text, "is no list of codes"
    for code in re.findall(r"\d+", text or ""):
        yield from outside("Matcher", int(code), low, high)


@on("elbv2", "CreateTargetGroup", page=f"{_API}/API_CreateTargetGroup.html")
def health_check_of_targets(group: Parameters) -> Iterator[Broken]:
    """Hold a health check to its ranges, and its timeout below its interval."""
    interval, timeout = (group.get(f"HealthCheck{name}Seconds") for name in ("Interval", "Timeout"))
    yield from outside("HealthCheckIntervalSeconds", interval, 5, 300)
    yield from outside("HealthCheckTimeoutSeconds", timeout, 2, 120)
    for name in ("HealthyThresholdCount", "UnhealthyThresholdCount"):
        yield from outside(name, group.get(name), 2, 10)
    of_http = group.get("Protocol") in _OF_APPLICATIONS
    if of_http and interval and timeout and timeout >= interval:
        yield "HealthCheckTimeoutSeconds", timeout, f"is not below the interval {interval}"


@on("elbv2", "CreateTargetGroup", page=f"{_API}/API_CreateTargetGroup.html")
def health_check_protocol(group: Parameters) -> Iterator[Broken]:
    """Refuse checks over TCP of applications, and paths where a check only connects."""
    protocol = group.get("HealthCheckProtocol")
    if group.get("Protocol") in _OF_APPLICATIONS and protocol not in (None, *_OF_APPLICATIONS):
        yield "HealthCheckProtocol", protocol, "is not for application balancers"
    if protocol == "TCP" and group.get("HealthCheckPath"):
        yield "HealthCheckPath", group["HealthCheckPath"], "is not for TCP"


@on("elbv2", "CreateTargetGroup", "CreateLoadBalancer", page=f"{_API}/API_CreateTargetGroup.html")
def balancer_names(made: Parameters) -> Iterator[Broken]:
    """Hold names to 32 letters, digits and inner hyphens."""
    name = made["Name"]
    if len(name) > 32 or not re.fullmatch(_NAME, name) or name.startswith("internal-"):
        yield "Name", name, "is no name that Elastic Load Balancing takes"


def _attributes(changed: Parameters) -> dict[str, str]:
    return {part["Key"]: part["Value"] for part in changed.get("Attributes") or ()}


@on("elbv2", "ModifyTargetGroupAttributes", page=f"{_API}/API_TargetGroupAttribute.html")
def target_group_attributes(changed: Parameters) -> Iterator[Broken]:
    """Hold delays, slow starts and cookies to their ranges."""
    attributes = _attributes(changed)
    delay = attributes.get("deregistration_delay.timeout_seconds")
    yield from outside("deregistration_delay", delay, 0, 3600)
    if attributes.get("slow_start.duration_seconds", "0") != "0":
        yield from outside("slow_start", attributes["slow_start.duration_seconds"], 30, 900)
    cookie = attributes.get("stickiness.lb_cookie.duration_seconds")
    yield from outside("stickiness", cookie, 1, 604800)


@on("elbv2", "ModifyLoadBalancerAttributes", page=f"{_API}/API_LoadBalancerAttribute.html")
def balancer_attributes(changed: Parameters) -> Iterator[Broken]:
    """Hold the idle limit to its range."""
    yield from outside(
        "idle_timeout", _attributes(changed).get("idle_timeout.timeout_seconds"), 1, 4000
    )


@on("elbv2", "CreateListener", "ModifyListener", page=f"{_API}/API_CreateListener.html")
def listener_certificates(listener: Parameters) -> Iterator[Broken]:
    """Demand one certificate where a listener speaks TLS, and none elsewhere."""
    if not listener.get("Protocol"):
        return
    count = len(listener.get("Certificates") or ())
    speaks_tls = listener["Protocol"] in ("HTTPS", "TLS")
    if count != int(speaks_tls):
        yield "Certificates", count, f"is no number of certificates for {listener['Protocol']}"
    if listener.get("SslPolicy") and not speaks_tls:
        yield "SslPolicy", listener["SslPolicy"], "is for TLS"


@on("elbv2", "CreateRule", "ModifyRule", page=_LIMITS)
def values_of_a_rule(rule: Parameters) -> Iterator[Broken]:
    """Hold a rule to five values, and a condition to three."""
    asked = list(conditions(rule))
    yield from outside("Conditions", sum(len(values) for _, values in asked), 1, 5)
    for field, values in asked:
        yield from outside(f"Conditions {field}", len(values), 1, 3)


@on("elbv2", "CreateRule", "ModifyRule", page=_LIMITS)
def wildcards_of_a_rule(rule: Parameters) -> Iterator[Broken]:
    """Hold a rule to six wildcards."""
    wild = sum(
        value.count("*") + value.count("?") for _, values in conditions(rule) for value in values
    )
    yield from outside("Conditions wildcards", wild, 0, 6)


@on("elbv2", "CreateRule", "ModifyRule", page=f"{_API}/API_RuleCondition.html")
def condition_once(rule: Parameters) -> Iterator[Broken]:
    """Refuse a second condition of a kind that a rule has once."""
    counted = Counter(field for field, _ in conditions(rule))
    for field in ("http-request-method", "host-header", "path-pattern", "source-ip"):
        yield from outside(f"Conditions {field}", counted[field], 0, 1)


@on("elbv2", "CreateRule", "ModifyRule", page=_TYPES)
def value_forms(rule: Parameters) -> Iterator[Broken]:
    """Hold hosts, paths, methods, headers and queries to their characters and lengths."""
    forms = {"host-header": _HOST, "path-pattern": _PATH, "http-request-method": "[A-Z_-]+"}
    for field, values in conditions(rule):
        longest = 40 if field == "http-request-method" else 128
        for value in values:
            yield from outside(f"{field} in characters", len(value), 1, longest)
            if field in forms and not re.fullmatch(forms[field], value):
                yield field, value, "has characters that its condition does not take"


@on("elbv2", "CreateRule", "ModifyRule", page=f"{_API}/API_HttpHeaderConditionConfig.html")
def header_names(rule: Parameters) -> Iterator[Broken]:
    """Hold names of headers to RFC 7230 and 40 characters; the host has its own condition."""
    for condition in rule.get("Conditions") or ():
        if condition["Field"] != "http-header":
            continue
        name = (condition.get("HttpHeaderConfig") or {}).get("HttpHeaderName") or ""
        if not re.fullmatch(_HEADER, name) or name.lower() == "host":
            yield "HttpHeaderName", name, "is no name of a header that a condition takes"


@on("elbv2", "CreateRule", page=f"{_API}/API_CreateRule.html")
def rule_priority(rule: Parameters) -> Iterator[Broken]:
    """Hold a priority to its range."""
    yield from outside("Priority", rule["Priority"], 1, 50000)


@on("elbv2", "CreateRule", "CreateListener", page=f"{_API}/API_ForwardActionConfig.html")
def forwards(made: Parameters) -> Iterator[Broken]:
    """Hold an action to five target groups, of which one has a weight, and cookies to a week."""
    for action in made.get("Actions") or made.get("DefaultActions") or ():
        forward = action.get("ForwardConfig") or {}
        groups = forward.get("TargetGroups") or ()
        yield from outside("TargetGroups", len(groups), 0, 5)
        weights = [group.get("Weight", 1) for group in groups]
        if weights and not any(weights):
            yield "TargetGroups.Weight", weights, "is 0 at each"
        for weight in weights:
            yield from outside("TargetGroups.Weight", weight, 0, 999)
        sticky = forward.get("TargetGroupStickinessConfig") or {}
        if sticky.get("Enabled"):
            yield from outside("DurationSeconds", sticky.get("DurationSeconds"), 1, 604800)


@on("elbv2", "CreateListener", "CreateRule", page=f"{_API}/API_FixedResponseActionConfig.html")
def fixed_responses(made: Parameters) -> Iterator[Broken]:
    """Hold the body of a fixed response to 1024 characters."""
    for action in made.get("DefaultActions") or made.get("Actions") or ():
        body = (action.get("FixedResponseConfig") or {}).get("MessageBody") or ""
        yield from outside("MessageBody in characters", len(body), 0, 1024)


@on("elbv2", "CreateListener", "CreateRule", page=f"{_API}/API_RedirectActionConfig.html")
def redirects(made: Parameters) -> Iterator[Broken]:
    """Demand of a redirect that it leads elsewhere, in parts of 128 characters."""
    kept = {"Protocol": "#{protocol}", "Host": "#{host}", "Port": "#{port}", "Path": "/#{path}"}
    for action in made.get("DefaultActions") or made.get("Actions") or ():
        redirect = action.get("RedirectConfig")
        if not redirect:
            continue
        if all(redirect.get(part, same) == same for part, same in kept.items()):
            yield "RedirectConfig", redirect, "leads to where it comes from"
        for part in ("Host", "Path"):
            yield from outside(f"{part} in characters", len(redirect.get(part, "#{}")), 1, 128)
        yield from outside("Query in characters", len(redirect.get("Query", "")), 0, 128)


@across(f"{_API}/API_CreateRule.html")
def priorities_apart(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Refuse two rules of one priority at one listener."""
    known = set()
    for call in named(calls, "elbv2", "CreateRule"):
        place = call.parameters["ListenerArn"], int(call.parameters["Priority"])
        if place in known:
            yield call, ("Priority", place, "is in use")
        known.add(place)


@across(_GROUPS)
def grpc_over_https(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Demand a balancer that speaks HTTPS for requests of gRPC."""
    groups = target_groups(calls)
    speaking = {
        listener.parameters["LoadBalancerArn"].split(":loadbalancer/")[1]
        for listener in named(calls, "elbv2", "CreateListener")
        if listener.parameters.get("Protocol") == "HTTPS"
    }
    for call in named(calls, "elbv2", "CreateRule"):
        of_balancer = call.parameters["ListenerArn"].split(":listener/")[1].rpartition("/")[0]
        for arn in re.findall(r":targetgroup/([^/]+)/", str(call.parameters["Actions"])):
            of_grpc = groups.get(arn, {}).get("ProtocolVersion") == "GRPC"
            if of_grpc and of_balancer not in speaking:
                yield call, ("Actions", arn, "is of gRPC, and no listener speaks HTTPS")


@across(f"{_API}/API_CreateTargetGroup.html")
def balancer_names_apart(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Refuse a name of a balancer or target group that stands twice."""
    for name in ("CreateTargetGroup", "CreateLoadBalancer"):
        made = list(named(calls, "elbv2", name))
        counted = Counter(call.parameters["Name"] for call in made)
        for call in made:
            if counted[call.parameters["Name"]] > 1:
                yield call, ("Name", call.parameters["Name"], "stands twice")
