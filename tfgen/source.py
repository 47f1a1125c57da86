"""YAML text → plain nodes that know where they stand. No scalar is interpreted: the field's type does that later."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NoReturn

import yaml

from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 500_000
MAX_ALIASED_NODES = 1_000
MAX_PROBLEMS = 1_000

# libyaml's parser is eight times as fast; both give the same events.
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
    """Parse the bytes of a spec; `file` is the name that its diagnostics carry."""
    text = _Text(file, _decoded(data, file))
    tree = _Tree(text)
    _refuse_directives(tree)
    try:
        for event in _events(text.text):
            tree.take(event)
    except _SyntaxError as error:
        tree.problems.append(_explained(tree, error))
    return _document(tree)


def _document(tree: _Tree) -> Document:
    tree.problems += _stray_tabs(tree)
    root = tree.root
    if not tree.problems and (root is None or (isinstance(root, Scalar) and root.is_null)):
        tree.problem("YAML004", "the spec is empty", 0, help="write one with: tfgen init")
    elif not tree.problems and not isinstance(root, Fields):
        tree.problems.append(_not_a_mapping(tree))
    if tree.problems or not isinstance(root, Fields):
        raise TfgenError(tree.problems)
    return Document(tree.text.file, tree.text.text, root, tuple(tree.warnings))


def _not_a_mapping(tree: _Tree) -> Diagnostic:
    assert tree.root is not None
    if isinstance(tree.root, Items):
        what, help = "a list", "start with keys such as 'version: 1', without '-' before them"
    elif re.match(r"[\w-]+:\S", tree.root.text):
        what, help = "a single text", "put a space after the colon, as in 'version: 1'"
    else:
        what, help = "a single text", "start with keys such as 'version: 1'"
    return Diagnostic("YAML005", f"the spec is {what} where a mapping belongs", tree.root.at, help)


def shown(text: str) -> str:
    """Return the text as a message shows it: quoted, cut, without control characters."""
    cut = text if len(text) <= 60 else text[:59] + "…"
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut) + "'"


# Bytes


def _contents(path: Path) -> bytes:
    name = shown(str(path))
    try:
        _require_regular(path.stat().st_mode, name)
        # Another kind of file may have taken its place since: opening a FIFO would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            _require_regular(os.fstat(descriptor).st_mode, name)
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        _fail("IO001", f"cannot read {name}: there is no such file", "check the path, or write a spec with: tfgen init")
    except PermissionError:
        _fail("IO003", f"cannot read {name}: permission denied", "give yourself read access to the file and its folders")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _fail("IO004", f"cannot read {name}: {reason.lower()}", "check the path and the file system")


def _require_regular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        _fail("IO002", f"cannot read {name}: it is a directory", "name the spec's file inside it")
    if not stat.S_ISREG(mode):
        _fail("IO002", f"cannot read {name}: it is not a regular file", "to read from a pipe, give '-' and redirect it")


def _fail(code: str, message: str, help: str, at: Location | None = None) -> NoReturn:
    raise TfgenError([Diagnostic(code, message, at, help)])


def _decoded(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        _fail("YAML003", "the spec is larger than 8 MiB", "split it into several specs", Location(file))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        _fail("YAML001", "the file looks like UTF-16 or UTF-32, not UTF-8", "save it as UTF-8", Location(file))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise TfgenError([_not_utf8(data, error.start, file)]) from None
    hidden = list(islice(_HIDDEN.finditer(text), MAX_PROBLEMS))
    if hidden:
        raise TfgenError(_hidden_character(m[0], _Text(file, text).at(m.start())) for m in hidden)
    return text


def _not_utf8(data: bytes, offset: int, file: str) -> Diagnostic:
    before = data[:offset].decode("utf-8").removeprefix("\ufeff")
    guess = data[offset : offset + 1].decode("cp1252", errors="ignore")
    help = "save the file as UTF-8" + (f" (the byte is '{guess}' in Windows-1252)" if guess.isprintable() else "")
    message = f"byte 0x{data[offset]:02x} at offset {offset} is not UTF-8"
    return Diagnostic("YAML001", message, _Text(file, before).at(len(before)), help)


# Control characters, and what YAML 1.1 but no editor takes for a line break; a byte order mark belongs at the start.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _hidden_character(character: str, at: Location) -> Diagnostic:
    help = f'remove it; inside double quotes it can be written as "\\u{ord(character):04x}"'
    return Diagnostic("YAML002", f"the file holds {_named(character)}", at, help)


def _named(character: str) -> str:
    return f"the character U+{ord(character):04X} ({unicodedata.name(character, 'a control character').lower()})"


class _Text:
    """A text and its lines: turns offsets into places."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", text))]

    def at(self, start: int, end: int = 0) -> Location:
        """Return the place of text[start:end], cut at the end of its first line."""
        line = bisect_right(self.starts, start)
        if line < len(self.starts) and end >= self.starts[line]:
            end = start + len(self.text[start : self.starts[line]].rstrip("\r\n"))
        return Location(self.file, line, start - self.starts[line - 1] + 1, max(1, end - start))

    def line_of(self, offset: int) -> str:
        """Return the whole line around an offset."""
        line = bisect_right(self.starts, offset)
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.text[self.starts[line - 1] : end].rstrip("\r\n")

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line around an offset starts."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def is_first_on_line(self, offset: int) -> bool:
        """Whether only blanks stand before the offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip()


# Events


@dataclass(frozen=True, slots=True)
class _Token:
    """A scalar's text in the source."""

    start: int
    end: int
    style: str


