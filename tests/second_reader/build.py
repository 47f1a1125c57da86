"""What the parser's rules become in `syntax`: a method for each rule of the grammar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lark import Token

from second_reader.assembly import (
    NEW_LINE,
    Lines,
    Step,
    body_of_lines,
    expressions_in,
    key_of,
    label_of,
    misplaced_at,
    names_in,
    place_of,
    text_of,
    whole_number,
    with_step,
)
from tfgen.verify.interpolation import Directive, template
from tfgen.verify.strings import lone_return, without_indentation
from tfgen.verify.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Index,
    Kind,
    Reference,
    Scalar,
    SyntaxFault,
    compound,
    literal,
    loop,
)

_CONSTANTS: dict[str, Scalar] = {"TRUE": True, "FALSE": False, "NULL": None}


class _ForIntro(NamedTuple):
    names: tuple[str, ...]
    collection: Expression


def builder(heredoc: Callable[[str, int], Expression]) -> object:
    """Return the object whose methods Lark calls; `heredoc` reads text that begins on a line."""
    return _Builder(heredoc)


class _Builder:
    def __init__(self, heredoc: Callable[[str, int], Expression]) -> None:
        self._heredoc = heredoc

    def start(self, nodes: list[Lines]) -> Body:
        return body_of_lines(nodes[0])

    def body(self, nodes: list[Any]) -> Lines:
        return nodes

    def new_line_or_comment(self, nodes: list[Token]) -> object:
        return NEW_LINE

    def attribute(self, nodes: list[Any]) -> Attribute:
        name, _, value = nodes
        return Attribute(str(name), value, *place_of(name))

    def block(self, nodes: list[Any]) -> Block:
        *header, opening, lines, closing = nodes
        type_ = header[0]
        labels = tuple(label_of(node) for node in header[1:] if node is not NEW_LINE)
        misplaced = misplaced_at(lines, closing)
        if header[-1] is NEW_LINE:
            misplaced = place_of(opening)
        return Block(str(type_), labels, body_of_lines(lines), *place_of(type_), misplaced)

    def identifier(self, nodes: list[Token]) -> Token:
        return nodes[0]

    keyword = identifier
    literal_value = identifier

    def string_part(self, nodes: list[Token | Directive]) -> Token | Directive:
        return nodes[0]

    def string(self, nodes: list[Any]) -> Expression:
        parts = [part if isinstance(part, Directive) else text_of(part) for part in nodes[1:-1]]
        return template(parts, place_of(nodes[0]))

    def heredoc_template(self, nodes: list[Token]) -> Expression:
        token = nodes[0]
        lines = token[token.index("\n") + 1 :]
        place = place_of(token)
        if lone_return(lines):
            why, help_ = "the heredoc holds a lone carriage return", r'write ${"\r"}'
            raise SyntaxFault(place, why, help_, "HCL002")
        read = self._heredoc(lines[: lines.rfind("\n") + 1], place.line + 1)
        value = read.value
        if isinstance(value, str) and token[2] == "-":
            value = without_indentation(value)
        return read._replace(value=value, line=place.line, column=place.column)

    heredoc_template_trim = heredoc_template

    def template_string(self, nodes: list[Token]) -> Expression:
        raise SyntaxFault(
            place_of(nodes[0]),
            'a quote with a backslash stands outside of a string: \\"',
            'write "',
        )

    def interpolation(self, nodes: list[Any]) -> Directive:
        return Directive("", place_of(nodes[0]), (), expressions_in(nodes)[0])

    def template_if_start(self, nodes: list[Any]) -> Directive:
        return Directive("if", place_of(nodes[0]), (), expressions_in(nodes)[0])

    def template_for_start(self, nodes: list[Any]) -> Directive:
        return Directive("for", place_of(nodes[0]), names_in(nodes), expressions_in(nodes)[0])

    def template_else(self, nodes: list[Token]) -> Directive:
        return Directive("else", place_of(nodes[0]))

    def template_endif(self, nodes: list[Token]) -> Directive:
        return Directive("endif", place_of(nodes[0]))

    def template_endfor(self, nodes: list[Token]) -> Directive:
        return Directive("endfor", place_of(nodes[0]))

    def expr_term(self, nodes: list[Any]) -> Expression:
        node = nodes[0]
        if not isinstance(node, Token):
            return node  # type: ignore[no-any-return]  # a rule's own result
        if node.type == "LPAR":
            inner: Expression = nodes[1]
            # Brackets around a literal say nothing; around a name they make a key an expression.
            if inner.kind is Kind.LITERAL:
                return inner
            return compound(Kind.OTHER, "()", place_of(node), (inner,))
        if node.type in _CONSTANTS:
            return literal(_CONSTANTS[node.type], place_of(node))
        own = Reference(str(node), (), *place_of(node))
        return Expression(Kind.REFERENCE, own.line, own.column, references=(own,))

    def int_lit(self, nodes: list[Token]) -> Expression:
        return literal(whole_number(nodes[0]), place_of(nodes[0]))

    def float_lit(self, nodes: list[Token]) -> Expression:
        return literal(float(nodes[0]), place_of(nodes[0]))

    def list_expression(self, nodes: list[Any]) -> Expression:
        return compound(Kind.LIST, "", place_of(nodes[0]), expressions_in(nodes))

    def object_expression(self, nodes: list[Any]) -> Expression:
        # Expressions are tuples too, so that only the type itself tells a pair.
        pairs = [node for node in nodes if type(node) is tuple]
        parts = tuple(part for pair in pairs for part in pair)
        return compound(Kind.OBJECT, "", place_of(nodes[0]), parts)

    def object_elem(self, nodes: list[Any]) -> tuple[Expression, Expression]:
        return (nodes[0], nodes[2])

    def object_elem_key(self, nodes: list[Any]) -> Expression:
        return key_of(nodes[0])

    def function_call(self, nodes: list[Any]) -> Expression:
        name = "::".join(names_in(nodes))
        arguments = next((node for node in nodes if isinstance(node, list)), [])
        return compound(Kind.CALL, name, place_of(nodes[0]), tuple(arguments))

    def arguments(self, nodes: list[Any]) -> list[Expression]:
        arguments = list(expressions_in(nodes))
        if isinstance(nodes[-1], Token) and nodes[-1].type == "ELLIPSIS":
            last = arguments.pop()
            arguments.append(compound(Kind.OTHER, "...", place_of(last), (last,)))
        return arguments

    def unary_op(self, nodes: list[Any]) -> Expression:
        sign, operand = nodes
        number = operand.value
        # A bool is an int to Python, and -true is none to Terraform.
        is_number = isinstance(number, int | float) and not isinstance(number, bool)
        if sign == "-" and is_number:
            return literal(-number, place_of(sign))
        return compound(Kind.OTHER, str(sign), place_of(sign), (operand,))

    def binary_op(self, nodes: list[Any]) -> Expression:
        # All operators of a row in one node: which binds tighter is asked by few.
        return compound(Kind.OTHER, " ".join(nodes[1::2]), place_of(nodes[0]), tuple(nodes[::2]))

    def conditional(self, nodes: list[Any]) -> Expression:
        return compound(Kind.OTHER, "?", place_of(nodes[0]), expressions_in(nodes))

    def braces_index(self, nodes: list[Any]) -> list[Step]:
        inner = expressions_in(nodes)[0]
        if inner.kind is Kind.LITERAL:
            return [Index(inner.value)]
        return [inner]

    def short_index(self, nodes: list[Token]) -> list[Step]:
        return [Index(whole_number(nodes[1]))]

    def get_attr(self, nodes: list[Token]) -> list[Step]:
        return [str(nodes[1])]

    def attr_splat(self, nodes: list[Any]) -> list[Step]:
        return [Index(splat=True), *(step for steps in nodes[1:] for step in steps)]

    full_splat = attr_splat

    def get_attr_expr_term(self, nodes: list[Any]) -> Expression:
        base, steps = nodes
        for step in steps:
            base = with_step(base, step)
        return base  # type: ignore[no-any-return]  # built above

    index_expr_term = get_attr_expr_term
    attr_splat_expr_term = get_attr_expr_term
    full_splat_expr_term = get_attr_expr_term

    def for_intro(self, nodes: list[Any]) -> _ForIntro:
        return _ForIntro(names_in(nodes), expressions_in(nodes)[0])

    def for_cond(self, nodes: list[Any]) -> Expression:
        return expressions_in(nodes)[0]

    def for_tuple_expr(self, nodes: list[Any]) -> Expression:
        return _loop("for []", nodes)

    def for_object_expr(self, nodes: list[Any]) -> Expression:
        return _loop("for {}", nodes)


def _loop(name: str, nodes: list[Any]) -> Expression:
    intro = next(node for node in nodes if isinstance(node, _ForIntro))
    children = (intro.collection, *expressions_in(nodes))
    read = loop(name, place_of(nodes[0]), intro.names, children)
    if any(isinstance(node, Token) and node.type == "ELLIPSIS" for node in nodes):
        return read._replace(bound=(*read.bound, "..."))
    return read
