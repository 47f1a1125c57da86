"""The records in JSON that tfgen kept before it had `.tfgen/manifest`.

The next write takes over what they say and deletes them. Nothing else knows their form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tfgen.write.manifest import Hashes
from tfgen.write.place import OWN

MANIFEST = f"{OWN}/manifest.json"
JOURNAL = f"{OWN}/journal.json"

_FORMAT = 1
_HASH = re.compile(r"[0-9a-f]{64}")
# What can be saved from one that is no JSON any more, such as one with git's conflict markers.
_ENTRY = re.compile(r'^\s*"([^"\\]+)": "([0-9a-f]{64})",?\s*$', re.MULTILINE)


def read_former(data: bytes) -> tuple[Hashes, str]:
    """Return the hashes by path that a record has, and why the others cannot be had."""
    hashes = _files(data)
    if isinstance(hashes, str):
        return _salvaged(data), hashes
    return hashes, ""


def _files(data: bytes) -> Hashes | str:
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):  # RecursionError: a thousand brackets, one in the other
        return "it is not JSON"
    if not isinstance(record, dict) or not isinstance(record.get("files"), dict):
        return "it has no list of files"
    if record.get("format") != _FORMAT:
        return f"its format is {record.get('format')!r}, and this tfgen knows {_FORMAT}"
    hashes: dict[str, frozenset[str]] = {}
    for path, value in record["files"].items():
        several = list(_hashes(value))
        if not all(_is_hash(known) for known in several):
            return "it has an entry that is no SHA-256"
        hashes[path] = frozenset(several)
    return hashes


def _hashes(value: Any) -> Iterator[Any]:
    # The manifest has one hash a file, the journal a list.
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _salvaged(data: bytes) -> Hashes:
    """Return the entries that still have their form; after a merge, those of both sides."""
    hashes: dict[str, frozenset[str]] = {}
    for path, known in _ENTRY.findall(data.decode(errors="replace")):
        hashes[path] = hashes.get(path, frozenset()) | {known}
    return hashes
