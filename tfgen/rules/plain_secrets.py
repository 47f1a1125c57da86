"""Rules of secrets that stand in plain text in what starts a container."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import secret_forms
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Job, Service, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import Path, finding, rule

_CODE = Code(
    "RULE111",
    "secret-in-environment",
    what="The environment, a command or a label of a container, or what a hook is told, holds "
    "what looks like a secret.",
    why="It would stand in the spec, in Terraform's state and in the task definition, where "
    "all read it who may describe one, also in revisions that are out of use.",
    help="Keep it in the Parameter Store or Secrets Manager, and name its place under secrets.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    severity=Severity.WARNING,
)


@rule(_CODE, sections=SECTIONS, over=over.containers)
def containers_without_secrets(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Warn of secrets that whoever may describe the task definition reads."""
    path = container.path
    for name, value in container.environment.items():
        if isinstance(value, str):
            yield from _of_variable(cluster, (*path, "environment", name), name, value)
    yield from _of_words(cluster, (*path, "command"), container.command or ())
    yield from _of_words(cluster, (*path, "entrypoint"), container.entrypoint or ())
    if container.health_check:
        check = (*path, "health_check", "command")
        yield from _of_words(cluster, check, container.health_check.command)
    for name, value in container.labels.items():
        if kind := secret_forms.variable_kind(name, value):
            where = f"label {shown(name)}"
            yield _told(cluster, (*path, "labels", name), f"{where} holds {kind}", "SECRET")


@rule(_CODE, sections=("jobs",), over=over.jobs)
def overrides_without_secrets(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Warn of secrets that whoever may describe the schedule reads."""
    path = (*job.path, "overrides")
    for name, value in job.overrides.environment.items():
        yield from _of_variable(cluster, (*path, "environment", name), name, value)
    yield from _of_words(cluster, (*path, "command"), job.overrides.command or ())


@rule(_CODE, sections=("services",), over=over.services)
def hooks_without_secrets(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of secrets that whoever may describe the service reads."""
    for key, hook in service.deployment.hooks.items():
        for name, value in hook.details.items():
            if kind := secret_forms.variable_kind(name, value):
                path = (*service.path, "deployment", "hooks", key, "details", name)
                message = f"{shown(name)} holds {kind}, and whoever may describe the service reads"
                help = "let the function read it from Secrets Manager with a role of its own"
                yield finding(cluster, "RULE111", path, f"{message} it", help, secret=True)


def _of_variable(cluster: Cluster, path: Path, name: str, value: str) -> Iterator[Diagnostic]:
    if kind := secret_forms.variable_kind(name, value):
        yield _told(cluster, path, f"variable {shown(name)} holds {kind}", name)


def _of_words(cluster: Cluster, path: Path, words: Sequence[str]) -> Iterator[Diagnostic]:
    for number in range(len(words)):
        if kind := secret_forms.words_kind(words[: number + 1]):
            where = f"word {number + 1} of {path[-1]}"
            yield _told(cluster, (*path, number), f"{where} holds {kind}", "SECRET")


def _told(cluster: Cluster, path: Path, holds: str, variable: str) -> Diagnostic:
    message = f"{holds}, and a task definition is no place for secrets"
    help = f"keep it in the Parameter Store, and write secrets: {{{variable}: /path/of/it}}"
    # Keeps the report from showing the line, which would spread the secret to a log.
    return finding(cluster, "RULE111", path, message, help, secret=True)


RULES = (containers_without_secrets, hooks_without_secrets, overrides_without_secrets)
