"""HCL text read, with Lark: for what `parse` does not know yet."""

from __future__ import annotations

import re
from typing import Any

from lark import UnexpectedInput, UnexpectedToken

from tfgen.verify.build import builder
from tfgen.verify.grammar import SECOND_LINE, parser
from tfgen.verify.interpolation import Directive, Part, Piece, pieces, place_after, template
from tfgen.verify.strings import composed
from tfgen.verify.syntax import Body, Expression, Kind, Place, SyntaxFault, literal

_FOR = re.compile(r"\s*for\s+([^\W\d][\w-]*)(?:\s*,\s*([^\W\d][\w-]*))?\s+in\b")
_WORD = re.compile(r"\s*([a-z]+)\b")

# What a message says instead of the names of the grammar.
_EXPECTED = {
    "NAME": "a name",
    "INT_LITERAL": "a value",
    "QMARK": "an operator",
    "EQ": "=",
    "COLON": ":",
    "COMMA": "a comma",
    "LBRACE": "{",
    "RBRACE": "}",
    "RSQB": "]",
    "RPAR": ")",
    "NL_OR_COMMENT": "a new line",
}
_SHOWN = {"NL_OR_COMMENT": "a line break", "$END": "the end of the file"}
_FIRST = re.compile(r"\w+|\S")
_IN_STRING = frozenset({"DBLQUOTE", "STRING_CHARS"})


def read_file(text: str) -> Body:
    """Return the body of a file; raise SyntaxFault at the first fault."""
    body: Body = _run(text.removeprefix("\ufeff"), "start")
    return body


def read_template(text: str) -> Expression:
    """Return a .tftpl file as an expression; raise SyntaxFault at the first fault."""
    return _template(text.removeprefix("\ufeff"), 1)


def read_expression(code: str, place: Place) -> Expression:
    """Return the expression that stands at this place of a file; raise SyntaxFault."""
    before = SECOND_LINE.set(place)
    try:
        expression: Expression = _run(f"(\n{code}\n)", "expression")
    finally:
        SECOND_LINE.reset(before)
    if expression.kind is Kind.LITERAL:
        return expression
    if expression.name != "()":
        raise SyntaxFault(place, "brackets in a template do not match")
    return expression.children[0]


def _run(text: str, start: str) -> Any:
    try:
        return parser(_BUILDER).parse(text, start=start)
    except UnexpectedInput as fault:
        raise _fault(fault) from None
    except RecursionError:
        raise SyntaxFault(Place(1, 1), "heredocs or values are nested too deeply") from None


def _fault(fault: UnexpectedInput) -> SyntaxFault:
    place = Place(max(fault.line, 1), max(fault.column, 1))
    if not isinstance(fault, UnexpectedToken):
        return SyntaxFault(place, f"{getattr(fault, 'char', '?')!r} has no place here")
    # The parser names terminals as its grammar does; a reader knows them by their signs.
    kind, text, expected = fault.token.type, str(fault.token), fault.accepts or fault.expected
    if kind == "NL_OR_COMMENT" and expected >= _IN_STRING:
        return SyntaxFault(
            place, "a quoted string goes on in the next line", r"close it, or write \n", "HCL002"
        )
    if text.startswith("<<"):
        return SyntaxFault(
            place, "the heredoc is never closed", "end it with its word on a line of its own"
        )
    # Within brackets a new line may always stand, and never helps.
    if expected & {"RPAR", "RSQB"}:
        expected = expected - {"NL_OR_COMMENT"}
    names = [name for terminal, name in _EXPECTED.items() if terminal in expected]
    shown = _SHOWN.get(kind) or repr((_FIRST.search(text) or [text])[0])
    help_ = ""
    if names:
        help_ = f"possible are {', '.join(names)}"
    return SyntaxFault(place, f"{shown} has no place here", help_)


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


_BUILDER = builder(_template)
