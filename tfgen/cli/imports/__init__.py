"""`tfgen import`: specs from what other tools have."""

from __future__ import annotations

import click

from tfgen.cli.imports.aws import aws
from tfgen.cli.imports.terraform import terraform


@click.group("import")
def imports() -> None:
    """Make a spec of what another tool has.

    It writes the spec, and lists whatever of the file it does not carry over, line by line.
    """


imports.add_command(aws)
imports.add_command(terraform)
