"""Names of others → keys of a spec."""

from __future__ import annotations

import re

# As long as a key may be: R7 of the language.
_LONGEST = 31


def key_of(name: str, otherwise: str = "main") -> str:
    """Return the key that is nearest to a name."""
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    # A key begins with a letter.
    if key and not key[0].isalpha():
        key = f"{otherwise[0]}-{key}"
    return key[:_LONGEST].rstrip("-") or otherwise


class Keys:
    """Keys of one section: each name has one of its own, the same each time."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._by_name:
            self._by_name[name] = self._free(key_of(name))
        return self._by_name[name]

    def _free(self, key: str) -> str:
        taken = set(self._by_name.values())
        number = 2
        free = key
        while free in taken:
            free = f"{key[: _LONGEST - 3].rstrip('-')}-{number}"
            number += 1
        return free
