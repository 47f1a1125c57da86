"""Templates of a user's own, in place of tfgen's: a folder that mirrors `templates/`.

A file of it replaces one of tfgen's, `modules/<module>/<file>` or `root/<file>`, or stands as a
further `.tf` beside those of a module. What each was copied from stands in `.tfgen/` there.
"""

from __future__ import annotations

from tfgen.overlay.copies import copied, rebased
from tfgen.overlay.names import listed
from tfgen.overlay.read import read_overlay
from tfgen.overlay.told import told_in_templates

__all__ = ["copied", "listed", "read_overlay", "rebased", "told_in_templates"]
