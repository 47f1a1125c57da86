"""YAML text → plain nodes that know where they stand. No scalar is interpreted: the field's type does that later."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple, NoReturn

import yaml

from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_ALIASED_NODES = 1_000
MAX_PROBLEMS = 1_000

# libyaml is eight times as fast as the pure parser. Events only: its composer overflows the stack on deep nesting.
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its text without quotes, and whether it stood without any (`plain`)."""

    text: str
    plain: bool
    at: Location

    @property
    def is_null(self) -> bool:
        """Whether nothing was written, or one of YAML's words for it."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Items:
    """A YAML sequence."""

    items: tuple[Node, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place and its value."""

    key_at: Location
    value: Node


@dataclass(frozen=True, slots=True)
class Fields:
    """A YAML mapping, in the order of the text."""

    entries: Mapping[str, Entry]
    at: Location


Node = Scalar | Items | Fields


@dataclass(frozen=True, slots=True)
class Document:
    """A whole spec: its text (without a byte order mark), its root, and warnings that stop nothing."""

    file: str
    text: str
    root: Fields
    warnings: tuple[Diagnostic, ...] = ()


def read(path: Path) -> Document:
    """Read the spec in a regular file; never block on anything else."""
    return parse(_contents(path), str(path))


def parse(data: bytes, file: str) -> Document:
    """Parse the bytes of a spec; `file` is the name that its diagnostics carry.

    An aliased value is the node of its anchor, with the place where its text stands.
    """
    text = _Text(file, _decoded(data, file))
    _refuse_directives(text)
    tree = _Tree(text)
    end = len(text.text)
    try:
        for event in _events(text.text):
            tree.take(event)
    except _SyntaxError as error:
        end = tree.last.end
        tree.problems.append(_explained(tree, error))
    tree.problems += _stray_tabs(tree, end)
    return _document(tree)


def _document(tree: _Tree) -> Document:
    text, root, problems = tree.text, tree.root, tree.problems
    if not problems and (root is None or (isinstance(root, Scalar) and root.is_null)):
        problems.append(
            text.problem(
                "YAML004", "the spec is empty", 0, help="write a first one with: tfgen init"
            )
        )
    if not problems and isinstance(root, Scalar | Items):
        problems.append(_not_a_mapping(root))
    if problems or not isinstance(root, Fields):
        raise TfgenError(problems)
    return Document(text.file, text.text, root, tuple(tree.warnings))


def _not_a_mapping(root: Scalar | Items) -> Diagnostic:
    what = "a list" if isinstance(root, Items) else "a single text"
    help = "start with keys, as in 'version: 1'"
    if isinstance(root, Scalar) and re.match(r"[\w-]+:\S", root.text):
        help = "put a space after the colon, as in 'version: 1'"
    return Diagnostic("YAML005", f"the spec is {what} where a mapping belongs", root.at, help)


# From a path to a text


