"""File systems, resolved: who mounts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts.limits import SECURITY_GROUP_DESCRIPTION, SECURITY_GROUP_NAME
from tfgen.language import file_systems as language
from tfgen.resolve import names
from tfgen.resolve.convention import RESOLVED, Conventions, Path, begin
from tfgen.resolve.names import Name, Names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster


class FileSystem(language.FileSystem):
    """A file system; `clients` are what connects to it, as peers of a security group's rule."""

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    clients: tuple[str, ...]
    names: Names = Field(exclude=True)


def begin_file_system(key: str, given: language.FileSystem) -> FileSystem:
    """Return a file system as far as the spec says it."""
    return begin(FileSystem, given, key=key, path=("file_systems", key))


FILE_SYSTEMS = Conventions(FileSystem)


@FILE_SYSTEMS.sets("name", "<cluster>-<file system>")
def _name(cluster: Cluster, file_system: FileSystem) -> str:
    return names.joined(cluster.name, file_system.key)


@FILE_SYSTEMS.sets("clients", "tasks with a network of their own, else their instances")
def _clients(cluster: Cluster, file_system: FileSystem) -> tuple[str, ...]:
    return cluster.clients_of(file_system.key)


@FILE_SYSTEMS.sets("names", "<cluster>-<file system>")
def _names(cluster: Cluster, file_system: FileSystem) -> Names:
    name, of = file_system.name, f"security group of file system {file_system.key}"
    description = "description of its security group"
    return (
        Name(f"{name}-efs-", of, SECURITY_GROUP_NAME, is_prefix=True),
        Name(f"File system {name}", description, SECURITY_GROUP_DESCRIPTION),
    )
