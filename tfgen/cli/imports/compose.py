"""`tfgen import compose`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tfgen.cli.imports.options import finish, import_options


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--env-file",
    type=click.Path(path_type=Path),
    help="File of variables for the Compose file, such as .env.",
)
@click.option("--profile", "profiles", multiple=True, help="Profile of services to take too.")
@click.option("--load-balancer", default="default", help="Load balancer that routes are of.")
@click.option("--instances", is_flag=True, help="Run all of it on EC2 instances, not on Fargate.")
@import_options
def compose(
    file: Path,
    env_file: Path | None,
    profiles: tuple[str, ...],
    instances: bool,
    load_balancer: str,
    spec: Path,
    **wished: Any,
) -> None:
    """Make a spec of a Compose file.

    Services keep their names for each other; named volumes become file systems, and secrets are
    made without their values.
    """
    from tfgen.adopt import Wish, read
    from tfgen.adopt.compose import convert
    from tfgen.adopt.compose.interpolation import variables_of
    from tfgen.adopt.given import read_file

    node = read(file)
    text = read_file(env_file).decode(errors="replace") if env_file else ""
    wish = Wish(**wished)
    draft = convert(node, wish, variables_of(text), profiles, instances, load_balancer)
    finish(draft, [node], spec)
