"""`tfgen import`: specs from what other tools have."""

from __future__ import annotations

import click

from tfgen.cli.imports.aws import aws
from tfgen.cli.imports.compose import compose
from tfgen.cli.imports.copilot import copilot
from tfgen.cli.imports.task_definition import task_definition
from tfgen.cli.imports.terraform import terraform
from tfgen.cli.imports.tfvars import tfvars


@click.group("import")
def imports() -> None:
    """Make a spec of what another tool has.

    It writes the spec, and lists whatever of the file it does not carry over, line by line.
    """


imports.add_command(copilot)
imports.add_command(compose)
imports.add_command(task_definition)
imports.add_command(tfvars)
imports.add_command(aws)
imports.add_command(terraform)
