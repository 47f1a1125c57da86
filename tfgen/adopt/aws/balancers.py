"""Load balancers with their listeners, rules and target groups.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tfgen.adopt.aws.account import Account, Answer, block, blocks, picked, tags_of

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
_MOST = 20
# Attributes of AWS by the arguments that the provider has for them.
_BALANCER = {
    "enable_deletion_protection": "deletion_protection.enabled",
    "idle_timeout": "idle_timeout.timeout_seconds",
    "enable_http2": "routing.http2.enabled",
    "drop_invalid_header_fields": "routing.http.drop_invalid_header_fields.enabled",
    "desync_mitigation_mode": "routing.http.desync_mitigation_mode",
    "enable_cross_zone_load_balancing": "load_balancing.cross_zone.enabled",
    "client_keep_alive": "client_keep_alive.seconds",
}
_GROUP = {
    "deregistration_delay": "deregistration_delay.timeout_seconds",
    "slow_start": "slow_start.duration_seconds",
    "load_balancing_algorithm_type": "load_balancing.algorithm.type",
    "load_balancing_anomaly_mitigation": "load_balancing.algorithm.anomaly_mitigation",
}


def read_balancers(account: Account, arns: Iterable[str], names: Iterable[str]) -> None:
    """Read what leads to target groups, by the ARNs of these, and balancers by their names."""
    groups = _groups(account, "TargetGroupArns", arns)
    balancers = {arn for group in groups for arn in group.get("LoadBalancerArns") or ()}
    of = ("elbv2", "describe_load_balancers", "LoadBalancers")
    named = account.ask_by(*of, "Names", names, _MOST)
    balancers -= {balancer["LoadBalancerArn"] for balancer in named}
    for balancer in (*named, *account.ask_by(*of, "LoadBalancerArns", balancers, _MOST)):
        _balancer(account, balancer)
        arn = balancer["LoadBalancerArn"]
        groups += account.ask(
            "elbv2", "describe_target_groups", "TargetGroups", LoadBalancerArn=arn
        )
        for listener in account.ask(
            "elbv2", "describe_listeners", "Listeners", LoadBalancerArn=arn
        ):
            _listener(account, listener)
    for group in groups:
        _group(account, group)


def _groups(account: Account, by: str, arns: Iterable[str]) -> list[Answer]:
    return account.ask_by("elbv2", "describe_target_groups", "TargetGroups", by, arns, _MOST)


def _attributes(account: Account, operation: str, **of: str) -> dict[str, str]:
    listed = account.ask_one("elbv2", operation, **of).get("Attributes", [])
    return {one["Key"]: one.get("Value", "") for one in listed}


def _tags(account: Account, arn: str) -> dict[str, str]:
    described = account.ask("elbv2", "describe_tags", "TagDescriptions", ResourceArns=[arn])
    return {key: value for one in described for key, value in tags_of(one["Tags"]).items()}


def _typed(attributes: Mapping[str, str], names: Mapping[str, str]) -> Answer:
    """Return attributes by the provider's names, with numbers and truth as such."""
    values: dict[str, Any] = {}
    for name, there in names.items():
        text = attributes.get(there)
        if text in ("true", "false"):
            values[name] = text == "true"
        elif text is not None:
            values[name] = int(text) if text.isdecimal() else text
    return values


def _balancer(account: Account, balancer: Answer) -> None:
    arn = balancer["LoadBalancerArn"]
    attributes = _attributes(account, "describe_load_balancer_attributes", LoadBalancerArn=arn)
    zones = balancer.get("AvailabilityZones") or ()
    values = {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.partition("loadbalancer/")[2],
        **picked(
            balancer,
            name="LoadBalancerName",
            load_balancer_type="Type",
            ip_address_type="IpAddressType",
            security_groups="SecurityGroups",
            vpc_id="VpcId",
            dns_name="DNSName",
            zone_id="CanonicalHostedZoneId",
        ),
        "internal": balancer.get("Scheme") == "internal",
        "subnets": [zone["SubnetId"] for zone in zones],
        "subnet_mapping": [_mapping(zone) for zone in zones],
        **_typed(attributes, _BALANCER),
        "access_logs": _access_logs(attributes),
        "tags": _tags(account, arn),
    }
    account.found("aws_lb", arn, values)


def _mapping(zone: Answer) -> Answer:
    address: Answer = next(iter(zone.get("LoadBalancerAddresses") or ()), {})
    return {"subnet_id": zone["SubnetId"], "allocation_id": address.get("AllocationId")}


def _access_logs(attributes: Mapping[str, str]) -> list[Answer]:
    return [
        {
            "enabled": attributes.get("access_logs.s3.enabled") == "true",
            "bucket": attributes.get("access_logs.s3.bucket", ""),
            "prefix": attributes.get("access_logs.s3.prefix", ""),
        }
    ]


