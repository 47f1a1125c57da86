"""`tfgen upgrade`: what another version of tfgen does to trees that stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import data_as, out_option, own_templates, specs_argument
from tfgen.cli.output import report

if TYPE_CHECKING:
    from tfgen.tree import Overlay


@click.command()
@specs_argument
@out_option
@own_templates
@click.option("--preview", is_flag=True, help="Say what this version changes, and write nothing.")
@data_as("text", "json", "markdown", help="For a terminal, a tool, or a comment.")
def upgrade(
    specs: tuple[Path, ...], out: Path, preview: bool, form: str, overlay: Overlay | None
) -> None:
    """Say what this version of tfgen changes in trees of a former one.

    Trees are rendered with this version, compared with those that stand in OUT, and what differs is
    given its reason: an entry of the changelog, with what the next apply does because of it, the
    deadly first. The upgrade itself is `tfgen render`. Exit with 2 where anything differs.
    """
    if not preview:
        named = " ".join(map(str, specs))
        raise click.UsageError(
            f"tfgen render is the upgrade: first `tfgen upgrade --preview {named}`, then "
            f"`tfgen render {named}`"
        )
    from tfgen.commands import upgrade_text
    from tfgen.commands.upgrade import previewed

    told = previewed(tuple(dict.fromkeys(specs)), out, overlay)
    report(finding for tree in told for finding in tree.findings)
    printers = {
        "text": upgrade_text.as_text,
        "json": upgrade_text.as_json,
        "markdown": upgrade_text.as_markdown,
    }
    click.echo(printers[form](told), nl=False)
    if any(tree.differs for tree in told):
        raise click.exceptions.Exit(2)
