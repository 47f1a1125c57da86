"""What `tfgen import` makes of a file of another tool: a spec, checked, and what it left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from tfgen import source
from tfgen.adopt import Draft, Given
from tfgen.commands.new_spec import SCHEMA
from tfgen.diagnostics import Diagnostic, Severity, TfgenError, sorted_by_place
from tfgen.frozen import frozen
from tfgen.pipeline import check_document


@frozen
class Imported:
    """The text of a spec, what of the file it does not carry over, and what is wrong with it.

    A spec at fault is a draft to be mended: what was not understood is worth more than nothing.
    """

    text: str
    left: tuple[Diagnostic, ...]
    faults: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the spec is valid as it is."""
        return all(fault.severity is not Severity.ERROR for fault in self.faults)

    @property
    def count_left(self) -> int:
        """How many values are not carried over."""
        return sum(found.code == "ADOPT001" for found in self.left)


def imported(draft: Draft, files: Iterable[Given], spec: Path) -> Imported:
    """Check a draft as the spec that will stand at a path, and list what its files have left."""
    text = written(draft)
    return Imported(text, left(draft.findings, files), faults(text, spec))


def written(draft: Draft) -> str:
    """Return the text of a draft's file, with the schema that editors check it with."""
    return f"# yaml-language-server: $schema={SCHEMA}\n{draft.text()}"


def left(said: Iterable[Diagnostic], files: Iterable[Given]) -> tuple[Diagnostic, ...]:
    """Return what was said while converting and what files have left, each once."""
    findings = [*said, *(found for file in files for found in file.findings())]
    return sorted_by_place(dict.fromkeys(findings))


def faults(text: str, spec: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a spec at a path; what it extends lies beside it."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    try:
        return check_document(source.parse(text.encode(), str(spec)), today).findings
    except TfgenError as error:
        return error.diagnostics
