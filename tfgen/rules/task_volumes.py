"""Rules of the volumes of tasks: what containers mount, and of which kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.containers import MOUNT_FORM
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import Path, again, finding, listed, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_VOLUMES = f"{_ECS}/developerguide/using_data_volumes.html"

_NOT_MOUNTABLE = Code(
    "RULE117",
    "mount-impossible",
    what="A mount names no volume of the task, or lies where another one lies.",
    why=(
        "ECS takes no task definition whose mount names a volume that it does not have. At one "
        "path of a container only one of two mounts can be seen."
    ),
    help="Add the volume under volumes, correct its name, or give each mount a path of its own.",
    source=_VOLUMES,
)


@rule(_NOT_MOUNTABLE, sections=SECTIONS, over=over.containers)
def mounts_have_volumes(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Hold mounts to volumes of the task."""
    for index, mount in enumerate(container.mounts):
        source, _, _ = mount.partition(":")
        # A path of the host is a mount without a volume in the spec: tfgen makes its volume.
        if not source.startswith("/") and source not in task.volumes:
            message = f"there is no volume {shown(source)} in this task"
            help = closest(source, list(task.volumes)) or f"add volumes: {{{source}: …}}"
            path = (*container.path, "mounts", index)
            yield finding(cluster, "RULE117", path, message, help)


@rule(_NOT_MOUNTABLE, sections=SECTIONS, over=over.containers)
def mounts_lie_apart(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold each path of a container to one mount."""
    for (target, path), (_, other) in again(_targets(container)):
        message = f"two mounts lie on {shown(target or '/')}"
        also = ((other, "the other mount"),)
        help = f"give one of them another target than {shown(target or '/')}"
        yield finding(cluster, "RULE117", path, message, help, also=also)


def _targets(container: Container) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Yield the path in the container of each mount: the path itself, and where it stands."""
    for index, mount in enumerate(container.mounts):
        if match := re.fullmatch(MOUNT_FORM, mount):
            # /data and /data/ are one directory.
            target = match["target"].rstrip("/")
            yield target, (target, (*container.path, "mounts", index))


@rule(
    Code(
        "RULE120",
        "volume-of-two-kinds",
        what="A volume is of two kinds.",
        why="ECS takes one configuration of a volume: a path of the host, Docker, EBS or EFS.",
        help="Keep one kind, or make two volumes of it.",
        # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html says it too.
        source=_VOLUMES,
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def volumes_of_one_kind(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse a volume of two kinds."""
    for name, volume in task.volumes.items():
        known = {
            "docker": volume.docker,
            "ebs": volume.ebs,
            "efs": volume.efs,
            "host_path": volume.host_path,
        }
        kinds = [kind for kind, setting in known.items() if setting is not None]
        if len(kinds) > 1:
            message = f"volume {name} is {listed(kinds, 'and')} at once"
            help = f"keep {listed(kinds)} alone"
            path = (*task.path, "volumes", name)
            yield finding(cluster, "RULE120", path, message, help, key=True)


@rule(
    Code(
        "RULE121",
        "volume-not-mounted",
        what="Nothing mounts a volume.",
        why=(
            "ECS makes or attaches the volume with each task, and no container sees it: often the "
            "mount was forgotten, and data that should last lies in the container."
        ),
        help="Mount it in a container, or remove it.",
        source=_VOLUMES,
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def volumes_used(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Warn of a volume that nothing mounts."""
    mounts = [mount for container in task.containers.values() for mount in container.mounts]
    mounted = {mount.partition(":")[0] for mount in mounts}
    # The order of a set does not matter: findings are sorted by place.
    for name in task.volumes.keys() - mounted:
        message = f"no container mounts volume {name}"
        help = f"add mounts: [{name}:/path], or remove it"
        path = (*task.path, "volumes", name)
        yield finding(cluster, "RULE121", path, message, help, key=True)


RULES = (mounts_have_volumes, mounts_lie_apart, volumes_of_one_kind, volumes_used)
