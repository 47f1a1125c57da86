"""What the parser's rules become in `syntax`: one method a rule of the grammar, called with its parts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from lark import Token

from tfgen.verify.interpolation import Directive, template
from tfgen.verify.strings import unquoted, without_indentation
from tfgen.verify.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Index,
    Kind,
    Label,
    Place,
    Reference,
    Scalar,
    SyntaxFault,
    compound,
    literal,
    loop,
)

_CONSTANTS: dict[str, Scalar] = {"TRUE": True, "FALSE": False, "NULL": None}
_NEW_LINE = object()

# What stands between the braces of a block: its arguments and blocks, and _NEW_LINE.
_Lines: TypeAlias = list[Any]
_Step: TypeAlias = "str | Index | Expression"


class _ForIntro(NamedTuple):
    names: tuple[str, ...]
    collection: Expression


def builder(heredoc: Callable[[str, int], Expression]) -> object:
    """Return the object whose methods Lark calls; `heredoc` reads template text that begins on the line given."""
    return _Builder(heredoc)


class _Builder:
    def __init__(self, heredoc: Callable[[str, int], Expression]) -> None:
        self._heredoc = heredoc

    def start(self, nodes: list[_Lines]) -> Body:
        return _body(nodes[0])

    def body(self, nodes: list[Any]) -> _Lines:
        return nodes

    def new_line_or_comment(self, nodes: list[Token]) -> object:
        return _NEW_LINE

    def attribute(self, nodes: list[Any]) -> Attribute:
        name, _, value = nodes
        return Attribute(str(name), value, *_place(name))

    def block(self, nodes: list[Any]) -> Block:
        *header, opening, lines, closing = nodes
        type_ = header[0]
        labels = tuple(_label(node) for node in header[1:] if node is not _NEW_LINE)
        misplaced = _place(opening) if header[-1] is _NEW_LINE else _misplaced(lines, closing)
        return Block(str(type_), labels, _body(lines), *_place(type_), misplaced)

    def identifier(self, nodes: list[Token]) -> Token:
        return nodes[0]

    keyword = identifier
    literal_value = identifier

    def string_part(self, nodes: list[Token | Directive]) -> Token | Directive:
        return nodes[0]

    def string(self, nodes: list[Any]) -> Expression:
        parts = [part if isinstance(part, Directive) else _text(part) for part in nodes[1:-1]]
        return template(parts, _place(nodes[0]))

    def heredoc_template(self, nodes: list[Token]) -> Expression:
        token = nodes[0]
        lines = token[token.index("\n") + 1 :]
        place = _place(token)
        read = self._heredoc(lines[: lines.rfind("\n") + 1], place.line + 1)
        value = (
            without_indentation(read.value)
            if isinstance(read.value, str) and token[2] == "-"
            else read.value
        )
        return read._replace(value=value, line=place.line, column=place.column)

    heredoc_template_trim = heredoc_template

    def template_string(self, nodes: list[Token]) -> Expression:
        raise SyntaxFault(
            _place(nodes[0]), 'a quote with a backslash stands outside of a string: \\"', 'write "'
        )

    def interpolation(self, nodes: list[Any]) -> Directive:
        return Directive("", _place(nodes[0]), (), _expressions(nodes)[0])

    def template_if_start(self, nodes: list[Any]) -> Directive:
        return Directive("if", _place(nodes[0]), (), _expressions(nodes)[0])

    def template_for_start(self, nodes: list[Any]) -> Directive:
        names = tuple(
            str(node) for node in nodes if isinstance(node, Token) and node.type == "NAME"
        )
        return Directive("for", _place(nodes[0]), names, _expressions(nodes)[0])

    def template_else(self, nodes: list[Token]) -> Directive:
        return Directive("else", _place(nodes[0]))

    def template_endif(self, nodes: list[Token]) -> Directive:
        return Directive("endif", _place(nodes[0]))

    def template_endfor(self, nodes: list[Token]) -> Directive:
        return Directive("endfor", _place(nodes[0]))

    def expr_term(self, nodes: list[Any]) -> Expression:
        node = nodes[0]
        if not isinstance(node, Token):
            return node  # type: ignore[no-any-return]  # a rule's own result
        if node.type == "LPAR":
            inner = nodes[1]
            return (
                inner
                if inner.kind is Kind.LITERAL
                else compound(Kind.OTHER, "()", _place(node), (inner,))
            )
        if node.type in _CONSTANTS:
            return literal(_CONSTANTS[node.type], _place(node))
        own = Reference(str(node), (), *_place(node))
        return Expression(Kind.REFERENCE, own.line, own.column, references=(own,))

    def int_lit(self, nodes: list[Token]) -> Expression:
        return literal(int(nodes[0]), _place(nodes[0]))

    def float_lit(self, nodes: list[Token]) -> Expression:
        return literal(float(nodes[0]), _place(nodes[0]))

    def list_expression(self, nodes: list[Any]) -> Expression:
        return compound(Kind.LIST, "", _place(nodes[0]), _expressions(nodes))

    def object_expression(self, nodes: list[Any]) -> Expression:
        elements = [node for node in nodes if type(node) is tuple]
        return compound(
            Kind.OBJECT,
            "",
            _place(nodes[0]),
            tuple(part for element in elements for part in element),
        )

    def object_elem(self, nodes: list[Any]) -> tuple[Expression, Expression]:
        return (nodes[0], nodes[2])

    def object_elem_key(self, nodes: list[Any]) -> Expression:
        return _key(nodes[0])

    def function_call(self, nodes: list[Any]) -> Expression:
        name = "::".join(node for node in nodes if isinstance(node, Token) and node.type == "NAME")
        arguments = next((node for node in nodes if isinstance(node, list)), [])
        return compound(Kind.CALL, name, _place(nodes[0]), tuple(arguments))

    def arguments(self, nodes: list[Any]) -> list[Expression]:
        given = list(_expressions(nodes))
        if isinstance(nodes[-1], Token) and nodes[-1].type == "ELLIPSIS":
            given[-1] = compound(
                Kind.OTHER, "...", Place(given[-1].line, given[-1].column), (given[-1],)
            )
        return given

    def unary_op(self, nodes: list[Any]) -> Expression:
        sign, operand = nodes
        number = operand.value
        if (
            sign == "-"
            and operand.kind is Kind.LITERAL
            and isinstance(number, int | float)
            and number is not True
        ):
            return literal(-number, _place(sign))
        return compound(Kind.OTHER, str(sign), _place(sign), (operand,))

    def binary_op(self, nodes: list[Any]) -> Expression:
        return compound(Kind.OTHER, " ".join(nodes[1::2]), _place(nodes[0]), tuple(nodes[::2]))

    def conditional(self, nodes: list[Any]) -> Expression:
        return compound(Kind.OTHER, "?", _place(nodes[0]), _expressions(nodes))

    def braces_index(self, nodes: list[Any]) -> list[_Step]:
        inner = _expressions(nodes)[0]
        return [Index(inner.value) if inner.kind is Kind.LITERAL else inner]

    def short_index(self, nodes: list[Token]) -> list[_Step]:
        return [Index(int(nodes[1]))]

    def get_attr(self, nodes: list[Token]) -> list[_Step]:
        return [str(nodes[1])]

    def attr_splat(self, nodes: list[Any]) -> list[_Step]:
        return [Index(splat=True), *(step for steps in nodes[1:] for step in steps)]

    full_splat = attr_splat

    def get_attr_expr_term(self, nodes: list[Any]) -> Expression:
        base, steps = nodes
        for step in steps:
            base = _step_on(base, step)
        return base  # type: ignore[no-any-return]  # built above

    index_expr_term = get_attr_expr_term
    attr_splat_expr_term = get_attr_expr_term
    full_splat_expr_term = get_attr_expr_term

    def for_intro(self, nodes: list[Any]) -> _ForIntro:
        names = tuple(
            str(node) for node in nodes if isinstance(node, Token) and node.type == "NAME"
        )
        return _ForIntro(names, _expressions(nodes)[0])

    def for_cond(self, nodes: list[Any]) -> Expression:
        return _expressions(nodes)[0]

    def for_tuple_expr(self, nodes: list[Any]) -> Expression:
        return _loop("for []", nodes)

    def for_object_expr(self, nodes: list[Any]) -> Expression:
        return _loop("for {}", nodes)


def _loop(name: str, nodes: list[Any]) -> Expression:
    intro = next(node for node in nodes if isinstance(node, _ForIntro))
    return loop(name, _place(nodes[0]), intro.names, (intro.collection, *_expressions(nodes)))


def _body(lines: _Lines) -> Body:
    attributes = tuple(line for line in lines if isinstance(line, Attribute))
    blocks = tuple(line for line in lines if isinstance(line, Block))
    crowded = (
        after
        for before, after in pairwise(lines)
        if before is not _NEW_LINE and after is not _NEW_LINE
    )
    return Body(attributes, blocks, tuple(Place(line.line, line.column) for line in crowded))


def _misplaced(lines: _Lines, closing: Token) -> Place | None:
    """Return where `{ … }` is neither empty, nor one argument on the line of the braces, nor whole lines."""
    if not lines or (len(lines) == 1 and isinstance(lines[0], Attribute)):
        return None
    if lines[0] is not _NEW_LINE:
        return Place(lines[0].line, lines[0].column)
    return None if lines[-1] is _NEW_LINE else _place(closing)


def _label(node: Token | Expression) -> Label:
    if isinstance(node, Token):
        return Label(str(node), *_place(node))
    return Label(node.value if isinstance(node.value, str) else None, *_place(node))


def _key(node: Token | Expression) -> Expression:
    """Return the key of an object: a bare name, keyword or number stands for its text."""
    if isinstance(node, Token):
        return literal(str(node), _place(node))
    if node.kind is Kind.REFERENCE and not node.references[0].steps:
        return literal(node.references[0].root, _place(node))
    if node.kind is Kind.LITERAL and not isinstance(node.value, str):
        return node._replace(value="null" if node.value is None else str(node.value).lower())
    return node


def _step_on(base: Expression, step: _Step) -> Expression:
    """Return `base.step` or `base[step]`: a longer reference if the base is one."""
    dynamic = (step,) if isinstance(step, Expression) else ()
    plain = Index() if isinstance(step, Expression) else step
    if base.kind is not Kind.REFERENCE:
        name = (
            f".{plain}"
            if isinstance(plain, str)
            else f"[{plain.key!r}]"
            if plain.key is not None
            else "[]"
        )
        return compound(Kind.OTHER, name, _place(base), (base, *dynamic))
    own, *inner = base.references
    longer = own._replace(steps=(*own.steps, plain))
    references = (
        longer,
        *inner,
        *(reference for index in dynamic for reference in index.references),
    )
    return base._replace(children=(*base.children, *dynamic), references=references)


def _expressions(nodes: list[Any]) -> tuple[Expression, ...]:
    return tuple(node for node in nodes if isinstance(node, Expression))


def _text(token: Token) -> Expression:
    place = _place(token)
    return literal(unquoted(str(token), place), place)


def _place(start: Token | Expression | Place) -> Place:
    return Place(start.line or 1, start.column or 1)  # a token's may be None in theory
