"""What a first spec says for what its author has answered; comments teach the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.facts import aws

RUNS = ("ec2", "fargate", "both", "gpu")
KINDS = ("cluster", "platform", "application")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a first spec is made of; "" for what is not wanted."""

    kind: str = "cluster"
    environment: str = "acc"
    region: str = "eu-west-1"
    runs: str = "ec2"
    instance_type: str = "t3.small"
    vpc_id: str = ""
    subnets: tuple[str, ...] = ()
    domain: str = ""
    zone_id: str = ""
    email: str = ""
    application: str = ""
    platform: str = ""


EXAMPLES = {
    # What the tutorial adds to.
    "minimal": Answers(kind="minimal"),
    "ec2": Answers(),
    "fargate": Answers(runs="fargate"),
    "both": Answers(runs="both"),
    "gpu": Answers(runs="gpu"),
    "platform": Answers(kind="platform", runs="both"),
}


def zones(region: str) -> tuple[str, ...]:
    """Return the two zones of a region that a first spec uses."""
    if region not in aws.REGIONS:
        return (f"{region}a", f"{region}b")
    known = aws.REGIONS[region]
    return (*known.common_zones, *known.zones)[:2]


def text_of(answers: Answers, schema: str) -> str:
    """Return the spec; its first line names the schema that editors check it with."""
    head = f"# yaml-language-server: $schema={schema}\n"
    parts = _of_application(answers) if answers.kind == "application" else _of_cluster(answers)
    return head + "\n".join(parts)


def _of_cluster(answers: Answers) -> Iterator[str]:
    yield (
        "# One ECS cluster. `tfgen show` prints every default, `tfgen schema` every field.\n"
        "version: 1\n"
        f"environment: {_scalar(answers.environment)}\n"
        f"region: {_scalar(answers.region)}\n"
    )
    if answers.kind == "minimal":
        yield f"instance_groups:\n  default:\n    instance_type: {_scalar(answers.instance_type)}\n"
        return
    if answers.vpc_id:
        yield _network(answers)
    # What a cluster takes of Fargate follows from its own services, and a platform has none.
    if answers.kind == "platform" and answers.runs in ("fargate", "both"):
        taken = "cluster: {fargate: [fargate, fargate_spot]}"
        yield f"# What of Fargate applications may take.\n{taken}\n"
    if answers.runs != "fargate":
        yield _instances(answers)
    yield _balancers(answers)
    if answers.kind == "cluster":
        yield _services(answers)
    yield from _alerts(answers)


def _of_application(answers: Answers) -> Iterator[str]:
    yield (
        "# Services of one application, on a platform that has a spec and a state of its own.\n"
        "version: 1\n"
        f"application: {_scalar(answers.application)}\n"
        f"platform: {_scalar(answers.platform)}\n"
    )
    yield _services(answers)
    yield from _alerts(answers)


def _alerts(answers: Answers) -> Iterator[str]:
    if answers.email:
        told = f"alerts: {{emails: [{_scalar(answers.email)}]}}"
        yield f"# Who is told when something breaks.\n{told}\n"


def _network(answers: Answers) -> str:
    lines = [
        "# A VPC that exists; its way out is its owner's.",
        "network:",
        f"  vpc_id: {_scalar(answers.vpc_id)}",
        "  availability_zones:",
    ]
    public, private = answers.subnets[::2], answers.subnets[1::2]
    for zone, *ids in zip(zones(answers.region), public, private, strict=True):
        shown = ", private: ".join(map(_scalar, ids))
        lines.append(f"    {zone}: {{public: {shown}}}")
    return "\n".join(lines) + "\n"


def _instances(answers: Answers) -> str:
    text = (
        "# Groups of EC2 instances; what names no capacity runs on the one named default.\n"
        "instance_groups:\n"
        "  default:\n"
        f"    instance_type: {_scalar(answers.instance_type)}\n"
    )
    if answers.runs == "gpu":
        text += "  gpu:\n    instance_type: g5.xlarge # one GPU\n"
    return text


def _balancers(answers: Answers) -> str:
    # Left out, there would be one that answers plain HTTP, of which a warning tells.
    if not answers.domain:
        return (
            "# None: nothing is reached from outside, until one has a domain or a certificate.\n"
            "load_balancers: {}\n"
        )
    return (
        "# HTTPS with a certificate that ACM issues and renews for these names.\n"
        "load_balancers:\n"
        "  default:\n"
        f"    dns: {{zone_id: {_scalar(answers.zone_id)}, names: [{_scalar(answers.domain)}]}}\n"
    )


def _services(answers: Answers) -> str:
    lines = ["services:", "  web:", "    image: nginx:1.29 # your image, with its tag"]
    if answers.runs == "fargate":
        lines += ["    capacity: fargate", "    cpu: 256     # 1024 is a vCPU"]
        lines += ["    memory: 512  # MiB"]
    else:
        lines += ["    memory: 256 # MiB, its hard limit"]
    lines += ["    port: 80"]
    if answers.domain:
        lines += [f"    routes: {{default: {_scalar(answers.domain)}}}"]
    if answers.runs == "both":
        lines += ["  worker:", "    image: nginx:1.29", "    capacity: fargate"]
        lines += ["    cpu: 256", "    memory: 512"]
    if answers.runs == "gpu":
        lines += ["  model:", "    image: nginx:1.29", "    capacity: gpu"]
        lines += ["    memory: 2048", "    gpus: 1"]
    return "\n".join(lines) + "\n"


def _scalar(value: str) -> str:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9.@-]*", value) and value.lower() != "null":
        return value
    # JSON's strings are YAML's: whatever was given stands there as that text.
    return json.dumps(value)
