"""Logins at balancers: what they open, whom the balancer asks, and what of them the tree has."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from tfgen import language, rules, source
from tfgen.plan import plan
from tfgen.resolve import Cluster, resolve
from tfgen.resolve.connections import LOGINS, connections

TODAY = datetime.date(2026, 1, 1)
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
SECRET = "arn:aws:secretsmanager:eu-west-1:012345678901:secret:login-Ab12Cd"
COGNITO = {
    "user_pool_arn": "arn:aws:cognito-idp:eu-west-1:012345678901:userpool/eu-west-1_Ab12Cd34E",
    "user_pool_client_id": "web",
    "user_pool_domain": "acme-login",
}
OIDC = {
    "issuer": "https://login.example.com",
    "authorization_endpoint": "https://login.example.com/authorize",
    "token_endpoint": "https://login.example.com/token",
    "user_info_endpoint": "https://api.example.com/userinfo",
    "client_id": "web",
    "client_secret_arn": SECRET,
}


def cluster(auth: dict[str, Any] | None, **sections: Any) -> Cluster:
    """Return a cluster with a service whose route has this login."""
    route = {"match": "www.example.com", **({"auth": auth} if auth else {})}
    image = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/web:1"
    web = {"image": image, "memory": 256, "port": 8080, "routes": {"public": route}}
    spec = {
        **{"version": 1, "environment": "acc", "region": "eu-west-1"},
        "instance_groups": {"default": {"instance_type": "t3.small"}},
        "load_balancers": {"public": {"certificate_arns": CERTIFICATE}},
        "services": {"web": web},
        **sections,
    }
    reading = language.read(source.parse(json.dumps(spec).encode(), "acc.yaml"))
    assert () == reading.diagnostics
    return resolve(reading)


def egress(made: Cluster) -> dict[str, Any]:
    """Return the rules out of the balancer's security group."""
    calls = {call.call: call.given for call in plan(made, "acc.yaml").modules}
    return calls["load_balancer_public_security_group"]["egress"]


def asked(made: Cluster) -> set[str]:
    """Return the hosts that the balancer asks who a user is."""
    return {
        connection.to
        for connection in connections(made)
        if connection.why == LOGINS and connection.who == "load_balancers.public"
    }


def test_a_balancer_opens_https_only_where_users_log_in() -> None:
    assert ["Targets inside the VPC"] == list(egress(cluster(None)))
    opened = egress(cluster({"cognito": COGNITO}))["Identity providers"]
    assert {"from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0"} == opened


@pytest.mark.parametrize(
    ("auth", "hosts"),
    [
        ({"cognito": COGNITO}, {"acme-login.auth.eu-west-1.amazoncognito.com"}),
        ({"cognito": {**COGNITO, "user_pool_domain": "id.example.com"}}, {"id.example.com"}),
        # Only browsers go to the authorization endpoint.
        ({"oidc": OIDC}, {"login.example.com", "api.example.com"}),
        (
            {"oidc": {**OIDC, "token_endpoint": {"terraform": "local.token_endpoint"}}},
            {"api.example.com"},
        ),
        (None, set()),
    ],
)
def test_the_balancer_asks_the_provider(auth: dict[str, Any] | None, hosts: set[str]) -> None:
    assert hosts == asked(cluster(auth))


def codes(made: Cluster) -> set[str]:
    """Return the codes of what the rules find."""
    return {finding.code for finding in rules.check(made, TODAY)}


@pytest.mark.parametrize(
    ("network", "scheme", "reaches"),
    [
        ({"nat": "none"}, "internet-facing", True),
        ({"nat": "none"}, "internal", False),
        # It asks by IPv4 alone.
        ({"nat": "none", "ipv6": True}, "internal", False),
        ({"nat": "single"}, "internal", True),
    ],
)
def test_an_internal_balancer_needs_a_way_out(
    network: dict[str, Any], scheme: str, reaches: bool
) -> None:
    balancers = {"public": {"certificate_arns": CERTIFICATE, "scheme": scheme}}
    made = cluster({"cognito": COGNITO}, network=network, load_balancers=balancers)
    assert reaches == ("RULE330" not in codes(made))


def test_logins_of_one_client_share_a_cookie() -> None:
    route = {"match": "admin.example.com", "auth": {"cognito": COGNITO}}
    other = {"match": "www.example.com", "auth": {"cognito": COGNITO, "session_timeout": "8h"}}
    image = {"image": "nginx:1.27", "memory": 256, "port": 8080}
    services = {
        "admin": {**image, "routes": {"public": route}},
        "web": {**image, "routes": {"public": other}},
    }
    assert "RULE523" not in codes(cluster(None, services=services))


def test_the_spec_takes_no_client_secret() -> None:
    spec = {**OIDC, "client_secret": "s3cret"}
    route = {"match": "www.example.com", "auth": {"oidc": spec}}
    text = json.dumps({"version": 1, "services": {"web": {"routes": {"public": route}}}})
    reading = language.read(source.parse(text.encode(), "acc.yaml"))
    told = [fault for fault in reading.diagnostics if "client_secret" in fault.message]
    assert told
    assert "s3cret" not in "".join(fault.message + fault.help for fault in reading.diagnostics)
