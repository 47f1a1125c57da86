"""`tfgen import terraform`: a spec of what a state holds, and blocks that take it over."""

from __future__ import annotations

from pathlib import Path

import click

from tfgen.cli.imports.adopting import blocks_for, describe
from tfgen.cli.imports.options import cluster_options
from tfgen.cli.options import SPEC


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
    from tfgen.adopt.given import read_file
    from tfgen.adopt.state import read

    held = read(state)
    if existing:
        text = read_file(existing).decode("utf-8-sig", "replace")
        blocks_for(existing, text, held, blocks, new_state)
        return
    describe(held, Wish(environment=environment, region=region), cluster, spec, blocks, new_state)
