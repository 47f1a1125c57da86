"""What imports of clusters that run write beside the spec: blocks that take over what runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tfgen.cli.imports.options import written
from tfgen.cli.output import report, say

if TYPE_CHECKING:
    from tfgen.adopt import Wish
    from tfgen.adopt.state import State
    from tfgen.commands.adopting import Adoption


def describe(
    held: State, wish: Wish, cluster: str, spec: Path, blocks: Path | None, new_state: bool
) -> None:
    """Write the spec of what runs, and its blocks; exit with 1 where the spec is to be mended."""
    from tfgen.adopt.live.described import described

    draft = described(held.resources, held.file, wish, cluster)
    result = written(draft, (), spec)
    report((*result.left, *result.faults))
    if not result.is_sound:
        say(f"{spec} is a draft: mend what is said of it, then run this again with --for {spec}")
        raise click.exceptions.Exit(1)
    blocks_for(spec, result.text, held, blocks, new_state)


def blocks_for(spec: Path, text: str, held: State, path: Path | None, new_state: bool) -> None:
    """Write the blocks by which the tree of a spec takes over what runs."""
    from tfgen.commands.adopting import adoption, provider_of, write_blocks

    file = path or Path("out") / spec.stem / "adopt.tf"
    provider = provider_of(file.parent)
    adopted = adoption(text, spec, held, same_state=not new_state, provider=provider or 6)
    report(adopted.findings)
    if str(spec) == "-" and path is None:
        say("no blocks: name a file for them with --blocks")
        return
    write_blocks(file, adopted.text)
    _say(adopted, file, spec, provider)
    if adopted.forget:
        # Beside the spec: in the folder of the tree Terraform would read it.
        forget = spec.parent / "forget.tf"
        write_blocks(forget, adopted.forget)
        say(f"wrote {forget}: it goes into the former root, in place of what it made")


def _say(adopted: Adoption, file: Path, spec: Path, provider: int | None) -> None:
    made = adopted.blocks
    say(
        f"wrote {file}: {len(made.moved)} moved, {len(made.imported)} imported, "
        f"{len(made.forgotten)} left in AWS"
    )
    if provider is None and any(".aws_ecs_capacity_provider." in to for to, _ in made.imported):
        say(
            "ids are those of AWS provider 6: where terraform init takes 5.x, run it in the tree "
            f"and then this again with --for {spec}"
        )
    say(f"next: tfgen render {spec}, then look that terraform plan destroys nothing")
