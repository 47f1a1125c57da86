"""`tfgen graph`: pictures of specs."""

from __future__ import annotations

from pathlib import Path

import click

from tfgen.cli.options import SPEC, data_as, specs_argument
from tfgen.cli.output import report, say


@click.command()
@specs_argument
@data_as("svg", "mermaid", "dot", "html", help="How the picture is written.")
@click.option(
    "--view",
    type=click.Choice(["infrastructure", "platform", "service", "modules", "changes"]),
    help="What is seen. Default: infrastructure.",
)
@click.option("--service", metavar="KEY", help="Draw this service, from clients to logs.")
@click.option(
    "--since",
    metavar="OLD",
    help="Mark what changed since OLD: a spec, a tree, or git:REF. Alone --view changes compares "
    "with the tree that stands.",
)
@click.option("-o", "--out", type=SPEC, help="File of the picture, or folder of several.")
@click.option(
    "--trees",
    type=SPEC,
    default=Path("out"),
    show_default=True,
    help="Folder of the trees, for modules and changes.",
)
def graph(
    specs: tuple[Path, ...],
    form: str,
    view: str | None,
    service: str | None,
    since: str | None,
    out: Path | None,
    trees: Path,
) -> None:
    """Draw pictures of specs.

    The network with its zones, balancers and capacity, what runs in it and how they connect; or
    one service, the modules, what a change touches. Several specs give several pictures, and with
    --view platform one of a platform with its applications. A page of HTML zooms, and shows the
    line of the spec that a box comes from.
    """
    from tfgen.commands.graph import Wish, drawings, write_drawings

    wish = Wish(_view(view, service, since), service, since, trees)
    some = drawings(specs, wish)
    for path in write_drawings(some, form, out):
        say(f"wrote {path}")
    report(dict.fromkeys(found for drawing in some for found in drawing.findings))
    if out is None:
        for drawing in some:
            click.echo(drawing.written(form), nl=False)


def _view(view: str | None, service: str | None, since: str | None) -> str:
    """Return the view that options ask for: some name it without --view."""
    asked = {name for name, value in (("service", service), ("changes", since)) if value}
    asked |= {view} if view else set()
    if len(asked) > 1:
        raise click.UsageError(f"{' and '.join(sorted(asked))} are two pictures")
    return next(iter(asked), "infrastructure")
