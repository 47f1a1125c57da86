"""What findings are known by from run to run, and their files as others name them."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tfgen.diagnostics import Diagnostic

# Some messages name another line, which moves as the own one does.
_LINE = re.compile(r"\blines? \d+")


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Return a fingerprint for each finding: no two are the same, and none moves with its line.

    It is of the code, the file, the path in the spec and the message. It is not of the line's text:
    that may hold a secret, which could be guessed by its hash.
    """
    told: Counter[str] = Counter()
    prints = []
    for diagnostic in diagnostics:
        known_by = _known_by(diagnostic)
        told[known_by] += 1
        text = f"{known_by} {told[known_by]}"
        prints.append(sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32])
    return prints


def _known_by(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    file = file_of_repository(place.file) if place else ""
    path = ".".join(map(str, diagnostic.path))
    message = _LINE.sub("line", diagnostic.message)
    return json.dumps([diagnostic.code, file, path, message], ensure_ascii=False)


def file_of_repository(file: str) -> str:
    """Return a file as a server of repositories knows it: from the working folder, with slashes.

    What lies outside of the folder keeps its name.
    """
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return os.path.normpath(path).replace(os.sep, "/")
