"""Filter patterns of CloudWatch Logs that are a regular expression, as AWS describes them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
"""

from __future__ import annotations

import re

# What else a pattern has AWS refuses: "Invalid character(s) in term".
SYMBOLS = ":_#=@/;,-"
OPERATORS = "^$?[]{}|\\*+."
CLASSES = "dDsSwW"
_PIECE = re.compile(
    rf"\\x[0-9A-Fa-f]{{2}}|\\[{CLASSES}]|\\[{re.escape(SYMBOLS + OPERATORS)}]"
    rf"|[A-Za-z0-9{re.escape(SYMBOLS + OPERATORS)}]"
)


class RefusedByAws(ValueError):
    """A pattern that AWS takes for no regular expression."""


def matches(pattern: str, line: str) -> bool:
    """Say whether a line counts; what AWS's page lists means the same in Python."""
    return re.search(_expression(pattern), line) is not None


def _expression(pattern: str) -> str:
    """Return what stands between the percent signs, once AWS would take it."""
    if len(pattern) < 3 or not pattern.startswith("%") or not pattern.endswith("%"):
        raise RefusedByAws(f"{pattern} stands in no percent signs")
    expression, at = pattern[1:-1], 0
    while at < len(expression):
        piece = _PIECE.match(expression, at)
        if piece is None or piece[0] == "\\":
            raise RefusedByAws(f"{expression[at : at + 2]!r} of {pattern}")
        at = piece.end()
    return expression
