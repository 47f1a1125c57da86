"""From a file or its bytes to a document, with everything that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.source import limits
from tfgen.source.decoding import decoded
from tfgen.source.events import NotYaml, events
from tfgen.source.file import contents
from tfgen.source.nodes import Document, Fields
from tfgen.source.text import Text
from tfgen.source.tree import Tree

# Possessive: a file of comments must not be tried in every way.
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*+(%[^\r\n]*)")
# Comments are matched whole, so that a tab in one is passed over.
_TAB_OR_COMMENT = re.compile(r"\t|(?<![^ \t\r\n])#[^\r\n]*")


def read(path: Path) -> Document:
    """Read the spec in a regular file; never block on anything else."""
    return parse(contents(path), str(path))


def parse(data: bytes, file: str) -> Document:
    """Parse the bytes of a spec; `file` is the name that its diagnostics carry.

    An aliased value is the node of its anchor, with the place where its text stands.
    """
    text = Text(file, decoded(data, file))
    _refuse_directives(text)
    tree = Tree(text)
    end = len(text.text)
    try:
        for event in events(text.text):
            tree.take(event)
    except NotYaml as error:
        from tfgen.source.explain import syntax

        end = tree.last.end
        tree.problems.append(syntax.explained(tree, error))
    tree.problems += _stray_tabs(tree, end)
    return _document(tree)


def _document(tree: Tree) -> Document:
    text, root, problems = tree.text, tree.root, tree.problems
    if not problems and isinstance(root, Fields):
        return Document(text.file, text.text, root, tuple(tree.warnings))
    if not problems:
        from tfgen.source.explain import whole

        problems = [whole.not_a_mapping(text, root)]
    raise TfgenError(problems)


def _refuse_directives(text: Text) -> None:
    """Refuse %YAML and %TAG, with which the words of YAML could mean something else."""
    if directive := _DIRECTIVE.match(text.text):
        from tfgen.source.explain import unsupported

        raise TfgenError([unsupported.directive(text, *directive.span(1))])


def _stray_tabs(tree: Tree, end: int) -> list[Diagnostic]:
    """Refuse tabs outside quotes, block texts and comments: parsers let different ones pass."""
    starts = list(islice(_tabs(tree, end), limits.MAX_PROBLEMS))
    if not starts:
        return []
    from tfgen.source.explain import characters

    return [characters.tab(tree.text, start) for start in starts]


def _tabs(tree: Tree, end: int) -> Iterator[int]:
    if "\t" not in tree.text.text:
        return
    ends = [0, *(token.end for token in tree.protected)]
    starts = [*(token.start for token in tree.protected), end]
    for gap in zip(ends, starts, strict=True):
        for match in _TAB_OR_COMMENT.finditer(tree.text.text, *gap):
            if match[0] == "\t":
                yield match.start()
