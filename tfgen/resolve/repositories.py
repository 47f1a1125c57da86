"""Repositories, resolved: the names that ECR has for them."""

from __future__ import annotations

from tfgen.language import repositories as language
from tfgen.language.field import Field
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.names import Name, Names


class Repository(language.Repository):
    """A repository; its name stands in images, behind the registry."""

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: Name
    names: Names = Field(exclude=True)


def begin_repository(key: str, written: language.Repository) -> Repository:
    """Return a repository as far as the spec says it."""
    return begin(Repository, written, key=key, path=("repositories", key))
