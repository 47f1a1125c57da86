"""HCL text becomes the same text as `terraform fmt` would lay it out.

Here alone white space is made: indentation, the `=` of consecutive lines, blank lines and the ends
of lines. Spaces inside an expression stay as they are, and so do trailing comments, heredocs and
the further lines of `/* */`. The rules for indentation and alignment are those of
https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from tfgen.frozen import frozen

# What matters outside strings. Comments and heredocs are swallowed whole, and so are operators that
# contain a `=`.
_CODE = re.compile(
    r'["\n(){}\[\]]|#[^\n]*|//[^\n]*|/\*.*?\*/|[=!<>]=|=>|='
    r"|<<-?(?P<mark>[A-Za-z_][A-Za-z0-9_-]*)\n(?:[^\n]*\n)*?[ \t]*(?P=mark)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
# What matters inside a string: its end, and `${` or `%{` unless its first character is doubled.
_STRING = re.compile(r'\\.|\$\$\{|%%\{|[$%]\{|"', re.DOTALL)

_BRACKETS = {"(": 1, "[": 1, "{": 1, "${": 1, "%{": 1, ")": -1, "]": -1, "}": -1}


@frozen
class _Line:
    """A line of HCL, or several when a comment or heredoc spans them.

    `assign` starts at the first `=`, if there is one; `lead` is what stands before it. `opened` is
    the number of brackets that the line opens less those that it closes. An `aligned` line assigns
    a whole value.
    """

    lead: str = ""
    assign: str = ""
    opened: int = 0
    aligned: bool = False


_BLANK = _Line()


def layout(text: str) -> str:
    """Return the text laid out: two blanks a level, `=` in columns, single blank lines.

    A column of `=` ends at a blank line, at a comment, and at a value over several lines.
    """
    return "".join(f"{line}\n" for line in _laid(_without_idle_blanks(_lines(text))))


def _lines(text: str) -> Iterator[_Line]:
    start, opened = 0, 0
    equals: tuple[int, int] | None = None
    for token, place in _tokens(text):
        if token == "\n":
            yield _line(text[start:place], opened, equals)
            start, opened, equals = place + 1, 0, None
        elif token == "=":
            equals = equals or (place - start, opened)
        else:
            opened += _BRACKETS.get(token, 0)
    yield _line(text[start:], opened, equals)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield what the layout depends on, and where it is.

    What strings, comments and heredocs say is left out.
    """
    # What is open, innermost last: a template has code inside a string inside of code.
    inside: list[str] = []
    pattern, closing = _CODE, "}"
    place = 0
    while match := pattern.search(text, place):
        token, place = match[0], match.end()
        if inside and token == closing:
            inside.pop()
        elif token in {'"', "{", "${", "%{"}:
            inside.append(token)
        pattern, closing = _CODE, "}"
        if inside and inside[-1] == '"':
            pattern, closing = _STRING, '"'
        yield token, match.start()


def _line(text: str, opened: int, equals: tuple[int, int] | None) -> _Line:
    """Split a line at its first `=`, given with its place and the brackets that were open there."""
    if not equals:
        return _Line(text.strip(" \t"), opened=opened)
    place, opened_before = equals
    value = text[place + 1 :].strip(" \t")
    return _Line(text[:place].strip(" \t"), f"= {value}", opened, aligned=opened == opened_before)


def _without_idle_blanks(lines: Iterable[_Line]) -> list[_Line]:
    """Keep one of several blank lines, and none next to a bracket or at the ends of the text."""
    kept: list[_Line] = []
    gap = False
    for line in lines:
        if line == _BLANK:
            gap = bool(kept) and kept[-1].opened <= 0
            continue
        if gap and line.opened >= 0:
            kept.append(_BLANK)
        kept.append(line)
        gap = False
    return kept


def _laid(lines: list[_Line]) -> Iterator[str]:
    leads = ["  " * level + line.lead for level, line in zip(_levels(lines), lines, strict=True)]
    for aligned, group in groupby(zip(leads, lines, strict=True), key=lambda pair: pair[1].aligned):
        run = list(group)
        column = 0
        if aligned:
            column = max(len(lead) for lead, _ in run)
        for lead, line in run:
            yield f"{lead:<{column}} {line.assign}".rstrip(" ")


def _levels(lines: list[_Line]) -> Iterator[int]:
    """Yield how deep each line stands."""
    # One level for each line that opens brackets, however many it opens, as terraform fmt has it.
    levels: list[int] = []
    for line in lines:
        closed = -line.opened
        while closed > 0 and levels:
            opened = levels.pop()
            if opened > closed:
                levels.append(opened - closed)
            closed -= opened
        yield len(levels)
        if line.opened > 0:
            levels.append(line.opened)
