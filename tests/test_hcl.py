from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from enum import Enum, IntEnum, StrEnum
from pathlib import Path

import hcl2
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from looked_at import every

from tfgen.hcl import (
    Call,
    Ref,
    Rows,
    Token,
    Value,
    comment,
    hcl,
    identifier,
    label,
    nfc,
    type_expression,
)
from tfgen.layout import layout

needs_terraform = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="terraform is not on PATH"
)

HOSTILE = (
    "",
    " ",
    '"',
    '""',
    "\\",
    "\\\\",
    '\\"',
    "ends with \\",
    "$",
    "%",
    "ends with $",
    "ends with %",
    "ends with $$",
    "ends with %%%",
    "{",
    "}",
    "$ {",
    "${",
    "%{",
    "$${",
    "%%{",
    "$$${",
    "%%%{",
    "$$$${",
    "$%{",
    "%${",
    "$%${%$%{",
    "$\\{",
    "${~ path.module ~}",
    "${path.module}",
    '${file("/etc/passwd")}',
    "$${path.module}",
    "$$${path.module}",
    "%{ if true }yes%{ endif }",
    "%%{ if true }yes",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "two\nlines",
    "two\r\nlines",
    "\ttab",
    "\n",
    '"\n}\nresource "null_resource" "owned" {}\n',
    "<<EOT\nx\nEOT\n",
    "EOT",
    "*/ /* #  // ",
    "# not a comment",
    "\\n \\t \\u0041 \\U00000041 \\x41 \\q",
    "".join(map(chr, range(0x20))),
    "\x7f\x80\x85\x9f\xa0\xad",
    "\u2028\u2029\ufeff\ufffc\ufffd\ufffe\uffff",
    "\u202eabc\u202c \u2066x\u2069 \u200b\u200d\u200e\u2060\u061c",
    "e\u0301 A\u030a \u1100\u1161\u11a8 \u0344 \u212b \u2126",
    '\u0301 starts with a mark, \\\u0301 $\u0301{ "\u0301',
    "$\u0338{ and %\u0338{",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd",
    "\U00010000\U0010ffff\U000e0001\ue000",
    "0755",
    "null",
    "true",
    "for",
    "1e3",
    "a.b",
    "-",
    "a = b",
    "[1, 2]",
    '"${ x }\\' * 300,
    "x" * 100_000 + "${",
)

TEXTS = st.text(
    st.one_of(st.sampled_from('${}%"\\\n\r\t \0~#é\u0301\u202e'), st.characters(codec="utf-8")),
    max_size=30,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-7, "-7"),
        (10**30, "1" + "0" * 30),
        ("", '""'),
        ("a b", '"a b"'),
        ('"\\', r'"\"\\"'),
        ("\n\r\t", r'"\n\r\t"'),
        ("${x}%{y}", '"$${x}%%{y}"'),
        ("$${}", '"$$${}"'),
        ("${a}${%{", r'"$${a}$\u007b%\u007b"'),
        ("$ % { $$ %% cost: 5$", '"$ % { $$ %% cost: 5$"'),
        (
            "\0\x1b\x85\u2028\u202e\ufeff\U000e0001",
            r'"\u0000\u001b\u0085\u2028\u202e\ufeff\U000e0001"',
        ),
        ("\u115f\u1160\u3164\uffa0", r'"\u115f\u1160\u3164\uffa0"'),
        ("é \U0001f680", '"é \U0001f680"'),
        ("e\u0301", '"é"'),
        (Ref("module.vpc.vpc_id"), "module.vpc.vpc_id"),
        ([], "[]"),
        ((), "[]"),
        ({}, "{}"),
        (["a", 1, True, None, Ref("var.x")], '["a", 1, true, null, var.x]'),
        ([{}], "[{}]"),
        ([{"port": 80}], "[{ port = 80 }]"),
        ([{"name": "A", "value": "1"}], '[{ name = "A", value = "1" }]'),
        (
            [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
            '[\n{ name = "A", value = "1" },\n{ name = "B", value = "2" },\n]',
        ),
        ([["a"], ["b"]], '[\n["a"],\n["b"],\n]'),
        ({"tier": "edge"}, '{ tier = "edge" }'),
        ({"tier": {}}, "{\ntier = {}\n}"),
        ({"a": 1, "b": [2]}, "{\na = 1\nb = [2]\n}"),
        ({"a-b": 1, "_": 2, "in": 3}, "{\na-b = 1\n_ = 2\nin = 3\n}"),
        ({"a.b": 1}, '{ "a.b" = 1 }'),
        ({"": 1}, '{ "" = 1 }'),
        ({"1a": 1}, '{ "1a" = 1 }'),
        ({"-a": 1}, '{ "-a" = 1 }'),
        ({"a\n": 1}, r'{ "a\n" = 1 }'),
        ({"${a}": 1}, '{ "$${a}" = 1 }'),
        ({"null": 1}, '{ "null" = 1 }'),
        ({"true": 1}, '{ "true" = 1 }'),
        ({"false": 1}, '{ "false" = 1 }'),
        ({"for": 1}, '{ "for" = 1 }'),
        ({"Größe 日本": 1}, '{ "Größe 日本" = 1 }'),
        ({"x\u0302\U0001f680": 1}, r'{ "x\u0302\U0001f680" = 1 }'),
        (Call("timestamp"), "timestamp()"),
        (Call("merge", (Ref("var.tags"), {"Name": "web"})), 'merge(var.tags, { Name = "web" })'),
        (Call("jsonencode", ({"a": 1, "b": 2},)), "jsonencode({\na = 1\nb = 2\n})"),
        (Call("merge", (Ref("var.a"), {"a": 1, "b": 2})), "merge(\nvar.a,\n{\na = 1\nb = 2\n}\n)"),
        (Call("provider::aws::arn_parse", ("a",)), 'provider::aws::arn_parse("a")'),
    ],
)
def test_a_value_becomes_hcl(value: Value, text: str) -> None:
    assert text == hcl(value)


