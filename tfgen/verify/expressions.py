"""Tokens → expressions: a function for each form that a value has, one token looked ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn

from tfgen.verify.assembly import (
    CONSTANTS,
    Heredoc,
    Step,
    heredoc,
    key_of,
    place_of,
    plain,
    signed,
    whole_number,
    with_steps,
)
from tfgen.verify.cursor import Cursor
from tfgen.verify.faults import DOTS, ESCAPED, FOR_AS_KEY, unexpected
from tfgen.verify.interpolation import Directive, Part, template
from tfgen.verify.strings import unquoted
from tfgen.verify.syntax import (
    Expression,
    Index,
    Kind,
    Place,
    Reference,
    SyntaxFault,
    compound,
    literal,
    loop,
)
from tfgen.verify.tokens import Token, Tokens, values

_OPERATORS = frozenset(["||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"])
_KEYWORDS = frozenset(["in", "for", "if", "for_each", "else", "endif", "endfor"])
_STEPS = frozenset([".", ".*", "[", "splat"])
_WORDS = frozenset(["else", "endif", "endfor"])
_VALUE = "a name, a value, {"


class Expressions(Cursor):
    """A reader of expressions; `heredoc` reads text that begins on a line."""

    def __init__(self, tokens: Tokens, heredoc: Heredoc) -> None:
        super().__init__(tokens)
        self._heredoc = heredoc

    def code(self, place: Place) -> Expression:
        """Return the expression that all tokens make: code in a template that begins there."""
        value = self._expression()
        if self._token.kind == ")":
            raise SyntaxFault(place, "brackets in a template do not match")
        self._take("end", "an operator, }")
        return value

    def _expression(self, also: str = "") -> Expression:
        """Return a value; `also` is what could stand in its place."""
        value = self._operand(also)
        if self._token.kind in _OPERATORS:
            value = self._operation(value)
        if self._token.kind == "?":
            return self._condition(value)
        return value

    def _operation(self, first: Expression) -> Expression:
        """Return operands in a row as one: which operator binds tighter is asked by few."""
        operands, signs = [first], []
        while self._token.kind in _OPERATORS:
            signs.append(self._next().kind)
            operands.append(self._operand())
        return compound(Kind.OTHER, " ".join(signs), place_of(first), tuple(operands))

    def _condition(self, first: Expression) -> Expression:
        """Return conditions whose last branch is again one, without going deeper for each."""
        begun = []
        value = first
        while self._took("?"):
            begun.append((value, self._expression()))
            self._take(":", "an operator, :")
            value = self._operand()
            if self._token.kind in _OPERATORS:
                value = self._operation(value)
        for asked, then in reversed(begun):
            value = compound(Kind.OTHER, "?", place_of(asked), (asked, then, value))
        return value

    def _operand(self, also: str = "") -> Expression:
        signs = []
        while self._token.kind in ("-", "!"):
            signs.append(self._next())
        form = FORMS.get(self._token.kind)
        if form is None:
            self._refuse(f"{_VALUE}{also}")
        value = form(self)
        if self._token.kind in _STEPS:
            value = with_steps(value, self._steps())
        for sign in reversed(signs):
            value = signed(sign, value)
        return value

    def _named(self) -> Expression:
        token = self._next()
        if token.text in CONSTANTS:
            return Expression(Kind.LITERAL, token.line, token.column, CONSTANTS[token.text])
        if self._token.kind in ("(", "::"):
            return self._call(token)
        own = Reference(token.text, (), token.line, token.column)
        return Expression(Kind.REFERENCE, token.line, token.column, references=(own,))

    def _call(self, token: Token) -> Expression:
        name = token.text
        while self._took("::"):
            name += f"::{self._take('name', 'a name').text}"
        self._take("(", "(")
        arguments: list[Expression] = []
        while not self._took(")"):
            arguments.append(self._expression(", )"))
            if self._token.kind == "...":
                last = arguments.pop()
                arguments.append(compound(Kind.OTHER, "...", place_of(last), (last,)))
                self._next()
                self._take(")", ")")
                break
            if not self._took(",") and self._token.kind != ")":
                self._refuse("an operator, a comma, )")
        return compound(Kind.CALL, name, place_of(token), tuple(arguments))

    def _quoted(self) -> Expression:
        token = self._next()
        text = unquoted(token.text, Place(token.line, token.column + 1))
        return Expression(Kind.LITERAL, token.line, token.column, text)

    def _number(self) -> Expression:
        token = self._next()
        number = whole_number(token.text) if token.kind == "whole" else float(token.text)
        return literal(number, place_of(token))

    def _in_brackets(self) -> Expression:
        opening = self._next()
        value = self._expression()
        self._take(")", "an operator, )")
        # Brackets around a literal say nothing; around a name they make a key an expression.
        if value.kind is Kind.LITERAL:
            return value
        return compound(Kind.OTHER, "()", place_of(opening), (value,))

    def _list(self) -> Expression:
        opening = self._next()
        if self._took_word("for"):
            return self._loop(opening)
        items: list[Expression] = []
        while not self._took("]"):
            if self._token.kind == "run":
                items += map(plain, values(self._next()))
            else:
                items.append(self._expression(", ]"))
            if not self._took_comma() and self._token.kind != "]":
                self._refuse("an operator, a comma, ]")
        return compound(Kind.LIST, "", place_of(opening), tuple(items))

    def _object(self) -> Expression:
        opening = self._next()
        self._took("line")
        if self._took_word("for"):
            if self._token.kind in ("=", ":"):
                raise SyntaxFault(place_of(self._token), *FOR_AS_KEY)
            return self._loop(opening)
        parts: list[Expression] = []
        while not self._took("}"):
            parts += (self._key(), self._expression())
            separated = self._took(",")
            if not (self._took("line") or separated) and self._token.kind != "}":
                self._refuse("an operator, a comma, }, a new line")
        return compound(Kind.OBJECT, "", place_of(opening), tuple(parts))

    def _key(self) -> Expression:
        token = self._token
        if token.kind == "name" and token.text in _KEYWORDS:
            key = literal(self._next().text, place_of(token))
        else:
            key = key_of(self._expression(", }"))
        if not self._took("="):
            self._take(":", "=, :")
        return key

    def _loop(self, opening: Token) -> Expression:
        """Return what stands in brackets or braces after `for`."""
        names = self._names()
        children = [self._expression()]
        self._take(":", "an operator, :")
        children.append(self._expression())
        closing, name = "]", "for []"
        if opening.kind == "{":
            closing, name = "}", "for {}"
            self._take("=>", "an operator, =>")
            children.append(self._expression())
            if self._took("..."):
                names = (*names, "...")
        if self._took_word("if"):
            children.append(self._expression())
        self._take(closing, f"an operator, {closing}")
        return loop(name, place_of(opening), names, tuple(children))

    def _names(self) -> tuple[str, ...]:
        """Return the names that a `for` binds, up to its `in`."""
        names = [self._take("name", "a name").text]
        if self._took(","):
            names.append(self._take("name", "a name").text)
        if not self._took_word("in"):
            self._refuse("in" if names[1:] else "a comma, in")
        return tuple(names)

    def _steps(self) -> Iterator[Step]:
        while self._token.kind in _STEPS:
            kind = self._next().kind
            if kind == ".":
                yield self._step()
            elif kind == "[":
                inner = self._expression()
                self._take("]", "an operator, ]")
                yield Index(inner.value) if inner.kind is Kind.LITERAL else inner
            else:
                yield Index(splat=True)

    def _step(self) -> Step:
        """Return what follows a dot."""
        token = self._token
        if token.kind == "name":
            return self._next().text
        first, _, second = token.text.partition(".")
        # `.0.1` reads as a number with a point.
        if token.kind == "float" and second.isdecimal():
            raise SyntaxFault(Place(token.line, token.column + len(first) + 1), *DOTS)
        return Index(whole_number(self._take("whole", "a name, a value").text))

    def _of_heredoc(self) -> Expression:
        return heredoc(self._next(), self._heredoc)

    def _escaped(self) -> NoReturn:
        raise SyntaxFault(place_of(self._token), *ESCAPED)

    def _template(self) -> Expression:
        opening = self._next()
        parts: list[Part] = []
        while not self._took('"'):
            token = self._next()
            if self._token.kind == "line":  # worse than what is wrong with the text before it
                raise unexpected(self._token, "", in_string=True)
            if token.kind == "text":
                place = place_of(token)
                parts.append(literal(unquoted(token.text, place), place))
            elif token.kind == "${":
                self._took("~")
                parts.append(Directive("", place_of(token), (), self._expression()))
                self._close()
            elif token.kind == "%{":
                parts.append(self._directive(token))
            else:
                raise unexpected(token, "", in_string=True)
        return template(parts, place_of(opening))

    def _close(self, possible: str = "an operator, }") -> None:
        self._took("~")
        self._take("}", possible)

    def _directive(self, opening: Token) -> Directive:
        self._took("~")
        word = self._token
        place = place_of(opening)
        if self._took_word("for"):
            directive = Directive("for", place, self._names(), self._expression())
        elif self._took_word("if"):
            directive = Directive("if", place, (), self._expression())
        elif word.kind == "name" and word.text in _WORDS:
            directive = Directive(self._next().text, place)
            self._close("}")
            return directive
        else:
            self._refuse("if, else, endif, for, endfor")
        self._close()
        return directive


# No part of a reader: its own methods would keep it, with all its text, until someone collects it.
FORMS: Mapping[str, Callable[[Expressions], Expression]] = {
    "name": Expressions._named,
    "quoted": Expressions._quoted,
    '"': Expressions._template,
    "whole": Expressions._number,
    "float": Expressions._number,
    "(": Expressions._in_brackets,
    "[": Expressions._list,
    "{": Expressions._object,
    "heredoc": Expressions._of_heredoc,
    "escaped": Expressions._escaped,
}
