"""What went wrong, where, and what to do: the values that every stage raises.

Imports nothing of ours.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from tfgen.frozen import frozen


class Severity(StrEnum):
    """How much a finding weighs: only an error stops the pipeline."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file.

    Line and column count from 1, length counts the characters marked (0: the whole file).
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = field(default=1, compare=False)


@frozen
class Diagnostic:
    """One finding.

    `code` is one that a stage declares. `message` says what is wrong and why, in one line; `help`
    says what to do. `path` is the finding's path in the spec, such as ("network", "cidr"). `also`
    points at further places that belong to it, each with a few words ("first defined here").
    `secret` keeps the source line from being shown.
    """

    code: str
    message: str
    location: Location | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    path: tuple[str | int, ...] = ()
    also: tuple[tuple[Location, str], ...] = ()
    secret: bool = False


@frozen
class Code:
    """What a code means: for `tfgen explain`, SARIF and the page of findings.

    `name` is short and for people, such as subnet-outside-vpc. `what` is the fault in one sentence,
    `why` the reason that it is one, `help` the way out; `source` links to the page that states the
    rule or limit.
    """

    code: str
    name: str
    what: str
    why: str
    help: str
    source: str = ""
    severity: Severity = Severity.ERROR


class TfgenError(Exception):
    """All findings of a stage; the command line prints them and exits with `exit_code`."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted_by_place(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))

    @property
    def exit_code(self) -> int:
        """The exit code of the gravest family among the errors."""
        return max(
            (FAMILIES[family(d.code)] for d in self.diagnostics if d.severity is Severity.ERROR),
            default=1,
        )


def family(code: str) -> str:
    """Return the letters of a code: RULE for RULE014."""
    return code.rstrip("0123456789")


def sorted_by_place(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line and column; findings without a place come first."""
    nowhere = Location("", 0, 0)
    return tuple(sorted(diagnostics, key=lambda d: (d.location or nowhere, d.code, d.message)))


def without_secrets(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Keep a line with a secret from being shown by any finding on it."""
    diagnostics = list(diagnostics)
    lines = {_line(diagnostic) for diagnostic in diagnostics if diagnostic.secret}
    for diagnostic in diagnostics:
        secret = diagnostic.location is not None and _line(diagnostic) in lines
        yield replace(diagnostic, secret=secret)


def _line(diagnostic: Diagnostic) -> tuple[str, int]:
    place = diagnostic.location or Location("", 0)
    return place.file, place.line


def closest(word: str, known: Sequence[str]) -> str:
    """Return "did you mean 'x'?" for the known word nearest to this one, or ""."""
    import difflib  # here alone: a sound spec has no need of it

    near = difflib.get_close_matches(word, _likely(word, tuple(known)), n=1, cutoff=0.6)
    if not near:
        return ""
    return f"did you mean '{near[0]}'?"


# Two words are compared in microseconds: a thousand with a thousand others take seconds.
_MOST_COMPARED = 100
_NEIGHBOURS = 12


def _likely(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return known words to compare one with: of very many, those that begin or end like it."""
    if len(known) <= _MOST_COMPARED:
        return known
    forwards, backwards = _ordered(known)
    near = _around(word, forwards)
    return (*near, *(other[::-1] for other in _around(word[::-1], backwards)))


@lru_cache(maxsize=4)
def _ordered(known: tuple[str, ...]) -> tuple[list[str], list[str]]:
    return sorted(known), sorted(other[::-1] for other in known)


def _around(word: str, ordered: list[str]) -> list[str]:
    middle = bisect(ordered, word)
    return ordered[max(0, middle - _NEIGHBOURS) : middle + _NEIGHBOURS]


# Families of codes by stage, each with the exit code that its errors lead to.
FAMILIES = {
    "YAML": 1,  # source: the text is not the YAML that we accept
    "SPEC": 1,  # spec: a section does not have its shape
    "RULE": 1,  # rules: sections do not fit together, or break a limit of AWS
    "SEC": 1,  # rules: a security finding, graded by security.profile
    "ADOPT": 1,  # adopt: a file of another tool is not what it should be, or not carried over whole
    "HCL": 4,  # verify: the rendered or given tree is not sound
    "CHANGE": 3,  # changes: refused, since the next apply would destroy what exists once
    "WRITE": 3,  # write: refused, since something that is not ours would be lost
    "IO": 5,  # input or output failed
    "USAGE": 64,  # the command line is at fault
    "BUG": 70,  # tfgen itself is at fault
}
