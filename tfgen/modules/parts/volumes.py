"""Volumes of a task as the module `ecs_task` takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tfgen.hcl import Value
from tfgen.language.containers import MOUNT_FORM, Volume
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import module
from tfgen.resolve import Cluster, Container, SystemContainer, Workload, names

# The order in which the root gives them.
_EFS = ("path", "uid", "gid", "access_point_id", "root_directory", "read_only")


def volume_inputs(cluster: Cluster, task: Workload | SystemContainer) -> dict[str, Value]:
    """Return the volumes of a task by name, with one for each path of the host that is mounted."""
    volumes = {name: _volume(cluster, volume) for name, volume in sorted(task.volumes.items())}
    paths = set()
    for container in task.containers.values():
        paths |= {*_host_paths(container)}
    return {**volumes, **{host_volume(path): {"host_path": path} for path in sorted(paths)}}


def _volume(cluster: Cluster, volume: Volume) -> Value:
    if volume.docker:
        return {"docker": changed(volume.docker)}
    if volume.efs:
        file_system_id = _file_system_id(cluster, volume.efs.file_system)
        return {"efs": {"file_system_id": file_system_id, **changed(volume.efs, *_EFS)}}
    # The size and the rest of the disk stand at the service, which has one made for each task.
    if volume.ebs:
        return {"configure_at_launch": True}
    if volume.host_path:
        return {"host_path": volume.host_path}
    return {}


def _file_system_id(cluster: Cluster, key: str) -> Value:
    if key in cluster.file_systems:
        return module("file_system", key, "id")
    return key


def _host_paths(container: Container) -> Iterable[str]:
    for mount in container.mounts:
        match = re.fullmatch(MOUNT_FORM, mount)
        if match and match["source"].startswith("/"):
            yield match["source"].rstrip("/") or "/"


def host_volume(path: str) -> str:
    """Return the name of the volume for a path of the host.

    No key of the spec has an underscore, so none is equal.
    """
    path = path.rstrip("/")
    # ECS takes up to 255 letters, digits, underscores and hyphens.
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html
    name = "host" + path.replace("/", "_")
    if re.fullmatch(r"(/[A-Za-z0-9]+)*", path):
        return name
    # Other characters become underscores: only a hash still tells such paths apart.
    return names.hashed(re.sub(r"[^A-Za-z0-9_]", "_", name), 255, path)
