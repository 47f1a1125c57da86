"""Templates of a user's own, as a run has them."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen


@frozen
class Overlay:
    """Templates that stand in place of tfgen's, or beside those of a module.

    `files` have their texts by path below the folder, such as modules/alb/main.tf, sorted.
    `findings` are what there is to say of them. Without a folder it is the wish to have none.
    """

    folder: str = ""
    files: tuple[tuple[str, str], ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    def below(self, folder: str) -> Overlay:
        """Return the part of it that is of one folder of templates."""
        inside = tuple(file for file in self.files if file[0].startswith(f"{folder}/"))
        return Overlay(self.folder, inside)
