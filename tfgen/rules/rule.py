"""What a rule is, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tfgen.diagnostics import Diagnostic, Location, Severity
from tfgen.spec import Reading

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check across fields, and the sections that it reads: it runs only when all of them are sound."""

    sections: tuple[str, ...]
    check: Callable[[Reading], Iterator[Diagnostic]]


def finding(
    reading: Reading,
    code: str,
    path: Path,
    message: str,
    help: str,
    *,
    source: str = "",
    severity: Severity = Severity.ERROR,
    key: bool = False,
    also: tuple[tuple[Path, str], ...] = (),
    secret: bool = False,
) -> Diagnostic:
    """Return a finding at the value of a path, or at its key; `source` is the page that states the rule."""
    return Diagnostic(
        code,
        message,
        place(reading, path, key=key),
        f"{help} ({source})" if source else help,
        severity,
        path,
        tuple((place(reading, other), words) for other, words in also if reading.wrote(*other)),
        secret,
    )


def place(reading: Reading, path: Path, *, key: bool = False) -> Location:
    """Return the place of a path's value, or of its key."""
    found = reading.places.get(path)
    return found.key if key and found else reading.at(*path)


def written(reading: Reading, *paths: Path) -> Path:
    """Return the first of these paths that the user wrote, else the last."""
    return next((path for path in paths if reading.wrote(*path)), paths[-1])


def dotted(path: Path) -> str:
    """Return a path as people write it: load_balancers.web.http."""
    return ".".join(map(str, path))


def listed(words: tuple[str, ...] | list[str], last: str = "or") -> str:
    """Return words as a sentence lists them: a, b or c."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
