"""`tfgen diff`: what a change does, before any plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import data_as, out_option, own_templates
from tfgen.cli.output import report

if TYPE_CHECKING:
    from tfgen.tree import Overlay


@click.command()
@click.argument("specs", nargs=-1, required=True, metavar="[OLD] NEW")
@out_option
@own_templates
@data_as("text", "json", "markdown", help="For a terminal, a tool, or a comment.")
def diff(specs: tuple[str, ...], out: Path, form: str, overlay: Overlay | None) -> None:
    """Print what a change of a spec does to its cluster.

    By part of the cluster, then by address: what is added, removed, moved, replaced and changed in
    place, which tasks restart and which instances are rolled. NEW is a spec; OLD is a spec, the
    folder of a tree, or git:REF for the same spec there. Without OLD it is the tree that stands
    where the spec's goes. No AWS and no Terraform is asked. Exit with 2 where the next apply does
    anything; `render --diff` prints the lines of the files.
    """
    if len(specs) > 2:
        raise click.UsageError("give one spec, or a former one and the new one")
    from tfgen.commands.diff import differing

    *former, present = specs
    told = differing(former[0] if former else None, Path(present), out, overlay)
    report(told.findings)
    click.echo(_printed(told, form), nl=False)
    if told.differs:
        raise click.exceptions.Exit(2)


def _printed(told: object, form: str) -> str:
    from tfgen.commands import diff_markdown, diff_text

    printers = {
        "text": diff_text.as_text,
        "json": diff_text.as_json,
        "markdown": diff_markdown.as_markdown,
    }
    return printers[form](told)  # type: ignore[arg-type]  # what `differing` returned