@dataclass(slots=True)
class _Key:
    """A key that waits for its value; `name` is None when the key was refused."""

    name: str | None
    at: Location
    end: int


@dataclass(slots=True)
class _Open:
    """A sequence (`entries` is None) or mapping whose end has not come yet; `size` counts nodes, aliases expanded."""

    start: int
    flow: bool
    anchor: str | None
    entries: dict[str, Entry] | None
    items: list[Node] = field(default_factory=list)
    size: int = 1
    key: _Key | None = None
    # Where the whole collection stands as a key: the number of problems before it, since those inside are noise.
    key_problems: int | None = None


@dataclass(frozen=True, slots=True)
class _Anchor:
    at: Location
    node: Node | None  # None until the node is complete
    size: int = 0


class _SyntaxError(Exception):
    """What PyYAML says of a text that it cannot parse."""

    def __init__(self, context: str, opened: int, problem: str, at: int) -> None:
        self.context = context
        self.opened = opened
        self.problem = problem
        self.at = at


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        at = min(error.problem_mark.index if error.problem_mark else 0, len(text))
        opened = error.context_mark.index if error.context_mark else at
        raise _SyntaxError(error.context or "", opened, error.problem or "", at) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The pure parser lets chr() fail on an escape beyond U+10FFFF; nothing else ends here.
        match = _BEYOND_UNICODE.search(text)
        at = match.start() if match else 0
        raise _SyntaxError("", at, f"invalid Unicode character: {error}", at) from None


_BEYOND_UNICODE = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|#.*)*+)++")
_SURROGATE_ESCAPE = re.compile(r"\\(?:(u[dD][89a-fA-F]..|U0000[dD][89a-fA-F]..)|.)", re.DOTALL)
# Blanks and format characters that look like a space or like nothing.
_ODD = "\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000"
_ODD_CHARACTER = re.compile(f"[{_ODD}]")
_ODD_END = re.compile(rf"\A[{_ODD}]|[{_ODD}]\Z")
_TYPOGRAPHIC_QUOTES = re.compile("[“”„‟][^“”„‟]*[“”„‟]|[‘’‚‛][^‘’‚‛]*[‘’‚‛]")
_COMMENT_AT_ONCE = re.compile(r"[ \t]+(#[^\s#].*)")
_COLON = re.compile(r"(?:\s|#.*)*+:")


