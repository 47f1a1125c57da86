"""Lines that stand where their indentation does not let them."""

from __future__ import annotations

import re

from tfgen.diagnostics import Diagnostic
from tfgen.source.events import NotYaml
from tfgen.source.explain.brackets import is_closed
from tfgen.source.explain.characters import odd_space, tab
from tfgen.source.explain.finding import finding
from tfgen.source.explain.keys import empty_key
from tfgen.source.explain.quotes import unclosed
from tfgen.source.tree import Tree
from tfgen.source.unquoted import ODD

# At the start of a line, or behind the colon of a key:
# there a parser wants a space and sees a letter.
_ODD_BLANK = re.compile(rf"^ *([{ODD}])|\w:([{ODD}])", re.MULTILINE)
_INDENTING_TAB = re.compile(r" *\t")
_EMPTY_KEY = re.compile(r":\s")
_ITEM = re.compile(r"-\s")


def blanks(tree: Tree, error: NotYaml) -> Diagnostic | None:
    """Explain a blank that is no space, where the parser stumbles over what follows."""
    text = tree.text
    start = text.line_start(min(tree.last.start, error.at))
    if odd := _ODD_BLANK.search(text.text, start, error.at + 1):
        return odd_space(text, odd.end() - 1)
    if indent := _INDENTING_TAB.match(text.text, text.line_start(error.at)):
        return tab(text, indent.end() - 1)
    if text.text.startswith("\t", error.at):
        return tab(text, error.at)
    return None


def stray_item(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain a '- ' behind something else on its line."""
    # Below a bracket that is never closed all lines are part of its list.
    if tree.bracket is not None and not is_closed(tree.text.text, tree.bracket):
        return unclosed(tree.text, tree.bracket)
    message = "a list item cannot start in this place"
    help = (
        "start the list on the next line, or write [a, b]; "
        "a text that starts with '- ' needs quotes"
    )
    return finding(tree.text, "YAML009", message, error.at, help=help)


def misplaced(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain what stands where a key belongs."""
    text = tree.text
    if _EMPTY_KEY.match(text.text, error.at):
        return empty_key(text, error.at)
    if not text.is_first_on_line(error.at):
        return finding(
            text,
            "YAML011",
            "text follows a value that has ended",
            error.at,
            help="quote the whole value",
        )
    if _ITEM.match(text.text, error.at):
        return finding(
            text,
            "YAML009",
            "a list item stands where a key belongs",
            error.at,
            help="indent it below the key of its list",
        )
    return finding(
        text,
        "YAML009",
        "the indentation of this line fits none of the lines above it",
        error.at,
        help="indent it exactly like its neighbours",
    )
