"""What each version of tfgen changes in the trees of specs that stay as they are.

The changelog tells all that is new; `releases.toml` has what of it touches a tree or a plan without
any edit of a spec, so that `tfgen upgrade --preview` can give each difference its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("releases.toml")


class Why(StrEnum):
    """Why a version changes trees."""

    PROVIDER = "provider"
    FIX = "fix"
    DEFAULT = "default"
    FEATURE = "feature"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Entry:
    """A reason for which trees differ: an id that stays, and the version that brought it.

    The version is "" until it is released. `told` is a sentence of the changelog, word for word.
    `plan` claims what an apply does, as `<module's folder>/<type>.<name> <what>`: an argument that
    changes, or added, removed, moved or forgotten. `files` claims what of the text differs besides.
    Both have the wildcards of https://docs.python.org/3/library/fnmatch.html. `todo` is what a user
    does about it; "" is nothing.
    """

    id: str
    version: str
    why: Why
    told: str
    plan: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    todo: str = ""


@cache
def entries() -> tuple[Entry, ...]:
    """Return all entries, as the table has them."""
    # Nothing but `upgrade` needs it.
    import tomllib

    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Entry(
            one["id"],
            one.get("version", ""),
            Why(one["why"]),
            one["told"],
            tuple(one.get("plan", ())),
            tuple(one.get("files", ())),
            one.get("todo", ""),
        )
        for one in table["entry"]
    )


def since(version: str) -> Iterator[Entry]:
    """Yield what came after a version; all that is known, where it is not one."""
    former = _numbers(version)
    for entry in entries():
        if not entry.version or _numbers(entry.version) > former:
            yield entry


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
