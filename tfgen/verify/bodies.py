"""Tokens → the body of a file: arguments and blocks."""

from __future__ import annotations

from tfgen.verify.assembly import NEW_LINE, Lines, body_of_lines, misplaced_at
from tfgen.verify.expressions import FORMS, Expressions
from tfgen.verify.syntax import Attribute, Block, Body, Label, Place
from tfgen.verify.tokens import Token

_LABELS = frozenset(["name", "quoted", '"'])


class Bodies(Expressions):
    """A reader of bodies."""

    def file(self) -> Body:
        """Return the body that all tokens make."""
        lines = self._lines()
        self._take("end", _after(lines))
        return body_of_lines(lines)

    def _lines(self) -> Lines:
        """Return what stands up to the closing brace, or the end."""
        lines: Lines = []
        while True:
            if self._token.kind == "name":
                lines.append(self._line())
            elif self._took("line"):
                lines.append(NEW_LINE)
            else:
                return lines

    def _line(self) -> Attribute | Block:
        name = self._next()
        if self._took("="):
            return Attribute(name.text, self._expression(), name.line, name.column)
        return self._block(name)

    def _block(self, type_: Token) -> Block:
        labels = []
        while self._token.kind in _LABELS:
            labels.append(self._label())
        misplaced = None
        if self._took("line"):
            misplaced = Place(self._token.line, self._token.column)
        possible = "a name, {" if labels else "a name, =, {"
        self._take("{", possible)
        lines = self._lines()
        closing = self._take("}", f"}}, {_after(lines)}")
        misplaced = misplaced or misplaced_at(lines, closing)
        body = body_of_lines(lines)
        return Block(type_.text, tuple(labels), body, type_.line, type_.column, misplaced)

    def _label(self) -> Label:
        token = self._token
        if token.kind == "name":
            return Label(self._next().text, token.line, token.column)
        value = FORMS[token.kind](self).value
        return Label(value if isinstance(value, str) else None, token.line, token.column)


def _after(lines: Lines) -> str:
    """Say what may follow lines, or the value that ends them."""
    if lines and isinstance(lines[-1], Attribute):
        return "an operator, a name, a new line"
    return "a name, a new line"