def test_members_of_enums_are_their_values() -> None:
    class Plain(str, Enum):  # noqa: UP042 (the kind whose format() is its name, which is what this is about)
        A = "a b"
        B = "b"

    class Word(StrEnum):
        A = "a"

    class Number(IntEnum):
        A = 4

    assert '["a b", "a", 4]' == hcl([Plain.A, Word.A, Number.A])
    assert "{ b = 1 }" == hcl({Plain.B: 1})
    assert '"b"' == label(Plain.B)
    assert '{ "a b" = 1 }' == hcl({Plain.A: 1})


def test_a_list_breaks_over_lines_when_it_is_wider_than_a_hundred() -> None:
    assert 1 == len(hcl(["x" * 96]).splitlines())
    assert ["[", '"' + "x" * 97 + '",', "]"] == hcl(["x" * 97]).splitlines()


@pytest.mark.parametrize("names", [["a"], ["a", "b"]])
def test_rows_are_a_line_each_however_few_they_are(names: list[str]) -> None:
    assert hcl(Rows(names)) == "\n".join(["[", *(f'"{name}",' for name in names), "]"])


def test_a_mapping_breaks_over_lines_when_it_is_wider_than_a_hundred() -> None:
    assert 1 == len(hcl({"a": "x" * 90}).splitlines())
    assert 3 == len(hcl({"a": "x" * 91}).splitlines())


@pytest.mark.parametrize(
    "value", [1.5, b"x", bytearray(b"x"), {1, 2}, object(), Token("x"), [Token("x")], Path("x")]
)
def test_other_types_are_refused(value: Value) -> None:
    with pytest.raises(TypeError, match="is not a value of HCL"):
        hcl(value)


@pytest.mark.parametrize("key", [1, True, None, Ref("var.x"), Token("x"), ("a",)])
def test_keys_that_are_not_text_are_refused(key: object) -> None:
    with pytest.raises(TypeError, match="is not a key of HCL"):
        hcl({key: 1})  # type: ignore[dict-item]  # that is what is refused


def test_keys_that_are_equal_in_nfc_are_refused() -> None:
    with pytest.raises(ValueError, match="two keys"):
        hcl({"é": 1, "e\u0301": 2})


@pytest.mark.parametrize(
    "write", [hcl, nfc, comment, lambda text: hcl({text: 1}), lambda text: hcl([text])]
)
def test_lone_surrogates_are_refused(write: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="surrogate"):
        write("a\ud800")


@pytest.mark.parametrize("make", [hcl, label, identifier, comment, type_expression])
def test_only_this_module_makes_tokens(make: Callable[[str], str]) -> None:
    token = make("string")

    assert isinstance(token, Token)
    assert not isinstance(token + "x", Token)
    assert not isinstance(f"{token}", Token)


