"""What is asked of `tfgen ci`, beside the specs."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.commands.ci.trees import Roles
from tfgen.frozen import frozen


@frozen
class Wish:
    """Where things are and what runs: `out` is the folder of the trees, `branch` is applied.

    `install` is what pip installs tfgen from: a version, a URL or a file of the repository.
    Of `terraform`, a minor version, the newest patch runs.
    `roles` are by spec, those of "" for all others. `only` is trees or deploys; "" is both.
    """

    out: str
    branch: str
    install: str
    terraform: str
    roles: Mapping[str, Roles]
    only: str = ""
