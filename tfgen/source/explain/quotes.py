"""Quotes without their other half, and texts that need quotes."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic
from tfgen.source.events import NotYaml
from tfgen.source.explain.characters import no_character
from tfgen.source.explain.finding import bare, finding, quote_it
from tfgen.source.text import Text
from tfgen.source.tree import Tree

_CLOSING = {"[": "]", "{": "}"}
# https://yaml.org/spec/1.2.2/#53-indicator-characters
_INDICATORS = {
    "*": "reads as an alias",
    "&": "reads as an anchor",
    "|": "reads as a block text",
    ">": "reads as a block text",
    "?": "reads as a key",
    "%": "reads as a directive",
}


def unclosed(text: Text, start: int) -> Diagnostic:
    """Point at the quote or bracket that opens and does not close."""
    opening = text.text[start]
    closing = _CLOSING.get(opening, opening)
    kind = "quote"
    if opening in _CLOSING:
        kind = "bracket"
    return finding(
        text,
        "YAML010",
        f"the {kind} {opening} that opens here is not closed",
        start,
        help=f"write {closing} where the value ends",
    )


def unclosed_quote(tree: Tree, error: NotYaml) -> Diagnostic:
    """Point at the quote that is at fault, which need not be the one that the parser means."""
    last = tree.last
    # "a … "b": the first quote took the second for its end, so the third opens what never closes.
    follows = bool(last.style) and last.end == error.opened
    if follows and not tree.text.same_line(last.start, last.end):
        return unclosed(tree.text, last.start)
    return unclosed(tree.text, error.opened)


def behind_quote(tree: Tree, error: NotYaml) -> Diagnostic | None:
    """Explain a quote that ended too early, or that took the next one for its end."""
    text, last = tree.text, tree.last
    if last.style not in ("'", '"') or text.text[last.end : error.at].strip():
        return None
    if not text.same_line(last.end, error.at):
        return None
    if not text.same_line(last.start, last.end):
        return unclosed(text, last.start)
    if text.text[error.at : error.at + 1] in "]},":
        return None
    help = 'inside double quotes write \\" for "'
    if last.style == "'":
        help = "inside single quotes write '' for '"
    if tree.bracket is None:
        help += ", or quote the whole value"
    else:
        help += ", or write a comma between two values"
    return finding(
        text,
        "YAML011",
        "text follows the closing quote",
        error.at,
        help=help,
    )


def escape(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain a backslash in double quotes."""
    text = tree.text
    backslash = text.text.rfind("\\", 0, error.at + 1)
    if backslash + 1 == len(text.text):
        return unclosed(text, error.opened)
    if "Unicode" in error.problem:
        return no_character(text, backslash)
    # Mostly a path of Windows or a regular expression.
    return finding(
        text,
        "YAML022",
        "double quotes know no such escape",
        backslash,
        backslash + 2,
        help="write \\\\ for a backslash, or use single quotes, where it is a plain character",
    )


def reserved_start(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain a text that starts with a character of YAML's own."""
    text, start = tree.text, error.opened
    words = bare(tree, start)
    reads = _INDICATORS.get(words[:1], "keeps for itself")
    message = f"an unquoted text cannot start with {words[:1]}, which YAML {reads}"
    help = quote_it(text, start, words)
    if text.text.startswith("{%", start - 1):
        help = "remove it: '{% %}' is not expanded in a spec"
    return finding(text, "YAML011", message, start, start + len(words), help)
