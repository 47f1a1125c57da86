"""What the source stage makes of a text: values, their places, and what its codes say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from source_texts import parse, placed, places, plain, written_at

from tfgen import source
from tfgen.diagnostics import Location, Severity
from tfgen.source import Fields, Items, Scalar

# What YAML 1.1 reads as numbers, booleans, dates and sexagesimals, and what could be syntax.
VERBATIM = (
    "012345678901 012345670123 no 1.10 22:22 1e3 .inf 2012-10-17 0755 0x1F 1_000 y "
    "${file('x')} -x ?x :x it's"
)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "written", [*VERBATIM.split(), "a#b", "a,b", "http://x/?y=z", "cron(30 2 * * ? *)"]
)
def test_a_scalar_keeps_its_text(written: str) -> None:
    document = parse(f"key: {written}\n")
    assert Scalar(written, True, Location("spec.yaml", 1, 6)) == document.root.entries["key"].value


@pytest.mark.usefixtures("loader")
def test_keys_are_texts_in_the_order_of_the_file() -> None:
    assert ["on", "1", "null", "~", "a b", "c: d", "é", "e"] == list(
        parse("on: x\n1: x\nnull: x\n~: x\na b: x\n'c: d': x\né: x\n? e\n: x\n").root.entries
    )


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("written", "is_null"),
    [(word, True) for word in ("", "~", "null", "Null", "NULL")]
    + [(word, False) for word in ("nULL", "no", "''", '"null"', "'~'", "|")],
)
def test_only_unquoted_words_for_nothing_are_null(written: str, is_null: bool) -> None:
    value = parse(f"key: {written}\n").root.entries["key"].value
    assert isinstance(value, Scalar)
    assert is_null == value.is_null


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"a\\tb\\n\\x07\\0\\u00e9\\U0001F600"', "a\tb\n\x07\0é😀"),
        ("'it''s'", "it's"),
        ("|\n  a\n   b\n\n  c\n", "a\n b\n\nc\n"),
        ("|-\n  a\n", "a"),
        (">\n  a\n  b\n", "a b\n"),
        ("a\n  b\n", "a b"),
        ('"a\n  b"', "a b"),
        ("|\n  a\t#b\n", "a\t#b\n"),
    ],
)
def test_quoted_and_block_texts_are_decoded(written: str, text: str) -> None:
    value = parse(f"key: {written}").root.entries["key"].value
    assert isinstance(value, Scalar)
    assert text == value.text


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_break_counts_as_one(newline: str) -> None:
    document = parse(newline.join(["a: 1", "", "b:", "  - 2", "  - x", ""]))
    assert {"a": "1", "b": ["2", "x"]} == plain(document.root)
    items = document.root.entries["b"].value
    assert isinstance(items, Items)
    assert [Location("spec.yaml", 4, 5), Location("spec.yaml", 5, 5)] == [
        item.at for item in items.items
    ]


def test_a_utf8_byte_order_mark_is_dropped() -> None:
    document = source.parse(b"\xef\xbb\xbfa: 1\n", "spec.yaml")
    assert "a: 1\n" == document.text
    assert Location("spec.yaml", 1, 1) == document.root.entries["a"].key_at


PLACED = """\
# comment, é
plain: some text   # more
é: "ü" # columns count characters
😀: 'x'
empty:
anchored: &name   value
block: &block |
  text
list:
- a
-
- - nested
  - {k: v, w: [1, 2], x: }
map: &map
  inner: 'quoted'
  "quoted key": >-
    folded
split: first
  second
alias: *map
pair: [a: b]
"""
PLACES = {
    "plain": (2, 8, "some text"),
    "é": (3, 4, '"ü"'),
    "😀": (4, 4, "'x'"),
    "empty": (5, 7, None),
    "anchored": (6, 19, "value"),
    "block": (7, 15, "|"),
    "list": (10, 1, "-"),
    "list.0": (10, 3, "a"),
    "list.1": (11, 2, None),
    "list.2": (12, 3, "-"),
    "list.2.0": (12, 5, "nested"),
    "list.2.1": (13, 5, "{k: v, w: [1, 2], x: }"),
    "list.2.1.k": (13, 9, "v"),
    "list.2.1.w": (13, 15, "[1, 2]"),
    "list.2.1.w.0": (13, 16, "1"),
    "list.2.1.w.1": (13, 19, "2"),
    "list.2.1.x": (13, 25, None),
    "map": (15, 3, "inner"),
    "map.inner": (15, 10, "'quoted'"),
    "map.quoted key": (16, 17, ">"),
    "split": (18, 8, "first"),
    "alias": (15, 3, "inner"),
    "alias.inner": (15, 10, "'quoted'"),
    "alias.quoted key": (16, 17, ">"),
    "pair": (21, 7, "[a: b]"),
    "pair.0": (21, 8, "a: b"),
    "pair.0.a": (21, 11, "b"),
}


@pytest.mark.usefixtures("loader")
def test_every_value_stands_where_its_location_says() -> None:
    located = dict(placed(parse(PLACED).root))
    assert Location("spec.yaml", 2, 1, 5) == located.pop("")
    assert {path: place[:2] for path, place in PLACES.items()} == {
        p: (at.line, at.column) for p, at in located.items()
    }
    words = {path: words for path, (_, _, words) in PLACES.items() if words is not None}
    assert words == {path: written_at(PLACED, located[path]) for path in words}


@pytest.mark.usefixtures("loader")
def test_every_key_stands_where_its_location_says() -> None:
    root = parse(PLACED).root
    keys = [written_at(PLACED, entry.key_at) for entry in root.entries.values()]
    assert list(root.entries) == keys
    mapping = root.entries["map"].value
    assert isinstance(mapping, Fields)
    assert '"quoted key"' == written_at(PLACED, mapping.entries["quoted key"].key_at)


def test_an_aliased_value_is_the_value_of_its_anchor() -> None:
    root = parse("a: &x [1, 2]\nb: *x\n").root
    assert root.entries["a"].value is root.entries["b"].value
    assert Location("spec.yaml", 2, 1) == root.entries["b"].key_at


@pytest.mark.usefixtures("loader")
def test_a_comment_where_a_value_belongs_is_a_warning() -> None:
    document = parse("channel: #ops\nowner: # nobody yet\nname: x #y\nlist:\n- #z\n")
    assert [("YAML021", 1, 10, 4), ("YAML021", 5, 3, 2)] == places(document.warnings)
    assert {Severity.WARNING} == {diagnostic.severity for diagnostic in document.warnings}
    assert "if the text is the value, quote it: '#ops'" == document.warnings[0].help


SOURCE = Path(source.__file__).parent


def test_a_sound_spec_imports_no_explanation() -> None:
    script = (
        "import sys, pathlib; from tfgen import language, source;"
        "reading = language.read(source.read(pathlib.Path('specs/production.yaml')));"
        "print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=SOURCE.parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    modules = run.stdout.split()
    assert "tfgen.source.reader" in modules
    told = ("tfgen.source.explain", "tfgen.language.faults", "tfgen.language.unread")
    assert [] == [name for name in modules if name.startswith(told)]
    assert [] == [name for name in modules if re.fullmatch(r"tfgen\..*codes", name)]
