"""The pieces that readers put together: bodies, keys, steps and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, TypeAlias

from tfgen.verify.strings import composed, lone_return, without_indentation
from tfgen.verify.syntax import (
    Attribute,
    Block,
    Body,
    Expression,
    Index,
    Kind,
    Place,
    Scalar,
    SyntaxFault,
    compound,
    literal,
)
from tfgen.verify.tokens import Token

NEW_LINE = object()
CONSTANTS: dict[str, Scalar] = {"true": True, "false": False, "null": None}

# Python reads no integer of more than 4,300 digits, and makes no float of one beyond 308.
_MOST_DIGITS = 300
# No type has so many levels: what lies deeper is of an unknown one.
_MOST_STEPS = 1000

# What stands between the braces of a block: its arguments and blocks, and NEW_LINE.
Lines: TypeAlias = list[Any]
# What reads text that begins on a line.
Heredoc: TypeAlias = Callable[[str, int], Expression]
Step: TypeAlias = "str | Index | Expression"


def body_of_lines(lines: Lines) -> Body:
    """Return what stands between braces, or in a file."""
    attributes = tuple(line for line in lines if isinstance(line, Attribute))
    blocks = tuple(line for line in lines if isinstance(line, Block))
    crowded = (
        after
        for before, after in pairwise(lines)
        if before is not NEW_LINE and after is not NEW_LINE
    )
    return Body(attributes, blocks, tuple(Place(line.line, line.column) for line in crowded))


def misplaced_at(lines: Lines, closing: Token) -> Place | None:
    """Return where `{ … }` is neither empty, nor one argument in its line, nor whole lines."""
    if not lines or (len(lines) == 1 and isinstance(lines[0], Attribute)):
        return None
    if lines[0] is not NEW_LINE:
        return Place(lines[0].line, lines[0].column)
    if lines[-1] is not NEW_LINE:
        return place_of(closing)
    return None


def key_of(node: Expression) -> Expression:
    """Return the key of an object: a bare name or number stands for its text."""
    if node.kind is Kind.REFERENCE and not node.references[0].steps:
        return Expression(Kind.LITERAL, node.line, node.column, node.references[0].root)
    # `{ true = 1 }` has the key "true", as HCL writes it and Python does not.
    if node.kind is Kind.LITERAL and not isinstance(node.value, str):
        word = "null" if node.value is None else str(node.value).lower()
        return node._replace(value=word)
    return node


def with_steps(base: Expression, steps: Iterable[Step]) -> Expression:
    """Return `base.step` or `base[step]`, step by step: a longer reference if the base is one."""
    for step in steps:
        if isinstance(step, Expression):
            base = _longer(base, Index(), (step,))
        else:
            base = _longer(base, step, ())
    return base


def _longer(base: Expression, step: str | Index, computed: tuple[Expression, ...]) -> Expression:
    if base.kind is not Kind.REFERENCE:
        return compound(Kind.OTHER, _step_name(step), place_of(base), (base, *computed))
    own, *inner = base.references
    if len(own.steps) >= _MOST_STEPS:
        in_step = tuple(reference for index in computed for reference in index.references)
        return base._replace(references=base.references + in_step)
    in_index = [reference for index in computed for reference in index.references]
    references = (own._replace(steps=(*own.steps, step)), *inner, *in_index)
    return base._replace(children=(*base.children, *computed), references=references)


def _step_name(step: str | Index) -> str:
    if isinstance(step, str):
        return f".{step}"
    if step.key is None:
        return "[]"
    return f"[{step.key!r}]"


def signed(sign: Token, operand: Expression) -> Expression:
    """Return an operand behind - or !: a number takes its sign in."""
    number = operand.value
    # A bool is an int to Python, and -true is none to Terraform.
    if sign.kind == "-" and isinstance(number, int | float) and not isinstance(number, bool):
        return literal(-number, place_of(sign))
    return compound(Kind.OTHER, sign.kind, place_of(sign), (operand,))


def whole_number(digits: str) -> int | float:
    """Return a number; one with more digits than a float holds is no exact one to HCL either."""
    if len(digits) > _MOST_DIGITS:
        return float(digits)
    return int(digits)


def plain(found: tuple[re.Match[str], int, int]) -> Expression:
    """Return a plain value of a list."""
    match, line, column = found
    text, number, word = match.groups()
    value: Scalar
    if text is not None:
        value = composed(text)
    elif number:
        value = whole_number(number)
    else:
        value = CONSTANTS[word]
    return Expression(Kind.LITERAL, line, column, value)


def heredoc(token: Token, read: Heredoc) -> Expression:
    """Return the text of a heredoc, where `read` reads what is no mark of it."""
    text, place = token.text, place_of(token)
    lines = text[text.index("\n") + 1 :]
    if lone_return(lines):
        why, help_ = "the heredoc holds a lone carriage return", r'write ${"\r"}'
        raise SyntaxFault(place, why, help_, "HCL002")
    whole = read(lines[: lines.rfind("\n") + 1], place.line + 1)
    value = whole.value
    if isinstance(value, str) and text[2] == "-":
        value = without_indentation(value)
    return whole._replace(value=value, line=place.line, column=place.column)


def place_of(start: Token | Expression) -> Place:
    """Return where something begins."""
    return Place(start.line, start.column)
