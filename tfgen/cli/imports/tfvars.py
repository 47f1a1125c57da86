"""`tfgen import tfvars`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tfgen.cli.imports.options import finish, import_options


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@import_options
def tfvars(file: Path, spec: Path, **wished: Any) -> None:
    """Make a spec of the variables of hand-written modules.

    FILE is its ecs.tfvars. The spec is of a whole cluster of the same sizes and blocks.
    """
    from tfgen.adopt import Wish
    from tfgen.adopt.tfvars import convert
    from tfgen.adopt.tfvars.hcl import read

    node = read(file)
    finish(convert(node, Wish(**wished)), [node], spec)
