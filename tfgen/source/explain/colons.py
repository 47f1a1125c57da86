"""Colons that are missing, doubled, or too close to what follows."""

from __future__ import annotations

import re

from tfgen.diagnostics import Diagnostic
from tfgen.source.events import NotYaml
from tfgen.source.explain.characters import typographic
from tfgen.source.explain.finding import bare, finding, quote_it
from tfgen.source.text import Text
from tfgen.source.tree import Tree

# port:80 is one text, where its writer means a key and a value.
_WITHOUT_SPACE = re.compile(r"[\w-]+:\S")
_LONGEST_KEY = 1024  # https://yaml.org/spec/1.2.2/#742-flow-mappings


def no_space(text: Text, colon: int) -> Diagnostic:
    """Explain a colon that a bracket or comma follows at once."""
    return finding(
        text,
        "YAML020",
        "no space follows the colon",
        colon,
        help="put a space after the colon",
    )


def missing_in_braces(text: Text, name: str, start: int, end: int) -> Diagnostic:
    """Explain a key that a comma or brace follows instead of a colon."""
    message = "this key has no value: inside { } a comma starts the next key"
    help = "write a colon and a value, or quote the text that the comma belongs to"
    if _WITHOUT_SPACE.match(name):
        help = "put a space after the colon"
    return finding(text, "YAML020", message, start, end, help)


def missing(tree: Tree, start: int) -> Diagnostic:
    """Explain a line that is no key and continues nothing."""
    words = bare(tree, start)
    message = "no ': ' stands in this line, so it is neither a key nor part of a value"
    help = "write 'key: value', or indent the line if it continues the value above"
    if _WITHOUT_SPACE.match(words):
        help = "put a space after the colon"
    return finding(tree.text, "YAML020", message, start, start + len(words), help)


def simple_key(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain what the parser took for a key."""
    if error.at - error.opened > _LONGEST_KEY:
        return finding(
            tree.text,
            "YAML013",
            f"a key is longer than {_LONGEST_KEY} characters",
            error.opened,
            help="shorten it",
        )
    return missing(tree, error.opened)


def second(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain a ': ' where no key can be."""
    text, last = tree.text, tree.last
    if text.same_line(last.start, error.at):
        if text.text[last.start] in "“”„‟‘’‚‛":
            return typographic(text, last.start, error.at)
        return _second_in_line(tree, error)
    # The parser stumbles over the colon of the next line, and the fault is in the one above.
    if text.is_first_on_line(last.start):
        return missing(tree, last.start)
    start = text.line_start(error.at)
    start += len(text.text[start : error.at]) - len(text.text[start : error.at].lstrip())
    return finding(
        text,
        "YAML009",
        "this line is indented below a key that already has a value",
        start,
        error.at,
        help="indent it like the line above, or remove the value there",
    )


def _second_in_line(tree: Tree, error: NotYaml) -> Diagnostic:
    start = tree.last.start
    message = "a second ': ' stands in this line, whose key already has its value"
    words = quote_it(tree.text, start, bare(tree, start))
    help = f"if the colon belongs to the value, {words}"
    if tree.bracket is not None:
        help += "; else write a comma before the next key"
    return finding(tree.text, "YAML011", message, error.at, help=help)
