"""Application balancers, their listeners and who may reach them, against the spec's
`load_balancers`."""

from __future__ import annotations

from typing import Any

from service_account import asked, rules
from service_wanted import conditions
from spec_data import (
    cluster_name,
    listed,
    long_form,
    seconds,
    switch,
    vpc_blocks,
    written,
    zones,
)

POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"


def test_each_balancer_stands_where_its_scheme_says(applied) -> None:
    blocks = {
        subnet["SubnetId"]: subnet["CidrBlock"]
        for subnet in applied.read("ec2", "describe_subnets")
    }
    expected = {}
    for name, balancer in wanted(applied.spec).items():
        kind = "private" if is_internal(balancer) else "public"
        expected[name] = (scheme(balancer), {zone[kind] for zone in zones(applied.spec).values()})

    assert expected == {
        name: (
            balancer.get("Scheme", "internet-facing"),
            {
                written(applied.spec, blocks, zone["SubnetId"])
                for zone in balancer["AvailabilityZones"]
            },
        )
        for name, balancer in balancers(applied).items()
    }


def test_each_balancer_listens_as_the_spec_says(applied) -> None:
    expected = {
        name: expected_listeners(balancer) for name, balancer in wanted(applied.spec).items()
    }
    issued = issued_certificates(applied)

    assert expected == {
        name: {
            listener["Port"]: summary(listener, issued) for listener in listeners(applied, balancer)
        }
        for name, balancer in balancers(applied).items()
    }


def test_each_balancer_has_the_limits_and_logs_of_the_spec(applied) -> None:
    expected = {}
    for name, balancer in wanted(applied.spec).items():
        expected[name] = {
            "idle_timeout.timeout_seconds": str(seconds(balancer.get("idle_timeout", "60s"))),
            "deletion_protection.enabled": str(balancer.get("deletion_protection", True)).lower(),
            "access_logs.s3.enabled": str(switch(balancer.get("access_logs", True))).lower(),
            "routing.http.drop_invalid_header_fields.enabled": "true",
        }

    client = applied.client("elbv2")
    actual = {}
    for name, balancer in balancers(applied).items():
        answer = client.describe_load_balancer_attributes(
            LoadBalancerArn=balancer["LoadBalancerArn"]
        )
        attributes = {attribute["Key"]: attribute["Value"] for attribute in answer["Attributes"]}
        actual[name] = {key: attributes.get(key) for key in expected[name]}
    assert expected == actual


def test_only_those_who_may_reach_a_balancer_do(applied) -> None:
    expected = {}
    for name, balancer in wanted(applied.spec).items():
        default = vpc_blocks(applied.spec) if is_internal(balancer) else ["0.0.0.0/0"]
        ports = expected_listeners(balancer)
        expected[name] = {
            (port, block) for port in ports for block in balancer.get("allowed_cidrs", default)
        }

    actual = {
        name: open_ports(applied, balancer["SecurityGroups"])
        for name, balancer in balancers(applied).items()
    }
    assert expected == actual


def test_each_rule_of_a_balancer_answers_as_the_spec_says(applied) -> None:
    expected = {}
    for name, balancer in wanted(applied.spec).items():
        answering = [
            port
            for port, listener in expected_listeners(balancer).items()
            if port == 443 or listener["status"] != "HTTP_301"
        ]
        for rule in balancer.get("rules", {}).values():
            for match in listed(rule["match"]):
                for port in answering:
                    asks = conditions(long_form(match, "pattern"))
                    expected[name, port, asks] = answer(rule)
    assert expected == {
        (name, port, asked(rule)): given(rule["Actions"][0])
        for name, port, rule in rules(applied)
        if rule["Actions"][0]["Type"] != "forward"
    }


def answer(rule: dict[str, Any]) -> dict[str, str]:
    """Return what a rule of the spec answers, in AWS's words."""
    if "fixed_response" in rule:
        fixed = long_form(rule["fixed_response"], "status_code")
        return {
            "StatusCode": str(fixed.get("status_code", 404)),
            "ContentType": fixed.get("content_type", "text/plain"),
            "MessageBody": fixed.get("message_body", ""),
        }
    redirect = long_form(rule["redirect"], "host")
    protocol = redirect.get("protocol")
    port = redirect.get("port", {"http": 80, "https": 443}.get(protocol, "#{port}"))
    return {
        "Protocol": protocol.upper() if protocol else "#{protocol}",
        "Host": redirect.get("host", "#{host}"),
        "Port": str(port),
        "Path": redirect.get("path", "/#{path}"),
        "Query": redirect.get("query", "#{query}"),
        "StatusCode": f"HTTP_{redirect.get('status_code', 301)}",
    }


