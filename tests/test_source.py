from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tfgen import source
from tfgen.diagnostics import CODES, Diagnostic, Location, Severity, TfgenError
from tfgen.source import Document, Fields, Items, Node, Scalar

BOTH = (yaml.CSafeLoader, yaml.SafeLoader)


@pytest.fixture(params=BOTH, ids=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LOADER", request.param)


def parse(text: str) -> Document:
    return source.parse(text.encode(), "spec.yaml")


def problems(text: str | bytes) -> tuple[Diagnostic, ...]:
    with pytest.raises(TfgenError) as raised:
        source.parse(text.encode() if isinstance(text, str) else text, "spec.yaml")
    return raised.value.diagnostics


def places(found: tuple[Diagnostic, ...]) -> list[tuple[str, int, int, int]]:
    return [(one.code, at.line, at.column, at.length) for one in found if (at := one.location)]


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.text
        case Items():
            return [plain(item) for item in node.items]
        case Fields():
            return {key: plain(entry.value) for key, entry in node.entries.items()}


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


# What comes out


VERBATIM = "012345678901 012345670123 no 1.10 22:22 1e3 .inf 2012-10-17 0755 0x1F 1_000 y ${file('x')} -x ?x :x it's"


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


def placed(node: Node, path: str = "") -> Iterator[tuple[str, Location]]:
    yield path.removeprefix("."), node.at
    if isinstance(node, Items):
        for index, item in enumerate(node.items):
            yield from placed(item, f"{path}.{index}")
    if isinstance(node, Fields):
        for key, entry in node.entries.items():
            yield from placed(entry.value, f"{path}.{key}")


def written_at(text: str, at: Location) -> str:
    return lines_of(text)[at.line - 1][at.column - 1 : at.column - 1 + at.length]


@pytest.mark.usefixtures("loader")
def test_every_value_stands_where_its_location_says() -> None:
    found = dict(placed(parse(PLACED).root))
    assert Location("spec.yaml", 2, 1, 5) == found.pop("")
    assert {path: place[:2] for path, place in PLACES.items()} == {
        p: (at.line, at.column) for p, at in found.items()
    }
    words = {path: words for path, (_, _, words) in PLACES.items() if words is not None}
    assert words == {path: written_at(PLACED, found[path]) for path in words}


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
    assert {Severity.WARNING} == {one.severity for one in document.warnings}
    assert "if the text is the value, quote it: '#ops'" == document.warnings[0].help


# What is refused: text, code, line, column, length

REFUSED = {
    "empty file": ("", "YAML004", 1, 1, 1),
    "only comments": ("# a\n\n# b\n", "YAML004", 1, 1, 1),
    "only a document start": ("---\n", "YAML004", 1, 1, 1),
    "null": ("~\n", "YAML004", 1, 1, 1),
    "root is a list": ("# x\n- a\n", "YAML005", 2, 1, 1),
    "root is a flow list": ("[a, b]\n", "YAML005", 1, 1, 6),
    "root is a text": ("hello world\n", "YAML005", 1, 1, 11),
    "root without space after the colon": ("a:1\n", "YAML005", 1, 1, 3),
    "second document": ("a: 1\n---\nb: 2\n", "YAML006", 2, 1, 1),
    "second, empty document": ("a: 1\n---\n", "YAML006", 2, 1, 1),
    "tab as indentation": ("a:\n\tb: 1\n", "YAML008", 2, 1, 1),
    "tab after spaces": ("a:\n  b: 1\n \tc: 2\n", "YAML008", 3, 2, 1),
    "tab in a flow mapping": ("a: {b: 1,\n\tc: 2}\n", "YAML008", 2, 1, 1),
    "tab between key and value": ("a:\tb\n", "YAML008", 1, 3, 1),
    "tab in an unquoted text": ("a: b\tc\n", "YAML008", 1, 5, 1),
    "tab behind a value": ("a: b\t# c\n", "YAML008", 1, 5, 1),
    "tab behind a dash": ("a:\n-\tb\n", "YAML008", 2, 2, 1),
    "tab in the head of a block text": ("a: |\t\n  b\n", "YAML008", 1, 5, 1),
    "tab that indents a block text": ("a: |\n  \tb\n", "YAML008", 2, 3, 1),
    "tab in a list": ("a:\n- b: 1\n\tc: 2\n", "YAML008", 3, 1, 1),
    "missing colon": ("a: 1\nfoo\nb: 2\n", "YAML020", 2, 1, 3),
    "missing colon in the first line": ("foo\nb: 2\n", "YAML020", 1, 1, 3),
    "missing colon in the last line": ("b: 2\nfoo\n", "YAML020", 2, 1, 3),
    "missing space after a colon": ("a: 1\nb:2\nc: 3\n", "YAML020", 2, 1, 3),
    "missing space after a colon in braces": ("a: {b:2}\n", "YAML020", 1, 5, 3),
    "missing space before a brace": ("a: {b:{c: 2}}\n", "YAML020", 1, 6, 1),
    "key without a value in braces": ("a: {b: 1, c}\n", "YAML020", 1, 11, 1),
    "two colons": ("a: b: c\n", "YAML011", 1, 5, 1),
    "two colons in braces": ("a: {b: c: d}\n", "YAML011", 1, 9, 1),
    "value and mapping": ("a: b\n  c: d\n", "YAML009", 2, 3, 1),
    "quoted value and mapping": ("a: 'b'\n  c: d\n", "YAML009", 2, 3, 1),
    "dedent to nowhere": ("a:\n    b: 1\n  c: 2\n", "YAML009", 3, 3, 1),
    "first key is indented": ("  a: 1\nb: 2\n", "YAML009", 2, 1, 1),
    "list item dedents to nowhere": ("a:\n  - b\n - c\n", "YAML009", 3, 2, 1),
    "list item among keys": ("a: 1\n- b\n", "YAML009", 2, 1, 1),
    "key among list items": ("- a\nb: 1\n", "YAML009", 2, 1, 1),
    "list on the line of its key": ("a: - b\n", "YAML009", 1, 4, 1),
    "dash in brackets": ("a: [b, - c]\n", "YAML009", 1, 8, 1),
    "unclosed double quote": ('a: 1\nb: "c\nd: 2\n', "YAML010", 2, 4, 1),
    "unclosed single quote": ("a: 1\nb: 'c\nd: 2\n", "YAML010", 2, 4, 1),
    "unclosed quote before another": ('a: "b\nc: "d"\ne: f\n', "YAML010", 1, 4, 1),
    "unclosed quote before an empty one": ('a: "b\nc: ""\n', "YAML010", 1, 4, 1),
    "unclosed quote at a document start": ("a: 'b\n---\n", "YAML010", 1, 4, 1),
    "unclosed quote behind a backslash": ('a: "b\\', "YAML010", 1, 4, 1),
    "unclosed bracket": ("a: [b, c\nd: e\n", "YAML010", 1, 4, 1),
    "unclosed bracket at the end": ("a: [b,\n", "YAML010", 1, 4, 1),
    "unclosed bracket around a block list": ("a: [\n- b\n- c\n", "YAML010", 1, 4, 1),
    "unclosed brace": ("a: {b: c\nd: e\n", "YAML010", 1, 4, 1),
    "unclosed inner bracket": ("a: {b: [c}\n", "YAML010", 1, 10, 1),
    "bracket closed twice": ("a: [b]]\n", "YAML010", 1, 7, 1),
    "brace from nowhere": ("a: }\n", "YAML010", 1, 4, 1),
    "wrong bracket": ("a: [b}\n", "YAML010", 1, 6, 1),
    "missing comma": ('a: [\n  "b"\n  "c"\n]\n', "YAML007", 3, 3, 1),
    "missing value between commas": ("a: [b, , c]\n", "YAML007", 1, 8, 1),
    "text behind quotes": ('a: "b" c\n', "YAML011", 1, 8, 1),
    "apostrophe in single quotes": ("a: 'it's'\n", "YAML011", 1, 8, 1),
    "text behind brackets": ("a: [b] c\n", "YAML011", 1, 8, 1),
    "wildcard": ("a: *.example.com # b\n", "YAML011", 1, 4, 13),
    "wildcard in brackets": ("a: [b, *.example.com]\n", "YAML011", 1, 8, 13),
    "ampersand": ("a: & b\n", "YAML011", 1, 4, 3),
    "at sign": ("a: @b\n", "YAML011", 1, 4, 2),
    "backtick": ("a: `b`\n", "YAML011", 1, 4, 3),
    "percent sign": ("a: %b\n", "YAML011", 1, 4, 2),
    "percent sign at the start of a line": ("a: [\n%b\n]\n", "YAML011", 2, 1, 2),
    "comparison": ("a: >=1.2\n", "YAML011", 1, 4, 5),
    "question mark": ("a: ? b\n", "YAML011", 1, 4, 3),
    "question mark in braces": ("a: {b: cron(30 2 * * ? *)}\n", "YAML011", 1, 22, 1),
    "comma in braces": ("a: {b: cron(30 2 * * MON,TUE *)}\n", "YAML011", 1, 8, 17),
    "comma in brackets": ("a: [f(b, c)]\n", "YAML011", 1, 5, 3),
    "comma in brackets, three times": ("a: [b f(c, d, e)]\n", "YAML011", 1, 5, 5),
    "template tag": ("{% if x %}\na: 1\n", "YAML011", 1, 2, 9),
    "duplicate key": ("a: 1\nb: 2\na: 3\n", "YAML012", 3, 1, 1),
    "duplicate key in quotes": ("a: 1\n'a': 3\n", "YAML012", 2, 1, 3),
    "duplicate key in braces": ("x: {a: 1, a: 2}\n", "YAML012", 1, 11, 1),
    "list as key": ("[a, b]: 1\n", "YAML013", 1, 1, 1),
    "mapping as key": ("? {a: b}\n: 1\n", "YAML013", 1, 3, 1),
    "block mapping as key": ("? a: b\n: 1\n", "YAML013", 1, 3, 1),
    "block text as key": ("? |\n  a\n: 1\n", "YAML013", 1, 3, 1),
    "alias as key": ("a: &x b\n*x : 1\n", "YAML013", 2, 1, 1),
    "template": ("a: {{ b }}\n", "YAML013", 1, 5, 1),
    "empty key": (": 1\n", "YAML013", 1, 1, 1),
    "empty key among others": ("a: 1\n: 2\n", "YAML013", 2, 1, 1),
    "empty key in braces": ("a: {: 1}\n", "YAML013", 1, 5, 1),
    "empty key in quotes": ("'': 1\n", "YAML013", 1, 1, 2),
    "endless key": (f"a: 1\n{'k' * 1100}: 1\n", "YAML013", 2, 1, 1),
    "merge key": ("a: &x {b: 1}\nc:\n  <<: *x\n", "YAML014", 3, 3, 2),
    "tag of our own": ("a: !b c\n", "YAML015", 1, 4, 2),
    "tag of Python": ("a: !!python/object/apply:os.system [ls]\n", "YAML015", 1, 4, 31),
    "tag of YAML": ("a: &x !!str 1\n", "YAML015", 1, 7, 5),
    "tag without a name": ("a: ! b\n", "YAML015", 1, 4, 1),
    "tag with an unknown handle": ("a: !b!c d\n", "YAML015", 1, 4, 4),
    "tag that does not end": ("a: !<b c\n", "YAML015", 1, 4, 3),
    "directive": ("# x\n%YAML 1.2\n---\na: 1\n", "YAML015", 2, 1, 9),
    "unknown directive": ("%FOO\n---\na: 1\n", "YAML015", 1, 1, 4),
    "alias without anchor": ("a: *web\n", "YAML016", 1, 4, 4),
    "recursive list": ("a: &x [b, *x]\n", "YAML016", 1, 11, 2),
    "recursive mapping": ("a: &x\n  b: *x\n", "YAML016", 2, 6, 2),
    "anchor twice": ("a: &x 1\nb: &x 2\n", "YAML016", 2, 7, 1),
    "no-break space as indentation": ("a:\n\u00a0 b: 1\n", "YAML019", 2, 1, 1),
    "no-break space as deeper indentation": ("a:\n  b: 1\n\u00a0 c: 1\n", "YAML019", 3, 1, 1),
    "no-break space in a key": ("a\u00a0b: 1\n", "YAML019", 1, 2, 1),
    "no-break space behind a colon": ("a:\u00a0b\nc: d\n", "YAML019", 1, 3, 1),
    "no-break space behind a value": ("a: b\u00a0\n", "YAML019", 1, 5, 1),
    "zero width space in a key": ("a\u200bb: 1\n", "YAML019", 1, 2, 1),
    "typographic quotes": ("a: “b c”\n", "YAML019", 1, 4, 5),
    "typographic quotes around a key": ("“a”: b\n", "YAML019", 1, 1, 3),
    "typographic quotes around a colon": ("a: “b: c”\n", "YAML019", 1, 4, 2),
    "single typographic quotes": ("a: ‘b’\n", "YAML019", 1, 4, 3),
    "NUL": ("abcd: \0\n", "YAML002", 1, 7, 1),
    "BEL": ("a: 1\nb: \x07\n", "YAML002", 2, 4, 1),
    "DEL in a comment": ("a: 1 # \x7f\n", "YAML002", 1, 8, 1),
    "C1 control": ("a: \x85\n", "YAML002", 1, 4, 1),
    "line separator": ("a: b\u2028c\n", "YAML002", 1, 5, 1),
    "byte order mark inside": ("a: \ufeffb\n", "YAML002", 1, 4, 1),
    "lone surrogate": ('é: "\\\\ud800 \\ud800"\n', "YAML002", 1, 13, 6),
    "surrogate pair": ('a: "\\ud83d\\ude00"\n', "YAML002", 1, 5, 6),
    "escape beyond Unicode": ('a: "\\U00110000"\n', "YAML002", 1, 5, 10),
    "escape far beyond Unicode": ('a: "\\Uffffffff"\n', "YAML002", 1, 5, 10),
    "unknown escape": ('a: "C:\\path"\n', "YAML022", 1, 7, 2),
    "escape without its digits": ('a: "\\xZZ"\n', "YAML022", 1, 5, 2),
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_at_its_place(case: str) -> None:
    text, *place = REFUSED[case]
    assert [tuple(place)] == places(problems(text))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("a: *.example.com\n", "quote it: '*.example.com'"),
        ("a: [b, *.example.com]\n", "quote it: '*.example.com'"),
        ("a: */5 * * * * # x\n", "quote it: '*/5 * * * *'"),
        ("a: *web\n", "if text is meant, quote it: '*web'"),
        ("a: @it's\n", "quote it: '@it''s'"),
        ("a: b: c\n", "if the colon belongs to the value, quote it: 'b: c'"),
        ("a: 1\nb:2\nc: 3\n", "put a space after the colon"),
        ("a:1\n", "put a space after the colon, as in 'version: 1'"),
        ("a: {{ b }}\n", "'{{ }}' is not expanded in a spec; to keep it as text, quote the value"),
        ("", "write a first one with: tfgen init"),
    ],
)
def test_the_help_says_what_to_write(text: str, help: str) -> None:
    assert [help] == [one.help for one in problems(text)]


