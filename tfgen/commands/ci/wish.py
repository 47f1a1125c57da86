"""What is asked of `tfgen ci`, beside the specs."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.commands.ci.trees import Roles
from tfgen.frozen import frozen


@frozen
class Wish:
    """Where things are and what runs: `out` is the folder of the trees, `branch` is applied.

    `tfgen` and `terraform` are versions; of Terraform the newest patch of a minor version runs.
    `roles` are by spec, those of "" for all others. `only` is trees or deploys; "" is both.
    """

    out: str
    branch: str
    tfgen: str
    terraform: str
    roles: Mapping[str, Roles]
    only: str = ""
