"""A text and its lines: offsets become places."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right

from tfgen.diagnostics import Location


class Text:
    """The text of a file that findings name as `file`."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        # Eight bytes a line; a list of integers takes five times as many.
        self._starts = array("L", [0])
        self._starts.extend(match.end() for match in re.finditer(r"\r\n|\r|\n", text))
        self._end = len(text.rstrip(" \t\r\n"))

    def at(self, start: int, end: int = 0) -> Location:
        """Return the place of text[start:end], cut at the end of its first line."""
        # What is missing at the end of a file is missed behind its last character.
        start = min(start, self._end)
        line = bisect_right(self._starts, start)
        stop = len(self.text)
        if line < len(self._starts):
            stop = self._starts[line]
        if end >= stop:
            end = start + len(self.text[start:stop].rstrip())
        column = start - self._starts[line - 1] + 1
        return Location(self.file, line, column, max(1, end - start))

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line around an offset starts."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def is_first_on_line(self, offset: int) -> bool:
        """Whether only blanks stand before the offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    def same_line(self, start: int, end: int) -> bool:
        """Whether two offsets stand on one line."""
        return self.line_start(start) == self.line_start(end)
