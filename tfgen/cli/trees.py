"""What `render` and `diff` have in common: specs in, trees done, all findings at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.output import Progress, name_differing, report, say
from tfgen.cli.terminal import colored_diff, has_color
from tfgen.diagnostics import TfgenError

if TYPE_CHECKING:
    from tfgen.commands.check import Judged
    from tfgen.commands.render import Done, Wish


def write_trees(specs: tuple[Path, ...], out: Path, wish: Wish, jobs: int) -> None:
    """Write the trees of specs, and say what comes next."""
    done = _trees_done(specs, out, wish, jobs, lambda tree: say(tree.summary))
    say(f"next: cd {done[0].folder} && terraform init && terraform plan")


def compare_trees(specs: tuple[Path, ...], out: Path, wish: Wish, jobs: int) -> None:
    """Compare what specs render to with what is on disk; exit with 2 where it differs."""
    done = _trees_done(specs, out, wish, jobs, _tell_difference)
    if any(tree.differing for tree in done):
        raise click.exceptions.Exit(2)


def _tell_difference(tree: Done) -> None:
    color = has_color(sys.stdout)
    click.echo(colored_diff(tree.diff) if color else tree.diff, nl=False, color=color)
    say(f"{tree.summary} (nothing written)")
    if not tree.diff:
        name_differing(tree.differing)


def _trees_done(
    specs: tuple[Path, ...], out: Path, wish: Wish, jobs: int, tell: Callable[[Done], None]
) -> list[Done]:
    """Check specs, do with their trees what is wished, tell of each, and report all findings.

    Raises TfgenError where a spec is at fault, once the others are done.
    """
    from tfgen.commands.check import each_once, findings, judged
    from tfgen.commands.fleet import each_done

    with Progress(len(specs)) as progress:
        found = judged(specs, progress.checked)
        folders = tree_folders(specs, found, out)
        done = []
        for tree in each_done(found.sound, folders, wish, jobs):
            done.append(tree)
            progress.rendered(len(done))
    of_trees = (diagnostic for tree in done for diagnostic in tree.findings)
    told = each_once((*found.errors, *findings(found.sound), *of_trees))
    is_fault = bool(found.errors) or any(tree.failed for tree in done)
    if not is_fault:
        report(told)
    for tree in done:
        if not tree.failed:
            tell(tree)
    if is_fault:
        raise TfgenError(told)
    return done


def tree_folders(specs: tuple[Path, ...], found: Judged, out: Path) -> list[Path]:
    """Return the folders of trees; say where one goes that its name does not say."""
    from tfgen.commands.check import left_out
    from tfgen.commands.folders import require_names, targets

    require_names([spec.path for spec in found.sound], out)
    for line in left_out(specs, found.sound):
        say(line)
    places = targets(found.sound, out, found.named)
    for spec, place in zip(found.sound, places, strict=True):
        if place.why:
            say(f"{spec.path}: into {place.folder}: {place.why}")
    return [place.folder for place in places]
