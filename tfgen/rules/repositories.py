"""Rules of `repositories` and of images: what may be relied on, and where each is."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Repository, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
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


_IMAGE = Code(
    "RULE612",
    "image-without-one-place",
    what="An image is in no registry or in two, or in a repository that the spec has not.",
    why="A container has one image: that of uri, from any registry, or that of a repository of "
    "the spec, by its key and a tag or digest.",
    help="Write image: registry/name:tag, or image: {repository: …, tag: …}.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
)


@rule(_IMAGE, sections=(*SECTIONS, "repositories"), over=over.containers)
def images_have_one_place(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Demand one place of each image, and a repository of the spec that is there."""
    path, written = (*container.path, "image"), container.written_image
    if (written.uri is None) == (written.repository is None):
        has = "neither of them" if written.uri is None else "both"
        message = f"the image of {container.key} needs one of uri and repository, and has {has}"
        help = "write image: registry/name:tag, or image: {repository: …, tag: …}"
        yield finding(cluster, "RULE612", path, message, help, key=True)
        return
    if written.repository is None:
        for word in ("tag", "digest"):
            if getattr(written, word) is not None:
                message = f"the {word} of a uri stands behind its name"
                help = f"write it into the uri, and remove {word}"
                yield finding(cluster, "RULE612", (*path, word), message, help)
    elif written.repository not in cluster.repositories:
        known = sorted(cluster.repositories)
        message = f"{shown(written.repository)} is no repository of this spec"
        help = closest(written.repository, known) or "write it under repositories, or a uri"
        yield finding(cluster, "RULE612", (*path, "repository"), message, help)


RULES = (tags_stay, images_have_one_place)
