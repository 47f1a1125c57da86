"""A spec in the making: its values, comments that say why, and what was made up for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tfgen.diagnostics import Diagnostic, Location, Severity

Path = tuple[str, ...]

# Longer ones stand on lines of their own.
_WIDTH = 96
_PLAIN_KEY = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*")
# Words that YAML 1.1 or 1.2 reads as something else than text: https://yaml.org/type/bool.html
_WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}
# Words, paths, flags of a command, durations, blocks of addresses, and images of ECR.
_PLAIN_TEXT = re.compile(
    r"(?:(?:--?)?[A-Za-z/]|[0-9]{12}\.dkr\.)[A-Za-z0-9 _./@:+=*-]*"
    r"|(?:[0-9]+[dhms])+|[0-9]+(?:\.[0-9]+){3}(?:/[0-9]+)?"
)


class Draft:
    """Values by their path in the spec, in the order in which they are put there."""

    def __init__(self) -> None:
        self.spec: dict[str, Any] = {"version": 1}
        self.findings: list[Diagnostic] = []
        self._comments: dict[Path, str] = {}

    def put(self, path: Path, value: Any, comment: str = "") -> None:
        """Put a value at a path; what is above it is made. A `comment` stands on the line above."""
        above = self.spec
        for part in path[:-1]:
            above = above.setdefault(part, {})
        above[path[-1]] = value
        if comment:
            self._comments[path] = comment

    def get(self, path: Path) -> Any:
        """Return what stands at a path, None where nothing does."""
        entry: Any = self.spec
        for part in path:
            entry = entry.get(part) if isinstance(entry, dict) else None
        return entry

    def comment(self, path: Path) -> str:
        """Return the comment above a path, "" where there is none."""
        return self._comments.get(path, "")

    def made_up(self, path: Path, value: Any, why: str, help: str, at: Location) -> None:
        """Put a value that the imported file does not have, and say so at a place of it."""
        self.put(path, value, why)
        self.say(path, f"{'.'.join(path)} is made up: {why}", help, at)

    def say(self, path: Path, message: str, help: str, at: Location) -> None:
        """Say what was made up for a path, at a place of the imported file."""
        self.findings.append(Diagnostic("ADOPT003", message, at, help, Severity.WARNING, path))

    def text(self) -> str:
        """Return the spec."""
        lines: list[str] = []
        for key, value in self.spec.items():
            if lines and (isinstance(value, dict) or (key,) in self._comments):
                lines.append("")
            lines += self._entry((key,), value, "")
        return "\n".join(lines) + "\n"

    def _entry(self, path: Path, value: Any, indent: str) -> Iterator[str]:
        for line in self._comments.get(path, "").splitlines():
            yield f"{indent}# {line}"
        key = _key(path[-1])
        on_one = f"{indent}{key}: {_flow(value)}"
        if not self._has_comment_below(path) and _is_short(value, on_one):
            yield on_one
        elif isinstance(value, dict):
            yield f"{indent}{key}:"
            for name, below in value.items():
                yield from self._entry((*path, str(name)), below, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{key}:"
            for item in value:
                yield from self._item(path, item, indent + "  ")
        else:
            yield f"{indent}{key}: |{'' if value.endswith(chr(10)) else '-'}"
            for line in value.splitlines():
                yield f"{indent}  {line}" if line else ""

    def _item(self, path: Path, value: Any, indent: str) -> Iterator[str]:
        on_one = f"{indent}- {_flow(value)}"
        if not isinstance(value, dict) or len(on_one) <= _WIDTH:
            yield on_one
            return
        for number, (name, below) in enumerate(value.items()):
            lines = list(self._entry((*path, str(name)), below, indent + "  "))
            if number == 0:
                lines[0] = f"{indent}- {lines[0].lstrip()}"
            yield from lines

    def _has_comment_below(self, path: Path) -> bool:
        depth = len(path)
        return any(len(of) > depth and of[:depth] == path for of in self._comments)


def _is_short(value: Any, line: str) -> bool:
    """Whether a value stands on one line: plain ones, empty ones, and small ones without depth."""
    if isinstance(value, str):
        # A text of several lines is a block, unless its blanks would not survive that.
        return "\n" not in value or not _fits_block(value)
    if not isinstance(value, dict | list) or not value:
        return True
    below = value.values() if isinstance(value, dict) else value
    flat = all(not isinstance(element, dict | list) or not element for element in below)
    return flat and len(line) <= _WIDTH and len(value) <= 8


def _fits_block(text: str) -> bool:
    lines = text.splitlines()
    bare = all(line == line.rstrip() and line.isprintable() for line in lines)
    return bare and "\n".join(lines) == text.removesuffix("\n") and not lines[0].startswith(" ")


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return _scalar(value)
    return json.dumps(value)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) and key.lower() not in _WORDS else _quoted(key)


def _scalar(text: str) -> str:
    """Return a text as YAML, bare where all readers take it for text, within brackets too."""
    bare = _PLAIN_TEXT.fullmatch(text) and text.lower() not in _WORDS
    if bare and ": " not in text and not text.endswith((":", " ")):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    # Not JSON's: its pairs of escapes for one character are two characters in YAML.
    shown = yaml.safe_dump(text, width=10**6, allow_unicode=True, default_style='"')
    return str(shown.removesuffix("\n"))
