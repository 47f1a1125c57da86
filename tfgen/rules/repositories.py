"""Rules of `repositories`: what images of them may be relied on for."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, Repository
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"


@rule(
    Code(
        "RULE514",
        "tags-taken-over",
        what="A push may give a tag of a repository to another image.",
        why="A task that starts anew pulls what has the tag then: tasks of one revision may run "
        "different images, and a rollback may bring back what it was to undo.",
        help="Remove immutable_tags: false, and give each image a tag of its own.",
        source=f"{_HUB}/ecr-controls.html#ecr-2",
        severity=Severity.WARNING,
    ),
    sections=("repositories",),
    over=over.repositories,
)
def tags_stay(cluster: Cluster, repository: Repository) -> Iterator[Diagnostic]:
    """Warn of a repository whose tags go over to what is pushed last."""
    if not repository.immutable_tags:
        path = (*repository.path, "immutable_tags")
        message = f"a push may give a tag of repository {repository.key} to another image"
        help = "remove immutable_tags: false, and give each image a tag of its own"
        yield finding(cluster, "RULE514", path, message, help)


RULES = (tags_stay,)
