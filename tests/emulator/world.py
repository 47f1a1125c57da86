"""What a spec takes for granted: things that a user has before the first apply, named in the spec by their ids."""

from __future__ import annotations

import re
from pathlib import Path

from spec_data import account, load

CERTIFICATE = re.compile(r"arn:[\w-]+:acm:[\w-]+:\d+:certificate/[\w-]+")


def prepare(spec: Path) -> None:
    """Put into this process's moto what the spec names. Only here: no API of AWS lets the caller choose an id."""
    data = load(spec)
    for arn in CERTIFICATE.findall(spec.read_text(encoding="utf-8")):
        _certificate(arn, account(data), data["region"])


def _certificate(arn: str, owner: str, region: str) -> None:
    from moto.acm.models import acm_backends

    backend = acm_backends[owner][region]
    made = backend.request_certificate("example.com", arn, [], [], [])
    certificate = backend._certificates.pop(made)
    certificate.arn, certificate.status = arn, "ISSUED"
    backend._certificates[arn] = certificate