def _listener(account: Account, listener: Answer) -> None:
    arn = listener["ListenerArn"]
    certificates = [one["CertificateArn"] for one in listener.get("Certificates") or ()]
    values = {
        "id": arn,
        "arn": arn,
        **picked(
            listener,
            load_balancer_arn="LoadBalancerArn",
            port="Port",
            protocol="Protocol",
            ssl_policy="SslPolicy",
        ),
        "certificate_arn": next(iter(certificates), None),
        "alpn_policy": next(iter(listener.get("AlpnPolicy") or ()), None),
        "default_action": [_action(action) for action in listener.get("DefaultActions") or ()],
        "tags": _tags(account, arn),
    }
    account.found("aws_lb_listener", arn, values)
    if certificates:
        _further_certificates(account, arn)
    for rule in account.ask("elbv2", "describe_rules", "Rules", ListenerArn=arn):
        if not rule.get("IsDefault") and rule["Priority"].isdecimal():
            _rule(account, arn, rule)


def _further_certificates(account: Account, listener: str) -> None:
    of = ("elbv2", "describe_listener_certificates", "Certificates")
    for one in account.ask(*of, ListenerArn=listener):
        if not one.get("IsDefault"):
            arn = one["CertificateArn"]
            values = {"listener_arn": listener, "certificate_arn": arn}
            account.found("aws_lb_listener_certificate", f"{listener}_{arn}", values)


def _rule(account: Account, listener: str, rule: Answer) -> None:
    arn = rule["RuleArn"]
    values = {
        "id": arn,
        "arn": arn,
        "listener_arn": listener,
        "priority": int(rule["Priority"]),
        "action": [_action(action) for action in rule.get("Actions") or ()],
        "condition": [_condition(condition) for condition in rule.get("Conditions") or ()],
        "tags": _tags(account, arn),
    }
    account.found("aws_lb_listener_rule", arn, values)


def _action(action: Answer) -> Answer:
    forward = action.get("ForwardConfig") or {}
    groups = forward.get("TargetGroups") or ()
    forwards = [
        {
            "target_group": blocks(groups, arn="TargetGroupArn", weight="Weight"),
            "stickiness": block(
                forward.get("TargetGroupStickinessConfig"),
                enabled="Enabled",
                duration="DurationSeconds",
            ),
        }
    ]
    answered = block(
        action.get("FixedResponseConfig"),
        status_code="StatusCode",
        content_type="ContentType",
        message_body="MessageBody",
    )
    sent_on = block(
        action.get("RedirectConfig"),
        protocol="Protocol",
        port="Port",
        host="Host",
        path="Path",
        query="Query",
        status_code="StatusCode",
    )
    return {
        **picked(action, type="Type", order="Order", target_group_arn="TargetGroupArn"),
        "forward": forwards if groups else [],
        "fixed_response": answered,
        "redirect": sent_on,
        # Their settings name secrets; that there is a login is enough to know.
        "authenticate_oidc": [{}] if action.get("AuthenticateOidcConfig") else [],
        "authenticate_cognito": [{}] if action.get("AuthenticateCognitoConfig") else [],
    }


_CONDITIONS = {
    "host-header": ("host_header", "HostHeaderConfig"),
    "path-pattern": ("path_pattern", "PathPatternConfig"),
    "http-request-method": ("http_request_method", "HttpRequestMethodConfig"),
    "source-ip": ("source_ip", "SourceIpConfig"),
}


def _condition(condition: Answer) -> Answer:
    field = condition["Field"]
    if field == "http-header":
        headers = condition.get("HttpHeaderConfig")
        return {"http_header": block(headers, http_header_name="HttpHeaderName", values="Values")}
    if field == "query-string":
        asked = (condition.get("QueryStringConfig") or {}).get("Values")
        return {"query_string": blocks(asked, key="Key", value="Value")}
    name, there = _CONDITIONS[field]
    values = (condition.get(there) or {}).get("Values") or condition.get("Values") or []
    return {name: [{"values": values}]}


def _group(account: Account, group: Answer) -> None:
    arn = group["TargetGroupArn"]
    attributes = _attributes(account, "describe_target_group_attributes", TargetGroupArn=arn)
    checked = block(
        group,
        enabled="HealthCheckEnabled",
        protocol="HealthCheckProtocol",
        port="HealthCheckPort",
        path="HealthCheckPath",
        interval="HealthCheckIntervalSeconds",
        timeout="HealthCheckTimeoutSeconds",
        healthy_threshold="HealthyThresholdCount",
        unhealthy_threshold="UnhealthyThresholdCount",
    )
    matcher = group.get("Matcher") or {}
    checked[0]["matcher"] = matcher.get("HttpCode") or matcher.get("GrpcCode")
    values = {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.rpartition(":")[2],
        **picked(
            group,
            name="TargetGroupName",
            port="Port",
            protocol="Protocol",
            protocol_version="ProtocolVersion",
            target_type="TargetType",
            vpc_id="VpcId",
            ip_address_type="IpAddressType",
            load_balancer_arns="LoadBalancerArns",
        ),
        **_typed(attributes, _GROUP),
        "health_check": checked,
        "stickiness": _stickiness(attributes),
        "tags": _tags(account, arn),
    }
    account.found("aws_lb_target_group", arn, values)


def _stickiness(attributes: Mapping[str, str]) -> list[Answer]:
    seconds = attributes.get("stickiness.lb_cookie.duration_seconds", "86400")
    return [
        {
            "enabled": attributes.get("stickiness.enabled") == "true",
            "type": attributes.get("stickiness.type", "lb_cookie"),
            "cookie_duration": int(seconds),
        }
    ]
