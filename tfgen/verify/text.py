"""HCL text read: for what `parse` does not know yet."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tfgen.verify.bodies import Bodies
from tfgen.verify.expressions import Expressions
from tfgen.verify.interpolation import Directive, Part, Piece, pieces, place_after, template
from tfgen.verify.strings import composed
from tfgen.verify.syntax import Body, Expression, Place, SyntaxFault, literal
from tfgen.verify.tokens import tokens

_FOR = re.compile(r"\s*for\s+([^\W\d][\w-]*)(?:\s*,\s*([^\W\d][\w-]*))?\s+in\b")
_WORD = re.compile(r"\s*([a-z]+)\b")

# Calls of a reader for two hundred brackets, and some.
_ROOM = 3000


def read_file(text: str) -> Body:
    """Return the body of a file; raise SyntaxFault at the first fault."""
    with _deeply():
        return Bodies(tokens(text.removeprefix("\ufeff"), Place(1, 1)), _template).file()


def read_template(text: str) -> Expression:
    """Return a .tftpl file as an expression; raise SyntaxFault at the first fault."""
    with _deeply():
        return _template(text.removeprefix("\ufeff"), 1)


def read_expression(code: str, place: Place) -> Expression:
    """Return the expression that stands at this place of a file; raise SyntaxFault."""
    with _deeply():
        return Expressions(tokens(code, place, "brackets"), _template).code(place)


@contextmanager
def _deeply() -> Iterator[None]:
    """Give room for values as deep as the tokens allow: a reader calls itself for each level."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _ROOM))
    try:
        yield
    except RecursionError:
        raise SyntaxFault(Place(1, 1), "heredocs or values are nested too deeply") from None
    finally:
        sys.setrecursionlimit(before)


def _template(text: str, line: int) -> Expression:
    return template([_part(piece) for piece in pieces(text, line)], Place(line, 1))


def _part(piece: Piece) -> Part:
    if not piece.opening:
        return literal(composed(piece.text), piece.place)
    code, place = piece.text.removesuffix("~"), piece.place
    # `${~ x ~}` also takes away the blanks around it, which is nobody's affair here.
    if code.startswith("~"):
        code, place = code[1:], Place(place.line, place.column + 1)
    if piece.opening == "${":
        return Directive("", place, (), read_expression(code, place))
    return _directive(code, place)


def _directive(code: str, place: Place) -> Directive:
    if loop := _FOR.match(code):
        names = tuple(name for name in loop.groups() if name)
        return Directive("for", place, names, _operand(code, loop.end(), place))
    if word := _WORD.match(code):
        if word[1] == "if":
            return Directive("if", place, (), _operand(code, word.end(), place))
        if word[1] in ("else", "endif", "endfor") and not code[word.end() :].strip():
            return Directive(word[1], place)
    raise SyntaxFault(
        place,
        f"%{{ {code.strip()} }} is not a directive",
        "use if, else, endif, for … in … or endfor",
    )


def _operand(code: str, start: int, place: Place) -> Expression:
    return read_expression(code[start:], place_after(code[:start], place))
