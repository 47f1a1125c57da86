"""The command line: arguments in, the pipeline called, findings printed, an exit code out. Alone prints or exits.

What a command does not need is not imported: each imports its stages when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.system.regular import read_regular

if TYPE_CHECKING:
    from tfgen.pipeline import Checked
    from tfgen.write import Comparison

SPEC = click.Path(path_type=Path, readable=False)  # what cannot be read is a finding like any other
MOST_READ = 8 * 1024 * 1024  # of a file, to show a line of it; no spec is larger
FORMATS = click.Choice(["text", "json", "sarif", "github"])


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 the spec is at fault, 2 files differ, 3 refused, 4 verification failed, "
    "5 input or output failed, 64 usage, 70 a fault of tfgen.",
)
@click.version_option(package_name="tfgen", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn a YAML cluster spec into a verified Terraform tree for Amazon ECS."""


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


@cli.command()
@click.argument("path", type=SPEC, default=Path("cluster.yaml"), required=False)
@click.option(
    "--environment", default="acc", show_default=True, help="Stage, and the cluster's name."
)
@click.option("--region", default="eu-west-1", show_default=True, help="AWS region.")
@click.option("--instance-type", default="t3.small", show_default=True, help="EC2 instance type.")
def init(path: Path, environment: str, region: str, instance_type: str) -> None:
    """Write a first spec and its schema.

    The spec goes to PATH (cluster.yaml), the JSON Schema that editors check it with beside it.
    """
    from tfgen.commands.init import write_starter

    for written in write_starter(path, environment, region, instance_type):
        say(f"wrote {written}")
    say(f"next: tfgen render {path}")


@cli.command()
@click.argument("specs", nargs=-1, required=True, type=SPEC)
@findings_as
def validate(specs: tuple[Path, ...]) -> None:
    """Check specs; write nothing.

    Everything that is wrong is reported at once, also what is wrong between the specs.
    """
    checked = _checked(tuple(dict.fromkeys(specs)))
    report(one for each in checked for one in each.findings)
    for each in checked:
        say(f"{each.cluster.file}: valid")


