"""`tfgen import task-definition`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tfgen.cli.imports.options import finish, import_options


@click.command("task-definition")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--service",
    "services",
    type=click.Path(path_type=Path),
    multiple=True,
    help="What aws ecs describe-services prints of the services that run them.",
)
@click.option("--load-balancer", default="default", help="Load balancer that routes are of.")
@click.option("--main", default="", help="Container that is the service; others are sidecars.")
@import_options
def task_definition(
    files: tuple[Path, ...],
    services: tuple[Path, ...],
    main: str,
    load_balancer: str,
    spec: Path,
    **wished: Any,
) -> None:
    """Make a spec of task definitions, one service each.

    FILES are what aws ecs describe-task-definition prints, or what register-task-definition takes.
    """
    from tfgen.adopt import Wish, read
    from tfgen.adopt.task_definition import convert

    definitions = [read(file) for file in files]
    described = [read(file) for file in services]
    draft = convert(definitions, described, Wish(**wished), main, load_balancer)
    finish(draft, [*definitions, *described], spec)
