"""Conventions of file systems: their names, and who mounts them."""

from __future__ import annotations

from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.file_systems import FileSystem
from tfgen.resolve.names import Names

FILE_SYSTEMS = Conventions(FileSystem)


@FILE_SYSTEMS.sets("name", "<cluster>-<file system>, by its oldest key")
def _name(cluster: Cluster, file_system: FileSystem) -> str:
    oldest = names.oldest(file_system.key, file_system.moved_from)
    return names.joined(cluster.prefix, oldest)


@FILE_SYSTEMS.sets("clients", "tasks with a network of their own, else their instances")
def _clients(cluster: Cluster, file_system: FileSystem) -> tuple[str, ...]:
    return cluster.clients_of(file_system.key)


@FILE_SYSTEMS.sets("names", "<cluster>-<file system>")
def _names(cluster: Cluster, file_system: FileSystem) -> Names:
    name, of = file_system.name, f"security group of file system {file_system.key}"
    return names.security_group_names(f"{name}-efs-", of, f"File system {name}")
