"""File systems, resolved: who mounts them."""

from __future__ import annotations

from tfgen.language import file_systems as language
from tfgen.language.field import Field
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.names import Names


class FileSystem(language.FileSystem):
    """A file system; `clients` are what connects to it, as peers of a security group's rule."""

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    clients: tuple[str, ...]
    names: Names = Field(exclude=True)


def begin_file_system(key: str, written: language.FileSystem) -> FileSystem:
    """Return a file system as far as the spec says it."""
    return begin(FileSystem, written, key=key, path=("file_systems", key))
