"""What of a state is never read: a state has every secret in plain text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tfgen.facts.sensitive import is_sensitive


def without_secrets(
    type_: str, values: Mapping[str, Any], marked: Collection[str]
) -> dict[str, Any]:
    """Return the attributes without those that Terraform hides.

    It hides what the state has marked, and what the provider's schema says is sensitive, which
    older states do not mark.
    """
    # By whole attributes: what is secret inside of one is not worth a part of it.
    return {
        name: value
        for name, value in values.items()
        if name not in marked and not is_sensitive("resource", type_, name)
    }