def _contents(path: Path) -> bytes:
    name = _shown(str(path), width=4096)
    try:
        _require_regular(path.stat().st_mode, name)
        # Something else may stand there by now, and to open a FIFO would wait for its writer.
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(descriptor, "rb") as file:
            _require_regular(os.fstat(descriptor).st_mode, name)
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        _fail(
            "IO001",
            f"cannot read {name}: no such file",
            "check the path, or write a first spec with: tfgen init",
        )
    except PermissionError:
        _fail(
            "IO003",
            f"cannot read {name}: permission denied",
            "allow reading the file and entering its directories",
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        _fail(
            "IO004", f"cannot read {name}: {reason.lower()}", "check the path and the file system"
        )


def _require_regular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        _fail("IO002", f"cannot read {name}: it is a directory", "name the spec file inside it")
    if not stat.S_ISREG(mode):
        _fail(
            "IO002",
            f"cannot read {name}: it is not a regular file",
            "to read from a pipe, write '-' for the path",
        )


def _fail(code: str, message: str, help: str, at: Location | None = None) -> NoReturn:
    raise TfgenError([Diagnostic(code, message, at, help)])


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        _fail(
            "YAML003",
            f"the spec is larger than {limit} MiB",
            "split it into several specs",
            Location(file),
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        _fail("YAML001", "the file looks like UTF-16 or UTF-32", "save it as UTF-8", Location(file))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise TfgenError([_not_utf8(data, error.start, file)]) from None
    hidden = [match.start() for match in islice(_HIDDEN.finditer(text), MAX_PROBLEMS)]
    if hidden:
        lines = _Text(file, text)
        raise TfgenError(_hidden(lines, start) for start in hidden)
    return text


def _not_utf8(data: bytes, offset: int, file: str) -> Diagnostic:
    text = _Text(file, data[:offset].decode("utf-8").removeprefix("\ufeff") + "?")
    message = f"byte 0x{data[offset]:02x} at offset {offset} is not UTF-8"
    guess = data[offset : offset + 1].decode("cp1252", errors="ignore")
    help = "save the file as UTF-8" + (f"; in Windows-1252 the byte is '{guess}'" if guess else "")
    return text.problem("YAML001", message, len(text.text) - 1, help=help)


# Control characters, and what YAML 1.1 but no editor takes for a line break. A byte order mark may only come first.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _hidden(text: _Text, start: int) -> Diagnostic:
    character = text.text[start]
    help = f'remove it; inside double quotes it can be written "\\u{ord(character):04x}"'
    return text.problem("YAML002", f"the file holds {_named(character)}", start, help=help)


def _named(character: str) -> str:
    return f"{unicodedata.name(character, 'the control character')} (U+{ord(character):04X})"


def _shown(text: str, width: int = 60) -> str:
    """Return the text in YAML's single quotes: cut, and without characters that a terminal would obey."""
    cut = (text if len(text) <= width else text[: width - 1] + "…").replace("'", "''")
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut) + "'"


_Also = tuple[tuple[Location, str], ...]
_SECRET = re.compile(
    r"(?i)(passw(or)?d|passphrase|secret|token|(api|access|private)_?key|credentials?)['\"]?\s*:"
)


class _Text:
    """A text and its lines: turns offsets into places."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._starts = array("L", [0])
        self._starts.extend(match.end() for match in re.finditer(r"\r\n|\r|\n", text))
        self._end = len(text.rstrip(" \t\r\n"))

    def at(self, start: int, end: int = 0) -> Location:
        """Return the place of text[start:end], cut at the end of its first line."""
        start = min(start, self._end)
        line = bisect_right(self._starts, start)
        stop = self._starts[line] if line < len(self._starts) else len(self.text)
        if end >= stop:
            end = start + len(self.text[start:stop].rstrip())
        return Location(self.file, line, start - self._starts[line - 1] + 1, max(1, end - start))

    def problem(
        self, code: str, message: str, start: int, end: int = 0, help: str = "", also: _Also = ()
    ) -> Diagnostic:
        """Return a finding about text[start:end]."""
        return Diagnostic(
            code, message, self.at(start, end), help, also=also, secret=self.is_secret(start)
        )

    def is_secret(self, offset: int) -> bool:
        """Whether the line around an offset seems to hold a password or key, which no message may show."""
        near = self.text[max(self.line_start(offset), offset - 200) : offset + 200]
        return bool(_SECRET.search(re.split(r"[\r\n]", near)[0]))

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line around an offset starts."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def is_first_on_line(self, offset: int) -> bool:
        """Whether only blanks stand before the offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    def same_line(self, start: int, end: int) -> bool:
        """Whether two offsets stand on one line."""
        return self.line_start(start) == self.line_start(end)


def _refuse_directives(text: _Text) -> None:
    if match := re.match(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*+(%[^\r\n]*)", text.text):
        message = "YAML directives are not supported"
        raise TfgenError([text.problem("YAML015", message, *match.span(1), help="remove the line")])


# From a text to events


class _SyntaxError(Exception):
    """What PyYAML says of a text that it cannot parse: the construct that it was in, and the problem."""

    def __init__(self, context: str, opened: int, problem: str, at: int) -> None:
        super().__init__(f"{context}: {problem}")
        self.opened = opened
        self.problem = problem
        self.at = at


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark else 0
        opened = error.context_mark.index if error.context_mark else at
        raise _SyntaxError(error.context or "", opened, error.problem or "", at) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The pure parser lets chr() fail on an escape beyond U+10FFFF; nothing else is known to end here.
        match = re.search(r"\\U(?!000|0010)[0-9A-Fa-f]{8}", text)
        at = match.start() if match else 0
        raise _SyntaxError(
            "", at, "invalid Unicode character" if match else str(error), at
        ) from None


# From events to nodes


class _Token(NamedTuple):
    """Where a scalar stands in the text, and its style: "" (plain), ', ", | or >."""

    start: int
    end: int
    style: str


class _Key(NamedTuple):
    """A key that waits for its value; `name` is None when the key was refused."""

    name: str | None
    at: Location
    start: int
    end: int


class _Anchor(NamedTuple):
    """A named node; `node` is None until the node is complete."""

    at: Location
    node: Node | None
    size: int


@dataclass(slots=True)
class _Open:
    """A sequence (`entries` is None) or mapping that has not ended; `size` counts its nodes with aliases expanded.

    `problems` is set for a collection that stands as a key: how many problems there were when it began.
    """

    start: int
    flow: bool
    anchor: str | None
    entries: dict[str, Entry] | None
    items: list[Node] = field(default_factory=list)
    size: int = 1
    key: _Key | None = None
    problems: int | None = None

    @property
    def wants_key(self) -> bool:
        return self.entries is not None and self.key is None


# Blanks and format characters that look like a space or like nothing.
_ODD = "[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000]"
_ODD_CHARACTER = re.compile(_ODD)
_ODD_END = re.compile(rf"\A{_ODD}|{_ODD}\Z")
_TYPOGRAPHIC = re.compile("[“”„‟][^“”„‟]*[“”„‟]|[‘’‚‛][^‘’‚‛]*[‘’‚‛]")
# Possessive: a text of hashes must not be tried in every way.
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|#[^\r\n]*)*+)++")
_COLON = re.compile(r"(?:\s|#[^\r\n]*)*+:")
_COMMENT_AT_ONCE = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")
_SURROGATE_ESCAPE = re.compile(r"\\(?:(u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_TAB_IN_BLOCK = re.compile(r"[|>][^\s#]* *\t|[|>][+-]? *(?:#[^\r\n]*)?(?:(?:\r\n|\r|\n) *+)++\t")
_CALL = re.compile(r"\w\([^()\[\]{}'\":\r\n]*\)")
_COLON_TOO_CLOSE = re.compile(r":[,\[\]{}]")
_LONE_QUESTION_MARK = re.compile(r"(?<=[ \t\r\n])\?[ \t\r\n]")


class _Tree:
    """Builds nodes from events without recursion, and collects what is wrong."""

    def __init__(self, text: _Text) -> None:
        self.text = text
        self.problems: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.root: Node | None = None
        self.last = _Token(0, 0, "")
        self.protected: list[_Token] = []  # quoted and block texts, kept when the text holds tabs
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Anchor] = {}
        self._keep_tokens = "\t" in text.text
        self._nodes = self._aliased = self._documents = 0

    @property
    def bracket(self) -> int | None:
        """The offset of the innermost [ or { that is open, unless a block collection stands inside it."""
        return self._stack[-1].start if self._stack and self._stack[-1].flow else None

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream."""
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(*_span(event), event.anchor or "")
            case yaml.CollectionStartEvent():
                self._open(event)
            case yaml.CollectionEndEvent():
                self._close(_span(event)[1])
            case yaml.DocumentStartEvent():
                self._document(_span(event)[0])

    def _problem(
        self, code: str, message: str, start: int, end: int = 0, help: str = "", also: _Also = ()
    ) -> None:
        self.problems.append(self.text.problem(code, message, start, end, help, also))

    def _stop(self, code: str, message: str, start: int, help: str) -> NoReturn:
        self._problem(code, message, start, help=help)
        raise TfgenError(self.problems)

    def _document(self, start: int) -> None:
        self._documents += 1
        if self._documents > 1:
            help = "put it in a file of its own, or remove the line '---'"
            self._stop("YAML006", "a second document starts here, but a spec is one", start, help)

    def _count(self, start: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(
                "YAML003",
                f"the spec holds more than {MAX_NODES} values",
                start,
                "split it into several specs",
            )
        if len(self.problems) >= MAX_PROBLEMS:
            raise TfgenError(self.problems)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        token = self.last = self._token(event)
        self._count(token.start)
        if self._keep_tokens and token.style:
            self._protect(token)
        top = self._stack[-1] if self._stack else None
        is_key = top is not None and top.wants_key
        if not event.value.isascii():
            self._check_characters(event.value, token, is_key)
        if top and top.flow and not token.style:
            self._check_flow_text(event.value, token)
        if top and is_key:
            self._key(event, token, top)
        else:
            self._value(event, token, top)

    def _protect(self, token: _Token) -> None:
        self.protected.append(token)
        if token.style in "|>" and (
            match := _TAB_IN_BLOCK.match(self.text.text, token.start, token.end)
        ):
            self.problems.append(_tab(self.text, match.end() - 1))

    def _token(self, event: yaml.ScalarEvent) -> _Token:
        start, end = self._after_properties(event), _span(event)[1]
        style = event.style or ""
        return _Token(start if style or event.value else end, end, style)

    def _after_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> int:
        """Return where a node starts behind its anchor and tag, and refuse the tag."""
        start = _span(event)[0]
        if event.anchor is None and event.tag is None:
            return start
        if event.tag is not None:
            self.problems.append(_tag(self.text, self.text.text.index("!", start)))
        match = _PROPERTIES.match(self.text.text, start)
        return match.end() if match else start

    def _key(self, event: yaml.ScalarEvent, token: _Token, top: _Open) -> None:
        at = self._token_at(token)
        top.key = _Key(
            self._key_name(event.value, token, top.entries or {}), at, token.start, token.end
        )
        if event.anchor:
            self._name(event.anchor, Scalar(event.value, not token.style, at), 1, token.start)

    def _value(self, event: yaml.ScalarEvent, token: _Token, top: _Open | None) -> None:
        if not (event.value or token.style or event.anchor or event.tag):
            token = self._nothing(token, top)
        node = Scalar(event.value, not token.style, self._token_at(token))
        self._name(event.anchor, node, 1, token.start)
        self._add(node, 1)

    def _token_at(self, token: _Token) -> Location:
        return self.text.at(token.start, token.end if token.style not in ("|", ">") else 0)

    def _nothing(self, token: _Token, top: _Open | None) -> _Token:
        """Return the place of a value that was left out, and say what may have been meant."""
        key = top.key if top else None
        colon = _COLON.match(self.text.text, key.end) if key else None
        if top and top.flow and key and key.name and not colon:
            self._no_colon(key)
        place = colon.end() if colon else key.end if key else token.end
        if comment := _COMMENT_AT_ONCE.match(self.text.text, place):
            help = "if the text is the value, " + _quote_it(self.text, comment.start(1), comment[1])
            found = self.text.problem(
                "YAML021", "no value stands here: ' #' starts a comment", *comment.span(1), help
            )
            self.warnings.append(replace(found, severity=Severity.WARNING))
        return _Token(place, place, "")

    def _no_colon(self, key: _Key) -> None:
        name = key.name or ""
        if name.count(")") > name.count("("):
            return  # the tail of a text that a comma cut: reported at its head
        help = "write a colon and a value, or quote the text that the comma belongs to"
        if re.match(r"[\w-]+:\S", name):
            help = "put a space after the colon"
        message = "this key has no value: inside { } a comma starts the next key"
        self._problem("YAML020", message, key.start, key.end, help)

    def _check_characters(self, value: str, token: _Token, is_key: bool) -> None:
        written = self.text.text[token.start : token.end]
        if any("\ud800" <= c <= "\udfff" for c in value):
            escape = next(m for m in _SURROGATE_ESCAPE.finditer(written) if m[1])
            self.problems.append(_no_character(self.text, token.start + escape.start()))
        if token.style:
            return
        if odd := (_ODD_CHARACTER if is_key else _ODD_END).search(written):
            self.problems.append(_odd_space(self.text, token.start + odd.start()))
        elif _TYPOGRAPHIC.fullmatch(written):
            self.problems.append(_typographic(self.text, token.start, token.end))

    def _check_flow_text(self, value: str, token: _Token) -> None:
        if mark := _LONE_QUESTION_MARK.search(self.text.text, token.start, token.end):
            self.problems.append(_question_mark(self.text, mark.start()))
        elif _COLON_TOO_CLOSE.match(self.text.text, token.end):
            self.problems.append(_no_space(self.text, token.end))
        elif "(" in value and self._is_cut_call(token):
            message = "inside [ ] and { } the comma ends this text"
            help = "quote the whole text, with what follows the comma"
            self._problem("YAML011", message, token.start, token.end, help)

    def _is_cut_call(self, token: _Token) -> bool:
        """Whether a comma cuts something like cron(30 2 * * MON,TUE *) at the end of this text."""
        text = self.text.text
        match = _CALL.match(text, text.rindex("(", token.start, token.end) - 1)
        return match is not None and match.end() > token.end and text.startswith(",", token.end)

    def _key_name(self, name: str, token: _Token, entries: dict[str, Entry]) -> str | None:
        """Return the key, or None after saying why it is refused."""
        if token.style in ("|", ">"):
            self._complex_key(token.start)
        elif not name:
            self.problems.append(_empty_key(self.text, token.start, token.end))
        elif name == "<<" and not token.style:
            help = "write what members share under 'defaults:', or name a whole value (&name) and repeat it (*name)"
            self._problem("YAML014", "merge keys are not supported", token.start, token.end, help)
        elif name in entries:
            first = entries[name].key_at
            message = f"the key {_shown(name)} is defined twice: first on line {first.line}"
            also = ((first, "first defined here"),)
            self._problem("YAML012", message, token.start, token.end, "keep one of the two", also)
        else:
            return name
        return None

    def _complex_key(self, start: int) -> None:
        help = "write the key as plain text"
        if self.text.text[max(0, start - 1) : start + 1] == "{{":
            help = "'{{ }}' is not expanded in a spec; to keep it as text, quote the value"
        self._problem(
            "YAML013", "a key is plain text: no list, mapping, block or alias", start, help=help
        )

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        start = self._after_properties(event)
        self._count(start)
        if len(self._stack) == MAX_DEPTH:
            self.problems.append(_too_deep(self.text, start))
            raise TfgenError(self.problems)
        entries: dict[str, Entry] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        opened = _Open(start, bool(event.flow_style), event.anchor, entries)
        if self._stack and self._stack[-1].wants_key:
            self._complex_key(start)
            opened.problems = len(self.problems)
        self._stack.append(opened)
        self._name(event.anchor, None, 0, start)

    def _close(self, end: int) -> None:
        closed = self._stack.pop()
        node = self._collection(closed, end)
        self._name(closed.anchor, node, closed.size, closed.start)
        if closed.problems is None:
            self._add(node, closed.size)
        else:
            del self.problems[closed.problems :]
            self._stack[-1].key = _Key(None, node.at, closed.start, end)

    def _collection(self, closed: _Open, end: int) -> Node:
        at = self.text.at(closed.start, end if closed.flow else 0)
        if closed.entries is None:
            return Items(tuple(closed.items), at)
        first = next(iter(closed.entries.values()), None)
        return Fields(
            closed.entries, first.key_at if first and not closed.flow and first.key_at == at else at
        )

    def _add(self, node: Node, size: int) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        top.size += size
        if top.entries is None:
            top.items.append(node)
        elif top.key and top.key.name is not None:
            top.entries[top.key.name] = Entry(top.key.at, node)
        top.key = None

    def _name(self, anchor: str | None, node: Node | None, size: int, start: int) -> None:
        if anchor is None:
            return
        at = self.text.at(start)
        known = self._anchors.get(anchor)
        if known and (node is None or known.node is not None):
            message = f"the anchor &{anchor} is defined twice: first on line {known.at.line}"
            also = ((known.at, "first defined here"),)
            self._problem(
                "YAML016", message, start, help="give one of the two another name", also=also
            )
        # Nested aliases double a size so often that the number alone would fill the memory: it is cut at the limit.
        self._anchors[anchor] = _Anchor(at, node, min(size, MAX_ALIASED_NODES + 1))

    def _alias(self, start: int, end: int, name: str) -> None:
        self._count(start)
        if self._stack and self._stack[-1].wants_key:
            self._complex_key(start)
            self._stack[-1].key = _Key(None, self.text.at(start, end), start, end)
            return
        anchor = self._anchors.get(name)
        if anchor and anchor.node:
            self._expand(anchor.size, start, end)
            self._add(anchor.node, anchor.size)
            return
        if anchor:
            message, help = "the alias stands inside the value that it repeats", "remove the alias"
        else:
            message = "the alias repeats nothing: no anchor (&) of its name stands above it"
            help = "if text is meant, " + _quote_it(self.text, start, _bare(self, start))
        self._problem("YAML016", message, start, end, help)
        self._add(Scalar("", True, self.text.at(start, end)), 1)

    def _expand(self, size: int, start: int, end: int) -> None:
        before, self._aliased = self._aliased, self._aliased + size
        if before <= MAX_ALIASED_NODES < self._aliased:
            message = f"the aliases up to here expand to more than {MAX_ALIASED_NODES} values"
            self._problem(
                "YAML017", message, start, end, "write what members share under 'defaults:'"
            )


def _span(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


def _stray_tabs(tree: _Tree, end: int) -> list[Diagnostic]:
    """Refuse tabs outside quotes, block texts and comments: the two parsers let different ones pass."""
    ends = [0, *(token.end for token in tree.protected)]
    starts = [*(token.start for token in tree.protected), end]
    pattern = re.compile(r"\t|(?<![^ \t\r\n])#[^\r\n]*")
    gaps = zip(ends, starts, strict=True)
    found = (
        match
        for gap in gaps
        for match in pattern.finditer(tree.text.text, *gap)
        if match[0] == "\t"
    )
    return [_tab(tree.text, match.start()) for match in islice(found, MAX_PROBLEMS)]


# What is wrong, in our words


def _tab(text: _Text, start: int) -> Diagnostic:
    if text.is_first_on_line(start):
        message = "a tab indents this line, where YAML takes only spaces"
        return text.problem("YAML008", message, start, help="write two spaces a level")
    message = "a tab stands outside quotes, where parsers disagree about it"
    return text.problem(
        "YAML008", message, start, help="write a space; to keep the tab, quote the text"
    )


def _odd_space(text: _Text, start: int) -> Diagnostic:
    name = _named(text.text[start])
    if text.is_first_on_line(start):
        return text.problem(
            "YAML019", f"{name} indents this line", start, help="indent with plain spaces"
        )
    message = f"{name} stands here and looks like a space or like nothing"
    return text.problem(
        "YAML019", message, start, help="write a plain space or nothing; to keep it, quote the text"
    )


_TYPOGRAPHIC_MESSAGE = "typographic quotes do not quote: to YAML they are letters of the text"


def _typographic(text: _Text, start: int, end: int) -> Diagnostic:
    return text.problem(
        "YAML019", _TYPOGRAPHIC_MESSAGE, start, end, "write straight quotes: ' or \""
    )


def _tag(text: _Text, start: int) -> Diagnostic:
    match = re.compile(r"![^\s,\[\]{}]*").match(text.text, start)
    help = "remove it: a field knows its type; a text that starts with '!' needs quotes"
    return text.problem(
        "YAML015", "tags are not supported", start, match.end() if match else 0, help
    )


def _no_character(text: _Text, backslash: int) -> Diagnostic:
    end = backslash + (10 if text.text.startswith("U", backslash + 1) else 6)
    help = "write the character itself, or \\U and eight digits up to \\U0010FFFF"
    return text.problem(
        "YAML002", "the escape stands for no Unicode character", backslash, end, help
    )


def _too_deep(text: _Text, start: int) -> Diagnostic:
    message = f"nested deeper than {MAX_DEPTH} levels"
    return text.problem("YAML018", message, start, help="nest less; no field needs it")


def _no_space(text: _Text, colon: int) -> Diagnostic:
    return text.problem(
        "YAML020", "no space follows the colon", colon, help="put a space after the colon"
    )


def _question_mark(text: _Text, start: int) -> Diagnostic:
    message = "inside [ ] and { } the '?' starts a key"
    return text.problem("YAML011", message, start, help="quote the whole text around it")


def _quote_it(text: _Text, start: int, words: str) -> str:
    return "quote it" if text.is_secret(start) else f"quote it: {_shown(words.strip())}"


def _bare(tree: _Tree, start: int) -> str:
    """Return the unquoted text from here to where its writer would end it."""
    pattern = r"[^,\[\]{}\r\n]*" if tree.bracket is not None else r"(?:(?!\s#)[^\r\n])*"
    match = re.compile(pattern).match(tree.text.text, start)
    return match[0].strip() if match else ""


# What PyYAML could not parse. Both of its parsers word the problems alike, but not equally.


def _explained(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    for pattern, explain in _EXPLANATIONS:
        if re.search(pattern, str(error)) and (found := explain(tree, error)):
            return found
    problem = error.problem.partition("\n")[0]
    return tree.text.problem(
        "YAML007", f"not YAML: {problem}", error.at, help="look at this line and the one above it"
    )


def _blanks(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    text = tree.text
    start = text.line_start(min(tree.last.start, error.at))
    if match := re.compile(rf"^ *({_ODD})|\w:({_ODD})", re.MULTILINE).search(
        text.text, start, error.at + 1
    ):
        return _odd_space(text, match.end() - 1)
    indent = re.compile(r" *\t").match(text.text, text.line_start(error.at))
    if indent:
        return _tab(text, indent.end() - 1)
    return _tab(text, error.at) if text.text.startswith("\t", error.at) else None


def _lone_question_mark(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    """Explain what fails only in the pure parser: libyaml takes the text, and the tree refuses it."""
    text = tree.text
    start = text.line_start(error.at)
    mark = _LONE_QUESTION_MARK.search(text.text, start, error.at + 2)
    before = set(text.text[start : mark.start()]) if mark else set()
    found = (
        _question_mark(text, mark.start())
        if mark and before & set("[{") and not before & set("'\"#")
        else None
    )
    return found if found not in tree.problems else None


def _behind_quote(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    """Explain a quote that ended too early, or that took the next one for its end."""
    text, last = tree.text, tree.last
    between = text.text[last.end : error.at]
    if last.style not in ("'", '"') or between.strip() or not text.same_line(last.end, error.at):
        return None
    if not text.same_line(last.start, last.end):
        return _unclosed(text, last.start)
    if text.text[error.at : error.at + 1] in "]},":
        return None
    help = (
        "inside single quotes write '' for '"
        if last.style == "'"
        else 'inside double quotes write \\" for "'
    )
    other = "quote the whole value" if tree.bracket is None else "write a comma between two values"
    return text.problem(
        "YAML011", "text follows the closing quote", error.at, help=f"{help}, or {other}"
    )


def _unclosed(text: _Text, start: int) -> Diagnostic:
    opening = text.text[start]
    what = "bracket" if opening in "[{" else "quote"
    closing = {"[": "]", "{": "}"}.get(opening, opening)
    message = f"the {what} {opening} that opens here is not closed"
    return text.problem("YAML010", message, start, help=f"write {closing} where the value ends")


def _unclosed_quote(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    last = tree.last
    # "a … "b": the first quote took the second for its end, so the third opens what never closes.
    swallowed = (
        last.style and last.end == error.opened and not tree.text.same_line(last.start, last.end)
    )
    return _unclosed(tree.text, last.start if swallowed else error.opened)


def _escape(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    backslash = tree.text.text.rfind("\\", 0, error.at + 1)
    if backslash + 1 == len(tree.text.text):
        return _unclosed(tree.text, error.opened)
    if "Unicode" in error.problem:
        return _no_character(tree.text, backslash)
    help = "write \\\\ for a backslash, or use single quotes, where it is a plain character"
    return tree.text.problem(
        "YAML022", "double quotes know no such escape", backslash, backslash + 2, help
    )


def _indicator(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    start = error.opened
    bare = _bare(tree, start)
    reads = _INDICATORS.get(bare[:1], "keeps for itself")
    message = f"an unquoted text cannot start with {bare[:1]}, which YAML {reads}"
    help = _quote_it(tree.text, start, bare)
    if tree.text.text.startswith("{%", start - 1):
        help = "remove it: '{% %}' is not expanded in a spec"
    return tree.text.problem("YAML011", message, start, start + len(bare), help)


_INDICATORS = {
    "*": "reads as an alias",
    "&": "reads as an anchor",
    "|": "reads as a block text",
    ">": "reads as a block text",
    "?": "reads as a key",
    "%": "reads as a directive",
}


def _second_colon(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    text, last = tree.text, tree.last
    if text.same_line(last.start, error.at):
        if text.text[last.start] in "“”„‟‘’‚‛":
            return _typographic(text, last.start, error.at)
        help = "if the colon belongs to the value, " + _quote_it(
            text, last.start, _bare(tree, last.start)
        )
        help += "; else write a comma before the next key" if tree.bracket is not None else ""
        return text.problem(
            "YAML011",
            "a second ': ' stands in this line, whose key already has its value",
            error.at,
            help=help,
        )
    if text.is_first_on_line(last.start):
        return _missing_colon(tree, last.start)
    start = text.line_start(error.at)
    start += len(text.text[start : error.at]) - len(text.text[start : error.at].lstrip())
    message = "this line is indented below a key that already has a value"
    help = "indent it like the line above, or remove the value there"
    return text.problem("YAML009", message, start, error.at, help)


def _simple_key(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    if error.at - error.opened > 1024:
        return tree.text.problem(
            "YAML013", "a key is longer than 1024 characters", error.opened, help="shorten it"
        )
    return _missing_colon(tree, error.opened)


def _missing_colon(tree: _Tree, start: int) -> Diagnostic:
    bare = _bare(tree, start)
    help = "write 'key: value', or indent the line if it continues the value above"
    if re.match(r"[\w-]+:\S", bare):
        help = "put a space after the colon"
    message = "no ': ' stands in this line, so it is neither a key nor part of a value"
    return tree.text.problem("YAML020", message, start, start + len(bare), help)


def _stray_item(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    if tree.bracket is not None and not _is_closed(tree.text.text, tree.bracket):
        return _unclosed(tree.text, tree.bracket)
    help = "start the list on the next line, or write [a, b]; a text that starts with '- ' needs quotes"
    return tree.text.problem(
        "YAML009", "a list item cannot start in this place", error.at, help=help
    )


def _in_brackets(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    text, opening, found = tree.text, error.opened, tree.text.text[error.at : error.at + 1]
    also = ((text.at(opening), "opened here"),)
    if found and found in "]}":
        message = f"{found} does not close the {text.text[opening]} on line {also[0][0].line}"
        return text.problem(
            "YAML010", message, error.at, help="close the brackets in their order", also=also
        )
    if not _is_closed(text.text, opening):
        return _unclosed(text, opening)
    if found == "?":
        return _question_mark(text, error.at)
    if found == ":" and text.same_line(tree.last.start, error.at):
        return _second_colon(tree, error)
    message = f"a comma is missing before this, or a {text.text[opening]} is not closed"
    return text.problem(
        "YAML007", message, error.at, help="write a comma between two values", also=also
    )


_BRACKET = re.compile(
    r"""(?<![^\s,:\[{])(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'|\#[^\r\n]*)  # what may hold brackets as text
    | [\[\]{}]""",
    re.DOTALL | re.VERBOSE,
)


def _is_closed(text: str, opening: int) -> bool:
    depth = 0
    for match in _BRACKET.finditer(text, opening):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return True
    return False


def _no_value(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    text, found = tree.text, tree.text.text[error.at : error.at + 1]
    if found == ":":
        return _empty_key(text, error.at)
    if found == ",":
        help = "write the value, or remove the comma"
        return text.problem("YAML007", "a value is missing before this comma", error.at, help=help)
    if found == "-":
        return _stray_item(tree, error)
    if found == "%":
        return _indicator(tree, error)
    return (
        _unclosed(text, tree.bracket)
        if not found and tree.bracket is not None
        else _closes_nothing(tree, error)
    )


def _empty_key(text: _Text, start: int, end: int = 0) -> Diagnostic:
    return text.problem("YAML013", "the key is empty", start, end, "write a key before the colon")


def _closes_nothing(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    found = tree.text.text[error.at : error.at + 1]
    if not found or found not in "]}":
        return None
    message = f"{found} closes nothing: no bracket is open here"
    return tree.text.problem(
        "YAML010", message, error.at, help="remove it, or quote the text that it belongs to"
    )


def _misplaced(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    text = tree.text
    if re.compile(r":\s").match(text.text, error.at):
        return _empty_key(text, error.at)
    if not text.is_first_on_line(error.at):
        return text.problem(
            "YAML011", "text follows a value that has ended", error.at, help="quote the whole value"
        )
    if re.compile(r"-\s").match(text.text, error.at):
        help = "indent it below the key of its list"
        return text.problem(
            "YAML009", "a list item stands where a key belongs", error.at, help=help
        )
    message = "the indentation of this line fits none of the lines above it"
    return text.problem("YAML009", message, error.at, help="indent it exactly like its neighbours")


_EXPLANATIONS: tuple[tuple[str, Callable[[_Tree, _SyntaxError], Diagnostic | None]], ...] = (
    (r"maximum nesting depth", lambda tree, error: _too_deep(tree.text, error.at)),
    (r"quoted scalar: found unexpected", _unclosed_quote),
    (r"unknown escape|hexa?decimal|Unicode", _escape),
    (r"", _blanks),
    (r"", _behind_quote),
    (r"", _lone_question_mark),
    (
        r" an alias| an anchor| a directive|cannot start any token|mapping keys are not|block scalar",
        _indicator,
    ),
    (r"unexpected ':'", lambda tree, error: _no_space(tree.text, error.at)),
    (r" a tag|undefined tag", lambda tree, error: _tag(tree.text, error.opened)),
    (r"mapping values are not", _second_colon),
    (r"simple key", _simple_key),
    (r"sequence entries are not", _stray_item),
    (r"flow (sequence|mapping)", _in_brackets),
    (r"node content", _no_value),
    (r"block (mapping|collection)|document start", _closes_nothing),
    (r"block (mapping|collection)|document start", _misplaced),
)