def test_a_duplicate_key_names_both_places() -> None:
    (found,) = problems("a:\n  b: 1\n  c: 2\n  'b': 3\n")
    assert "the key 'b' is defined twice: first on line 2" == found.message
    assert ((Location("spec.yaml", 2, 3), "first defined here"),) == found.also


def test_the_character_that_cannot_be_seen_is_named() -> None:
    (found,) = problems("a:\n\u00a0 b: 1\n")
    assert "NO-BREAK SPACE (U+00A0) indents this line" == found.message


@pytest.mark.usefixtures("loader")
def test_everything_before_a_syntax_error_is_reported_with_it() -> None:
    found = problems("a: 1\na: 2\n<<: 3\nb: !t 4\n[x]: *y\n'': 5\nc: d: e\n")
    expected = ["YAML012", "YAML014", "YAML015", "YAML013", "YAML016", "YAML013", "YAML011"]
    assert expected == [one.code for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "DB_PASSWORD: @hunter2\n",
        "api_key: hunter2: x\n",
        "token: *hunter2\n",
        "x: {secret: f(a,hunter2}\n",
    ],
)
def test_a_password_is_not_repeated(text: str) -> None:
    found = problems(text)
    assert not [one for one in found if "hunter2" in one.message + one.help]
    assert {True} == {one.secret for one in found}


