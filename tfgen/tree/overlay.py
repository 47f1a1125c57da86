"""Templates of a user's own, as a run has them."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic
from tfgen.frozen import frozen

# The line of a file of the tree, below its header, that names the template it came out of.
OF_OWN = "# It comes out of a template of its owner's: {}."
_MARK = OF_OWN.partition("{}")[0]


def template_of(text: str) -> str:
    """Return the template of a user's own that a file of a tree names, "" where it does not."""
    lines = text.split("\n", 2)
    if len(lines) > 1 and lines[1].startswith(_MARK):
        return lines[1].removeprefix(_MARK).rstrip(".")
    return ""


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