@pytest.mark.parametrize(
    "traversal",
    [
        "aws",
        "var.x",
        "module.vpc.vpc_id",
        'aws_subnet.this["eu-west-1a"].id',
        "a.b[0].c-d",
        "each.value._x",
    ],
)
def test_references_are_kept(traversal: str) -> None:
    assert traversal == hcl(Ref(traversal))


@pytest.mark.parametrize(
    "traversal",
    [
        "",
        " var.x",
        "var.x ",
        "var.x\n",
        "var..x",
        "var.x.",
        ".x",
        "1.x",
        "a.b[-1]",
        "a.b[]",
        "a.b[c]",
        "a.b[*]",
        'a["${x}"]',
        'a["x"y"]',
        'a["\\"]',
        'file("x")',
        "a.b + 1",
        "var.é",
        '"x"',
        "null",
        "true",
        "for",
        "null.x",
    ],
)
def test_what_is_not_a_reference_is_refused(traversal: str) -> None:
    with pytest.raises(ValueError, match="is not a reference"):
        Ref(traversal)


@pytest.mark.parametrize(
    "function", ["", "Merge", "a.b", "merge ", "merge\n", "1a", "a:b", 'f("x")']
)
def test_what_is_not_a_function_is_refused(function: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a function"):
        Call(function)


@pytest.mark.parametrize("text", ["a", "_", "A9", "eu-west-1a", "this", "x-", "null"])
def test_identifiers_stand_bare_and_labels_in_quotes(text: str) -> None:
    assert (text, f'"{text}"') == (identifier(text), label(text))


@pytest.mark.parametrize(
    "text", ["", "1a", "-a", "a b", "a.b", 'a"', "a\n", "é", "${x}", "a/b", "..", "a\u200b"]
)
def test_what_is_not_an_identifier_is_refused(text: str) -> None:
    for write in (identifier, label):
        with pytest.raises(ValueError, match="is not an identifier"):
            write(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("One sentence.", "One sentence."),
        ("  a \t b\n\nc\r\nd\x0be\x85f\u2028g ", "a b c d e f g"),
        ("x\u202ey\x00\x1b[31m\ufeff", r"x\u202ey\u0000\u001b[31m\ufeff"),
        ("${x} */ # e\u0301", "${x} */ # é"),
        ("word " * 30, ("word " * 20).strip() + "\n# " + ("word " * 10).strip()),
        ("x" * 200, "x" * 200),
        ("x" * 60 + "-" + "y" * 60, "x" * 60 + "-" + "y" * 60),
    ],
)
def test_a_comment_is_one_paragraph(text: str, shown: str) -> None:
    assert shown == comment(text)


@given(TEXTS)
def test_a_comment_never_leaves_the_comment(text: str) -> None:
    lines = f"# {comment(text)}".split("\n")

    assert all(line.startswith("# ") for line in lines)
    assert not [x for x in "".join(lines) if unicodedata.category(x) in {"Cc", "Cf", "Zl", "Zp"}]


@pytest.mark.parametrize(
    "text",
    [
        "string",
        "any",
        "list(string)",
        "map(list(number))",
        "set( bool )",
        "tuple([string, number])",
        "object({})",
        "object({ string = string })",
        "map(object({ public = string, private = string }))",
        "object({\n  cidr = string\n  zones = list(object({ name = string }))\n})",
        "object({\n  a = string,\n  b = number\n})",
        "object({ a = optional(number), b = optional(list(string), []), c = optional(bool, true) })",
        "object({ a = optional(number, -1), b = optional(object({ c = string }), {}), d = optional(any, null) })",
    ],
)
def test_types_of_variables_are_kept(text: str) -> None:
    assert text == type_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "T",
        "strin",
        "String",
        "list",
        "list()",
        "list(string",
        "list(string))",
        "list(T)",
        "map(string, string)",
        "tuple([])x",
        "object({ a = string b = string })",
        "object({ a = string, a-b })",
        'object({ a = optional(string, "x") })',
        "optional(string)",
        "string\nsensitive = true",
        "string\n",
        "string # x",
        "string }",
        "${string}",
        "list(\u2028string)",
        "object({ a = optional(string, file()) })",
    ],
)
def test_what_is_not_a_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a type"):
        type_expression(text)


@given(TEXTS)
@example("${{")
@example("$${")
@example("$$${%%%{")
@example("\\${\\")
def test_any_text_reads_back_in_nfc(text: str) -> None:
    assert unicodedata.normalize("NFC", text) == unescaped(hcl(text))