ACCEPTED = [
    "a: “b” and “c”\n",
    "a: “b” is\n",
    "a: ‘b\n",
    "a: b\u00a0c\n",
    "a: 'x\u00a0'\n",
    "'a\u00a0b': 1\n",
    "'<<': 1\n",
    "a: [b(c), d]\n",
    "a: f(b, c\n",
    "a: [(, ), 'b(', )]\n",
    "a: {'b': c}\n",
    "a: 'b\tc' # d\te\n",
    'a: "b\tc"\n',
    "a: |\n  b\n  \tc\n",
    "# \t\na: b\n",
    "{}\n",
    "--- {a: b}\n",
    "a: b\n...\n",
    "a: &x 1\nb: [*x, *x]\n",
]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ACCEPTED)
def test_is_accepted(text: str) -> None:
    assert text == parse(text).text


def test_libyaml_takes_a_question_mark_inside_a_word_in_braces() -> None:
    assert {"a": {"b": "http://c/?d=e"}} == plain(parse("a: {b: http://c/?d=e}\n").root)


# Bytes


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a: 1\nb: caf\xe9\n", 2, 7, "byte 0xe9 at offset 11 is not UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9: \xff\n", 1, 4, "byte 0xff at offset 7 is not UTF-8"),
        (b"a: \xed\xa0\x80\n", 1, 4, "byte 0xed at offset 3 is not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, 1, "the file looks like UTF-16 or UTF-32"),
        ("a: 1\n".encode("utf-16-be"), 1, 1, "the file looks like UTF-16 or UTF-32"),
        ("a: 1\n".encode("utf-32"), 1, 1, "the file looks like UTF-16 or UTF-32"),
        ("a: 1\n".encode("utf-32-be"), 1, 1, "the file looks like UTF-16 or UTF-32"),
    ],
)
def test_other_encodings_are_refused(data: bytes, line: int, column: int, message: str) -> None:
    (found,) = problems(data)
    assert ("YAML001", message, Location("spec.yaml", line, column)) == (
        found.code,
        found.message,
        found.location,
    )


