"""`image`: where the image of a container is."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.container_values import Image
from tfgen.language.field import Field
from tfgen.language.scalars import Key, matching
from tfgen.language.section import Section


class ContainerImage(Section):
    """Where the image of a container is: in any registry, or in a repository of the spec."""

    uri: Image | None = Field(
        None, description="Image of any registry, with its tag or digest: a text is this."
    )
    repository: Key | None = Field(
        None, description="Key of repositories; registry and name are then those of it."
    )
    # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html
    tag: (
        Annotated[
            str,
            matching(
                r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
                "a tag",
                "use up to 128 letters, digits and . _ -",
                bare=True,
            ),
        ]
        | None
    ) = Field(None, description="Tag of the image in the repository.")
    digest: (
        Annotated[
            str,
            matching(r"sha256:[0-9a-f]{64}", "a digest", "write sha256: and 64 hex digits"),
        ]
        | None
    ) = Field(
        None, description="Digest of the image in the repository, instead of a tag or beside it."
    )
