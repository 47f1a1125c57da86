"""`tfgen import aws`: a spec of a cluster that runs, and blocks that take it over."""

from __future__ import annotations

from pathlib import Path

import click

from tfgen.cli.imports.adopting import blocks_for, describe
from tfgen.cli.imports.options import cluster_options
from tfgen.cli.options import SPEC
from tfgen.cli.output import report


@click.command()
@click.option("--cluster", required=True, help="Name of the ECS cluster.")
@click.option(
    "--load-balancer",
    "balancers",
    multiple=True,
    metavar="NAME",
    help="A balancer that no service has yet; may be given several times.",
)
@click.option(
    "--autoscaling-group",
    "groups",
    multiple=True,
    metavar="NAME",
    help="A group none of whose instances has joined the cluster; may be given several times.",
)
@click.option("--profile", default="", help="Profile of the AWS CLI whose credentials ask.")
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
@cluster_options
def aws(
    cluster: str,
    balancers: tuple[str, ...],
    groups: tuple[str, ...],
    profile: str,
    existing: Path | None,
    blocks: Path | None,
    environment: str,
    region: str,
    spec: Path,
) -> None:
    """Make a spec of a cluster that runs in AWS.

    It asks AWS with boto3 (pip install 'tfgen[aws]') and changes nothing there. Beside the spec it
    writes `import` blocks with which the tree takes over what runs. No secret's value is read.
    """
    from tfgen.adopt import Wish
    from tfgen.adopt.aws.cluster import Named
    from tfgen.commands.importing_aws import read

    held, unread = read(cluster, region, profile, Named(balancers, groups))
    report(unread)
    if existing:
        blocks_for(existing, existing.read_text(encoding="utf-8"), held, blocks, new_state=True)
        return
    wish = Wish(environment=environment, region=region)
    describe(held, wish, cluster, spec, blocks, new_state=True)
