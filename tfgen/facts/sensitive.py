"""Attributes that a provider keeps secret: bench/rebuild_sensitive.py makes the AWS provider's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("sensitive.txt")

# https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password
# https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/private_key
_OF_OTHERS = {
    "resource random_password": frozenset({"bcrypt_hash", "result"}),
    "resource tls_private_key": frozenset(
        {"private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"}
    ),
}


def is_sensitive(kind: str, type: str, attribute: str) -> bool:
    """Whether Terraform hides this attribute of a resource or data source."""
    return attribute in _known().get(f"{kind} {type}", ())


@cache
def _known() -> dict[str, frozenset[str]]:
    known = dict(_OF_OTHERS)
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        kind, type, *attributes = line.split()
        known[f"{kind} {type}"] = frozenset(attributes)
    return known
