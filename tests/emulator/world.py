"""What a spec takes for granted: what AWS publishes and moto lacks, and what a user has before the first apply."""

from __future__ import annotations

import re
from pathlib import Path

from spec_data import account, load

# Images of Bottlerocket for ECS: kind and processor.
BOTTLEROCKET = (
    ("aws-ecs-2", "x86_64"),
    ("aws-ecs-2", "arm64"),
    ("aws-ecs-2-nvidia", "x86_64"),
    ("aws-ecs-2-nvidia", "arm64"),
)
CERTIFICATE = re.compile(r"arn:[\w-]+:acm:[\w-]+:\d+:certificate/[\w-]+")


def prepare(spec: Path) -> None:
    """Put it into this process's moto. Only here: no API of AWS lets the caller choose an ARN, or AWS's own names."""
    data = load(spec)
    for number, (kind, processor) in enumerate(BOTTLEROCKET):
        name = f"/aws/service/bottlerocket/{kind}/{processor}/latest/image_id"
        _parameter(name, f"ami-b0771e0c4e7{number:06}", account(data), data["region"])
    for arn in CERTIFICATE.findall(spec.read_text(encoding="utf-8")):
        _certificate(arn, account(data), data["region"])


def _certificate(arn: str, owner: str, region: str) -> None:
    from moto.acm.models import acm_backends

    backend = acm_backends[owner][region]
    made = backend.request_certificate("example.com", arn, [], [], [])
    certificate = backend._certificates.pop(made)
    certificate.arn, certificate.status = arn, "ISSUED"
    backend._certificates[arn] = certificate


def _parameter(name: str, value: str, owner: str, region: str) -> None:
    from moto.core.utils import utcnow
    from moto.ssm.models import Parameter, ssm_backends

    parameters = ssm_backends[owner][region]._parameters
    parameters[name].append(Parameter(owner, name, value, "String", None, None, None, utcnow(), 1, "text"))
