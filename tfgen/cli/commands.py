"""The commands: what each takes, and what it calls.

What a command does not need is not imported: each imports what it calls when it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.ami import ami
from tfgen.cli.ci import ci
from tfgen.cli.completion import codes_of_findings, paths_of_spec
from tfgen.cli.diff import diff
from tfgen.cli.graph import graph
from tfgen.cli.imports import imports
from tfgen.cli.init import init
from tfgen.cli.lsp import lsp
from tfgen.cli.options import (
    SPEC,
    data_as,
    findings_as,
    folders_argument,
    jobs_option,
    out_option,
    own_templates,
    specs_argument,
)
from tfgen.cli.output import report, say
from tfgen.cli.templates import templates
from tfgen.cli.terminal import width
from tfgen.cli.trees import compare_trees, write_trees
from tfgen.cli.upgrade import upgrade
from tfgen.diagnostics import TfgenError

if TYPE_CHECKING:
    from tfgen.commands.part import Part
    from tfgen.pipeline import Checked
    from tfgen.tree import Overlay


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 the spec is at fault, 2 files differ, 3 refused, "
    "4 verification failed, 5 input or output failed, 64 usage, 70 a fault of tfgen.",
)
@click.version_option(package_name="tfgen", message="%(prog)s %(version)s")
def cli() -> None:
    """Turn a YAML cluster spec into a verified Terraform tree for Amazon ECS."""


@cli.command()
@specs_argument
@findings_as
def validate(specs: tuple[Path, ...]) -> None:
    """Check specs; write nothing.

    Everything that is wrong is reported at once, also what is wrong between the specs.
    """
    from tfgen.commands.check import checked, findings, left_out

    specs = tuple(dict.fromkeys(specs))
    sound = checked(specs)
    report(findings(sound))
    for line in left_out(specs, sound):
        say(line)
    for spec in sound:
        say(f"{spec.cluster.file}: valid")


@cli.command()
@specs_argument
@out_option
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
@click.option(
    "--adopt",
    is_flag=True,
    help="Take over files that the manifest does not know, and a tree that is another cluster's.",
)
@click.option(
    "--keep", is_flag=True, help="Leave files that were edited by hand, and render the others."
)
@own_templates
@jobs_option
@findings_as
def render(
    specs: tuple[Path, ...],
    out: Path,
    check: bool,
    show_diff: bool,
    force: bool,
    adopt: bool,
    keep: bool,
    jobs: int,
    overlay: Overlay | None,
) -> None:
    """Render specs, verify the trees, write them.

    Each spec becomes the tree OUT/<name of the spec>; several of one name are told apart by
    their folders. Of a spec at fault nothing is written; the others are.
    """
    from tfgen.commands.render import Wish

    if keep and (force or adopt):
        raise click.UsageError("--keep leaves what --force and --adopt overwrite")
    if check or show_diff:
        wish = Wish(write=False, diff=show_diff, keep=keep, overlay=overlay)
        compare_trees(specs, out, wish, jobs)
        return
    write_trees(specs, out, Wish(force=force, adopt=adopt, keep=keep, overlay=overlay), jobs)


@cli.command()
@folders_argument
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
    from tfgen.commands.verify import verified

    results = []
    for folder in folders:
        result = verified(folder, conventions)
        results.append(result)
        if result.sound:
            say(f"{folder}: {result.files} files verified")
    diagnostics = [diagnostic for result in results for diagnostic in result.findings]
    if not all(result.sound for result in results):
        raise TfgenError(diagnostics)
    report(diagnostics)


@cli.command()
@click.argument("spec", type=SPEC)
@click.argument("path", default="", required=False, shell_complete=paths_of_spec)
@click.option("--set", "written", is_flag=True, help="Print only what the spec says.")
@click.option(
    "--connections",
    "of_connections",
    is_flag=True,
    help="Print who connects to whom, at which port, and why.",
)
@click.option(
    "--diff",
    "other",
    type=SPEC,
    metavar="OTHER",
    help="Print what differs from spec OTHER; exit with 2 if anything.",
)
@data_as("text", "json", help="YAML with comments, or JSON.")
def show(
    spec: Path, path: str, written: bool, of_connections: bool, other: Path | None, form: str
) -> None:
    """Print a spec with every default.

    Of a PATH, such as services.web.scaling, only what stands there. Beside each value stands where
    it comes from. With --diff OTHER it prints the values of OTHER (-) and of SPEC (+) that differ.
    What looks like a secret is not shown.
    """
    if other and of_connections:
        raise click.UsageError("--diff compares values, and goes with no --connections")
    if (path or written) and (other or of_connections):
        raise click.UsageError("a path and --set go with neither --diff nor --connections")
    if other:
        show_differences(other, spec, form)
        return
    from tfgen.commands.check import checked

    (sound,) = checked((spec,))
    report(sound.findings)
    if of_connections:
        from tfgen.commands import connections

        table = {"text": connections.as_text, "json": connections.as_json}[form]
        click.echo(table(sound.cluster), nl=False)
        return
    from tfgen.commands.part import Part

    click.echo(part_printed(sound, Part(path, written), form), nl=False)


def part_printed(sound: Checked, part: Part, form: str) -> str:
    """Return what stands in a part of a spec, for people or as JSON."""
    from tfgen.commands.show import as_json, as_yaml

    try:
        if form == "json":
            return as_json(sound.cluster, sound.findings, part)
        return as_yaml(sound.cluster, sound.findings, part, width(sys.stdout))
    except LookupError as fault:
        raise click.UsageError(str(fault.args[0])) from fault


def show_differences(before: Path, after: Path, form: str) -> None:
    """Print what differs between two specs once all is decided; exit with 2 where something does.

    Each is checked alone: one may be a former version of the other.
    """
    from tfgen.commands.check import checked
    from tfgen.commands.difference import as_json, as_text, differences

    specs = [*checked((before,)), *checked((after,))]
    told = differences(*specs)
    printer = {"text": as_text, "json": as_json}[form]
    click.echo(printer(told), nl=False)
    if told:
        raise click.exceptions.Exit(2)


@cli.command()
@click.option("--base", is_flag=True, help="For bases, which may leave out anything.")
def schema(base: bool) -> None:
    """Print the JSON Schema of the language.

    Editors check specs with it. Of a spec with `extends` it requires nothing that a base may give.
    """
    from tfgen.commands import editing

    click.echo(editing.schema(base=base), nl=False)


@cli.command()
@click.argument("words", nargs=-1, shell_complete=codes_of_findings)
@data_as("text", "json", "markdown", help="How codes are printed; all else is text or JSON.")
def explain(words: tuple[str, ...], form: str) -> None:
    """Explain a code, a path, a line or a word.

    WORDS are codes of findings by number or name (RULE017, subnet-outside-vpc): why each is a
    fault and what to do, with a spec that has it and the same one mended. Or a path of the
    language (services.web.scaling): what may stand there and what becomes of it. Or a spec and
    paths of it (SPEC services.web.scaling): the values and where they come from. Or a line of a
    tree (out/acc/network.tf:17): the template and the spec behind it. Or a word of AWS (target
    group): where it is made. Without any, all codes are listed.
    """
    from tfgen.commands import explain as codes

    if codes.are_codes(words):
        entries = codes.explained(words)
        printers = {
            "text": codes.as_text if words else codes.as_list,
            "json": codes.as_json,
            "markdown": codes.as_markdown,
        }
        click.echo(printers[form](entries), nl=False)
        return
    if form == "markdown":
        raise click.UsageError("--format markdown is for codes")
    from tfgen.commands import explanations
    from tfgen.commands.explanations import asked

    printer = {"text": explanations.as_text, "json": explanations.as_json}[form]
    click.echo(printer(asked.explained(words)), nl=False)


cli.add_command(ami)
cli.add_command(ci)
cli.add_command(diff)
cli.add_command(graph)
cli.add_command(upgrade)
cli.add_command(imports)
cli.add_command(init)
cli.add_command(lsp)
cli.add_command(templates)
