"""`tfgen import compose`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tfgen.cli.imports.options import finish, import_options
from tfgen.cli.output import say


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--env-file",
    type=click.Path(path_type=Path),
    help="File of variables for the Compose file.  [default: .env beside it, if there is one]",
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
    from tfgen.adopt.compose.env_files import files_beside
    from tfgen.adopt.compose.interpolation import variables_of
    from tfgen.adopt.given import read_file

    node = read(file)
    # As Compose itself does.
    usual = file.parent / ".env"
    if env_file is None and usual.is_file():
        env_file = usual
        say(f"variables of {usual}: give --env-file for those of another file")
    variables = variables_of(read_file(env_file).decode(errors="replace")) if env_file else {}
    files = files_beside(file)
    wish = Wish(**wished)
    draft = convert(node, wish, variables, profiles, instances, load_balancer, files)
    finish(draft, [node], spec)
