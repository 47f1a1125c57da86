"""The parser: the grammar of python-hcl2, corrected where Terraform reads otherwise.

python-hcl2 builds the tables of its grammar in 1.3 s and keeps them in site-packages, so that an
installation that cannot be written to would pay that in every process. Ours stand in the user's
cache folder, and are twice as fast: rules carry no positions, since tokens do, and all binary
operators share one rule.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import Any

import lark
from lark import Lark, LarkError, Token, UnexpectedInput

from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.system.cache import cache_folder
from tfgen.verify.syntax import Place, SyntaxFault

# What python-hcl2 8.1.4 reads otherwise than the specification of HCL
# (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md): comments without a newline,
# comments inside of a line, names beyond ASCII, `$${` without `}`, raw line breaks in strings,
# white space after the end of a heredoc and in `[ * ]`, `${~ x ~}`, `!!x`, `core::max()`, items of
# an object on one line.
# Line breaks inside brackets never reach the parser (see `_LineBreaks`), so that expressions need
# none in the grammar.
_CORRECTIONS = r"""
%override NL_OR_COMMENT: /(?:\n|<line>)(?:(?:[ \t\n]|\r\n)+|<line>|\/\*(?s:.)*?\*\/)*/
INLINE_COMMENT: /\/\*(?s:.)*?\*\//
%ignore INLINE_COMMENT
%override NAME: /[^\W\d][\w-]*/
%override ESCAPED_INTERPOLATION.0: /\$\$\{/
%override ESCAPED_DIRECTIVE.0: /%%\{/
%override STRING_CHARS.1: /(?:[^"\\$%\n]+|\\[^\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+/
%override HEREDOC_TEMPLATE: /<<(?P<mark><name>)<lines>(?P=mark)<end>/
%override HEREDOC_TEMPLATE_TRIM: /<<-(?P<trim><name>)<lines>(?P=trim)<end>/
%override FULL_SPLAT_START: /\[\s*\*\s*\]/
%override interpolation: INTERP_START STRIP_MARKER? expression STRIP_MARKER? RBRACE
%override ?expression: or_expr QMARK expression COLON expression -> conditional | or_expr
%override ?or_expr: unary_expr | unary_expr (_operator unary_expr)+ -> binary_op
%override ?unary_expr: expr_term | (MINUS | NOT) unary_expr -> unary_op
_operator: DOUBLE_PIPE | DOUBLE_AMP | DOUBLE_EQ | NEQ | _compares | _counts
_compares: LT | GT | LEQ | GEQ
_counts: PLUS | MINUS | ASTERISK | SLASH | PERCENT
%override function_call: identifier (COLONS identifier)* LPAR arguments? RPAR
%override tuple: LSQB (expression (COMMA expression)* COMMA?)? RSQB -> list_expression
%override object: LBRACE new_line_or_comment? _items? RBRACE -> object_expression
_items: object_elem (_separator object_elem)* _separator?
_separator: COMMA new_line_or_comment? | new_line_or_comment
"""
# A carriage return that ends no line is refused everywhere but in comments.
_BLANKS = (r"%ignore /[ \t\r]+/", r"%ignore /(?:[ \t]|\r(?=\n))+/")
# Parts of the patterns above that stand there several times, or are too long for a line.
_PARTS = {
    "<line>": r"(?:#|\/\/)[^\n]*\n?",
    "<lines>": r"\r?\n(?:[^\n]*\n)*?[ \t]*",
    "<name>": r"[^\W\d][\w-]*",
    "<end>": r"[ \t]*(?=\r?(?:\n|\Z))",
}

# The frame that a token opens; a line break means something in "body", "object" and "string".
_OPENING = {
    "LPAR": "brackets",
    "LSQB": "brackets",
    "INTERP_START": "brackets",
    "DIRECTIVE_START": "brackets",
    "DBLQUOTE": "string",
}
_CLOSING = frozenset({("brackets", "RPAR"), ("brackets", "RSQB"), ("string", "DBLQUOTE")})
_DEEPEST = 200

# What the grammar takes and HCL does not, as the last three tokens, with why and the way out.
_FOR = ("for begins a for expression here", 'write "for" in quotes if the key is meant')
_MISREAD = {
    ("INT_LITERAL", "DOT", "INT_LITERAL"): (
        "two indexes with dots follow each other",
        "write them in brackets, as in [0][0]",
    ),
    ("LBRACE", "FOR", "EQ"): _FOR,
    ("LBRACE", "FOR", "COLON"): _FOR,
}


# Where the text that is parsed stands in its file, if that is not at the beginning: the place of
# its second line. To put as many line breaks before it would cost each line of a heredoc as much
# as the file has lines.
SECOND_LINE: ContextVar[Place | None] = ContextVar("SECOND_LINE", default=None)


def _in_place(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield the tokens with their places in the file, and raise faults with theirs."""
    start = SECOND_LINE.get()
    if start is None:
        yield from tokens
        return
    try:
        for token in tokens:
            _move(token, start)
            yield token
    except UnexpectedInput as fault:
        _move(fault, start)
        raise


def _move(found: Any, start: Place) -> None:
    if found.line == 2:
        found.column += start.column - 1
    found.line += start.line - 2


class _LineBreaks:
    """Let only line breaks through that mean something: inside of brackets but `{` none does."""

    # The lexer asks the parser's state what may follow; a line break may follow anything.
    always_accept = ("NL_OR_COMMENT",)

    def process(self, tokens: Iterator[Token]) -> Iterator[Token]:
        """Yield the tokens without needless line breaks; raise SyntaxFault for a deep nesting."""
        frames = ["body"]
        in_value = False
        before, second = "", ""
        for token in _in_place(tokens):
            kind, top = token.type, frames[-1]
            if kind == "NL_OR_COMMENT" and top == "brackets":
                continue
            if wrong := _MISREAD.get((second, before, kind)):
                raise SyntaxFault(Place(token.line or 1, token.column or 1), *wrong)
            if top == "body":
                in_value = kind == "EQ" or (in_value and kind not in ("NL_OR_COMMENT", "RBRACE"))
            if (top, kind) in _CLOSING or (kind == "RBRACE" and len(frames) > 1):
                frames.pop()
            elif frame := _opened(kind, top, in_value):
                frames.append(frame)
                if len(frames) > _DEEPEST:
                    raise SyntaxFault(
                        Place(token.line or 1, token.column or 1), "brackets are nested too deeply"
                    )
            elif kind == "FOR" and top == "object" and before == "LBRACE":
                frames[-1] = "brackets"
            if kind != "NL_OR_COMMENT":
                before, second = kind, before
            yield token


def _opened(kind: str, top: str, in_value: bool) -> str | None:
    if kind == "LBRACE":
        return "object" if in_value or top != "body" else "body"
    return _OPENING.get(kind)


@functools.cache
def parser(builder: object) -> Lark:
    """Return the parser for whole files (start "start") and for single expressions.

    It calls `builder` rule by rule.
    Raises TfgenError if the installed python-hcl2 has a grammar that cannot be corrected.
    """
    text = _stock_grammar() + _corrections()
    folder = cache_folder()
    cache = folder / f"grammar-{_key(text)}.bin" if folder else None
    kept = cache is not None and _is_intact(cache)
    options: dict[str, Any] = {
        "parser": "lalr",
        "start": ["start", "expression"],
        "propagate_positions": False,
    }
    options |= {
        "cache": str(cache) if cache else False,
        "postlex": _LineBreaks(),
        "transformer": builder,
    }
    try:
        built = Lark(text, **options)
    except LarkError as error:
        reason = str(error).splitlines()[0]
        why = f"the grammar of the installed python-hcl2 is not one that tfgen knows: {reason}"
        raise TfgenError([Diagnostic("HCL032", why, help="install python-hcl2 8.1.4")]) from None
    if cache and not kept:
        _sign(cache)
    return built


def _is_intact(cache: Path) -> bool:
    """Return whether the file is what was once written; Lark would load some damaged ones."""
    try:
        intact = _digest_file(cache).read_text() == sha256(cache.read_bytes()).hexdigest()
    except (OSError, ValueError):
        intact = False
    if not intact:
        with suppress(OSError):
            cache.unlink()
    return intact


def _sign(cache: Path) -> None:
    with suppress(OSError):  # a cache that cannot be written is no fault
        _digest_file(cache).write_text(sha256(cache.read_bytes()).hexdigest())


def _digest_file(cache: Path) -> Path:
    return cache.with_suffix(".sha256")


def _corrections() -> str:
    text = _CORRECTIONS
    for part, pattern in _PARTS.items():
        text = text.replace(part, pattern)
    return text


def _stock_grammar() -> str:
    """Read python-hcl2's grammar; to import python-hcl2 would take as long as parsing a tree."""
    spec = importlib.util.find_spec("hcl2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("python-hcl2 is not installed", name="hcl2")
    text = Path(spec.origin).with_name("hcl2.lark").read_text(encoding="utf-8")
    return text.replace(*_BLANKS)


def _key(grammar: str) -> str:
    return sha256(f"{grammar}\0{lark.__version__}\0{sys.version}".encode()).hexdigest()[:32]
