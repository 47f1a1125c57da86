"""What went wrong, where, and what to do: the values that every stage raises. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: only an error stops the pipeline."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1, length is the number of characters marked."""

    file: str
    line: int = 1
    column: int = 1
    length: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is a key of CODES. `message` says what is wrong and why, in one line; `help` says what to do.
    `path` is the finding's path in the spec, such as ("network", "cidr"). `also` points at further places
    that belong to it, each with a few words ("first defined here").
    """

    code: str
    message: str
    location: Location | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    path: tuple[str | int, ...] = ()
    also: tuple[tuple[Location, str], ...] = ()


class TfgenError(Exception):
    """All findings of a stage; the command line prints them and exits with `exit_code`."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = sorted_by_place(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))

    @property
    def exit_code(self) -> int:
        """The exit code of the gravest family among the errors."""
        return max((FAMILIES[family(d.code)] for d in self.diagnostics if d.severity is Severity.ERROR), default=1)


def family(code: str) -> str:
    """Return the letters of a code: RULE for RULE014."""
    return code.rstrip("0123456789")


def sorted_by_place(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, line and column; findings without a place come first."""
    nowhere = Location("", 0, 0)
    return tuple(sorted(diagnostics, key=lambda d: (d.location or nowhere, d.code, d.message)))


def closest(word: str, known: Sequence[str]) -> str:
    """Return "did you mean 'x'?" for the known word nearest to this one, or ""."""
    import difflib

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


# Families of codes by stage, each with the exit code that its errors lead to.
FAMILIES = {
    "YAML": 1,  # source: the text is not the YAML that we accept
    "SPEC": 1,  # spec: a section does not have its shape
    "RULE": 1,  # rules: sections do not fit together, or break a limit of AWS
    "SEC": 1,  # rules: a security finding, graded by security.profile
    "HCL": 4,  # verify: the rendered or given tree is not sound
    "WRITE": 3,  # write: refused, since something that is not ours would be lost
    "IO": 5,  # input or output failed
    "USAGE": 64,  # the command line is at fault
    "BUG": 70,  # tfgen itself is at fault
}

# Every code with its one-line meaning. Codes are never reused.
CODES: dict[str, str] = {
    # YAML: source
    # SPEC: spec
    "SPEC001": "A required key is missing.",
    "SPEC002": "A key that the language does not know.",
    "SPEC004": "A value of the wrong kind: mapping, list or single value.",
    "SPEC005": "An empty value where one is needed.",
    "SPEC006": "Not a plain integer.",
    "SPEC007": "Not true or false.",
    "SPEC008": "Not a duration with a unit.",
    "SPEC009": "Not an IPv4 block.",
    "SPEC010": "A string that has not its form.",
    "SPEC011": "Not one of the words that the field knows.",
    "SPEC012": "A number, length or count beyond its limit.",
    "SPEC014": "A list that gives a value twice.",
    "SPEC015": "A base spec that cannot be used.",
    # RULE: rules
    # SEC: security
    # HCL: verify
    # WRITE: write
    "WRITE001": "A generated file was edited by hand.",
    "WRITE002": "A file that tfgen did not write is in the way.",
    "WRITE003": "A generated file has git's conflict markers.",
    "WRITE004": "A symbolic link is in the way: links are not followed.",
    "WRITE005": "A folder is in the place of a file, or a file in that of a folder.",
    "WRITE006": "tfgen's own record of the files that it wrote cannot be read.",
    "WRITE007": "tfgen's own record lists a file that tfgen never writes.",
    "WRITE008": "The rendered tree has a path that tfgen never writes.",
    "WRITE009": "Another tfgen is writing into the same folder.",
    # IO
    "IO020": "A file or folder of the tree cannot be read.",
    "IO021": "A file or folder of the tree may not be written by this user.",
    "IO022": "There is no space for a file of the tree.",
    "IO023": "The operating system refused to write a file of the tree.",
    # BUG
    "BUG001": "A fault of tfgen itself.",
}
