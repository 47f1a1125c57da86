"""A spec that is larger or deeper than any cluster needs."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic
from tfgen.source import limits
from tfgen.source.explain.finding import finding
from tfgen.source.text import Text


def too_many_values(text: Text, start: int) -> Diagnostic:
    """Refuse the first value that is too many."""
    return finding(
        text,
        "YAML003",
        f"the spec holds more than {limits.MAX_NODES} values",
        start,
        help="split it into several specs",
    )


def too_deep(text: Text, start: int) -> Diagnostic:
    """Refuse the first collection that is too deep."""
    return finding(
        text,
        "YAML018",
        f"nested deeper than {limits.MAX_DEPTH} levels",
        start,
        help="nest less; no field needs it",
    )