@cli.command()
@click.argument("specs", nargs=-1, required=True, type=SPEC)
@click.option(
    "-o", "--out", type=SPEC, default=Path("out"), show_default=True, help="Folder of the trees."
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 2 when files would change.")
@click.option(
    "--diff",
    "show_diff",
    is_flag=True,
    help="Print what would change and write nothing; exit with 2 if anything.",
)
@click.option(
    "--force", is_flag=True, help="Overwrite files that were edited by hand or are not tfgen's."
)
@click.option("--adopt", is_flag=True, help="Take over files that the manifest does not know.")
@findings_as
def render(
    specs: tuple[Path, ...], out: Path, check: bool, show_diff: bool, force: bool, adopt: bool
) -> None:
    """Render specs, verify the trees, write them.

    Each spec becomes the tree OUT/<name of the spec>.
    """
    if check or show_diff:
        compare_trees(specs, out, show_diff)
        return
    from tfgen.pipeline import build
    from tfgen.write import write

    refuse_names(specs)
    checked = _checked(specs)
    trees = [build(each) for each in checked]
    report(one for each in checked for one in each.findings)
    for path, tree in zip(specs, trees, strict=True):
        say(summary(out / path.stem, write(tree, out / path.stem, force=force, adopt=adopt)))
    say(f"next: cd {out / specs[0].stem} && terraform init && terraform plan")


@cli.command()
@click.argument("specs", nargs=-1, required=True, type=SPEC)
@click.option(
    "-o", "--out", type=SPEC, default=Path("out"), show_default=True, help="Folder of the trees."
)
@findings_as
def diff(specs: tuple[Path, ...], out: Path) -> None:
    """Print what `render` would change.

    It is a unified diff; exit with 2 if there is any.
    """
    compare_trees(specs, out, show_diff=True)


@cli.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option(
    "--conventions/--no-conventions",
    default=None,
    help="Check tfgen's conventions too. Default: on its own trees.",
)
@findings_as
def verify(folders: tuple[Path, ...], conventions: bool | None) -> None:
    """Verify Terraform trees offline.

    It needs no network, no credentials and no provider. Links out of a folder are refused.
    """
    from tfgen.verify import read_tree
    from tfgen.verify import verify as verify_files

    found: list[Diagnostic] = []
    for folder in folders:
        own = (folder / ".tfgen" / "manifest.json").is_file()
        try:
            files = read_tree(folder)
            tree = verify_files(files, conventions=own if conventions is None else conventions)
            found += _below(folder, tree.warnings)
            say(f"{folder}: {len(files)} files verified")
        except TfgenError as error:
            found += _below(folder, error.diagnostics)
    if any(one.severity is Severity.ERROR for one in found):
        raise TfgenError(found)
    report(found)


def _below(folder: Path, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings in a tree with the paths of its files as they are seen from here."""

    def seen(place: Location) -> Location:
        # What could not be read at all has its full path.
        return (
            place
            if Path(place.file).is_relative_to(folder)
            else replace(place, file=str(folder / place.file))
        )

    return [
        replace(
            one,
            location=one.location and seen(one.location),
            also=tuple((seen(at), why) for at, why in one.also),
        )
        for one in diagnostics
    ]


@cli.command()
@click.argument("spec", type=SPEC)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="YAML with comments, or JSON.",
)
def show(spec: Path, form: str) -> None:
    """Print a spec with every default.

    Beside each value stands where it comes from.
    """
    from tfgen.commands import show as shown

    (checked,) = _checked((spec,))
    report(checked.findings)
    click.echo(
        shown.as_json(checked.cluster) if form == "json" else shown.as_yaml(checked.cluster),
        nl=False,
    )


@cli.command()
def schema() -> None:
    """Print the JSON Schema of the language.

    Editors check specs with it.
    """
    from tfgen.language.schema import json_schema

    click.echo(json_schema(), nl=False)


@cli.group()
def ami() -> None:
    """Compare or update pinned images.

    They are compared with those that AWS recommends, which needs credentials and `pip install 'tfgen[aws]'`.
    """


AMI_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the images are printed.",
)


@ami.command("check")
@click.argument("specs", nargs=-1, required=True, type=SPEC)
@AMI_FORMAT
def ami_check(specs: tuple[Path, ...], form: str) -> None:
    """Print the image of each instance group.

    Exit with 2 where AWS recommends another one than is pinned.
    """
    from tfgen.commands import ami as images

    found = [image for each in _checked(specs) for image in images.images(each)]
    click.echo(images.as_json(found) if form == "json" else images.as_text(found), nl=False)
    if any(image.outdated for image in found):
        say("next: tfgen ami update, then review and render")
        raise click.exceptions.Exit(2)


@ami.command("update")
@click.argument("specs", nargs=-1, required=True, type=SPEC)
@AMI_FORMAT
def ami_update(specs: tuple[Path, ...], form: str) -> None:
    """Write newer images over pinned ones.

    Those that AWS recommends, where the pins stand; nothing else of a spec changes.
    """
    from tfgen.commands import ami as images
    from tfgen.commands.edit import edit, write

    found = [image for each in _checked(specs) for image in images.images(each)]
    edits = images.edits(found)
    before = edit(edits)
    try:
        _checked(specs)
    except TfgenError:
        for path, data in before.items():
            write(path, data)
        raise
    click.echo(
        images.as_json(found, updated=True)
        if form == "json"
        else images.as_text(found, updated=True),
        nl=False,
    )
    files = sorted({one.at.file for one in edits})
    say(f"edited {', '.join(files)}; next: review and render" if files else "nothing to update")


def compare_trees(specs: tuple[Path, ...], out: Path, show_diff: bool) -> None:
    """Compare what specs render to with what is on disk; exit with 2 where it differs."""
    from tfgen.pipeline import build
    from tfgen.write import compare, unified_diff

    differs = False
    refuse_names(specs)
    checked = _checked(specs)
    report(one for each in checked for one in each.findings)
    for path, each in zip(specs, checked, strict=True):
        comparison = compare(build(each), out / path.stem)
        differs = differs or comparison.differs
        report(comparison.conflicts)
        if show_diff:
            click.echo(unified_diff(comparison), nl=False)
        say(summary(out / path.stem, comparison, would=True))
    if differs:
        raise click.exceptions.Exit(2)


def summary(folder: Path, comparison: Comparison, *, would: bool = False) -> str:
    """Say in one line what was done, or would be done, to a folder."""
    from tfgen.write import ChangeKind

    kinds = [change.kind for change in comparison.changes]
    words = {
        ChangeKind.CREATE: "created",
        ChangeKind.UPDATE: "changed",
        ChangeKind.DELETE: "deleted",
        ChangeKind.SAME: "same",
    }
    counts = ", ".join(
        f"{kinds.count(kind)} {word}" for kind, word in words.items() if kinds.count(kind)
    )
    return f"{folder}: {len(kinds)} files: {counts}{' (nothing written)' if would else ''}"


def _checked(paths: Sequence[Path]) -> list[Checked]:
    """Check every spec and what they do to each other, and raise the errors of all of them together."""
    import datetime

    from tfgen.pipeline import check, check_together

    found: list[Diagnostic] = []
    checked = []
    for path in paths:
        try:
            checked.append(check(path, datetime.datetime.now(tz=datetime.UTC).date()))
        except TfgenError as error:
            found += error.diagnostics
    try:
        checked = list(check_together(checked))
    except TfgenError as error:
        found += error.diagnostics
    if found:
        raise TfgenError((*found, *(one for each in checked for one in each.findings)))
    return checked


def refuse_names(paths: Sequence[Path]) -> None:
    """Refuse specs whose names give no folder below OUT, or one folder for two."""
    stems = [path.stem for path in paths]
    for path in paths:
        if path.stem in (".", ".."):
            raise click.UsageError(
                f"{path} would be rendered into OUT/{path.stem}: give it another name"
            )
    if repeated := sorted({stem for stem in stems if stems.count(stem) > 1}):
        raise click.UsageError(
            f"two specs are named {repeated[0]}: they would be rendered into one folder"
        )


def say(words: str) -> None:
    """Print a message."""
    click.echo(words, err=True)


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings: as text to stderr, in other formats as data to stdout."""
    from tfgen.commands import report as printers

    found = tuple(diagnostics)
    context = click.get_current_context(silent=True)
    form = (context.find_root().obj if context else None) or "text"
    if form == "text":
        color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        click.echo(
            printers.text(found, _sources(found), color=color), err=True, nl=False, color=color
        )
    else:
        printer = {"json": printers.as_json, "sarif": printers.sarif, "github": printers.github}[
            form
        ]
        click.echo(printer(found), nl=False)


def _sources(diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
    """Read the files of which a line is shown; what cannot be read is shown without."""
    texts = {}
    for file in {one.location.file for one in diagnostics if one.location and one.location.length}:
        with suppress(OSError, ValueError):  # ValueError: a NUL in the path
            texts[file] = read_regular(Path(file), MOST_READ).decode("utf-8-sig", "replace")
    return texts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    if asked := os.environ.get("_TFGEN_COMPLETE"):  # by the shell, as click has it
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, "tfgen", "_TFGEN_COMPLETE", asked)
    context = None
    try:
        with cli.make_context(
            "tfgen", list(sys.argv[1:] if arguments is None else arguments)
        ) as context:
            cli.invoke(context)
        return 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return 64
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return 130
    except TfgenError as error:
        return _report_error(error, context)
    except Exception as error:
        return _report_bug(error)


def _report_error(error: TfgenError, context: click.Context | None) -> int:
    with context.scope(cleanup=False) if context else click.Context(cli).scope():
        report(error.diagnostics)
    errors = sum(one.severity is Severity.ERROR for one in error.diagnostics)
    say(f"{errors} error{'s' if errors != 1 else ''}")
    return error.exit_code


def report_lost_output(error: OSError) -> int:
    """Report that standard output took no more, and return the exit code for it."""
    message = f"cannot write to standard output: {error.strerror}"
    return _report_error(
        TfgenError([Diagnostic("IO070", message, help="make room where it leads, and run again")]),
        None,
    )


def _report_bug(error: Exception) -> int:
    if os.environ.get("TFGEN_DEBUG"):
        raise error
    say(f"BUG001: a fault of tfgen itself: {type(error).__name__}: {error}")
    say("please report it, with the spec; TFGEN_DEBUG=1 shows where it happened")
    return 70