def test_the_help_guesses_the_windows_character() -> None:
    (found,) = problems(b"a: \x93b\x94\n")
    assert "save the file as UTF-8; in Windows-1252 the byte is '“'" == found.help


def test_every_control_character_is_reported() -> None:
    assert [("YAML002", 1, 4, 1), ("YAML002", 2, 4, 1)] == places(problems("a: \x01\nb: \x02\n"))


def test_eight_mebibytes_are_accepted_and_one_byte_more_is_not() -> None:
    text = "a: 1\n#" + "x" * (8 * 1024 * 1024 - 6)
    assert {"a": "1"} == plain(parse(text).root)
    assert [("YAML003", 1, 1, 1)] == places(problems(text + "x"))


# Files


def test_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("é: 1\n", encoding="utf-8")
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    document = source.read(link)
    assert (str(link), {"é": "1"}) == (document.file, plain(document.root))
    assert str(link) == document.root.at.file


def io_problem(path: Path) -> Diagnostic:
    with pytest.raises(TfgenError) as raised:
        source.read(path)
    (found,) = raised.value.diagnostics
    assert 5 == raised.value.exit_code
    return found


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    found = io_problem(tmp_path / "no.yaml")
    assert ("IO001", f"cannot read '{tmp_path / 'no.yaml'}': no such file") == (
        found.code,
        found.message,
    )


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert "IO001" == io_problem(tmp_path / "link").code


