"""What YAML has and a spec does not take."""

from __future__ import annotations

import re

from tfgen.diagnostics import Diagnostic
from tfgen.source.explain.finding import finding
from tfgen.source.text import Text

# https://yaml.org/spec/1.2.2/#691-node-tags
_TAG = re.compile(r"![^\s,\[\]{}]*")


def directive(text: Text, start: int, end: int) -> Diagnostic:
    """Refuse a line such as %YAML 1.1."""
    return finding(
        text,
        "YAML015",
        "YAML directives are not supported",
        start,
        end,
        help="remove the line",
    )


def tag(text: Text, start: int) -> Diagnostic:
    """Refuse a tag, such as CloudFormation's !Ref or Python's !!python/object."""
    end = 0
    if match := _TAG.match(text.text, start):
        end = match.end()
    return finding(
        text,
        "YAML015",
        "tags are not supported",
        start,
        end,
        help="remove it: a field knows its type; a text that starts with '!' needs quotes",
    )
