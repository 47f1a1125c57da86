"""Clusters of the size that teams have: many services, each with some of what services can have."""

from __future__ import annotations

import random
from typing import Any

REGISTRY = "012345678901.dkr.ecr.eu-west-1.amazonaws.com"
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"


def cluster(services: int, seed: int) -> dict[str, Any]:
    """Return a spec with so many services; each seed draws another mix."""
    draw = random.Random(seed)
    return {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "account_id": "012345678901",
        "state": {"bucket": "acc-terraform-state"},
        "instance_groups": {
            # Room for the tasks of all services at once.
            "default": {
                "instance_type": "m7i.large",
                "ami_id": "ami-0123456789abcdef0",
                "max_size": 100,
            }
        },
        "load_balancers": {
            "public": {"certificate_arns": [CERTIFICATE]},
            "internal": {"scheme": "internal"},
        },
        "alerts": {"emails": ["ops@example.com"]},
        "file_systems": {"shared": {}},
        "services": {name: service(name, draw) for name in map(_name, range(services))},
    }


def _name(number: int) -> str:
    areas = (
        "cart",
        "search",
        "users",
        "orders",
        "stock",
        "media",
        "mail",
        "price",
        "audit",
        "gate",
    )
    return f"{areas[number % len(areas)]}-{number // len(areas)}"


def service(name: str, draw: random.Random) -> dict[str, Any]:
    """Return a service with a drawn mix of features."""
    wanted: dict[str, Any] = {"image": f"{REGISTRY}/{name}:1.0.0", "cpu": 256, "memory": 512}
    fargate = draw.random() < 0.4
    if fargate:
        wanted["capacity"] = "fargate"
    elif draw.random() < 0.3:
        wanted["network_mode"] = "awsvpc"
    if draw.random() < 0.6:
        balancer = draw.choice(("public", "internal"))
        wanted |= {"port": 8080, "routes": {balancer: f"{name}.example.com"}}
    _operate(wanted, draw)
    _reach(wanted, draw)
    return wanted


def _operate(value: dict[str, Any], draw: random.Random) -> None:
    if draw.random() < 0.5:
        value["scaling"] = {"min": 1, "max": 4, "cpu": 60}
        if draw.random() < 0.3:
            night = {"schedule": "cron(0 20 * * ? *)", "min": 1, "max": 1}
            value["scaling"]["schedules"] = {"night": night}
        if draw.random() < 0.3:
            value["scaling"]["memory"] = 75
    if draw.random() < 0.4:
        value["alarms"] = {"cpu": 90}
        if "routes" in value:
            value["alarms"]["http_5xx"] = 10
    if draw.random() < 0.25:
        value["deployment"] = {"owner": "external"}
    if draw.random() < 0.2:
        value["dashboard"] = True


def _reach(value: dict[str, Any], draw: random.Random) -> None:
    if draw.random() < 0.4:
        value["secrets"] = {"TOKEN": "/acc/token"}
    if draw.random() < 0.3:
        statement = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::example-bucket/*"]}
        value["task_role"] = {"statements": [statement]}
    if draw.random() < 0.15:
        value |= {"volumes": {"data": {"efs": "shared"}}, "mounts": ["data:/data"]}
    if draw.random() < 0.15:
        value["exec"] = True
    if draw.random() < 0.15:
        value["ulimits"] = {"nofile": 65536}
