"""Where the templates are."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """Return where the templates are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "templates"
    if installed.is_dir():
        return installed
    return package.parent / "templates"
