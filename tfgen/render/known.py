"""Texts that came out before: of the same tfgen and the same values the same comes out again.

So a run whose texts are all known needs no Jinja, and none is laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from tfgen.system.cache import recall, remember, room
from tfgen.system.installed import first_stamp
from tfgen.tree import RenderedFile

Files = tuple[RenderedFile, ...]


def kept(seen: object, render: Callable[[], Iterable[RenderedFile]]) -> Files:
    """Return what `render` makes of values, from the cache if it is there, else kept for later."""
    folder = _folder()
    name = _name(seen) if folder else None
    if not folder or not name:
        return tuple(render())
    texts: list[tuple[str, str, str]] | None = recall(folder / name)
    if texts is not None:
        return tuple(RenderedFile(*text) for text in texts)
    files = tuple(render())
    remember(folder / name, [(file.path, file.text, file.template) for file in files])
    return files


@cache
def _folder() -> Path | None:
    return room("texts")


def _name(seen: object) -> str | None:
    """Return a hash of tfgen and of values; None of those that cannot be written down."""
    import pickle

    try:
        written = pickle.dumps(seen, protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return None
    return sha256(first_stamp().encode() + written).hexdigest()
