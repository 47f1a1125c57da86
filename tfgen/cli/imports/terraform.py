"""`tfgen import terraform`: a spec of what a state holds, and blocks that take it over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.imports.options import cluster_options, written
from tfgen.cli.options import SPEC
from tfgen.cli.output import report, say

if TYPE_CHECKING:
    from tfgen.adopt.state import State
    from tfgen.commands.adopting import Adoption


@click.command()
@click.argument("state", type=SPEC)
@click.option("--cluster", default="", help="Name of the ECS cluster, where the state has several.")
@click.option(
    "--for",
    "existing",
    type=SPEC,
    metavar="SPEC",
    help="Write the blocks for this spec, which exists, and no spec.",
)
@click.option(
    "--blocks",
    type=SPEC,
    metavar="FILE",
    help="Where the blocks go. Default: adopt.tf in the folder of the tree, out/<spec>.",
)
@click.option(
    "--new-state",
    is_flag=True,
    help="The tree has a state of its own: import everything, and forget nothing.",
)
@cluster_options
def terraform(
    state: Path,
    cluster: str,
    existing: Path | None,
    blocks: Path | None,
    new_state: bool,
    environment: str,
    region: str,
    spec: Path,
) -> None:
    """Make a spec of what a Terraform state holds.

    STATE is what `terraform state pull` or `terraform show -json` prints. Beside the spec it writes
    blocks with which the tree takes over what runs: by `moved` and `import` what keeps its
    identity, and `removed` for all else, which stays in AWS. Secrets of the state are not read.
    """
    from tfgen.adopt import Wish
    from tfgen.adopt.live.described import described
    from tfgen.adopt.state import read

    held = read(state)
    if existing:
        _blocks_for(existing, existing.read_text(encoding="utf-8"), held, blocks, new_state)
        return
    wish = Wish(environment=environment, region=region)
    draft = described(held.resources, held.file, wish, cluster)
    result = written(draft, (), spec)
    report((*result.left, *result.faults))
    if not result.is_sound:
        say(f"{spec} is a draft: mend what is said of it, then run this again with --for {spec}")
        raise click.exceptions.Exit(1)
    _blocks_for(spec, result.text, held, blocks, new_state)


def _blocks_for(spec: Path, text: str, held: State, path: Path | None, new_state: bool) -> None:
    from tfgen.commands.adopting import adoption, write_blocks

    adopted = adoption(text, spec, held, same_state=not new_state)
    report(adopted.findings)
    if str(spec) == "-" and path is None:
        say("no blocks: name a file for them with --blocks")
        return
    file = path or Path("out") / spec.stem / "adopt.tf"
    write_blocks(file, adopted)
    _say(adopted, file, spec)


def _say(adopted: Adoption, file: Path, spec: Path) -> None:
    made = adopted.blocks
    say(
        f"wrote {file}: {len(made.moved)} moved, {len(made.imported)} imported, "
        f"{len(made.forgotten)} left in AWS"
    )
    say(f"next: tfgen render {spec}, then look that terraform plan destroys nothing")