def test_a_directory_is_refused(tmp_path: Path) -> None:
    found = io_problem(tmp_path)
    assert ("IO002", f"cannot read '{tmp_path}': it is a directory") == (found.code, found.message)


def test_a_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    found = io_problem(tmp_path / "fifo")
    assert ("IO002", "to read from a pipe, write '-' for the path") == (found.code, found.help)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    assert "IO002" == io_problem(Path(device)).code


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    assert "IO003" == io_problem(path).code


@pytest.mark.parametrize(
    "name", ["loop", "x" * 300, "file/x", "a\0b"], ids=["loop", "long", "below a file", "NUL"]
)
def test_a_path_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    assert "IO004" == io_problem(tmp_path / name).code


def test_a_path_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in io_problem(tmp_path / "\x1b[2J").message


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (source.MAX_BYTES + 1))
    with pytest.raises(TfgenError) as raised:
        source.read(path)
    assert [("YAML003", 1, 1, 1)] == places(raised.value.diagnostics)


# Bombs: each ends at once, in an error


def nested(depth: int) -> str:
    return "a: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"


@pytest.mark.usefixtures("loader")
def test_sixty_four_levels_are_accepted_and_one_more_is_not() -> None:
    assert nested(64) == parse(nested(64)).text
    assert [("YAML018", 1, 67, 1)] == places(problems(nested(65)))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("[" * 500_000, 65),
        ("a: " + "[" * 500_000, 67),
        ("- " * 500_000, 129),
        ('{"a":' * 100_000, 321),
    ],
    ids=["brackets", "brackets below a key", "dashes", "mappings"],
)
def test_deep_nesting_is_refused(text: str, column: int) -> None:
    # libyaml from PyYAML 6.0.4 on reads ahead and stops by itself, where it has read 1,000 brackets.
    ahead = column + (1_000 - 64)
    assert places(problems(text)) in ([("YAML018", 1, column, 1)], [("YAML018", 1, ahead, 1)])


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["{" * 200_000, "? " * 200_000])
def test_deep_nesting_of_keys_is_refused(text: str) -> None:
    found = problems(text)
    assert "YAML018" in {one.code for one in found} <= {"YAML013", "YAML018"}
    assert len(found) in (1, source.MAX_DEPTH)