def given(action: dict[str, Any]) -> dict[str, str]:
    """Return of an action what `answer` says."""
    if action["Type"] == "redirect":
        return dict(action["RedirectConfig"])
    return {"MessageBody": "", **action["FixedResponseConfig"]}


def wanted(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the application balancers of the spec by their names on AWS."""
    cluster = cluster_name(spec)
    members = {f"{cluster}-{key}": member for key, member in spec["load_balancers"].items()}
    return {
        name: member
        for name, member in members.items()
        if member.get("type", "application") == "application"
    }


def is_internal(balancer: dict[str, Any]) -> bool:
    return scheme(balancer) == "internal"


def scheme(balancer: dict[str, Any]) -> str:
    word: str = balancer.get("scheme", "internet-facing")
    return word


def expected_listeners(balancer: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Return what each port should do: HTTPS with a certificate, and what `http` says of port
    80."""
    certificates = listed(balancer.get("certificate_arns", []))
    dns = balancer.get("dns")
    if dns and dns.get("certificate", True) and not certificates:
        certificates = [listed(dns["names"])[0]]
    answer = balancer.get("fixed_response")
    status = answer.get("status_code") if isinstance(answer, dict) else answer
    forward = {
        "action": "fixed-response" if status else "forward",
        "status": str(status) if status else None,
    }
    redirect = {"action": "redirect", "status": "HTTP_301"}
    actual: dict[int, dict[str, Any]] = {}
    if certificates:
        policy = balancer.get("ssl_policy", POLICY)
        actual[443] = forward | {
            "protocol": "HTTPS",
            "policy": policy,
            "certificate": certificates[0],
        }
    http = balancer.get("http", "redirect" if certificates else "forward")
    if http != "none":
        plain = {"protocol": "HTTP", "policy": None, "certificate": None}
        actual[80] = (redirect if http == "redirect" else forward) | plain
    return actual


def issued_certificates(applied) -> dict[str, str]:
    """Return the first name of each certificate that is made and not given."""
    dns = {
        arn
        for balancer in wanted(applied.spec).values()
        for arn in listed(balancer.get("certificate_arns", []))
    }
    certificates = applied.read("acm", "list_certificates")
    return {
        certificate["CertificateArn"]: certificate["DomainName"]
        for certificate in certificates
        if certificate["CertificateArn"] not in dns
    }


def summary(listener: dict[str, Any], issued: dict[str, str]) -> dict[str, Any]:
    """Return of a listener what `expected_listeners` says; a certificate that is issued by its
    name."""
    [action] = listener["DefaultActions"]
    status = action.get("FixedResponseConfig", action.get("RedirectConfig", {})).get("StatusCode")
    certificate = next(
        (certificate["CertificateArn"] for certificate in listener.get("Certificates", [])), None
    )
    return {
        "action": action["Type"],
        "status": status,
        "protocol": listener["Protocol"],
        # moto gives the listener of plain HTTP a policy, too
        "policy": listener.get("SslPolicy") if listener["Protocol"] == "HTTPS" else None,
        "certificate": issued.get(certificate, certificate),
    }


def balancers(applied) -> dict[str, dict[str, Any]]:
    """Return the application balancers of the account by name."""
    load_balancers = applied.read("elbv2", "describe_load_balancers")
    return {
        load_balancer["LoadBalancerName"]: load_balancer
        for load_balancer in load_balancers
        if load_balancer["Type"] == "application"
    }


def listeners(applied, balancer: dict[str, Any]) -> list[dict[str, Any]]:
    of_balancer: list[dict[str, Any]] = applied.read(
        "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
    )
    return of_balancer


def open_ports(applied, group_ids: list[str]) -> set[tuple[int, str]]:
    """Return each port that security groups open, and to which block."""
    groups = applied.read("ec2", "describe_security_groups", GroupIds=group_ids)
    rules = [rule for group in groups for rule in group["IpPermissions"]]
    assert all(
        rule["FromPort"] == rule["ToPort"] and not rule["UserIdGroupPairs"] for rule in rules
    )
    return {(rule["FromPort"], block["CidrIp"]) for rule in rules for block in rule["IpRanges"]}
