"""From bytes to a text of characters that everybody sees."""

from __future__ import annotations

import re
from itertools import islice

from tfgen.diagnostics import TfgenError
from tfgen.source import limits
from tfgen.source.text import Text

# Control characters, and what YAML 1.1 but no editor takes for a line break.
# A byte order mark may only come first.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes, file: str) -> str:
    """Return the text of a spec without its byte order mark."""
    # Without a mark UTF-16 and UTF-32 show by the zero bytes of the first ASCII character.
    if len(data) > limits.MAX_BYTES or data.startswith(_UTF16_MARKS) or b"\0" in data[:4]:
        from tfgen.source.explain import encoding

        raise TfgenError([encoding.refused(data, file)])
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        from tfgen.source.explain import encoding

        raise TfgenError([encoding.not_utf8(data, error.start, file)]) from None
    hidden = [match.start() for match in islice(_HIDDEN.finditer(text), limits.MAX_PROBLEMS)]
    if hidden:
        from tfgen.source.explain import characters

        lines = Text(file, text)
        raise TfgenError(characters.hidden(lines, start) for start in hidden)
    return text