@pytest.mark.usefixtures("loader")
def test_deep_block_nesting_is_refused() -> None:
    text = "".join(" " * depth + "a:\n" for depth in range(1_000))
    assert [("YAML018", 65, 65, 1)] == places(problems(text))


@pytest.mark.usefixtures("loader")
def test_billion_laughs_are_refused_at_the_alias_that_is_too_much() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    # a1 expands to 9 * 10 nodes, a2 to 9 * 91: the tenth alias of both crosses 1,000 at 90 + 10 * 91.
    assert [("YAML017", 4, 10, 3)] == places(problems("\n".join(lines)))


def test_a_thousand_aliased_values_are_accepted() -> None:
    text = "a: &a x\nb: [" + "*a, " * 999 + "*a]\n"
    assert 1_000 == len(plain(parse(text).root)["b"])  # type: ignore[index]
    assert [("YAML017", 2, 4 + 1 + 1_000 * 4, 2)] == places(
        problems(text.replace("*a]", "*a, *a]"))
    )


def test_a_chain_of_doubling_aliases_does_not_count_to_infinity() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 5_000))]
    assert ["YAML017"] == [one.code for one in problems("\n".join(lines))]


def test_a_merge_bomb_is_refused() -> None:
    lines = [
        "a0: &a0 {x: 1}",
        *(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 31)),
    ]
    assert ["YAML014"] * 30 == [
        one.code for one in problems("\n".join(lines)) if one.code != "YAML017"
    ]


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_NODES", 10)
    text = "a:\n" + "-\n" * 7  # the mapping, its key, the list and seven items
    assert text == parse(text).text
    assert [("YAML003", 9, 2, 1)] == places(problems(text + "-\n"))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n" * 300_000,
        "- *a\n" * 100_000,
        "{" + "a," * 300_000,
        "a: [1,\n" + "\t\n" * 300_000 + "]",
        "a: \x01" * 100_000,
    ],
    ids=["duplicates", "aliases", "keys", "tabs", "controls"],
)
def test_problems_end_at_a_thousand(text: str) -> None:
    assert source.MAX_PROBLEMS <= len(problems(text)) <= source.MAX_PROBLEMS + 1


