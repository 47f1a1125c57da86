"""Templates: cut into text and the code in `${ }` and `%{ }`, and their parts put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from tfgen.verify.syntax import Expression, Kind, Place, SyntaxFault, compound, literal, loop

_LITERAL = re.compile(r"((?:[^$%]+|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*)([$%]\{)?")
_ESCAPED = re.compile(r"([$%])\1\{")
_IN_CODE = re.compile(r'["{}]|#[^\n]*|//[^\n]*|/\*(?s:.)*?\*/')
_IN_STRING = re.compile(r'"|\\.|\$\$\{|%%\{|\$\{|%\{')
_SIGNS_IN = {'"': _IN_STRING}


class Piece(NamedTuple):
    """Text (`opening` is "") or code (`opening` is `${` or `%{`), and where it begins."""

    opening: str
    text: str
    place: Place


class Directive(NamedTuple):
    """Code in a template: `keyword` is "" for `${ }`, else if, else, endif, for or endfor."""

    keyword: str
    place: Place
    names: tuple[str, ...] = ()
    operand: Expression | None = None


Part: TypeAlias = Expression | Directive


def pieces(text: str, line: int) -> Iterator[Piece]:
    """Yield the pieces of a template that begins a line; raise SyntaxFault if a `}` is missing."""
    at, place = 0, Place(line, 1)
    while match := _LITERAL.match(text, at):
        literal, opening = match.groups()
        if literal:
            yield Piece("", _ESCAPED.sub(r"\1{", literal), place)
        if not opening:
            return
        place = place_after(match[0], place)
        end = _closing(text, match.end(), place)
        code = text[match.end() : end]
        yield Piece(opening, code, place)
        at, place = end + 1, place_after(f"{code}}}", place)


def place_after(text: str, place: Place) -> Place:
    """Return the place after a text that begins at a place."""
    lines = text.count("\n")
    if lines:
        return Place(place.line + lines, len(text) - text.rfind("\n"))
    return Place(place.line, place.column + len(text))


def template(parts: Sequence[Part], place: Place) -> Expression:
    """Return a template of these parts, a literal if they are text alone.

    Raises SyntaxFault if directives do not match.
    """
    # Directives nest, and one iterator goes through all levels.
    children, _ = _until_closed(iter(parts), None)
    if not children:
        return literal("", place)
    if len(parts) == 1 and isinstance(parts[0], Expression):
        return children[0]._replace(line=place.line, column=place.column)
    return compound(Kind.TEMPLATE, "", place, children)


def _closing(text: str, at: int, place: Place) -> int:
    """Return where the `}` of the code stands that begins here."""
    unclosed = ["{"]
    # In a string a brace is text, and in code a quote begins one: which signs count changes.
    while match := _SIGNS_IN.get(unclosed[-1], _IN_CODE).search(text, at):
        at = match.end()
        if match[0] == "}" or match[0] == unclosed[-1] == '"':
            unclosed.pop()
        elif match[0] in ('"', "{", "${", "%{"):
            unclosed.append(match[0][-1])
        if not unclosed:
            return match.start()
    raise SyntaxFault(
        place, "a ${ or %{ has no closing }", "close it; to mean the characters, write $${ or %%{"
    )


def _until_closed(
    parts: Iterator[Part], opener: Directive | None
) -> tuple[tuple[Expression, ...], Directive | None]:
    """Return the parts up to the directive that closes `opener`, or is its else, and that one."""
    children: list[Expression] = []
    for part in parts:
        if isinstance(part, Expression):
            children.append(part)
        elif part.operand and not part.keyword:
            children.append(part.operand)
        elif part.operand:
            children.append(_directive(part, part.operand, parts))
        elif opener:
            return tuple(children), part
        else:
            raise SyntaxFault(part.place, f"%{{ {part.keyword} }} closes nothing")
    if opener:
        raise SyntaxFault(
            opener.place,
            f"%{{ {opener.keyword} }} is never closed",
            f"add %{{ end{opener.keyword} }}",
        )
    return tuple(children), None


def _directive(opener: Directive, operand: Expression, parts: Iterator[Part]) -> Expression:
    inside, closer = _until_closed(parts, opener)
    if opener.keyword == "if" and closer and closer.keyword == "else":
        otherwise, closer = _until_closed(parts, opener)
        inside += otherwise
    if closer and closer.keyword != f"end{opener.keyword}":
        raise SyntaxFault(
            closer.place,
            f"%{{ {closer.keyword} }} does not close the %{{ {opener.keyword} }} before it",
        )
    return loop(opener.keyword, opener.place, opener.names, (operand, *inside))
