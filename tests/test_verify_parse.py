"""HCL text becomes our own tree, and the cache of what was read is only ever a help."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_linear import calls

from tfgen.verify import text
from tfgen.verify.parse import parse, parse_template
from tfgen.verify.syntax import Expression, Index, Kind, Place, SyntaxFault, canonical
from tfgen.verify.text import read_expression


def value_of(code: str) -> Expression:
    return parse(f"a = {code}\n").attributes[0].value


def paths(expression: Expression) -> list[tuple[object, ...]]:
    return [(reference.root, *reference.steps) for reference in expression.references]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("null", None),
        ("true", True),
        ("-12", -12),
        ("- 12", -12),
        ("1.5e3", 1500.0),
        ('""', ""),
        ('"a b"', "a b"),
        (r'"\n\t\"\\ \u00e9\U0001F600"', '\n\t"\\ é😀'),
        ('"$${a} %%{b} $ % $$"', "${a} %{b} $ % $$"),
        ('"$$$${a}"', "$$${a}"),
        ('"$${"', "${"),
        ('"e\u0301"', "é"),
        ('("in brackets")', "in brackets"),
        ("<<EOT\n  a\n b\nEOT", "  a\n b\n"),
        ("<<-EOT\n  a\n   b\n  EOT", "a\n b\n"),
        ("<<EOT\nEOT", ""),
    ],
)
def test_a_literal_has_the_value_that_terraform_gives_it(code: str, value: object) -> None:
    read = value_of(code)

    assert (Kind.LITERAL, type(value), value) == (read.kind, type(read.value), read.value)


@pytest.mark.parametrize(
    ("code", "kind", "references"),
    [
        ("var.a", Kind.REFERENCE, [("var", "a")]),
        ('module.a["k"].b[0]', Kind.REFERENCE, [("module", "a", Index("k"), "b", Index(0))]),
        ("a_b.c.0.d", Kind.REFERENCE, [("a_b", "c", Index(0), "d")]),
        ("a_b.c[*].d", Kind.REFERENCE, [("a_b", "c", Index(splat=True), "d")]),
        ("a_b.c.*.d", Kind.REFERENCE, [("a_b", "c", Index(splat=True), "d")]),
        ("a_b.c[var.d].e", Kind.REFERENCE, [("a_b", "c", Index(), "e"), ("var", "d")]),
        ("f(var.a, [var.b], { (var.c) = var.d, e = 1 })", Kind.CALL, [("var", x) for x in "abcd"]),
        ("f(var.a).b[var.c]", Kind.OTHER, [("var", "a"), ("var", "c")]),
        ("(var.a).b", Kind.OTHER, [("var", "a")]),
        ("var.a ? !var.b : -var.c + var.d", Kind.OTHER, [("var", x) for x in "abcd"]),
        ('"x ${var.a} %{ if var.b }${var.c}%{ else }${var.d}%{ endif }"', Kind.TEMPLATE, [("var", x) for x in "abcd"]),
        ('"%{ for k, v in var.a }${k}${v}${var.b}%{ endfor }"', Kind.TEMPLATE, [("var", "a"), ("var", "b")]),
        ("[for k, v in var.a : [k, v, var.b] if v != var.c]", Kind.OTHER, [("var", x) for x in "abc"]),
        ("{ for v in v : v => v... }", Kind.OTHER, [("v",)]),
        ("[for a in x : [for b in a.y : [a, b, c]]]", Kind.OTHER, [("x",), ("c",)]),
        ("<<EOT\n  ${var.a}\n%{ for x in [] ~}\n${x}$${y}\n%{ endfor ~}\nEOT", Kind.TEMPLATE, [("var", "a")]),
        ("{ a = 1, b : 2, true = 3 }", Kind.OBJECT, []),
    ],
)  # fmt: skip
def test_all_references_are_found_and_no_bound_name(
    code: str, kind: Kind, references: list[object]
) -> None:
    read = value_of(code)

    assert (kind, references) == (read.kind, paths(read))


def test_an_object_has_its_keys_as_text() -> None:
    read = value_of('{ a = 1, "b c" : 2, true = 3, 4 = 5, for_each = 6, (var.x) = 7 }')

    assert ["a", "b c", "true", "4", "for_each", None] == [key.value for key, _ in read.items]


def test_everything_has_its_place() -> None:
    body = parse(
        '# x\nresource "a_b" "c" {\n  d = [\n    var.e,\n  ]\n\n  f {\n    g = "${var.h}"\n  }\n}\n'
    )
    (resource,) = body.blocks
    (argument,) = resource.body.attributes
    (reference,) = argument.value.references
    (nested,) = resource.body.blocks
    template = nested.body.attributes[0].value

    assert (2, 1) == (resource.line, resource.column)
    assert [(2, 10), (2, 16)] == [(label.line, label.column) for label in resource.labels]
    assert [(3, 3), (3, 7), (4, 5)] == [
        (x.line, x.column) for x in (argument, argument.value, reference)
    ]
    assert [(7, 3), (8, 9), (8, 12)] == [
        (x.line, x.column) for x in (nested, template, template.references[0])
    ]


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("${a}", (1, 3)),
        ("x\n  %{ if a }%{ endif }", (2, 9)),
        ("${\n  a }", (2, 3)),
        ("$${b} %{ for x in a ~}%{ endfor }", (1, 19)),
        ('${ "}" }${"${a}"}', (1, 14)),
    ],
)
def test_a_reference_in_a_template_file_has_its_place(code: str, place: tuple[int, int]) -> None:
    assert [("a", *place)] == [(r.root, r.line, r.column) for r in parse_template(code).references]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a = [1\n2]\n", "HCL001", (2, 1)),
        ("a = 1 +\n2\n", "HCL001", (1, 8)),
        ("a = true ?\n1 : 2\n", "HCL001", (1, 11)),
        ("a = {b = 1 c = 2}\n", "HCL001", (1, 12)),
        ("a = {b = 1\n, c = 2}\n", "HCL001", (2, 1)),
        ("a {\n", "HCL001", (1, 4)),
        ('a = "%{ if x }"\n', "HCL001", (1, 6)),
        ('a = "%{ endif }"\n', "HCL001", (1, 6)),
        ('a = "%{ if x }%{ endfor }"\n', "HCL001", (1, 15)),
        ("a = <<EOT\n", "HCL001", (1, 5)),
        ("a = <<EOT\n ${b c}\nEOT\n", "HCL001", (2, 6)),
        ("a = <<EOT\n ${b\nEOT\n", "HCL001", (2, 4)),
        ("a = <<EOT\n%{ foo }\nEOT\n", "HCL001", (2, 3)),
        ("a = <<EOT\n${b) + (c}\nEOT\n", "HCL001", (2, 3)),
        ('a = \\"b\\"\n', "HCL001", (1, 5)),
        ("a = " + "(" * 300, "HCL001", (1, 204)),
        ('a = "b\n"\n', "HCL002", (1, 7)),
        ('a = ("b\n")\n', "HCL002", (1, 8)),
        (r'a = "bc\q"' + "\n", "HCL002", (1, 8)),
        ('a = "b\r"\n', "HCL002", (1, 7)),
    ],
)
def test_a_fault_points_at_its_place(text: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)

    assert (code, place) == (caught.value.code, tuple(caught.value.place))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "references"),
    [
        ("var.a ? 1 : " * 1000 + "templatefile(var.a, {})", 1001),
        ("var.a + " * 10000 + "1", 10000),
        ("!" * 1000 + "var.a", 1),
        ("var.a" + ".b" * 1000, 1),
        ("(" * 199 + "var.a" + ")" * 199, 1),
        ("[true ? [1 + f(!" * 49 + "var.a" + ")] : 2]" * 49, 1),
        ('"' + "$a" * 100000 + '${var.a}"', 1),
    ],
)
def test_long_values_are_read(code: str, references: int) -> None:
    read = value_of(code)

    assert references == len(read.references)
    assert read.depth <= 150


ITEMS = (
    *(
        '"a"',
        '""',
        '"{"',
        '"e\u0301"',
        "7",
        "-7",
        "0",
        "true",
        "null",
        "- 7",
        "1.5",
        "truer",
        "[1]",
    ),
    *('"$${a}"', '"${b}"', r'"\n"', "1 + 2", "a.b", "f(1, 2)", "{ a = 1 }", "-", '"', "for", "1a"),
    *("", "# b\n3", "<<E\nE\n"),
)


@pytest.mark.parametrize("closing", ["]", " ]", ",]", "\n]", ")", "", "] + 1"])
def test_a_run_of_plain_values_is_read_as_one_by_one(closing: str) -> None:
    chance = random.Random(closing)
    read = []
    for _ in range(600):
        # Most are plain, as in a long list.
        items = [chance.choice(ITEMS[: chance.choice((3, 9, len(ITEMS)))]) for _ in range(9)]
        blanks = [chance.choice(("    ", "\n    ", "  \n\n    ")) for _ in items]
        pieces = [f"{blank}{item}" for blank, item in zip(blanks, items, strict=True)]
        text = f"a = [{','.join(pieces)}{closing}\nb = 1\n"
        # A comment ends a run, and is as wide as the blanks in its place.
        alone = text.replace("    ", "/**/")
        read.append(outcome(text))
        # After a stray quote both are part of a text.
        assert repr(outcome(alone)).replace("/**/", "    ") == repr(read[-1])
    faults = [one for one in read if isinstance(one, str)]
    assert len(read) > len(faults) > 0 or closing in (")", "")


def outcome(text: str) -> object:
    try:
        return parse(text)
    except SyntaxFault as fault:
        return f"{fault.place} {fault.code} {fault} {fault.help}"


@pytest.mark.parametrize("item", ['"abcd"', "12345", "true"])
def test_a_plain_value_of_a_long_list_costs_a_part_of_any_other(item: str) -> None:
    def tokens_of(values: str) -> int:
        return sum(calls(lambda: text.read_file(f"a = [{values}]\n")).values())

    plain, other = tokens_of(f"{item}, " * 1000), tokens_of(f"/**/ {item}, " * 1000)
    assert plain < other / 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 100000, "a = <<E\n" + "%{ if x }" * 3000 + "%{ endif }" * 3000 + "\nE\n"],
)
def test_what_is_nested_too_deeply_is_a_fault(text: str) -> None:
    with pytest.raises(SyntaxFault, match="nested too deeply"):
        parse(text)


def test_layout_does_not_change_what_an_expression_means() -> None:
    one, other = (
        value_of('[a_b.c["k"], f(1,2), "x${y}"]'),
        value_of('[\n  a_b.c["k"],\n  f(1, 2),\n  "x${ y }",\n]'),
    )

    assert canonical(one) == canonical(other)
    assert canonical(value_of("1")) != canonical(value_of("true"))
    assert canonical(value_of("a.b")) != canonical(value_of("a.c"))
    assert canonical(value_of("a + b")) != canonical(value_of("a - b"))


def test_an_expression_is_parsed_at_its_place_in_a_file() -> None:
    assert (7, 11) == read_expression("var.x", Place(7, 11)).references[0][-2:]


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {
        key: value for key, value in os.environ.items() if key != "XDG_CACHE_HOME"
    } | environment
    return subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, timeout=120
    )


PARSE = "from tfgen.verify.parse import parse; print(parse('a = 1\\n').attributes[0].value.value)"
AND_READER = f"{PARSE}; import sys; print('tfgen.verify.text' in sys.modules)"


@pytest.mark.slow
def test_a_text_that_was_read_before_needs_no_reader(tmp_path: Path) -> None:
    first, second = (run(AND_READER, XDG_CACHE_HOME=str(tmp_path)) for _ in range(2))

    assert ["1\nTrue\n", "1\nFalse\n"] == [first.stdout, second.stdout]


@pytest.mark.slow
def test_a_kept_text_that_is_damaged_is_read_again(tmp_path: Path) -> None:
    run(AND_READER, XDG_CACHE_HOME=str(tmp_path))
    (kept,) = (tmp_path / "tfgen").glob("read-*/*")
    sound = kept.read_bytes()
    kept.write_bytes(sound[:-1])
    again = run(AND_READER, XDG_CACHE_HOME=str(tmp_path))

    assert ("1\nTrue\n", sound) == (again.stdout, kept.read_bytes())


@pytest.mark.slow
def test_a_fault_is_told_each_time(tmp_path: Path) -> None:
    code = PARSE.replace("a = 1", "a = [")
    told = [run(code, XDG_CACHE_HOME=str(tmp_path)) for _ in range(2)]

    assert [True, True] == ["SyntaxFault" in done.stderr for done in told]


@pytest.mark.slow
def test_no_cache_is_no_fault(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    done = run(PARSE, XDG_CACHE_HOME=str(in_the_way))

    assert (0, "1\n", "") == (done.returncode, done.stdout, done.stderr)


def test_a_line_of_a_heredoc_costs_what_it_has_and_not_what_stands_above_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[int] = []
    tokens = text.tokens

    def counted(code: str, *rest: Any) -> object:
        taken.append(len(code))
        return tokens(code, *rest)

    monkeypatch.setattr(text, "tokens", counted)
    file = "locals {\n  a = <<E\n" + "a line with ${local.b}\n" * 500 + "E\n  b = 1\n}\n"
    body = text.read_file(file)

    assert (501, True) == (len(taken), sum(taken) < 2 * len(file))
    assert 1 == len(body.blocks)
