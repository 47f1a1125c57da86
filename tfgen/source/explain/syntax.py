"""What PyYAML could not parse, told by what most probably was meant."""

from __future__ import annotations

import re
from collections.abc import Callable

from tfgen.diagnostics import Diagnostic
from tfgen.source.events import NotYaml
from tfgen.source.explain import brackets, colons, indentation, missing, quotes, size, unsupported
from tfgen.source.explain.finding import finding
from tfgen.source.tree import Tree

Explain = Callable[[Tree, NotYaml], Diagnostic | None]


def explained(tree: Tree, error: NotYaml) -> Diagnostic:
    """Return the finding of the first explanation that fits."""
    for pattern, explain in _EXPLANATIONS:
        if not re.search(pattern, str(error)):
            continue
        if explanation := explain(tree, error):
            return explanation
    # PyYAML puts its own help on further lines.
    problem = error.problem.partition("\n")[0]
    return finding(
        tree.text,
        "YAML007",
        f"not YAML: {problem}",
        error.at,
        help="look at this line and the one above it",
    )


def _too_deep(tree: Tree, error: NotYaml) -> Diagnostic:
    return size.too_deep(tree.text, error.at)


def _no_space(tree: Tree, error: NotYaml) -> Diagnostic:
    return colons.no_space(tree.text, error.at)


def _tag(tree: Tree, error: NotYaml) -> Diagnostic:
    return unsupported.tag(tree.text, error.opened)


_RESERVED = (
    r" an alias| an anchor| a directive"
    r"|cannot start any token|mapping keys are not|block scalar"
)
# Both of PyYAML's parsers word the problems alike, but not equally.
# The order counts: the empty patterns look at the text itself, where a blank, a quote
# or a ? leads to very different complaints further on.
_EXPLANATIONS: tuple[tuple[str, Explain], ...] = (
    (r"maximum nesting depth", _too_deep),
    (r"quoted scalar: found unexpected", quotes.unclosed_quote),
    (r"unknown escape|hexa?decimal|Unicode", quotes.escape),
    (r"", indentation.blanks),
    (r"", quotes.behind_quote),
    (r"", brackets.lone_question_mark),
    (_RESERVED, quotes.reserved_start),
    (r"unexpected ':'", _no_space),
    (r" a tag|undefined tag", _tag),
    (r"mapping values are not", colons.second),
    (r"simple key", colons.simple_key),
    (r"sequence entries are not", indentation.stray_item),
    (r"flow (sequence|mapping)", brackets.inside),
    (r"node content", missing.no_value),
    (r"block (mapping|collection)|document start", brackets.closes_nothing),
    (r"block (mapping|collection)|document start", indentation.misplaced),
)