class _Tree:
    """Builds nodes from events without recursion, and collects what is wrong."""

    def __init__(self, text: _Text) -> None:
        self.text = text
        self.problems: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.last: _Token | None = None
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0
        self._aliased = 0
        self._documents = 0
        self._has_tabs = "\t" in text.text
        self.tokens: list[_Token] = []  # kept only for a text with tabs

    def problem(self, code: str, message: str, start: int, end: int = 0, help: str = "") -> None:
        """Add a problem at text[start:end]."""
        self.problems.append(Diagnostic(code, message, self.text.at(start, end), help))

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream."""
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.CollectionStartEvent():
                self._open(event)
            case yaml.CollectionEndEvent():
                self._close(_end(event))
            case yaml.DocumentStartEvent():
                self._document(event)

    def stop(self) -> NoReturn:
        """Give up: what follows cannot be read, or is too much."""
        raise TfgenError(self.problems)

    def _document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            start = _start(event)
            help = "keep one document: put the second in a file of its own, or remove the line '---'"
            self.problem("YAML006", "a second document starts here; a spec is one", start, start + 3, help)
            self.stop()

    def _count(self, start: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self.problem("YAML003", f"the spec holds more than {MAX_NODES} values", start, help="split it")
            self.stop()
        if len(self.problems) >= MAX_PROBLEMS:
            self.stop()

    # Scalars

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        token = self._token(event)
        self._count(token.start)
        self.last = token
        if self._has_tabs:
            self.tokens.append(token)
        top = self.stack[-1] if self.stack else None
        is_key = top is not None and top.entries is not None and top.key is None
        if not event.value.isascii():
            self._check_characters(event.value, token, is_key)
        if top and top.flow and not token.style:
            self._check_flow_text(event.value, token)
        if top and top.entries is not None and top.key is None:
            top.key = _Key(self._key_name(event.value, token, top.entries), self._token_at(token), token.end)
            self._anchor(event.anchor, Scalar(event.value, not token.style, top.key.at), 1, token.start)
        else:
            self._value(event, token, top)

    def _value(self, event: yaml.ScalarEvent, token: _Token, top: _Open | None) -> None:
        if not event.value and not token.style and not event.anchor and not event.tag:
            token = self._nothing(token, top)
        node = Scalar(event.value, not token.style, self._token_at(token))
        self._anchor(event.anchor, node, 1, token.start)
        self._add(node, 1)

    def _token(self, event: yaml.ScalarEvent) -> _Token:
        start, end = self._after_properties(event), _end(event)
        style = "" if event.style in (None, "") else str(event.style)
        return _Token(end if not style and not event.value else start, end, style)

    def _token_at(self, token: _Token) -> Location:
        return self.text.at(token.start, token.start + 1 if token.style in ("|", ">") else token.end)

    def _after_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> int:
        start = _start(event)
        if event.anchor is None and event.tag is None:
            return start
        match = _PROPERTIES.match(self.text.text, start)
        if event.tag is not None:
            tag = self.text.text.find("!", start)
            end = tag + len(re.match(r"[^\s,\[\]{}]*", self.text.text[tag : tag + 200])[0])  # type: ignore[index]
            help = "remove the tag; the field decides how its value is read, and a text that starts with '!' is quoted"
            self.problem("YAML015", "tags are not supported", tag, end, help)
        return match.end() if match else start

    def _nothing(self, token: _Token, top: _Open | None) -> _Token:
        """Find the place of a value that was left out, and what may have been meant."""
        key = top.key if top else None
        colon = _COLON.match(self.text.text, key.end) if key else None
        if top and key and not colon and top.flow and key.name is not None:
            self._no_colon(key)
        place = colon.end() if colon else key.end if key else token.end
        comment = _COMMENT_AT_ONCE.match(self.text.text, place)
        if comment:
            help = f"quote the text if it is the value: {_single_quoted(comment[1].rstrip())}"
            message = "the value is empty: ' #' starts a comment"
            at = self.text.at(comment.start(1), comment.end(1))
            self.warnings.append(Diagnostic("YAML021", message, at, help, Severity.WARNING))
        return _Token(place, place, "")

    def _no_colon(self, key: _Key) -> None:
        name = key.name or ""
        if name.count(")") > name.count("("):
            return  # the tail of a text that a comma cut, which is reported at its head
        if re.match(r"[\w-]+:\S", name):
            help = "put a space after the colon"
        else:
            help = f"write '{name}: value', or quote the text whose comma this is" if name.isprintable() else ""
        message = f"{shown(name)} has no value: inside {{ }} a comma ends the one before"
        self.problems.append(Diagnostic("YAML020", message, key.at, help))

    def _check_characters(self, value: str, token: _Token, is_key: bool) -> None:
        if any("\ud800" <= c <= "\udfff" for c in value):
            escapes = _SURROGATE_ESCAPE.finditer(self.text.text, token.start, token.end)
            start, end = next((m.span() for m in escapes if m[1]), (token.start, token.end))
            self.problems.append(_surrogate(self.text, start, end))
        if token.style:
            return
        written = self.text.text[token.start : token.end]
        if odd := (_ODD_CHARACTER if is_key else _ODD_END).search(written):
            start = token.start + odd.start()
            self.problems.append(_odd_space(self.text, start))
        elif _TYPOGRAPHIC_QUOTES.fullmatch(written):
            self.problems.append(_typographic(self.text, token))

    def _check_flow_text(self, value: str, token: _Token) -> None:
        text = self.text.text
        if question := re.compile(r"\s\?\s").search(text, token.start, token.end):
            self.problems.append(_question_mark(self.text, question.start() + 1))
        elif value.count("(") > value.count(")") and text.startswith(",", token.end):
            help = "quote the whole text, from before the comma to its end"
            self.problem("YAML011", "the comma splits this text: inside [ ] and { } it ends a value", *_span(token), help)

    # Keys

    def _key_name(self, name: str, token: _Token, entries: dict[str, Entry]) -> str | None:
        """Return the key, or None after saying what is wrong with it."""
        if token.style in ("|", ">"):
            self._complex_key(token.start)
        elif not name:
            self.problem("YAML013", "a key is empty", token.start, token.end, "write the key before the colon")
        elif name == "<<" and not token.style:
            help = "put common fields under 'defaults:', or use an anchor (&name) and an alias (*name) for a whole value"
            self.problem("YAML014", "merge keys are not supported", token.start, token.end, help)
        elif name in entries:
            self._duplicate(name, token, entries[name].key_at)
        else:
            return name
        return None

    def _duplicate(self, name: str, token: _Token, first: Location) -> None:
        message = f"the key {shown(name)} stands twice in this mapping: first on line {first.line}"
        also = ((first, "first defined here"),)
        at = self._token_at(token)
        self.problems.append(Diagnostic("YAML012", message, at, "keep one of the two", also=also))

    def _complex_key(self, start: int) -> None:
        help = "write the key as plain text"
        if self.text.text[max(0, start - 1) : start + 1] == "{{":
            help = "'{{ }}' is not expanded in a spec; quote the text to keep it"
        self.problem("YAML013", "a key must be a plain text, not a list, mapping, alias or block", start, help=help)

    # Collections

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        start = self._after_properties(event)
        self._count(start)
        entries: dict[str, Entry] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        opened = _Open(start, bool(event.flow_style), event.anchor, entries)
        if len(self.stack) == MAX_DEPTH:
            self.problem("YAML018", f"nested deeper than {MAX_DEPTH} levels", start, help="flatten the spec")
            self.stop()
        if self.stack and self.stack[-1].entries is not None and self.stack[-1].key is None:
            self._complex_key(start)
            opened.key_problems = len(self.problems)
        self.stack.append(opened)
        self._anchor(event.anchor, None, 0, start)

    def _close(self, end: int) -> None:
        closed = self.stack.pop()
        node = self._collection(closed, end)
        self._anchor(closed.anchor, node, closed.size, closed.start)
        if closed.key_problems is not None:
            del self.problems[closed.key_problems :]
            self.stack[-1].key = _Key(None, node.at, end)
        else:
            self._add(node, closed.size)

    def _collection(self, closed: _Open, end: int) -> Node:
        at = self.text.at(closed.start, end if closed.flow else 0)
        if closed.entries is None:
            return Items(tuple(closed.items), at)
        first = next(iter(closed.entries.values()), None)
        return Fields(closed.entries, first.key_at if first and not closed.flow and first.key_at == at else at)

    def _add(self, node: Node, size: int) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += size
        if top.entries is None:
            top.items.append(node)
            return
        assert top.key is not None
        if top.key.name is not None:
            top.entries[top.key.name] = Entry(top.key.at, node)
        top.key = None

    # Anchors and aliases

    def _anchor(self, name: str | None, node: Node | None, size: int, start: int) -> None:
        if name is None:
            return
        known = self._anchors.get(name)
        if known and (node is None or known.node is not None):
            at = self.text.at(start)
            also = ((known.at, "first defined here"),)
            message = f"the anchor '&{name}' stands twice: first on line {known.at.line}"
            self.problems.append(Diagnostic("YAML016", message, at, "give one of the two another name", also=also))
        # A size beyond the limit is cut: nested aliases double it, and the number itself would fill the memory.
        self._anchors[name] = _Anchor(self.text.at(start), node, min(size, MAX_ALIASED_NODES + 1))

    def _alias(self, event: yaml.AliasEvent) -> None:
        start, end = _start(event), _end(event)
        self._count(start)
        top = self.stack[-1] if self.stack else None
        if top and top.entries is not None and top.key is None:
            self._complex_key(start)
            top.key = _Key(None, self.text.at(start, end), end)
            return
        anchor = self._anchors.get(event.anchor or "")
        if anchor is None or anchor.node is None:
            self._unresolved(f"*{event.anchor}", anchor is not None, start, end)
            self._add(Scalar("", True, self.text.at(start, end)), 1)
            return
        self._expand(anchor, start, end)
        self._add(anchor.node, anchor.size)

    def _unresolved(self, alias: str, recursive: bool, start: int, end: int) -> None:
        if recursive:
            message, help = f"the alias {alias} stands inside its own value", "remove the alias"
        else:
            message = f"the alias {alias} has no anchor &{alias[1:]} above it"
            help = f"quote it if text is meant: {_single_quoted(_bare(self, start))}"
        self.problem("YAML016", message, start, end, help)

    def _expand(self, anchor: _Anchor, start: int, end: int) -> None:
        before, self._aliased = self._aliased, self._aliased + anchor.size
        if before <= MAX_ALIASED_NODES < self._aliased:
            message = f"the aliases up to here expand to more than {MAX_ALIASED_NODES} values"
            self.problem("YAML017", message, start, end, "write 'defaults:' for what the members share")


def _start(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.index


def _end(event: yaml.Event) -> int:
    assert event.end_mark is not None
    return event.end_mark.index


def _span(token: _Token) -> tuple[int, int]:
    return token.start, token.end


def _single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _bare(tree: _Tree, start: int) -> str:
    """Return the unquoted text from here to where its writer would say that it ends."""
    flow = bool(tree.stack) and tree.stack[-1].flow
    pattern = r"[^,\[\]{}\r\n]*" if flow else r"(?:(?!\s#)[^\r\n])*"
    match = re.compile(pattern).match(tree.text.text, start)
    return match[0].strip() if match else ""


def _refuse_directives(tree: _Tree) -> None:
    match = re.match(r"(?:[ \t]*(?:#.*)?(?:\r\n|\r|\n))*+(%.*)", tree.text.text)
    if match:
        help = "remove the line"
        tree.problem("YAML015", "YAML directives are not supported", match.start(1), match.end(1), help)
        tree.stop()


def _stray_tabs(tree: _Tree) -> list[Diagnostic]:
    """Find tabs outside quotes, block texts and comments, where libyaml lets some pass."""
    gaps: list[tuple[int, int]] = []
    kept = [token for token in tree.tokens if token.style]
    position = 0
    for token in kept:
        gaps.append((position, token.start))
        position = token.end
    gaps.append((position, len(tree.text.text) if not tree.problems else position))
    found = (m for start, end in gaps for m in _TAB_OR_COMMENT.finditer(tree.text.text, start, end))
    return [_tab(tree.text, m.start()) for m in islice((m for m in found if m[0] == "\t"), MAX_PROBLEMS)]


_TAB_OR_COMMENT = re.compile(r"\t|(?:(?<![^\s])|^)#.*")


# What is wrong, in our words


def _tab(text: _Text, start: int) -> Diagnostic:
    if text.is_first_on_line(start):
        message, help = "a tab indents this line", "indent with spaces, two a level"
    else:
        message, help = "a tab stands outside quotes", "write spaces, or quote the text to keep the tab"
    return Diagnostic("YAML008", message, text.at(start), help)


def _surrogate(text: _Text, start: int, end: int) -> Diagnostic:
    help = "write the character itself, or \\U and its eight hexadecimal digits up to 0010FFFF"
    return Diagnostic("YAML002", "this escape is not a Unicode character", text.at(start, end), help)


def _odd_space(text: _Text, start: int) -> Diagnostic:
    character = text.text[start]
    if text.is_first_on_line(start):
        message, help = f"{_named(character)} indents this line", "indent with normal spaces"
    else:
        message = f"{_named(character)} stands where it looks like a space or like nothing"
        help = "write a normal space or remove it; to keep it, quote the text"
    return Diagnostic("YAML019", message, text.at(start), help)


def _typographic(text: _Text, token: _Token) -> Diagnostic:
    at = text.at(token.start, token.end)
    return Diagnostic("YAML019", "typographic quotes do not quote in YAML", at, """write straight quotes: " or '""")


def _question_mark(text: _Text, start: int) -> Diagnostic:
    message = "inside [ ] and { } a lone '?' starts a key"
    return Diagnostic("YAML011", message, text.at(start), "quote the whole text that holds it")


def _explained(tree: _Tree, error: _SyntaxError) -> Diagnostic:
    """Say in our words what PyYAML could not parse; its own first line is the last resort."""
    for explain in (_blanks, _quote, *_BY_PROBLEM):
        if found := explain(tree, error):
            return found
    problem = error.problem.splitlines()[0] if error.problem else "it cannot be read"
    return Diagnostic("YAML007", f"not valid YAML: {problem}", tree.text.at(error.at), "check this line and the one above")


_BY_PROBLEM: tuple[Callable[[_Tree, _SyntaxError], Diagnostic | None], ...] = ()


def _blanks(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    return None


def _quote(tree: _Tree, error: _SyntaxError) -> Diagnostic | None:
    return None
