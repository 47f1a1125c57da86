"""Any text is read, or refused at a place inside it; both parsers agree."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from source_texts import lines_of, parse, placed, plain

from tfgen import source
from tfgen.commands.codes import documented
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.source import Document, events

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

# What YAML has a use for, and a few letters between it.
PIECES = [
    " ",
    "\n",
    "\n  ",
    "\t",
    "- ",
    "-",
    ": ",
    ":",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    ", ",
    "&a ",
    "*a",
    "*b",
    "!t ",
    "|\n",
    "|-",
    "> ",
    '"',
    "'",
    "%",
    "@",
    "`",
    "#",
    " # c",
    " #c",
    "~",
    "a",
    "b",
    "é",
    "\\x41",
    "\\ud800",
    "\\",
    "\\Uffffffff",
    "\u00a0",
    "“",
    "”",
    "---",
    "...",
    "<<",
    "\r\n",
    "\r",
    "\x07",
    "😀",
    "(",
    ")",
    "key: v\n",
]
yamlish = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def check_inside(text: str, diagnostics: tuple[Diagnostic, ...]) -> None:
    lines = lines_of(text)
    assert lines
    for diagnostic in diagnostics:
        assert diagnostic.code in documented()
        assert "\n" not in diagnostic.message + diagnostic.help
        for at in [diagnostic.location, *(place for place, _ in diagnostic.also)]:
            assert at is not None
            assert 1 <= at.line <= len(lines)
            width = len(lines[at.line - 1])
            assert 1 <= at.column <= width + 1
            assert 1 <= at.length <= max(1, width - at.column + 1)


@pytest.mark.usefixtures("loader")
@given(st.one_of(yamlish, yamlish.map("a: 1\nb: ".__add__), st.text()))
@example("a:\n- |#")
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    check_inside(*told_of(text))


def told_of(text: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a text as it is read, with the findings about it, or with every place of what it says."""
    try:
        document = parse(text)
    except TfgenError as error:
        assert error.diagnostics
        return text.removeprefix("\ufeff"), error.diagnostics
    places = tuple(Diagnostic("YAML007", "", at) for _, at in placed(document.root))
    return document.text, (*document.warnings, *places)


@given(
    st.one_of(
        st.binary(),
        st.lists(st.sampled_from([b"a: ", b"\xef\xbb\xbf", b"\xff", b"\xc3", b"\n", b"\0"])).map(
            b"".join
        ),
    )
)
def test_any_bytes_are_read_or_refused_at_a_place_inside_them(data: bytes) -> None:
    text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    check_inside(text, refusal_of(data))


def refusal_of(data: bytes) -> tuple[Diagnostic, ...]:
    try:
        source.parse(data, "spec.yaml")
    except TfgenError as error:
        return error.diagnostics
    return ()


def result(text: str) -> Document | None:
    try:
        return parse(text)
    except TfgenError:
        return None


@given(st.one_of(yamlish, yamlish.map("a: 1\nb: ".__add__)))
def test_both_parsers_accept_the_same_texts_and_read_them_alike(text: str) -> None:
    # libyaml alone takes '|#' for an empty block text with a comment,
    # and a '?' inside a word in brackets.
    assume(not re.search(r"[|>][-+]*#|[^\s\[{,]\?", text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "LOADER", yaml.SafeLoader)
        pure = result(text)
    assert pure == result(text)


# Without "(": a comma behind it is refused in brackets, where it mostly cuts a cron expression.
# Without what no process takes.
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="(\0\ufffe\uffff"), max_size=12
) | st.sampled_from(["no", "1.10", "22:22", "<<", "*", "- ", "? ", ": ", " #", "\t", "~", ""])
# Keys come in the form that Terraform gives them.
names = texts.filter(bool).map(partial(unicodedata.normalize, "NFC"))
structures = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.usefixtures("loader")
@given(
    st.dictionaries(names, structures, max_size=5),
    st.sampled_from([None, True, False]),
)
def test_what_pyyaml_writes_comes_back(data: dict[str, object], flow: bool | None) -> None:
    assert data == plain(parse(yaml.safe_dump(data, default_flow_style=flow)).root)
