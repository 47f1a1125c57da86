"""HCL as people write it, with any spacing: a strategy for Hypothesis."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,18}", fullmatch=True)

SIGNS = st.sampled_from([" = ", " = ", "=", "   =  "])

COMMENTS = st.text("ab ={}[]()#/\"'$", max_size=12).map(lambda text: f"# {text}".strip())

TEXTS = st.text('ab ={}[]()#/*"\\$%\n', max_size=12).map(
    lambda text: re.sub(r"[$%](?={)", r"\g<0>\g<0>", json.dumps(text)[1:-1])
)

SCALARS = st.one_of(
    st.sampled_from(
        [
            "null",
            "80",
            "{}",
            "[]",
            "var.a",
            'a.b["c"].d',
            "a == 1 ? 2 : 3",
            "f(1, [2])",
            "{ a = 1, b = 2 }",
        ]
    ),
    TEXTS.map('"{}"'.format),
    st.tuples(TEXTS, TEXTS).map(
        lambda pair: f'"{pair[0]}.${{lower({{ a = "{pair[1]}" }}["a"])}}."'
    ),
)

KEYS = st.one_of(NAMES, TEXTS.map('"{}"'.format), NAMES.map("(var.{})".format))

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def sources(draw: Draw) -> str:
    """HCL of any layout: lines have their own indentation, there are blanks around `=`, and many
    blank lines."""
    indents = draw(st.lists(st.sampled_from(["", "", " ", "\t", "    "]), min_size=1, max_size=7))
    lines = body(draw, depth=3)
    return "".join(f"{indents[place % len(indents)]}{line}\n" for place, line in enumerate(lines))


def body(draw: Draw, depth: int) -> list[str]:
    lines = []
    for name in draw(st.lists(NAMES, max_size=6, unique=True)):
        kind = draw(st.sampled_from(["argument", "argument", "comment", "block"]))
        if kind == "argument":
            lines += after(name + draw(SIGNS), value(draw, depth))
        elif kind == "comment":
            lines += [draw(COMMENTS)]
        elif depth:
            lines += [f'{name} "label" {{', *body(draw, depth - 1), "}"]
        lines += gap(draw)
    return gap(draw) + lines


def value(draw: Draw, depth: int) -> list[str]:
    """Return the lines of an expression."""
    kind = draw(
        st.sampled_from(
            [
                "scalar",
                "scalar",
                "object",
                "list",
                "call",
                "argument",
                "loose",
                "tight",
                "for",
                "condition",
            ]
        )
    )
    if not depth or kind == "scalar":
        return [draw(SCALARS)]
    if kind == "object":
        return [
            "{",
            *entries(
                draw, depth - 1, lambda: after(draw(KEYS) + draw(SIGNS), value(draw, depth - 1))
            ),
            "}",
        ]
    if kind == "list":
        return ["[", *entries(draw, depth - 1, lambda: before(value(draw, depth - 1), ",")), "]"]
    if kind == "call":
        return [
            "merge(",
            *before(value(draw, depth - 1), ","),
            *gap(draw),
            *value(draw, depth - 1),
            ")",
        ]
    if kind == "argument":
        return before(after("jsonencode(", value(draw, depth - 1)), ")")
    if kind == "loose":
        return ["f(g(", *value(draw, depth - 1), ")", ")"]
    if kind == "tight":
        return ["[", "{", *after("a = ", before(value(draw, depth - 1), " }]"))]
    if kind == "for":
        return [
            "{",
            "for a, b in var.c :",
            *after("a => ", value(draw, depth - 1)),
            "if a != b",
            "}",
        ]
    return ["(", *before(value(draw, depth - 1), " &&"), "!false", ")"]


def entries(draw: Draw, depth: int, entry: Callable[[], list[str]]) -> list[str]:
    lines = gap(draw)
    for comment in draw(st.lists(st.one_of(st.none(), st.none(), COMMENTS), max_size=4)):
        lines += [comment] if comment else entry()
        lines += gap(draw)
    return lines


def gap(draw: Draw) -> list[str]:
    return [""] * draw(st.sampled_from([0, 0, 0, 1, 2]))


def after(text: str, lines: list[str]) -> list[str]:
    return [text + lines[0], *lines[1:]]


def before(lines: list[str], text: str) -> list[str]:
    return [*lines[:-1], lines[-1] + text]
