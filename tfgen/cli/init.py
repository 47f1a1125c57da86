"""`tfgen init`: questions on a terminal, options elsewhere."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from tfgen.cli.options import SPEC
from tfgen.cli.output import say
from tfgen.commands.starter import EXAMPLES, KINDS, RUNS, Answers, zones

T = TypeVar("T")
# What stands beside an answer that means nothing alone, while it is checked.
_SOME_ZONE = "Z0123456789ABCDEFGHIJ"
_SOME_SUBNETS = tuple(f"subnet-0000000{number}" for number in range(4))


@click.command()
@click.argument("path", type=SPEC, default=Path("cluster.yaml"), required=False)
@click.option("--example", type=click.Choice(sorted(EXAMPLES)), help="What the spec is to show.")
@click.option("--environment", help="Stage, and the cluster's name. Default: acc.")
@click.option("--region", help="AWS region. Default: eu-west-1.")
@click.option("--instance-type", help="EC2 instance type. Default: t3.small.")
def init(path: Path, example: str | None, **given: str | None) -> None:
    """Write a first spec and its schema.

    The spec goes to PATH (cluster.yaml), the JSON Schema that editors check it with beside it. On a
    terminal it asks what the spec is to have, unless an option says so.
    """
    from tfgen.commands.init import write_starter
    from tfgen.commands.new_spec import require_new

    options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    answers = replace(EXAMPLES[example or "ec2"], **options)
    if not example and not options and sys.stdin.isatty() and sys.stderr.isatty():
        # Before the first question: nobody answers in vain.
        require_new(path)
        answers = _asked(path)
    for written in write_starter(path, answers):
        say(f"wrote {written}")
    say(f"next: tfgen render {path}")


def _asked(path: Path) -> Answers:
    """Ask for everything; an answer that the language refuses is asked for again."""
    ask = _Dialogue(path)
    ask.choice("kind", "What is it: a whole cluster, a platform, an application on one", KINDS)
    if ask.answers.kind == "application":
        ask.platform()
    else:
        ask.text("environment", "Stage, such as acc or production")
        ask.text("region", "AWS region")
    ask.choice("runs", "What its tasks run on", RUNS)
    if ask.answers.kind != "application":
        ask.capacity()
    ask.text("email", "E-mail address that alerts go to (empty: none)")
    return ask.answers


class _Dialogue:
    """Questions in their order; `answers` is what is known by now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.answers = Answers()

    def choice(self, field: str, question: str, words: tuple[str, ...]) -> None:
        """Ask for one of a few words."""
        default = getattr(self.answers, field)
        one_of = click.Choice(words)

        def taken(value: str) -> str:
            chosen = one_of(value)
            # What an application runs on its platform has to have.
            if self.answers.application:
                self._sound(self._with({field: chosen}), chosen)
            return chosen

        chosen = click.prompt(question, default, type=one_of, value_proc=taken, err=True)
        self.answers = self._with({field: chosen})

    def text(self, field: str, question: str, **beside: Any) -> None:
        """Ask for a text; it is checked in the spec as it is by now, with what stands beside."""
        default = getattr(self.answers, field)

        def taken(value: str) -> str:
            return self._sound(self._with({**beside, field: value}), value.strip())

        value = click.prompt(
            question, default, value_proc=taken, show_default=bool(default), err=True
        )
        self.answers = self._with({field: value})

    def platform(self) -> None:
        """Ask for an application and what it runs on."""
        self.text("application", "Name of the application", kind="cluster")
        self.text("platform", "Path of the platform's spec, from the folder of this one")

    def capacity(self) -> None:
        """Ask for instances, the VPC and a domain."""
        if self.answers.runs != "fargate":
            self.text("instance_type", "EC2 instance type")
        self.text("vpc_id", "Id of a VPC that exists (empty: a new one)", subnets=_SOME_SUBNETS)
        if self.answers.vpc_id:
            self._subnets()
        self.text("domain", "Domain that leads to it (empty: none)", zone_id=_SOME_ZONE)
        if self.answers.domain:
            self.text("zone_id", "Id of the domain's hosted zone in Route 53")

    def _subnets(self) -> None:
        for zone in zones(self.answers.region):
            for kind in ("public", "private"):
                self._subnet(f"Id of the {kind} subnet in {zone}")

    def _subnet(self, question: str) -> None:
        before = self.answers.subnets

        def taken(value: str) -> tuple[str, ...]:
            subnets = (*before, value)
            whole = (*subnets, *_SOME_SUBNETS[len(subnets) :])
            return self._sound(replace(self.answers, subnets=whole), subnets)

        self.answers = replace(
            self.answers, subnets=click.prompt(question, value_proc=taken, err=True)
        )

    def _with(self, more: dict[str, Any]) -> Answers:
        return replace(self.answers, **more)

    def _sound(self, answers: Answers, value: T) -> T:
        from tfgen.commands.init import faults

        for fault in faults(self._path, answers):
            raise click.BadParameter(f"{fault.message}: {fault.help}")
        return value
