"""`tfgen ami`: pinned images, compared with those that AWS recommends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.options import data_as, specs_argument
from tfgen.cli.output import say

if TYPE_CHECKING:
    from tfgen.commands.ami import Image


@click.group()
def ami() -> None:
    """Compare or update pinned images.

    They are compared with those that AWS recommends, which needs credentials and
    `pip install 'tfgen[aws]'`.
    """


@ami.command("check")
@specs_argument
@data_as("text", "json", help="How the images are printed.")
def ami_check(specs: tuple[Path, ...], form: str) -> None:
    """Print the image of each instance group.

    Exit with 2 where AWS recommends another one than is pinned.
    """
    from tfgen.commands.ami import images_of

    images = images_of(specs)
    _print_images(images, form)
    if any(image.outdated for image in images):
        say("next: tfgen ami update, then review and render")
        raise click.exceptions.Exit(2)


@ami.command("update")
@specs_argument
@data_as("text", "json", help="How the images are printed.")
def ami_update(specs: tuple[Path, ...], form: str) -> None:
    """Write newer images over pinned ones.

    Those that AWS recommends, where the pins stand; nothing else of a spec changes.
    """
    from tfgen.commands.ami import images_of, update

    images = images_of(specs)
    files = update(specs, images)
    _print_images(images, form, updated=True)
    say(f"edited {', '.join(files)}; next: review and render" if files else "nothing to update")


def _print_images(images: Sequence[Image], form: str, *, updated: bool = False) -> None:
    from tfgen.commands.ami import as_json, as_text

    printer = {"text": as_text, "json": as_json}[form]
    click.echo(printer(images, updated=updated), nl=False)
