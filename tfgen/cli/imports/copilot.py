"""`tfgen import copilot`: specs of a workspace of AWS Copilot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.imports.options import finish, import_options
from tfgen.cli.options import FOLDER
from tfgen.cli.output import report, say

if TYPE_CHECKING:
    from tfgen.adopt import Draft, Given


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--account", default="", metavar="ID", help="AWS account, by its twelve digits.")
@click.option(
    "--image",
    "images",
    multiple=True,
    metavar="SERVICE=IMAGE",
    help="Image of a service or job that Copilot builds; SERVICE/SIDECAR=IMAGE of a sidecar.",
)
@import_options
def copilot(
    folder: Path,
    account: str,
    images: tuple[str, ...],
    environment: str,
    region: str,
    application: str,
    platform: str,
    spec: Path,
) -> None:
    """Make specs of a workspace of AWS Copilot.

    FOLDER holds copilot/, or is that folder. With --environment, or where there is only one, OUT
    is its whole spec. Else OUT has what the environments share, and a spec of each, named like the
    environment, stands beside it.
    """
    from tfgen.adopt import Wish
    from tfgen.adopt.copilot import Said, drafts, opened, shared

    wish = Wish(environment, region, application, platform)
    workspace = opened(folder)
    by_stage = drafts(workspace, Said(wish, account, _by_service(images)))
    if len(by_stage) == 1:
        finish(next(iter(by_stage.values())), workspace.files, spec)
        return
    if str(spec) == "-":
        stages = ", ".join(by_stage)
        raise click.UsageError(f"choose one of {stages} by --environment, or write files with -o")
    base, apart = shared(by_stage, spec.name)
    beside = {spec.with_name(f"{stage}.yaml"): draft for stage, draft in apart.items()}
    _finish_several(base, spec, beside, workspace.files)


def _by_service(images: tuple[str, ...]) -> dict[str, str]:
    wrong = [image for image in images if not all(image.partition("=")[::2])]
    if wrong:
        raise click.UsageError(f"--image {wrong[0]}: write SERVICE=IMAGE")
    return {name: image for name, _, image in (image.partition("=") for image in images)}


def _finish_several(
    base: Draft, spec: Path, beside: dict[Path, Draft], files: Iterable[Given]
) -> None:
    """Write a base and the specs that extend it; exit with 1 where one is to be mended."""
    from tfgen.commands.importing import faults, left, written
    from tfgen.commands.new_spec import require_new, write
    from tfgen.diagnostics import Severity

    drafts = {spec: base, **beside}
    for path in drafts:
        require_new(path)
    for path, draft in drafts.items():
        for file in write(path, written(draft)):
            say(f"wrote {file}")
    said = [finding for draft in beside.values() for finding in draft.findings]
    findings = left(said, files)
    wrong = [fault for path, draft in beside.items() for fault in faults(written(draft), path)]
    report((*findings, *wrong), most=len(findings) + len(wrong))
    say(f"not carried over: {sum(finding.code == 'ADOPT001' for finding in findings)}")
    names = " ".join(map(str, beside))
    if any(fault.severity is Severity.ERROR for fault in wrong):
        say(f"these are drafts: mend what is said of them, then run: tfgen validate {names}")
        raise click.exceptions.Exit(1)
    say(f"next: tfgen render {names}")
