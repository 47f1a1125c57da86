"""Anchors (&name) and aliases (*name)."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic, Location
from tfgen.source import limits
from tfgen.source.explain.finding import bare, finding, quote_it
from tfgen.source.text import Text
from tfgen.source.tree import Tree


def defined_twice(text: Text, anchor: str, first: Location, start: int) -> Diagnostic:
    """Refuse a second anchor of one name, which YAML lets win from there on."""
    return finding(
        text,
        "YAML016",
        f"the anchor &{anchor} is defined twice: first on line {first.line}",
        start,
        help="give one of the two another name",
        also=((first, "first defined here"),),
    )


def without_anchor(tree: Tree, start: int, end: int, inside: bool) -> Diagnostic:
    """Refuse an alias that repeats nothing, or (`inside`) the value that it is part of."""
    if inside:
        return finding(
            tree.text,
            "YAML016",
            "the alias stands inside the value that it repeats",
            start,
            end,
            help="remove the alias",
        )
    message = "the alias repeats nothing: no anchor (&) of its name stands above it"
    # Often a glob or a wildcard, such as *.example.com.
    help = "if text is meant, " + quote_it(tree.text, start, bare(tree, start))
    return finding(tree.text, "YAML016", message, start, end, help)


def too_many(text: Text, start: int, end: int) -> Diagnostic:
    """Refuse the alias with which all of them stand for too much."""
    return finding(
        text,
        "YAML017",
        f"the aliases up to here expand to more than {limits.MAX_ALIASED_NODES} values",
        start,
        end,
        help="write what members share under 'defaults:'",
    )