@given(TEXTS)
def test_any_key_reads_back_in_nfc(text: str) -> None:
    key = hcl({text: 0})[2:-2].removesuffix(" = 0")

    assert unicodedata.normalize("NFC", text) == (unescaped(key) if key.startswith('"') else key)


def test_no_unseen_character_comes_out_raw() -> None:
    unseen = [
        x for x in map(chr, range(0x110000)) if unicodedata.category(x) in {"Cc", "Cf", "Zl", "Zp"}
    ]

    assert [] == [x for x in every(unseen) if x in hcl(x) or x in comment(f"a{x}b")]


@given(TEXTS)
def test_the_parser_that_verify_uses_reads_any_text_as_one_string(text: str) -> None:
    token = hcl(text)

    assert {"a": token, "b": {"key": token}, "c": '"}"'} == hcl2.loads(
        f'a = {token}\nb = {{ key = {token} }}\nc = "}}"\n'
    )


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_the_parser_that_verify_uses_reads_hostile_text_as_one_string(text: str) -> None:
    assert {"a": hcl(text), "b": '"}"'} == hcl2.loads(f'a = {hcl(text)}\nb = "}}"\n')


ESCAPE = re.compile(r'\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\([nrt"\\])|\$(\$\{)|%(%\{)')


def unescaped(token: str) -> str:
    """Read a quoted HCL string, https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#quoted-template-expressions."""
    assert token[0] == token[-1] == '"'
    assert not re.search(r'[\\"\x00-\x1f]|[$%]\{', ESCAPE.sub("_", token[1:-1]))
    return ESCAPE.sub(escaped_character, token[1:-1])


def escaped_character(match: re.Match[str]) -> str:
    short, long, letter, dollar, percent = match.groups()
    if short or long:
        return chr(int(short or long, 16))
    return {"n": "\n", "r": "\r", "t": "\t"}.get(letter, letter) or (dollar or percent)


@pytest.mark.slow
@needs_terraform
def test_terraform_reads_back_every_hostile_text_in_nfc(tmp_path: Path) -> None:
    texts = [*HOSTILE, *generated(TEXTS, 400)]
    normal = [unicodedata.normalize("NFC", text) for text in texts]
    keys = dict.fromkeys((text for text in normal if len(text) < 1000), 1)
    outputs: dict[str, Value] = {
        **{f"text_{index}": text for index, text in enumerate(HOSTILE)},
        "list": texts,
        "keys": keys,
        "nested": {"a": [{"value": text} for text in texts], "json": Call("jsonencode", (texts,))},
        "between": Call("join", ("", [part for text in texts for part in (text, Ref("local.x"))])),
        "number": [2**63, -(10**30), 0],
    }
    blocks = [
        f"output {label(name)} {{\nvalue = {hcl(value)}\n}}\n" for name, value in outputs.items()
    ]
    (tmp_path / "main.tf").write_text(
        layout("\n".join(['locals {\nx = "x"\n}\n', *blocks])), encoding="utf-8"
    )

    terraform(tmp_path, "apply", "-auto-approve", "-no-color")
    read = {
        name: output["value"]
        for name, output in json.loads(terraform(tmp_path, "output", "-json")).items()
    }

    assert normal[: len(HOSTILE)] == [read[f"text_{index}"] for index in range(len(HOSTILE))]
    assert normal == read["list"]
    assert keys == read["keys"]
    assert normal == [item["value"] for item in read["nested"]["a"]]
    assert normal == json.loads(read["nested"]["json"])
    assert unicodedata.normalize("NFC", "".join(text + "x" for text in normal)) == read["between"]
    assert [2**63, -(10**30), 0] == read["number"]
    terraform(tmp_path, "fmt", "-check", "-diff")


def generated(strategy: st.SearchStrategy[str], count: int) -> list[str]:
    """Return the same examples in each run, to give all of them to one process."""
    examples = []

    @settings(
        derandomize=True, database=None, deadline=None, max_examples=count, phases=[Phase.generate]
    )
    @given(strategy)
    def collect(value: str) -> None:
        examples.append(value)

    collect()
    return examples


def terraform(folder: Path, *arguments: str) -> str:
    environment = os.environ | {
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
    ran = subprocess.run(
        ["terraform", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "") == (ran.returncode, ran.stderr)
    return ran.stdout