ENDLESS = {
    "comments behind a key": "a: {b" + " #" * 300_000,
    "hashes behind a key": "a: {b" + "#" * 300_000,
    "comments behind an anchor": "a: &a" + " #x\n" * 100_000 + "]",
    "brackets": "a: [" + "[1]," * 20_000,
    "quotes": "a: ['" + " '' " * 100_000,
    "calls": "a: [" + "b(c," * 20_000,
    "tags": "a: " + "!x " * 100_000,
    "surrogates": 'a: "' + "\\ud800" * 100_000 + '"',
    "comments before a directive": "#\n" * 300_000 + "%",
    "question marks": "a: [" + "b ? " * 100_000,
}


@pytest.mark.parametrize("case", ENDLESS)
def test_no_pattern_backtracks_without_end(case: str) -> None:
    assert problems(ENDLESS[case])


# Any text

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
]
PIECES += [
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
]
PIECES += [
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


def check_inside(text: str, found: tuple[Diagnostic, ...]) -> None:
    lines = lines_of(text)
    for one in found:
        assert one.code in CODES
        assert "\n" not in one.message + one.help
        for at in [one.location, *(place for place, _ in one.also)]:
            assert at is not None
            assert 1 <= at.line <= len(lines)
            width = len(lines[at.line - 1])
            assert 1 <= at.column <= width + 1
            assert 1 <= at.length <= max(1, width - at.column + 1)


@pytest.mark.usefixtures("loader")
@given(st.one_of(yamlish, yamlish.map("a: 1\nb: ".__add__), st.text()))
@example("a:\n- |#")
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    try:
        document = parse(text)
    except TfgenError as error:
        check_inside(text.removeprefix("\ufeff"), error.diagnostics)
    else:
        check_inside(document.text, document.warnings)
        check_inside(
            document.text, tuple(Diagnostic("YAML007", "", at) for _, at in placed(document.root))
        )


@given(
    st.one_of(
        st.binary(),
        st.lists(st.sampled_from([b"a: ", b"\xef\xbb\xbf", b"\xff", b"\xc3", b"\n", b"\0"])).map(
            b"".join
        ),
    )
)
def test_any_bytes_are_read_or_refused_at_a_place_inside_them(data: bytes) -> None:
    try:
        source.parse(data, "spec.yaml")
    except TfgenError as error:
        check_inside(
            data.decode("utf-8", errors="replace").removeprefix("\ufeff"), error.diagnostics
        )


def result(text: str) -> Document | None:
    try:
        return parse(text)
    except TfgenError:
        return None


@given(st.one_of(yamlish, yamlish.map("a: 1\nb: ".__add__)))
def test_both_parsers_accept_the_same_texts_and_read_them_alike(text: str) -> None:
    # libyaml alone takes '|#' for an empty block text with a comment, and a '?' inside a word in brackets.
    assume(not re.search(r"[|>][-+]*#|[^\s\[{,]\?", text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "LOADER", yaml.SafeLoader)
        pure = result(text)
    assert pure == result(text)


# Without "(": a comma behind it is refused in brackets, where it mostly cuts a cron expression.
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="("), max_size=12
) | st.sampled_from(["no", "1.10", "22:22", "<<", "*", "- ", "? ", ": ", " #", "\t", "~", ""])
structures = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(texts.filter(bool), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.usefixtures("loader")
@given(
    st.dictionaries(texts.filter(bool), structures, max_size=5),
    st.sampled_from([None, True, False]),
)
def test_what_pyyaml_writes_comes_back(data: dict[str, object], flow: bool | None) -> None:
    assert data == plain(parse(yaml.safe_dump(data, default_flow_style=flow)).root)
