"""What the source stage refuses, at which place, and what it says to do."""

from __future__ import annotations

import pytest
from source_texts import parse, places, plain, problems

from tfgen.diagnostics import Location

# Each with its text, code, line, column and length.
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
    assert [help] == [diagnostic.help for diagnostic in problems(text)]


def test_a_duplicate_key_names_both_places() -> None:
    (diagnostic,) = problems("a:\n  b: 1\n  c: 2\n  'b': 3\n")
    assert "the key 'b' is defined twice: first on line 2" == diagnostic.message
    assert ((Location("spec.yaml", 2, 3), "first defined here"),) == diagnostic.also


def test_the_character_that_cannot_be_seen_is_named() -> None:
    (diagnostic,) = problems("a:\n\u00a0 b: 1\n")
    assert "NO-BREAK SPACE (U+00A0) indents this line" == diagnostic.message


@pytest.mark.usefixtures("loader")
def test_everything_before_a_syntax_error_is_reported_with_it() -> None:
    diagnostics = problems("a: 1\na: 2\n<<: 3\nb: !t 4\n[x]: *y\n'': 5\nc: d: e\n")
    expected = ["YAML012", "YAML014", "YAML015", "YAML013", "YAML016", "YAML013", "YAML011"]
    assert expected == [diagnostic.code for diagnostic in diagnostics]


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
    diagnostics = problems(text)
    assert not [
        diagnostic
        for diagnostic in diagnostics
        if "hunter2" in diagnostic.message + diagnostic.help
    ]
    assert {True} == {diagnostic.secret for diagnostic in diagnostics}


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
