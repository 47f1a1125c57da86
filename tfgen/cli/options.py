"""The arguments and options that several commands have."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tfgen.cli.completion import SpecPath
from tfgen.commands.report import FOR_TOOLS

if TYPE_CHECKING:
    from tfgen.tree import Overlay

SPEC = SpecPath(path_type=Path, readable=False)  # what cannot be read is a finding like any other
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FORMATS = click.Choice(["text", *FOR_TOOLS])

_CHECKED = "tfgen.checked"


def _keep_checked(
    context: click.Context, _: click.Parameter, value: tuple[Path, ...]
) -> tuple[Path, ...]:
    context.meta[_CHECKED] = list(dict.fromkeys(map(str, value)))
    return value


def checked_in(context: click.Context | None) -> list[str]:
    """Return the specs or folders that a command was given, for formats that name them all."""
    return context.meta.get(_CHECKED, []) if context else []


specs_argument = click.argument("specs", nargs=-1, required=True, type=SPEC, callback=_keep_checked)
folders_argument = click.argument(
    "folders", nargs=-1, required=True, type=FOLDER, callback=_keep_checked
)
out_option = click.option(
    "-o",
    "--out",
    type=SPEC,
    default=Path("out"),
    show_default=True,
    help="Folder of the trees.",
)


def own_templates(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --templates and --no-templates to a command; it gets them as `overlay`, already read."""

    @functools.wraps(command)
    def with_overlay(*args: Any, templates: Path | None, no_templates: bool, **rest: Any) -> Any:
        return command(*args, overlay=_overlay(templates, no_templates), **rest)

    named = click.option(
        "--templates",
        type=SPEC,
        metavar="DIR",
        envvar="TFGEN_TEMPLATES",
        show_envvar=True,
        help="Folder of templates of your own, which you trust, in place of tfgen's.",
    )
    none = click.option(
        "--no-templates", is_flag=True, help="Go back to tfgen's own, in a tree that had others."
    )
    return named(none(with_overlay))


def _overlay(templates: Path | None, no_templates: bool) -> Overlay | None:
    context = click.get_current_context()
    # That of the environment is for all runs, and this one is otherwise.
    by_hand = context.get_parameter_source("templates") is ParameterSource.COMMANDLINE
    if by_hand and no_templates:
        raise click.UsageError("--no-templates goes with no --templates")
    if templates and not no_templates:
        from tfgen.overlay import read_overlay

        return read_overlay(templates)
    if no_templates:
        from tfgen.tree import Overlay

        return Overlay()
    return None


jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes that render at once, where there are many specs.",
)


def findings_as(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --format to a command; the format is kept for whoever reports its findings."""

    def keep(context: click.Context, _: click.Parameter, value: str) -> None:
        context.find_root().obj = value

    option = click.option(
        "--format",
        type=FORMATS,
        default="text",
        callback=keep,
        expose_value=False,
        help="How findings are printed.",
    )
    return option(command)


def data_as(*forms: str, help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --format to a command that prints data: the first form is the default."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], help=help)
