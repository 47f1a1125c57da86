"""HCL text → tokens, by one regular expression for code and one for what stands between quotes.

Line breaks inside brackets mean nothing and are left out, so that expressions need not expect any.
What HCL is: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import NamedTuple, TypeAlias

from tfgen.verify.syntax import Place, SyntaxFault

_DEEPEST = 200

# A comment to the end of its line is a line break, and takes in all that is blank behind it.
_LINE = r"(?:\#|//)[^\n]*\n?"
_COMMENT = r"/\*(?s:.)*?\*/"
_NAME = r"[^\W\d][\w-]*"
_LINES = r"\r?\n(?:[^\n]*\n)*?[ \t]*"
_END = r"[ \t]*(?=\r?(?:\n|\Z))"
_CHARACTER = r"""[^"\\$%\n]|\\[^\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{)"""

# A carriage return is blank where a line ends, and is refused everywhere else but in comments.
_CODE = re.compile(
    rf"""(?:[ \t]|\r(?=\n))*
    (?: (?P<name>{_NAME})
      | (?P<line>(?:\n|{_LINE})(?:(?:[ \t\n]|\r\n)+|{_LINE}|{_COMMENT})*)
      | (?P<quoted>"(?:{_CHARACTER})*")
      | (?P<sign>\.\.\.|\.\*|::|=>|==|!=|<=|>=|&&|\|\|)
      | (?P<float>[0-9]+(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+))
      | (?P<whole>[0-9]+)
      | (?P<splat>\[\s*\*\s*\])
      | (?P<heredoc><<(?P<mark>{_NAME}){_LINES}(?P=mark){_END}
          | <<-(?P<trim>{_NAME}){_LINES}(?P=trim){_END})
      | (?P<unclosed><<-?{_NAME})
      | (?P<comment>{_COMMENT})
      | (?P<escaped>\\"(?:[^"\\]|\\.)*\\")
      | (?P<one>[-=,.(){{}}\[\]:?+*/%<>!"~])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
# Plain values between the commas of a list, without a comment: machines write thousands of them.
_BLANK = r"[ \t\n]*+"
_PLAIN = r"""(?:"(?P<text>[^"\\$%\r\n]*+)"|(?P<number>-?[0-9]++)|(?P<word>true|false|null)\b)"""
_ITEM = rf"{_BLANK}{re.sub('[?]P<[a-z]+>', '?:', _PLAIN)}(?={_BLANK}[,\]])"
_RUN = re.compile(rf"{_ITEM}(?:{_BLANK},{_ITEM})*+")
_VALUE = re.compile(_PLAIN)

_STRING = re.compile(rf'(?P<text>(?:{_CHARACTER})+)|(?P<sign>[$%]{{|")|(?P<line>\n)')

# What stands between `"` and `"` is text; a line break means something in a body and an object.
_OPENED = {"(": "brackets", "[": "brackets", "${": "brackets", "%{": "brackets", '"': "string"}
_CLOSING = frozenset({("brackets", ")"), ("brackets", "]"), ("string", '"')})
# Kinds that open or close something, or may.
_OPENING = frozenset([*_OPENED, "{", "}", ")", "]", "name"])
_BREAKING = frozenset({"line", "}"})
# Kinds that may hold line breaks themselves.
_LONG = frozenset({"line", "splat", "heredoc", "comment", "run"})


class Token(NamedTuple):
    """A piece of HCL.

    `kind` is the sign itself, or name, line, whole, float, quoted (text between quotes without
    code), text, heredoc, escaped (quotes behind backslashes), run (plain values with commas between
    them), end, or fault for what no HCL has.
    """

    kind: str
    text: str
    line: int
    column: int


# Who sends true gets several tokens as one.
Tokens: TypeAlias = Generator[Token, "bool | None", None]


def tokens(text: str, place: Place, outermost: str = "body") -> Tokens:
    """Yield the tokens of a text that begins at a place, up to its end or its first fault.

    `outermost` is what the text stands in: a "body", or "brackets" where it is code in a template.
    Who sends true behind the comma of a list gets the plain values that follow in one token.
    Raises SyntaxFault for too many brackets.
    """
    frames = _Frames(outermost)
    line, before = place.line, 1 - place.column  # where the line began, were it all in this text
    before_end = Token("", "", *place)
    at = 0
    while match := (_STRING if frames.top == "string" else _CODE).match(text, at):
        kind = match.lastgroup or ""
        word = match[kind]
        start = match.end() - len(word)
        if kind == "end":
            break
        if kind == "quoted":
            token = Token(kind, word[1:-1], line, start - before + 1)
        elif kind in ("sign", "one"):
            token = Token(word, word, line, start - before + 1)
        else:
            token = Token(kind, word, line, start - before + 1)
        at = match.end()
        if frames.matters(token):
            before_end = token
            several = yield token
            if several and (run := _RUN.match(text, at)):
                yield Token("run", run[0], line, at - before + 1)
                kind, word, start, at = "run", run[0], at, run.end()
        if kind in _LONG and (breaks := word.count("\n")):
            line += breaks
            before = start + word.rindex("\n") + 1
    yield _last(text[at:].lstrip(" \t"), before_end, Place(line, len(text) - before + 1), outermost)


def values(run: Token) -> Iterator[tuple[re.Match[str], int, int]]:
    """Yield the values of a run with their lines and columns."""
    before = run.column
    for line, text in enumerate(run.text.split("\n"), start=run.line):
        for value in _VALUE.finditer(text):
            yield value, line, before + value.start()
        before = 1


def _last(rest: str, before: Token, end: Place, outermost: str) -> Token:
    """Return the token for the end of a text, or for what has no place in HCL."""
    if rest:
        return Token("fault", rest[0], end.line, end.column - len(rest))
    if outermost == "brackets":
        return Token("end", "}", *end)
    # Nobody looks for a fault behind the last line.
    behind_text = len(before.text) + 1 if before.kind == "quoted" else 0
    return Token("end", "", before.line, before.column + behind_text)


class _Frames:
    """The brackets, braces and quotes that are open."""

    def __init__(self, outermost: str) -> None:
        self._open = [outermost]
        self._before = ""
        self._in_value = False
        self.top = outermost

    def matters(self, token: Token) -> bool:
        """Take note of a token; say whether it means anything. Raises SyntaxFault."""
        kind, top = token.kind, self.top
        if kind == "comment" or (kind == "line" and top == "brackets"):
            return False
        if top == "body":
            self._in_value = kind == "=" or (self._in_value and kind not in _BREAKING)
        if kind in _OPENING:
            self._note(token)
        if kind != "line":
            self._before = kind
        return True

    def _note(self, token: Token) -> None:
        kind, top = token.kind, self.top
        if (top, kind) in _CLOSING or kind == "}":
            self._open[1:] = self._open[1:-1]  # what closes nothing leaves the outermost
        elif kind == "{":
            self._open.append("object" if self._in_value or top != "body" else "body")
        elif kind in _OPENED:
            self._open.append(_OPENED[kind])
        elif token.text == "for" and top == "object" and self._before == "{":
            self._open[-1] = "brackets"
        if len(self._open) > _DEEPEST:
            raise SyntaxFault(Place(token.line, token.column), "brackets are nested too deeply")
        self.top = self._open[-1]
