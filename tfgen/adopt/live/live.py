"""A thing that runs in AWS, whatever told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.frozen import frozen


@frozen
class Live:
    """A thing that exists, in the terms of Terraform's AWS provider.

    `values` are the attributes of the resource's schema as `terraform show -json` has them: nested
    blocks are lists of mappings. `id` is what the provider has as id; `address` is its address in
    the state that was read, "" where it was read from AWS.
    """

    type: str
    id: str
    values: Mapping[str, Any]
    address: str = ""
