"""HCL text → `syntax`: what was read before comes from memory or the cache folder.

Trees share most files, and reading takes longer than all checks together: even the reader is only
imported for a new text.
"""

from __future__ import annotations

import functools

from tfgen.verify.kept import kept
from tfgen.verify.syntax import Body, Expression


# Several checks read a tree again. What the trees of one run share is kept by `proved`.
@functools.lru_cache(maxsize=64)
def parse(text: str) -> Body:
    """Return the body of a file; raise SyntaxFault at the first fault."""
    return kept("file", text, _file)


@functools.lru_cache(maxsize=64)
def parse_template(text: str) -> Expression:
    """Return a .tftpl file as an expression; raise SyntaxFault at the first fault."""
    return kept("template", text, _template)


def _file(text: str) -> Body:
    from tfgen.verify.text import read_file

    return read_file(text)


def _template(text: str) -> Expression:
    from tfgen.verify.text import read_template

    return read_template(text)
