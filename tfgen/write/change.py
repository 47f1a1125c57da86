"""What a write does, or would do, to a folder: values only."""

from __future__ import annotations

from enum import StrEnum

from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen


class ChangeKind(StrEnum):
    """What becomes of a file. SAME means the same text, whatever its layout and line ends."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    SAME = "same"


@frozen
class Change:
    """One file: its text on disk and its text as rendered, None where there is no file."""

    path: str
    kind: ChangeKind
    before: str | None
    after: str | None


@frozen
class Comparison:
    """Every file of ours in path order, the records last, and what may not be overwritten.

    `notes` are what else there is to say of the tree that stands.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the folder is anything but exactly this tree."""
        if self.conflicts:
            return True
        return any(change.kind is not ChangeKind.SAME for change in self.changes)
