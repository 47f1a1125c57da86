"""`tfgen templates`: copies of tfgen's templates to start one's own from."""

from __future__ import annotations

from pathlib import Path

import click

from tfgen.cli.options import SPEC
from tfgen.cli.output import say


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "-o",
    "--out",
    type=SPEC,
    default=Path("templates"),
    show_default=True,
    help="Folder of templates of your own.",
)
@click.option("--rebase", is_flag=True, help="Merge what tfgen has changed since into the copies.")
def templates(names: tuple[str, ...], out: Path, rebase: bool) -> None:
    """Copy templates, to edit them.

    NAMES are modules (ecs_task) or files of them (ecs_task/iam.tf), or files of the root
    (root/providers.tf.j2); without any, all are listed. `tfgen render --templates DIR` takes what
    stands in DIR in place of tfgen's own. With --rebase, what another version of tfgen has changed
    in its own is merged into the copies in DIR, as git merges.
    """
    from tfgen import overlay

    if rebase and names:
        raise click.UsageError("--rebase merges into all copies, and takes no names")
    if rebase:
        own = overlay.read_overlay(out)
        touched = list(overlay.rebased(out, [path for path, _ in own.files]))
        for path, words in touched:
            say(f"{path}: {words}")
        if not touched:
            say(f"{out}: all copies are of this version's")
    elif names:
        for path in overlay.copied(names, out):
            say(f"{path}: copied")
        say(f"next: edit them; then tfgen render SPEC --templates {out}")
    else:
        click.echo("".join(f"{name}\n" for name in overlay.listed()), nl=False)
