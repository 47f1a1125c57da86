"""What all commands of `tfgen import` take, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tfgen.cli.options import SPEC, findings_as
from tfgen.cli.output import report, say

if TYPE_CHECKING:
    from tfgen.adopt import Draft, Given
    from tfgen.commands.importing import Imported

_OPTIONS = (
    click.option("--environment", default="", help="Stage, such as acc or production."),
    click.option("--region", default="", help="AWS region."),
    click.option("--application", default="", help="Name of the application, with --platform."),
    click.option(
        "--platform",
        default="",
        metavar="SPEC",
        help="Make an application on this platform's spec, not a cluster of its own.",
    ),
    click.option(
        "-o",
        "--out",
        "spec",
        type=SPEC,
        default=Path("cluster.yaml"),
        show_default=True,
        help="Where the spec goes, which must not exist; - prints it.",
    ),
)


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add to a command what a `Wish` holds, `spec`, and the format of its findings."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return findings_as(command)


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add to a command what `import_options` adds, but for that of applications on platforms."""
    environment, region, *_, spec = _OPTIONS
    for option in (spec, region, environment):
        command = option(command)
    return findings_as(command)


def finish(draft: Draft, files: Iterable[Given], spec: Path) -> None:
    """Write the spec of a draft, and tell what is left; exit with 1 where it is to be mended."""
    result = written(draft, files, spec)
    # All of them: what is not told is lost.
    findings = (*result.left, *result.faults)
    report(findings, most=len(findings))
    say(f"not carried over: {result.count_left}")
    if not result.is_sound:
        say(f"{spec} is a draft: mend what is said of it, then run: tfgen validate {spec}")
        raise click.exceptions.Exit(1)
    if str(spec) != "-":
        say(f"next: tfgen render {spec}")


def written(draft: Draft, files: Iterable[Given], spec: Path) -> Imported:
    """Write the spec of a draft, or print it, and return what became of it."""
    from tfgen.commands.importing import imported
    from tfgen.commands.new_spec import require_new, write

    printed = str(spec) == "-"
    if not printed:
        require_new(spec)
    # As a name - is what comes in, where lines of findings would be looked for.
    result = imported(draft, files, Path("printed") if printed else spec)
    if printed:
        click.echo(result.text, nl=False)
    else:
        for path in write(spec, result.text):
            say(f"wrote {path}")
    return result
