"""A text that is not one mapping."""

from __future__ import annotations

import re

from tfgen.diagnostics import Diagnostic
from tfgen.source.explain.finding import finding
from tfgen.source.nodes import Items, Node, Scalar
from tfgen.source.text import Text


def second(text: Text, start: int) -> Diagnostic:
    """Refuse the second document of a stream, which a stray '---' begins as well."""
    return finding(
        text,
        "YAML006",
        "a second document starts here, but a spec is one",
        start,
        help="put it in a file of its own, or remove the line '---'",
    )


def not_a_mapping(text: Text, root: Node | None) -> Diagnostic:
    """Say what the spec is instead of a mapping."""
    # A file of comments has no root, one with a lone --- has a null for one.
    if root is None or (isinstance(root, Scalar) and root.is_null):
        return finding(
            text,
            "YAML004",
            "the spec is empty",
            0,
            help="write a first one with: tfgen init",
        )
    kind = "a single text"
    help = "start with keys, as in 'version: 1'"
    if isinstance(root, Items):
        kind = "a list"
    elif isinstance(root, Scalar) and re.match(r"[\w-]+:\S", root.text):
        help = "put a space after the colon, as in 'version: 1'"
    return Diagnostic(
        "YAML005",
        f"the spec is {kind} where a mapping belongs",
        root.at,
        help=help,
    )
