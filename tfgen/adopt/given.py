"""What stands in a file of another tool, and which of it was read.

A value that a converter never reads is a value that the spec does not carry over: `left` finds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.facts import secret_forms
from tfgen.system.regular import read_regular

MOST_READ = 8 * 1024 * 1024

# YAML 1.2, which the readers of these tools follow: https://yaml.org/spec/1.2.2/#1032-tag-resolution
_NULLS = {"", "~", "null", "Null", "NULL"}
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

Plain = str | int | float | bool | None


class Given:
    """A value with its place and its path; a mapping, a list, or one `plain` value.

    Looking at keys and lengths reads nothing: `plain`, `text` and `whole` do.
    """

    def __init__(self, path: tuple[str | int, ...], at: Location, content: Any) -> None:
        self.path = path
        self.at = at
        # Where the key stands, if it stands in a mapping: what findings point at.
        self.key_at = at
        self._content = content
        self._read = False
        self._why: tuple[str, str] | None = None
        self._lost: tuple[str, str] | None = None
        self._remarks: list[Diagnostic] = []
        self._is_hidden = False

    def __repr__(self) -> str:
        return f"Given({self.name})"

    @property
    def name(self) -> str:
        """The path as people write it, such as services.web.ports[0]."""
        parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path]
        return "".join(parts).removeprefix(".")

    @property
    def key(self) -> str:
        """The last part of the path."""
        return str(self.path[-1]) if self.path else ""

    @property
    def is_map(self) -> bool:
        """Whether it is a mapping."""
        return isinstance(self._content, dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self._content, list)

    @property
    def is_plain(self) -> bool:
        """Whether it is one value, which may be null."""
        return not self.is_map and not self.is_list

    @property
    def plain(self) -> Plain:
        """The value; None where it is null, a mapping or a list. It counts as read."""
        if not self.is_plain:
            return None
        self._read = True
        return self._content[0]  # type: ignore[no-any-return]

    @property
    def peek(self) -> Plain:
        """The value as `plain` has it, without that it counts as read."""
        return self._content[0] if self.is_plain else None

    @property
    def text(self) -> str:
        """The value as it was written, "" for null. It counts as read."""
        if not self.is_plain:
            return ""
        self._read = True
        return "" if self._content[0] is None else self._content[1]

    @property
    def whole(self) -> Any:
        """The value as dicts, lists and plain values; all of it counts as read."""
        if self.is_map:
            self._read = True
            return {key: value.whole for key, value in self._content.items()}
        if self.is_list:
            self._read = True
            return [value.whole for value in self._content]
        return self.plain

    @property
    def entries(self) -> Mapping[str, Given]:
        """The entries of a mapping in their order; none of anything else."""
        return self._content if self.is_map else {}

    @property
    def items(self) -> tuple[Given, ...]:
        """The items of a list; none of anything else."""
        return tuple(self._content) if self.is_list else ()

    def get(self, *keys: str) -> Given | None:
        """Return what stands below some keys, None where nothing does."""
        entry: Given | None = self
        for key in keys:
            entry = entry.entries.get(key) if entry else None
        return entry

    def leave(self, why: str, help: str = "") -> None:
        """Say why all of it that was not read is not carried over, and what to do instead."""
        self._why = (why, help)

    def lose(self, why: str, help: str = "") -> None:
        """Say of all of it that it is not carried over, though it may have been read."""
        self._lost = (why, help)

    def changed(self, how: str, help: str = "") -> None:
        """Say that it is in the spec, and how it is another there."""
        self.remark("ADOPT002", how, help, Severity.NOTE)

    def remark(
        self, code: str, how: str, help: str = "", severity: Severity = Severity.WARNING
    ) -> None:
        """Say something else of it; what holds a secret is not shown with it."""
        finding = self._finding(code, f"{self.name}: {how}", help, severity)
        # Two services that share a value say the same of it.
        if finding not in self._remarks:
            self._remarks.append(finding)

    def hide(self) -> None:
        """Have no finding show it: it holds a secret, which its text alone does not tell."""
        self._is_hidden = True

    def _finding(self, code: str, message: str, help: str, severity: Severity) -> Diagnostic:
        secret = self._may_be_secret()
        return Diagnostic(code, message, self.key_at, help, severity, self.path, secret=secret)

    def _may_be_secret(self) -> bool:
        below = (*self.entries.values(), *self.items)
        if below:
            return self._is_hidden or any(value._may_be_secret() for value in below)
        text = str(self._content[1]) if self.is_plain else ""
        return (
            self._is_hidden
            or bool(secret_forms.variable_kind(self.key, text))
            or secret_forms.is_likely(text)
        )

    def findings(self) -> Iterator[Diagnostic]:
        """Yield what is not carried over, the whole of it once, and what was said of the rest."""
        yield from self._remarks
        if self._lost or (self._is_untouched() and not self._is_told_apart()):
            why, help = self._lost or self._why or ("there is no such thing in a spec", "")
            message = f"{self.name or 'the file'} is not carried over: {why}"
            yield self._finding("ADOPT001", message, help, Severity.WARNING)
            return
        for below in (*self.entries.values(), *self.items):
            if below._why is None and self._why is not None:
                below._why = self._why
            yield from below.findings()

    def _is_told_apart(self) -> bool:
        """Whether nothing is said of the whole, and something of its parts."""
        below = (*self.entries.values(), *self.items)
        return self._why is None and any(
            value._why is not None or value._is_told_apart() for value in below
        )

    def _is_untouched(self) -> bool:
        """Whether nothing of it was read."""
        # An alias is a value of its own: what one service reads of it, another may leave.
        if self._read or self._remarks:
            return False
        return all(value._is_untouched() for value in (*self.entries.values(), *self.items))


def read(path: Path) -> Given:
    """Read a YAML or JSON file of at most 8 MiB. Raises TfgenError where it is neither."""
    return parse(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """Return what a regular file has. Raises TfgenError where it cannot be read."""
    try:
        return read_regular(path, MOST_READ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{path} cannot be read: {reason}"
        raise TfgenError([Diagnostic("IO040", message, help="give a file that exists")]) from error


def parse(data: bytes, file: str) -> Given:
    """Read the bytes of a file; `file` is the name that findings carry."""
    try:
        # In JSON a tab is white space only, in which PyYAML takes none; places stay.
        text = data.decode("utf-8-sig")
        json = text.lstrip().startswith(("{", "["))
        node = yaml.compose(text.replace("\t", " ") if json else text, Loader=yaml.SafeLoader)
    except (yaml.MarkedYAMLError, UnicodeDecodeError, yaml.reader.ReaderError) as error:
        mark = getattr(error, "problem_mark", None)
        at = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, length=0)
        problem = getattr(error, "problem", None) or str(error)
        fault = Diagnostic("ADOPT010", f"{file} is no YAML: {problem}", at, "mend it there")
        raise TfgenError([fault]) from error
    except RecursionError as error:
        fault = Diagnostic("ADOPT010", f"{file} is nested too deeply", Location(file, length=0))
        raise TfgenError([fault]) from error
    if node is None:
        return Given((), Location(file), {})
    return _Reader(file).given(node, ())


class _Reader:
    """Makes values of YAML's nodes; merge keys and aliases are written out."""

    # https://yaml.org/type/merge.html
    _MERGE = "tag:yaml.org,2002:merge"
    _MOST = 200_000

    def __init__(self, file: str) -> None:
        self._file = file
        self._made = 0

    def given(self, node: yaml.Node, path: tuple[str | int, ...]) -> Given:
        self._made += 1
        at = self._at(node)
        if self._made > self._MOST or len(path) > 100:
            message = f"{self._file} has too many values, or aliases that make them many"
            raise TfgenError([Diagnostic("ADOPT010", message, at, "write it shorter")])
        if isinstance(node, yaml.MappingNode):
            return Given(path, at, self._entries(node, path))
        if isinstance(node, yaml.SequenceNode):
            items = [self.given(item, (*path, at)) for at, item in enumerate(node.value)]
            return Given(path, at, items)
        # The text stands beside: of 1.10 and 0644 it is what was meant.
        return Given(path, at, (_plain(node), node.value))

    def _entries(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Given]:
        merged: dict[str, Given] = {}
        own: dict[str, Given] = {}
        for key, value in node.value:
            if key.tag == self._MERGE:
                sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
                for source in sources:
                    if isinstance(source, yaml.MappingNode):
                        merged = {**self._entries(source, path), **merged}
                continue
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            own[name] = self.given(value, (*path, name))
            own[name].key_at = self._at(key)
        return {**merged, **own}

    def _at(self, node: yaml.Node) -> Location:
        start, end = node.start_mark, node.end_mark
        length = end.column - start.column if end.line == start.line else 1
        return Location(self._file, start.line + 1, start.column + 1, max(1, length))


def _plain(node: yaml.Node) -> Plain:
    text = str(node.value)
    if getattr(node, "style", None) is not None:  # it stood in quotes, or is a block
        return text
    if text in _NULLS:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
