"""Trees with templates of their owner's: what is rendered without them would undo what they say."""

from __future__ import annotations

import os
from pathlib import Path

from tfgen.diagnostics import Diagnostic
from tfgen.tree import VerifiedTree
from tfgen.write.fault import finding
from tfgen.write.whose import Record, is_path


def without_templates(record: Record | None, tree: VerifiedTree, folder: Path) -> Diagnostic | None:
    """Refuse to render a tree without the templates that it had, where nobody asks for that."""
    if record is None or tree.templates is not None or not record.said("templates"):
        return None
    # After a merge there may be two.
    known = sorted(record.said("templates"))
    former = " and ".join(os.path.normpath(folder / way) if is_path(way) else way for way in known)
    message = f"{folder} was rendered with the templates of {former}"
    remedy = f"give --templates {former}, or --no-templates to go back to tfgen's own"
    return finding("WRITE087", folder, message, remedy)
