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
    text = f"# yaml-language-server: $schema={SCHEMA}\n{draft.text()}"
    left = [*draft.findings, *(found for file in files for found in file.findings())]
    return Imported(text, sorted_by_place(left), _faults(text, spec))


def _faults(text: str, spec: Path) -> tuple[Diagnostic, ...]:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    try:
        return check_document(source.parse(text.encode(), str(spec)), today).findings
    except TfgenError as error:
        return error.diagnostics
