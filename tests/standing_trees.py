"""Trees that stand, and specs that are rendered over them."""

from __future__ import annotations

import datetime
from pathlib import Path

from tfgen.commands.render import Built, Wish, built_for
from tfgen.pipeline import check
from tfgen.write import write

TODAY = datetime.date(2026, 1, 1)


def rendered(file: Path, out: Path) -> Built:
    """Return the tree of a spec, with what it does to the one in a folder."""
    return built_for(check(file, TODAY), out, Wish(write=False, adopt=True))


def stand(file: Path, out: Path) -> None:
    """Write the tree of a spec."""
    write(rendered(file, out).tree, out)
