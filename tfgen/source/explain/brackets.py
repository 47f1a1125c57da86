"""Brackets without their other half, and texts that brackets or commas cut."""

from __future__ import annotations

import re

from tfgen.diagnostics import Diagnostic
from tfgen.source.events import NotYaml
from tfgen.source.explain import colons
from tfgen.source.explain.finding import finding
from tfgen.source.explain.quotes import unclosed
from tfgen.source.text import Text
from tfgen.source.tokens import Token
from tfgen.source.tree import Tree
from tfgen.source.unquoted import COLON_TOO_CLOSE, LONE_QUESTION_MARK

# Quotes and comments come first: they may hold brackets as text.
_BRACKET = re.compile(
    r"""(?<![^\s,:\[{])(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'|\#[^\r\n]*)
    | [\[\]{}]""",
    re.DOTALL | re.VERBOSE,
)
_DEPTHS = {"[": 1, "{": 1, "]": -1, "}": -1}


def broken_text(text: Text, token: Token) -> Diagnostic:
    """Explain an unquoted text in brackets that its writer means to be longer."""
    if mark := LONE_QUESTION_MARK.search(text.text, token.start, token.end):
        return question_mark(text, mark.start())
    if COLON_TOO_CLOSE.match(text.text, token.end):
        return colons.no_space(text, token.end)
    return finding(
        text,
        "YAML011",
        "inside [ ] and { } the comma ends this text",
        token.start,
        token.end,
        help="quote the whole text, with what follows the comma",
    )


def question_mark(text: Text, start: int) -> Diagnostic:
    """Explain a ? with blanks around it, as cron expressions have one."""
    return finding(
        text,
        "YAML011",
        "inside [ ] and { } the '?' starts a key",
        start,
        help="quote the whole text around it",
    )


def lone_question_mark(tree: Tree, error: NotYaml) -> Diagnostic | None:
    """Explain what the pure parser alone refuses, and with libyaml the tree."""
    text = tree.text
    start = text.line_start(error.at)
    mark = LONE_QUESTION_MARK.search(text.text, start, error.at + 2)
    if not mark:
        return None
    before = set(text.text[start : mark.start()])
    if not before & set("[{") or before & set("'\"#"):
        return None
    problem = question_mark(text, mark.start())
    if problem in tree.problems:
        return None
    return problem


def inside(tree: Tree, error: NotYaml) -> Diagnostic:
    """Explain what stands between brackets and does not belong there."""
    text, opening = tree.text, error.opened
    character = text.text[error.at : error.at + 1]
    at = text.at(opening)
    also = ((at, "opened here"),)
    if character and character in "]}":
        return finding(
            text,
            "YAML010",
            f"{character} does not close the {text.text[opening]} on line {at.line}",
            error.at,
            help="close the brackets in their order",
            also=also,
        )
    if not is_closed(text.text, opening):
        return unclosed(text, opening)
    if character == "?":
        return question_mark(text, error.at)
    if character == ":" and text.same_line(tree.last.start, error.at):
        return colons.second(tree, error)
    return finding(
        text,
        "YAML007",
        f"a comma is missing before this, or a {text.text[opening]} is not closed",
        error.at,
        help="write a comma between two values",
        also=also,
    )


def is_closed(text: str, opening: int) -> bool:
    """Whether the bracket that opens there has its other half."""
    depth = 0
    for match in _BRACKET.finditer(text, opening):
        depth += _DEPTHS.get(match[0], 0)
        if depth == 0:
            return True
    return False


def closes_nothing(tree: Tree, error: NotYaml) -> Diagnostic | None:
    """Explain a closing bracket where none is open."""
    character = tree.text.text[error.at : error.at + 1]
    if not character or character not in "]}":
        return None
    return finding(
        tree.text,
        "YAML010",
        f"{character} closes nothing: no bracket is open here",
        error.at,
        help="remove it, or quote the text that it belongs to",
    )
