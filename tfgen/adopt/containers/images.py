"""Images of containers: those that can be pulled, and those that are still to be pushed."""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.diagnostics import Location
from tfgen.language.container_values import IMAGE_FORM

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


def image(draft: Draft, key: str, node: Given | None, at: Location) -> Any:
    """Return an image as it stands there, or a repository of the spec where it is none."""
    text = node.text if node else ""
    if re.fullmatch(IMAGE_FORM, text):
        return text
    if node:
        node.changed(f"it is no image, and the spec makes the repository {key} for one")
    return repository(draft, key, "", at)


def repository(draft: Draft, key: str, tag: str, at: Location) -> dict[str, str]:
    """Return an image of a repository that the spec makes, which is to be pushed."""
    draft.put(("repositories", key), {})
    why = f"the repository {key} is made for the image"
    draft.say(("repositories", key), why, "push the image there, and write its tag", at)
    return {"repository": key, "tag": tag if _TAG.fullmatch(tag) else "1"}
