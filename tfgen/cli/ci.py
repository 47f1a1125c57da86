"""`tfgen ci`: the files that CI runs by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tfgen.cli.options import SPEC, out_option, specs_argument
from tfgen.cli.output import report, say

if TYPE_CHECKING:
    from tfgen.commands.ci.trees import Roles

# What the trees ask for at least.
TERRAFORM = "1.10"


@click.group()
def ci() -> None:
    """Write what CI runs by.

    A pull request is checked, compared and planned; what is merged is applied once somebody
    approves, platforms before what runs on them; a schedule finds drift. No key of AWS is stored.
    Services with `owner: external` get a script that deploys them, and what runs it.
    """


def _engine(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what the engines have in common."""
    # Options are shown from the last that is added to the first.
    for option in reversed(
        (
            specs_argument,
            out_option,
            _role("--plan-role", "Role that plans"),
            _role("--apply-role", "Role that applies"),
            click.option("--branch", default="main", show_default=True, help="It is applied."),
            click.option(
                "--terraform",
                default=TERRAFORM,
                show_default=True,
                metavar="MINOR",
                callback=_minor,
                help="Version of Terraform; the newest patch of it runs.",
            ),
            click.option(
                "--install",
                metavar="REQUIREMENT",
                callback=_one_line,
                help="What pip installs tfgen from: a URL of git, a wheel. Default: its version.",
            ),
            click.option(
                "--only",
                type=click.Choice(["trees", "deploys"]),
                help="Write what concerns trees, or what deploys services. Default: both.",
            ),
            click.option(
                "--into",
                type=SPEC,
                default=Path(),
                help="Root of the repository. Default: this folder.",
            ),
            click.option("--force", is_flag=True, help="Overwrite files that say something else."),
        )
    ):
        command = option(command)
    return command


def _minor(_: click.Context, __: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[0-9]+\.[0-9]+", value):
        raise click.BadParameter("write a minor version, such as 1.13")
    return value


def _one_line(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (value.strip() and value.isprintable()):
        raise click.BadParameter("write what pip takes, such as git+https://…@v0.1.0")
    return value


def _role(name: str, what: str) -> Callable[..., Any]:
    return click.option(
        name,
        multiple=True,
        metavar="[SPEC=]ARN",
        help=f"{what}, of all or of one SPEC. Default: what a variable of the engine says.",
    )


@ci.command()
@_engine
def github(**options: Any) -> None:
    """Write workflows of GitHub Actions."""
    _write("github", **options)


@ci.command()
@_engine
def gitlab(**options: Any) -> None:
    """Write pipelines of GitLab CI, to be included."""
    _write("gitlab", **options)


@ci.command()
@_engine
def atlantis(**options: Any) -> None:
    """Write the projects of Atlantis."""
    _write("atlantis", **options)


def _write(engine: str, specs: tuple[Path, ...], into: Path, force: bool, **given: Any) -> None:
    from tfgen.commands.ci import files
    from tfgen.commands.ci.wish import Wish
    from tfgen.commands.ci.writing import write_files
    from tfgen.write import tfgen_version

    wish = Wish(
        out=given["out"].as_posix(),
        branch=given["branch"],
        install=given["install"] or _release(tfgen_version()),
        terraform=given["terraform"],
        roles=_roles(given["plan_role"], given["apply_role"]),
        only=given["only"] or "",
    )
    told = files(engine, tuple(dict.fromkeys(specs)), wish)
    report(told.findings)
    for line in write_files(told.files, into, force=force):
        say(line)
    if engine == "atlantis":
        for file in told.files:
            if file.runs:
                say(f"nothing runs {file.path} yet: Atlantis runs Terraform alone")
    say(_NEXT[engine])


_NEXT = {
    "github": "next: make the roles and environments, then commit",
    "gitlab": "next: include .gitlab/*.yml in .gitlab-ci.yml, and make the roles",
    "atlantis": "next: allow workflow and apply_requirements on the server; then commit",
}


def _release(version: str) -> str:
    # A checkout that was never installed has no version.
    return f"tfgen=={version}" if version else "tfgen"


def _roles(plan: Iterable[str], apply: Iterable[str]) -> dict[str, Roles]:
    from tfgen.commands.ci.trees import Roles

    plans, applies = dict(_pairs(plan)), dict(_pairs(apply))
    specs = dict.fromkeys((*plans, *applies))
    return {spec: Roles(plans.get(spec, ""), applies.get(spec, "")) for spec in specs}


def _pairs(roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield spec and role; "" where a role is of all specs."""
    for role in roles:
        # A path may have an equals sign, an ARN before its account has none.
        spec, _, arn = role.rpartition("=arn:")
        yield (spec, f"arn:{arn}") if spec else ("", role)
