"""A value that is not there."""

from __future__ import annotations

from dataclasses import replace

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.source.events import NotYaml
from tfgen.source.explain.brackets import closes_nothing
from tfgen.source.explain.finding import finding, quote_it
from tfgen.source.explain.indentation import stray_item
from tfgen.source.explain.keys import empty_key
from tfgen.source.explain.quotes import reserved_start, unclosed
from tfgen.source.text import Text
from tfgen.source.tree import Tree


def commented(text: Text, start: int, end: int) -> Diagnostic:
    """Warn of a text that starts with #, such as the name of a channel."""
    message = "no value stands here: ' #' starts a comment"
    words = quote_it(text, start, text.text[start:end])
    help = f"if the text is the value, {words}"
    return replace(
        finding(text, "YAML021", message, start, end, help),
        severity=Severity.WARNING,
    )


def no_value(tree: Tree, error: NotYaml) -> Diagnostic | None:
    """Explain what stands where a value belongs."""
    text = tree.text
    match text.text[error.at : error.at + 1]:
        case ":":
            return empty_key(text, error.at)
        case ",":
            return finding(
                text,
                "YAML007",
                "a value is missing before this comma",
                error.at,
                help="write the value, or remove the comma",
            )
        case "-":
            return stray_item(tree, error)
        case "%":
            return reserved_start(tree, error)
        case "" if tree.bracket is not None:
            return unclosed(text, tree.bracket)
    return closes_nothing(tree, error)
