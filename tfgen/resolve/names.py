"""Names in AWS: each is composed once, cut to its limit with a hash, and carries AWS's demands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tfgen.facts.limits import SECURITY_GROUP_DESCRIPTION, SECURITY_GROUP_NAME, NameRule

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
LOAD_BALANCER_MAX = 32
HASH_LENGTH = 5

# What Terraform appends to a name_prefix:
# https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go
_SUFFIX = "0" * 26


class Name(str):
    """A name in AWS: what it names, and the limit that it must keep; a prefix without its end."""

    what: str
    limit: NameRule
    is_prefix: bool

    def __new__(cls, text: str, what: str, limit: NameRule, *, is_prefix: bool = False) -> Name:
        """Make a name; `what` is the thing in AWS, with its key where there may be several."""
        made = super().__new__(cls, text)
        made.what, made.limit, made.is_prefix = what, limit, is_prefix
        return made

    @property
    def accepted(self) -> bool:
        """Whether AWS takes it."""
        text = str(self)
        if self.is_prefix:
            text += _SUFFIX
        return self.limit.accepts(text)


Names = tuple[Name, ...]


def joined(*parts: str) -> str:
    """Compose a name: its parts with hyphens between."""
    return "-".join(parts)


def oldest(key: str, moved_from: Sequence[str]) -> str:
    """Return the first key that a member had, which its names in AWS keep."""
    if moved_from:
        return moved_from[0]
    return key


def security_group_names(prefix: str, of: str, description: str) -> Names:
    """Return the names of a security group: AWS holds its description to a form as well."""
    described = "description of its security group"
    return (
        Name(prefix, of, SECURITY_GROUP_NAME, is_prefix=True),
        Name(description, described, SECURITY_GROUP_DESCRIPTION),
    )


def fitted(name: str, limit: int) -> str:
    """Return the name, or where it is too long its first characters and a hash of the whole."""
    if len(name) <= limit:
        return name
    return _with_hash(name, limit, name)


def hashed(name: str, limit: int, *facts: object) -> str:
    """Return the name with a hash of the facts that force a replacement.

    So the new one can be made before the old one goes.
    """
    return _with_hash(name, limit, "\n".join(map(str, (name, *facts))))


def _with_hash(name: str, limit: int, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
    first = name[: limit - HASH_LENGTH - 1].rstrip("-")
    return f"{first}-{digest}"
