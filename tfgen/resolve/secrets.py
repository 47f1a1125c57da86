"""Secrets that a tree makes, resolved: the names that Secrets Manager has for them."""

from __future__ import annotations

from tfgen.language import secrets as language
from tfgen.language.field import Field
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.names import Name, Names


class EmptySecret(language.EmptySecret):
    """A secret; its name is what people look for who put its value."""

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: Name
    names: Names = Field(exclude=True)


def begin_secret(key: str, written: language.EmptySecret) -> EmptySecret:
    """Return a secret as far as the spec says it."""
    return begin(EmptySecret, written, key=key, path=("secrets", key))
